"""Application settings."""

from django.apps import AppConfig


class RecordingConfig(AppConfig):
    name = "recording"
    verbose_name = "执法全过程记录"
