"""Statistics of recording."""

from django.urls import path

from supervision.views import statistics

urlpatterns = [
    path("recording-statistics/", statistics.recording_statistics, name="recording-statistics"),
    path(
        "recording-statistics/rows/",
        statistics.recording_statistics_rows,
        name="recording-statistics-rows",
    ),
    path(
        "recording-statistics/export.<slug:form>",
        statistics.recording_statistics_export,
        name="recording-statistics-export",
    ),
]
