"""Application settings."""

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy

from recording.checks import check_server
from recording.media_checks import media_requirements


class RecordingConfig(AppConfig):
    name = "recording"
    verbose_name = gettext_lazy("执法全过程记录")

    def ready(self) -> None:
        checks.register(check_server)
        checks.register(media_requirements, "media")
