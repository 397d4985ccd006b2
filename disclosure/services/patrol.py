"""Looking through what is public for what the law bars by now, at the same cost however much there is.

The sweep asks every minute. What one row elsewhere decides (a sealed case, a suspected crime, the
field of an agency) is found by its index. What has to be read off each row (its text, the age of its
party, the rules of the day) is read in stretches: each round goes on where the last one stopped.
What could not be taken down then is met again when its stretch has its next turn.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast, Coalesce, ExtractYear

from core import heartbeat
from disclosure import eligibility
from disclosure.models import Publication
from enforcement.models import Agency, Case, Incident
from enforcement.models.kinds import ActionKind, PartyKind
from enforcement.profiles import NATIONAL, Profile, load

# Rows read in one round, so that a million have their turn within an hour (benchmarks/search_rounds.py).
STRETCH = 20_000
ROUND = "patrol"


def _public() -> QuerySet[Publication]:
    return Publication.objects.filter(status=Publication.Status.PUBLISHED)


def struck() -> set[UUID]:
    """Keys of what a single fact seals: of the case, of the crime suspected in it, of the agency."""
    # Each by its index: one question with OR would read every row.
    fields = load(NATIONAL).sealed_domains
    agencies = [row.pk for row in Agency.objects.only("field") if row.field.strip() in fields]
    crimes = Incident.objects.suspected_crime().values("case_id")
    questions = (
        Q(decision__case__in=Case.objects.filter(sealed=True)),
        Q(decision__case__in=crimes),
        Q(record__isnull=False, agency__in=agencies, kind=ActionKind.PENALTY),
    )
    return {
        key for asked in questions for key in _public().filter(asked).values_list("pk", flat=True)
    }


def suspects(now: datetime) -> set[UUID]:
    """Keys of the next stretch that the exact rules have to be asked about; the stretch is then done."""
    begun = heartbeat.told(ROUND).get("after")
    rows = _public().order_by("pk")
    keys = rows.filter(pk__gt=begun) if begun else rows
    ends = list(keys.values_list("pk", flat=True)[STRETCH - 1 : STRETCH])
    stretch = keys.filter(pk__lte=ends[0]) if ends else keys
    found = set(stretch_suspects(stretch, load(NATIONAL)))
    heartbeat.beat(ROUND, now, {"after": str(ends[0])} if ends else {})
    return found


def stretch_suspects(rows: QuerySet[Publication], rules: Profile) -> QuerySet[Publication, UUID]:
    """Keys of the rows that a coarse look does not clear: 治安, minors, refused permits."""
    acted = Coalesce("decision__case__act_to", "decision__case__discovered_on")
    years = ExtractYear(acted) - ExtractYear("decision__case__party__birth_date")
    rows = rows.annotate(years=years, kinds=Cast("shown__penalty_kinds", TextField()))
    # Whole years are coarse: who turns eighteen that year is asked about by the exact rule.
    found = Q(decision__case__party__kind=PartyKind.PERSON, years__lte=eligibility.adult(rules))
    for code in rules.sealed["penalties"]:
        found |= Q(kinds__contains=code)
    for word in (*rules.sealed["statutes"], *rules.sealed["words"]):
        for text in ("title", "basis", "result"):
            found |= Q(**{f"shown__{text}__contains": word})
    for word in rules.refused["words"]:
        told = Q(shown__title__contains=word) | Q(shown__result__contains=word)
        found |= Q(told, kind=ActionKind.PERMIT)
    return rows.filter(found).values_list("pk", flat=True)
