"""Application settings."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy

from legal_review.gates import gates_current, profiles_agree


class LegalReviewConfig(AppConfig):
    name = "legal_review"
    verbose_name = gettext_lazy("法制审核")

    def ready(self) -> None:
        register(profiles_agree, "profiles")
        register(gates_current, Tags.database)
