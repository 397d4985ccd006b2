"""Application settings."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class DisclosureConfig(AppConfig):
    name = "disclosure"
    verbose_name = gettext_lazy("行政执法公示")
