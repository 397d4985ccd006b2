"""Application settings."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class RecordingConfig(AppConfig):
    name = "recording"
    verbose_name = gettext_lazy("执法全过程记录")
