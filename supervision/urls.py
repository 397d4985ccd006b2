"""Supervision in the back office."""

from supervision.urls_liability import urlpatterns as liability
from supervision.urls_quality import urlpatterns as review_quality
from supervision.urls_review import urlpatterns as file_reviews
from supervision.urls_statistics import urlpatterns as statistics
from supervision.urls_yearly import urlpatterns as yearly

urlpatterns = [*file_reviews, *liability, *review_quality, *statistics, *yearly]
