"""The search over the evidence of all cases."""

from django.urls import path

from recording.views import evidence_search

urlpatterns = [
    path("evidence/search/", evidence_search.evidence_find, name="evidence-search"),
]
