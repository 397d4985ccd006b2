"""The search index of what is public: redacted text only, gone with the withdrawal itself."""

from django.db import models

from core.search import SearchQuerySet
from disclosure.models.publication import Publication


class SearchEntryQuerySet(SearchQuerySet["SearchEntry"]):
    """The search of public projections."""


class SearchEntry(models.Model):
    """One public projection as the search sees it."""

    publication = models.OneToOneField(
        Publication, on_delete=models.PROTECT, related_name="search_entry"
    )
    text = models.TextField()
    tokens = models.TextField()

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "search entry"
