"""Application settings."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy

from core import hidden_addresses
from core.checks import document_requirements, search_requirements


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = gettext_lazy("基础")

    def ready(self) -> None:
        register(document_requirements, "documents")
        register(search_requirements, Tags.database)
        hidden_addresses.watch()
