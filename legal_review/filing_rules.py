"""Which penalty decisions are filed with the supervising organ (domain §9.7), as the profile says.

No national rule settles it: where a profile sets no period (`filing.days`), nothing is filed.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import translation

from enforcement import hearing
from enforcement.models import Agency, Decision
from enforcement.models.kinds import ActionKind, PartyKind, PenaltyKind
from enforcement.profiles import PROFILE_KEYS, Profile, load

PERIOD, STARTS = "filing.days", "filing.starts"
KINDS, AMOUNT = "filing.kinds", "filing.amount"
SERVED = "served"
FINE, CONFISCATED = "罚款", "没收违法所得、没收非法财物"


@dataclass(frozen=True)
class Ground:
    """One rule that demands the filing, in words, with its article."""

    rule: str
    reason: str
    article: str

    def as_dict(self) -> dict[str, str]:
        """Plain values, to be kept with the filing."""
        return asdict(self)


def start_of(decision: Decision) -> date | None:
    """The day the period is counted from; None while it has not begun, or nothing is filed here."""
    rules, made = decision.agency.rules(), decision.issued_on
    if made is None or not rules.has(PERIOD, on=made):
        return None
    return decision.served_on if rules.value(STARTS, on=made) == SERVED else made


@translation.override(settings.LANGUAGE_CODE)
def grounds(decision: Decision) -> list[Ground]:
    """Every rule that demands the filing of a made decision, in Chinese; empty when none does."""
    on, rules = decision.issued_on, decision.agency.rules()
    if on is None or decision.kind != ActionKind.PENALTY or not rules.has(PERIOD, on=on):
        return []
    return [*_by_kind(decision, rules, on), *_by_amount(decision, rules, on)]


def _by_kind(decision: Decision, rules: Profile, on: date) -> list[Ground]:
    listed = [key for key in rules.value(KINDS, on=on) if key in decision.penalty_kinds]
    names = "、".join(str(PenaltyKind(key).label) for key in listed)
    return [Ground("kinds", names, rules.article(KINDS, on=on))] if listed else []


def _by_amount(decision: Decision, rules: Profile, on: date) -> list[Ground]:
    """Fine and confiscation are compared one by one, as the list of the profile names them."""
    if not rules.has(AMOUNT, on=on):
        return []
    threshold = rules.money(AMOUNT, decision.case.party.kind, on=on)
    amounts = ((FINE, decision.fine_cents), (CONFISCATED, decision.confiscated_cents))
    return [
        Ground("amount", f"{name}{cents / 100:,.2f}元", threshold.article)
        for name, cents in amounts
        if cents and hearing.reaches(cents, threshold)
    ]


def candidates() -> QuerySet[Decision]:
    """Made penalty decisions that may have to be filed: few beside those that do."""
    wanted = Q(pk__in=[])
    for key in PROFILE_KEYS:
        agencies = agencies_under(key) if load(key).has(PERIOD) else []
        if agencies:
            wanted |= Q(agency_id__in=agencies) & _perhaps(load(key))
    text = Cast("penalty_kinds", TextField())
    rows = Decision.objects.issued().annotate(kinds_text=text)
    return rows.filter(wanted, kind=ActionKind.PENALTY, issued_on__isnull=False)


def _perhaps(rules: Profile) -> Q:
    found = Q(pk__in=[])
    for kind in rules.value(KINDS):
        found |= Q(kinds_text__contains=f'"{kind}"')
    if rules.has(AMOUNT):
        least = min(rules.money(AMOUNT, str(kind)).amount_cents for kind in PartyKind)
        found |= Q(fine_cents__gte=least) | Q(confiscated_cents__gte=least)
    return found


def agencies_under(key: str) -> list[int]:
    """The agencies that follow a profile: by their own, or that of the nearest agency above."""
    rows = list(Agency.objects.values_list("pk", "path", "profile"))
    own = {path: profile for _pk, path, profile in rows}
    return [pk for pk, path, _profile in rows if _in_force(path, own) == key]


def _in_force(path: str, own: dict[str, str]) -> str:
    step = Agency.steplen
    lengths: Iterable[int] = range(len(path), 0, -step)
    return next((own[path[:n]] for n in lengths if own.get(path[:n])), PROFILE_KEYS[0])
