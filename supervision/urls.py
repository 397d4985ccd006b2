"""Supervision in the back office."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
