"""Evidence as its search sees it."""

from typing import Any, cast

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.search import MatchesStored, SearchQuerySet
from enforcement.models import Agency, Case
from recording.models.closure import Closure
from recording.models.evidence import Evidence

FEW = 8  # agencies


class EvidenceEntryQuerySet(SearchQuerySet["EvidenceEntry"]):
    """The search of evidence."""

    matches = MatchesStored

    def visible_to(self, user: Any) -> "EvidenceEntryQuerySet":
        """Entries of the evidence that `Evidence.objects.visible_to` shows, without joining the cases."""
        if not user.is_authenticated or not user.has_perm("enforcement.view_case"):
            return self.none()
        items, cases = Closure.objects.keys(user)
        agencies = user.visible_agency_ids()
        # The index of many agencies names nearly every row; the sum keeps the planner away from it.
        column = (
            models.F("agency_id") + models.Value(0)
            if len(agencies) > FEW
            else models.F("agency_id")
        )
        rows = self.alias(owner=column).filter(owner__in=agencies)
        return rows.exclude(evidence_id__in=items).exclude(case_id__in=cases)

    def matching(self, text: str) -> "EvidenceEntryQuerySet":
        return cast(EvidenceEntryQuerySet, super().matching(text))

    def holding(self, column: str, mark: str, text: str) -> "EvidenceEntryQuerySet":
        return cast(EvidenceEntryQuerySet, super().holding(column, mark, text))


class EvidenceEntry(models.Model):
    """One item of evidence with everything it is looked for by. Derived, can be made anew.

    `party`, `officers`, `place`, `number` (of the case) and `device` are folded for comparison; `text` holds
    them and the titles, a line each. `known_party`, `known_number`: what they were made of.
    """

    evidence = models.OneToOneField(Evidence, on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    taken_at = models.DateTimeField(_("记录时间"))
    kind = models.CharField(_("证据种类"), max_length=14, choices=Evidence.Kind.choices)
    media = models.CharField(_("媒体"), max_length=10, choices=Evidence.Media.choices)
    device = models.CharField(_("设备编号"), max_length=120, blank=True)
    party = models.CharField(_("当事人"), max_length=400)
    officers = models.TextField(_("执法人员"), blank=True)
    place = models.CharField(_("地点"), max_length=800, blank=True)
    number = models.CharField(_("案号"), max_length=400, blank=True)
    known_party = models.CharField(max_length=200)
    known_number = models.CharField(max_length=128, blank=True)
    text = models.TextField()
    tokens = models.TextField()

    objects = EvidenceEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("证据检索条目")
        ordering = ["-taken_at", "-pk"]
        indexes = [
            models.Index(fields=["agency", "taken_at", "id"]),
            models.Index(fields=["taken_at", "id"]),
            models.Index(fields=["device", "taken_at"]),
        ]
