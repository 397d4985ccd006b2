"""Supervision in the back office."""

from supervision.urls_statistics import urlpatterns as statistics

urlpatterns = [*statistics]
