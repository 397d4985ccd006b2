"""A changed checklist run over past reviews before it takes effect (domain §9.3).

What cannot be known is not guessed: a head that nobody judged yet has no result. What can be known is
how often each head was judged, how often it failed, and how often it was the only one that did, so that
without it the draft would have passed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from enforcement.models import Agency
from legal_review.models import Review, ReviewCheck

PLACES = {(True, True): "kept", (False, True): "added", (True, False): "dropped"}


@dataclass(frozen=True)
class HeadTally:
    """One head of either checklist. `place`: kept, added or dropped; `alone`: nothing else failed."""

    key: str
    label: str
    place: str
    judged: int
    failed: int
    alone: int


@dataclass(frozen=True)
class ChecklistTrial:
    """How past reviews bear on a changed checklist; `per_review` is heads a reviewer answers."""

    reviews: int
    returned: int
    would_pass: int
    before: int
    after: int
    heads: list[HeadTally]


def checklist(
    agencies: Sequence[Agency],
    old: Mapping[str, str],
    new: Mapping[str, str],
    *,
    since: date,
    until: date,
) -> ChecklistTrial:
    """Hold the decided reviews of the period against both checklists (key -> label); two queries.

    `would_pass`: returned reviews all of whose failed heads the new checklist drops.
    """
    reviews = Review.objects.filter(
        agency__in=agencies,
        status__in=[Review.Status.PASSED, Review.Status.RETURNED],
        decided_on__gte=since,
        decided_on__lte=until,
    )
    status = dict(reviews.values_list("pk", "status"))
    rows = ReviewCheck.objects.filter(review__in=reviews).values_list("review_id", "head", "result")
    judged: Counter[str] = Counter()
    failed: dict[object, list[str]] = {}
    for review, head, result in rows:
        judged[head] += 1
        if result == ReviewCheck.Result.FAIL:
            failed.setdefault(review, []).append(head)
    returned = [key for key, value in status.items() if value == Review.Status.RETURNED]
    gone = set(old) - set(new)
    return ChecklistTrial(
        reviews=len(status),
        returned=len(returned),
        would_pass=sum(_only(failed.get(key, ()), gone) for key in returned),
        before=len(old),
        after=len(new),
        heads=_tallies(old, new, judged, list(failed.values())),
    )


def _only(failed: Iterable[str], gone: set[str]) -> bool:
    heads = set(failed)
    return bool(heads) and heads <= gone


def _tallies(
    old: Mapping[str, str],
    new: Mapping[str, str],
    judged: Counter[str],
    failed: Sequence[Sequence[str]],
) -> list[HeadTally]:
    fails = Counter(head for heads in failed for head in heads)
    alone = Counter(heads[0] for heads in failed if len(heads) == 1)
    return [
        HeadTally(
            key,
            new.get(key) or old[key],
            PLACES[key in old, key in new],
            judged[key],
            fails[key],
            alone[key],
        )
        for key in dict.fromkeys([*old, *new])
    ]
