"""Application settings."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy

from recording.checks import media_requirements


class RecordingConfig(AppConfig):
    name = "recording"
    verbose_name = gettext_lazy("执法全过程记录")

    def ready(self) -> None:
        register(media_requirements, "media")
