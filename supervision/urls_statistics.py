"""Statistics of recording and of legal review."""

from django.urls import path

from supervision.views import review_statistics as reviews
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
    path("review-statistics/", reviews.review_statistics, name="review-statistics"),
    path("review-statistics/rows/", reviews.review_statistics_rows, name="review-statistics-rows"),
    path(
        "review-statistics/export.<slug:form>",
        reviews.review_statistics_export,
        name="review-statistics-export",
    ),
]
