"""Application settings."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class SupervisionConfig(AppConfig):
    name = "supervision"
    verbose_name = gettext_lazy("执法监督")
