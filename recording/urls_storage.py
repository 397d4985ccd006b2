"""Pages of storing recordings in time."""

from django.urls import path

from core.views.acts import page
from recording.acts.storage import FIELD_RETURN, RETENTION_SPECIAL
from recording.views import storage

urlpatterns = [
    path("recordings/owed/", storage.storage_list, name="storage-list"),
    path("steps/<int:pk>/return/", page(FIELD_RETURN), name="field-return"),
    path("evidence/<uuid:pk>/special/", page(RETENTION_SPECIAL), name="retention-special"),
]
