"""Supervision in the back office."""

from supervision.urls_review import urlpatterns as file_reviews
from supervision.urls_statistics import urlpatterns as statistics

urlpatterns = [*file_reviews, *statistics]
