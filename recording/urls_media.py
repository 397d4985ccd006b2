"""Addresses of one item of evidence and of its copies for viewing."""

from django.urls import path

from recording.views import media

urlpatterns = [
    path("evidence/<uuid:pk>/about/", media.evidence_detail, name="evidence-detail"),
    path("evidence/<uuid:pk>/copies/<slug:kind>/", media.evidence_copy, name="evidence-copy"),
]
