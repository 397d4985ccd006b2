"""Addresses of uploads in pieces: those of people, and those of docking stations."""

from django.urls import path

from recording.views import uploads

urlpatterns = [
    path("cases/<uuid:pk>/uploads/", uploads.upload_begin, name="upload-begin"),
    path("uploads/<uuid:pk>/", uploads.upload_resource, name="upload-resource"),
]
