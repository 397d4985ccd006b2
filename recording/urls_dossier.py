"""Pages of all that is kept about an enforcement object, and of the archive room that keeps it."""

from django.urls import path

from recording.views import dossier, file_room

urlpatterns = [
    path("parties/<int:pk>/", dossier.party_detail, name="party-detail"),
    path("parties/<int:pk>/export/", dossier.party_export, name="party-export"),
    path("file-room/", file_room.file_room, name="file-room"),
]
