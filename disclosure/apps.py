"""Application settings."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class DisclosureConfig(AppConfig):
    name = "disclosure"
    verbose_name = gettext_lazy("行政执法公示")

    def ready(self) -> None:
        # The publication log hears of every move wherever it is made, also by a command that never
        # comes near this room.
        import_module("disclosure.services.publication_log")
        # And the registers are looked through for personal data, whoever publishes them.
        import_module("disclosure.services.entry_screening")
