"""Application settings."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class LegalReviewConfig(AppConfig):
    name = "legal_review"
    verbose_name = gettext_lazy("法制审核")
