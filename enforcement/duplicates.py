"""一事不再罚 (行政处罚法 29): other cases about what may be the same act of the same party.

It is a judgement of law, so the search only warns: same party by code or identity, same matter,
overlapping days, in any unit of the same government.
"""

from datetime import date

from django.db.models import Q, QuerySet

from core.folding import fold_title
from enforcement.models import Agency, Case, Decision, Party
from enforcement.models.kinds import ActionKind, PartyKind

OVER = (Case.Status.REJECTED,)
BINDS = (Decision.Status.ISSUED, Decision.Status.SERVED)


def same_party(party: Party) -> QuerySet[Party]:
    """The rows that stand for this party in any agency; by name and birth only without a code."""
    if party.uscc:
        return Party.objects.filter(uscc=party.uscc)
    if party.id_hash:
        return Party.objects.filter(id_hash=party.id_hash)
    rows = Party.objects.filter(kind=party.kind, name=party.name)
    if party.kind == PartyKind.PERSON:
        return rows.filter(birth_date=party.birth_date, birth_date__isnull=False)
    return rows


def span(case: Case) -> tuple[date, date]:
    """First and last day of the act as far as they are known."""
    last = case.act_to or case.discovered_on
    return case.act_from or last, last


def overlap(one: Case, other: Case) -> bool:
    """Whether the acts of two cases share a day."""
    (start, end), (begin, finish) = span(one), span(other)
    return start <= finish and begin <= end


def same_matter(one: Case, other: Case) -> bool:
    """Whether the item or the cause is the same."""
    if one.item_id is not None and one.item_id == other.item_id:
        return True
    return fold_title(one.cause) == fold_title(other.cause)


def suspects(case: Case) -> list[Case]:
    """Penalty cases of the party about the same matter on overlapping days, the oldest first.

    Cases of every unit below the same topmost agency are looked at; those refused at filing, and
    those whose decision imposed no fine, are no second fine. A sealed case of another agency is
    not named: its record is given to nobody (治安管理处罚法 136).
    """
    top = str(case.agency.path)[: Agency.steplen]
    rows = (
        Case.objects.filter(kind=ActionKind.PENALTY, agency__path__startswith=top)
        .filter(party__in=same_party(case.party))
        .exclude(Q(pk=case.pk) | Q(status__in=OVER))
        .exclude(Q(sealed=True) & ~Q(agency=case.agency_id))
        .select_related("agency")
        .order_by("created_at")
    )
    found = [row for row in rows if same_matter(case, row) and overlap(case, row)]
    return [row for row in found if _may_fine(row)]


def _may_fine(case: Case) -> bool:
    """Whether the case fined the party or still may."""
    made = case.decisions.filter(status__in=BINDS).first()
    if made is not None:
        return made.fine_cents > 0
    return case.status in (Case.Status.DRAFT, Case.Status.FILED)


def fined(case: Case) -> Decision | None:
    """The decision of the case that imposed a fine, if there is one."""
    return case.decisions.filter(status__in=BINDS, fine_cents__gt=0).first()
