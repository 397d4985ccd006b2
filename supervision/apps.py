"""Application settings."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class SupervisionConfig(AppConfig):
    name = "supervision"
    verbose_name = gettext_lazy("执法监督")

    def ready(self) -> None:
        # The snapshots hold the public tables of this room too, whichever command takes them.
        import_module("supervision.open_tables")
