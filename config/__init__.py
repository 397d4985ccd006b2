"""Composition of the portal; exports the Celery application for the worker and the scheduler."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
