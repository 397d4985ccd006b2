"""Addresses of edited copies."""

from django.urls import path

from recording.views import edited

urlpatterns = [
    path("evidence/<uuid:pk>/edit/", edited.evidence_edit, name="evidence-edit"),
    path("edited/<int:pk>/", edited.edited_detail, name="edited-detail"),
    path("edited/<int:pk>/file/", edited.edited_download, name="edited-download"),
]
