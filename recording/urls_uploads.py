"""Addresses of uploads in pieces: those of people, and those of docking stations."""

from django.urls import path

from recording.views import stations, uploads

urlpatterns = [
    path("cases/<uuid:pk>/uploads/", uploads.upload_begin, name="upload-begin"),
    path("uploads/<uuid:pk>/", uploads.upload_resource, name="upload-resource"),
    path("stations/", stations.station_list, name="station-list"),
    path("stations/<int:pk>/revoke/", stations.station_revoke, name="station-revoke"),
    path("recordings/<uuid:pk>/", uploads.recording_choose, name="recording-choose"),
    path("cases/<uuid:pk>/recordings/", uploads.recording_list, name="recording-list"),
    path(
        "cases/<uuid:pk>/recordings/<uuid:upload>/",
        uploads.recording_assign,
        name="recording-assign",
    ),
]

# Outside the office: a station has no session.
machines = [
    path("uploads/", stations.station_uploads, name="station-uploads"),
    path("uploads/<uuid:pk>/", stations.station_upload, name="station-upload"),
]
