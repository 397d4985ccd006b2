"""Made-up samples of legal reviews, walked through the real services.

The justice bureau samples the reviews of March 2026 of two bureaus; two reviewers of a third bureau look
at them again. Committed to on 1 June, the seed is of 3 June, reviewed again on 8 June.
"""

from collections.abc import Sequence
from typing import Any

from enforcement.models import Agency, User
from legal_review.models import Review
from supervision.models import QualitySample, SecondReview
from supervision.services import samples, second_reviews
from supervision.services.second_reviews import Entry
from tests import factories
from tests.base import Cast, day
from tests.enforcement.prepared_draws import signed
from tests.retold import told_once

COMMITTED, SEED_DAY, LOOKED = day(6, 1), day(6, 3), day(6, 8)
MARCH, DECIDED = day(3, 1), day(3, 16)
MASK, VALUE = "9999.99", "3187.52"
OPINION = "事实清楚，程序合法。"


def seconds(cast: Cast, count: int = 2) -> list[User]:
    """Qualified reviewers of a third bureau."""
    where = factories.agency(parent=cast.government)
    return [
        factories.qualified_reviewer(where, username=f"second{no}", name=f"复试{no}")
        for no in range(count)
    ]


def passed(agency: Agency) -> Review:
    """A review that was passed in March."""
    return Review.objects.get(decision=factories.reviewed(agency, on=DECIDED))


def returned(agency: Agency, **fields: Any) -> Review:
    """A review that was returned in March."""
    review = factories.submitted(agency, on=DECIDED)
    factories.send_back(review, on=day(3, 13), **fields)
    return Review.objects.get(pk=review.pk)


@told_once
def planned(cast: Cast, *, people: Sequence[User] = (), **fields: Any) -> QualitySample:
    """The sample of March of both bureaus."""
    values: dict[str, Any] = {
        "title": "2026年3月法制审核质量抽查",
        "month": MARCH,
        "agencies": [cast.bureau, cast.other_bureau],
        "reviewers": list(people) or seconds(cast),
        "count": 1,
        "rate": None,
        "seed_day": SEED_DAY,
        "seed_mask": MASK,
        "source_name": "云溪综合指数收盘价",
        "source_url": "https://example.org/index",
        "source_how": "当日收盘点数，保留两位小数",
        **fields,
    }
    return samples.plan(by=values.pop("by", cast.supervisor), on=COMMITTED, **values)


@told_once
def committed(cast: Cast, **fields: Any) -> QualitySample:
    """The same, committed to, and the log sealed after it."""
    row = planned(cast, **fields)
    samples.commit(row, by=row.prepared_by, at=factories.at(COMMITTED))
    signed(factories.at(COMMITTED, 23))
    return row


@told_once
def drawn(cast: Cast, **fields: Any) -> QualitySample:
    """The same, drawn on the day of the seed."""
    row = committed(cast, **fields)
    return samples.run(row, by=row.prepared_by, on=SEED_DAY, value=VALUE)


@told_once
def sheet_of(cast: Cast, **fields: Any) -> SecondReview:
    """The one second review of a sample over the bureau, of a passed review unless there is one."""
    if not Review.objects.filter(agency=cast.bureau, decided_on__month=3).exists():
        passed(cast.bureau)
    row = drawn(cast, agencies=[cast.bureau], **fields)
    return SecondReview.objects.select_related("reviewer").get(sample=row)


def fill(sheet: SecondReview, outcome: str = "pass", **failed: str) -> SecondReview:
    """Answer every head: passed, but for those named with their reason."""
    entries = [
        Entry(check.head, "fail" if check.head in failed else "pass", failed.get(check.head, ""))
        for check in sheet.checks.all()
    ]
    second_reviews.save(
        sheet, by=sheet.reviewer, on=LOOKED, entries=entries, outcome=outcome, opinion=OPINION
    )
    return sheet


def sign(sheet: SecondReview, outcome: str = "pass", **failed: str) -> SecondReview:
    """The same, signed."""
    fill(sheet, outcome, **failed)
    return second_reviews.sign(sheet, by=sheet.reviewer, at=factories.at(LOOKED))


def scene(cast: Cast) -> dict[str, str]:
    """Keys of a sample over a third bureau: one sheet that the bureau's reviewer fills in, and one
    that is signed."""
    third = factories.agency(parent=cast.government)
    passed(third)
    returned(third)
    row = drawn(cast, agencies=[third], people=[cast.reviewer], count=2)
    waiting, over = row.sheets.select_related("reviewer", "review").order_by("ordinal")
    sign(over)
    return {
        "sample": str(row.pk),
        "second_review": str(waiting.pk),
        "second_signed": str(over.pk),
        "second_paper": str(second_reviews.documents(waiting.review)[0].pk),
        "second_item": str(second_reviews.evidence(waiting.review, cast.reviewer)[0].pk),
    }
