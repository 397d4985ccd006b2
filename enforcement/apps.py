"""Application settings."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class EnforcementConfig(AppConfig):
    name = "enforcement"
    verbose_name = gettext_lazy("行政执法")
