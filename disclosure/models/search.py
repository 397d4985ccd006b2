"""The search index of what is public: redacted text only, gone with the withdrawal itself."""

from datetime import date

from django.db import models

from core.search import MatchesListed, SearchQuerySet
from disclosure.models.publication import Publication
from enforcement.models import Agency


class SearchEntryQuerySet(SearchQuerySet["SearchEntry"]):
    """The search of public projections."""

    matches = MatchesListed


class SearchEntry(models.Model):
    """One public projection as the search sees it; derived, can be made anew.

    Everything a list is narrowed by stands here, so that a search reads this table alone. `party` and
    `text` are folded for comparison; `doc_tail` is the number from its year on: "(2026)12";
    `publish_until` is the last day there is where nothing ends, so that one comparison is enough.
    `told_on`: the day since which feeds tell of it, the first it was public; null for a decision about a
    person, whom nobody can follow by words.
    """

    publication = models.OneToOneField(
        Publication, on_delete=models.PROTECT, related_name="search_entry"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12)
    division_code = models.CharField(max_length=6, blank=True)
    publish_until = models.DateField(default=date.max)
    penalties = models.CharField(max_length=400, blank=True)
    doc_no_key = models.CharField(max_length=128, blank=True, db_index=True)
    doc_tail = models.CharField(max_length=128, blank=True)
    party = models.CharField(max_length=600, blank=True)
    text = models.TextField()
    tokens = models.TextField()
    told_on = models.DateField(null=True)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "search entry"
        indexes = [
            models.Index(fields=["agency", "-id"]),
            models.Index(fields=["kind", "-id"]),
            models.Index(fields=["division_code", "-id"]),
            models.Index(fields=["doc_tail", "-id"]),
            models.Index(fields=["-told_on", "-id"]),
        ]
