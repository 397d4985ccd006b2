"""Application settings."""

from django.apps import AppConfig


class LegalReviewConfig(AppConfig):
    name = "legal_review"
    verbose_name = "法制审核"
