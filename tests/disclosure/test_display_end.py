"""Which day ends a penalty: its class from the decision, the market's own rule from publication."""

from datetime import date
from typing import Any

import pytest

from core.errors import RuleError
from core.models import AuditEntry
from disclosure import period
from disclosure.models import Publication, SearchEntry
from disclosure.services import pipeline, records, sweep, terms
from enforcement.models import Agency
from tests import factories as cases
from tests.base import Cast, day
from tests.disclosure import factories

pytestmark = pytest.mark.django_db
LAW, BEFORE = date(2026, 4, 1), date(2026, 3, 31)
MARKET, OTHER = "市场监管", "城市管理"


def end(field: str, kinds: list[str], decided: date, **given: Any) -> date:
    bureau = Agency(name="云溪市某局", profile="sanmenxia_gov", path="0001", depth=1, field=field)
    return period.penalty_end(bureau, period.Penalty(kinds, "ordinary", decided, **given))


@pytest.mark.parametrize(
    ("field", "kinds", "decided", "shown", "expected"),
    [
        # The class counts from the document, whenever it was published.
        (OTHER, ["fine"], LAW, date(2026, 4, 8), date(2027, 4, 1)),
        (OTHER, ["fine"], LAW, date(2026, 9, 1), date(2027, 4, 1)),
        (OTHER, ["warning"], LAW, date(2026, 4, 8), date(2026, 7, 1)),
        # Both rules: what ends first.
        (MARKET, ["fine"], LAW, date(2026, 4, 8), date(2027, 4, 1)),
        (MARKET, ["revoke_licence"], LAW, date(2026, 4, 8), date(2029, 4, 1)),
        (MARKET, ["criticism"], LAW, date(2026, 4, 8), date(2026, 7, 1)),
        # Before the classes were law the market's rule stood alone, from the day of publication.
        (MARKET, ["fine"], BEFORE, date(2026, 4, 8), date(2029, 4, 8)),
        (MARKET, ["criticism"], BEFORE, date(2026, 4, 8), date(2026, 7, 8)),
        (MARKET, ["warning", "fine"], BEFORE, date(2026, 4, 8), date(2029, 4, 8)),
        (OTHER, ["fine"], BEFORE, date(2026, 4, 8), date(2027, 3, 31)),
        # Not published yet: the earliest it could be.
        (MARKET, ["fine"], BEFORE, None, date(2029, 3, 31)),
    ],
)
def test_the_end_of_each_rule(
    field: str, kinds: list[str], decided: date, shown: date | None, expected: date
) -> None:
    assert end(field, kinds, decided, shown_on=shown) == expected


def test_a_longer_restriction_is_shown_as_long_as_it_lasts() -> None:
    last = date(2031, 3, 31)
    assert end(MARKET, ["restrict_practice"], BEFORE, valid_to=last) == last
    assert end(MARKET, ["fine"], BEFORE, valid_to=last) == date(2029, 3, 31)
    assert end(MARKET, ["restrict_practice"], BEFORE, valid_to=date(2027, 1, 1)) == date(
        2029, 3, 31
    )
    # A class of dishonesty has its own maximum since it is law.
    assert end(MARKET, ["restrict_practice"], LAW, valid_to=last) == date(2029, 4, 1)


# ------------------------------------------------------------------------ received records
@pytest.mark.parametrize(
    ("decided", "given", "expected"),
    [
        (LAW, None, date(2027, 4, 1)),
        (LAW, "2026-10-01", date(2026, 10, 1)),
        (LAW, "2029-04-01", date(2029, 4, 1)),
        (LAW, "2035-01-01", date(2029, 4, 1)),  # longer than any class allows
        (BEFORE, None, None),
        (BEFORE, "2035-01-01", date(2035, 1, 1)),
    ],
)
def test_a_received_penalty_ends_as_the_law_has_it(
    cast: Cast, decided: date, given: str | None, expected: date | None
) -> None:
    changes = {"publish_until": given} if given else {}
    row = factories.record(cast.bureau, on=decided, **changes)
    assert records.publish_record(row, by=None, on=decided).publish_until == expected


def test_what_comes_after_its_end_is_withheld_and_never_counts_as_public(cast: Cast) -> None:
    row = factories.record(cast.bureau, on=LAW, publish_until="2026-10-01")
    late = records.publish_record(row, by=None, on=date(2026, 10, 2))
    assert (late.status, late.withheld_code) == ("withheld", "period_over")
    assert "公示期已经届满" in late.public_reason
    assert (late.first_published_on, late.publish_until) == (None, None)
    assert not SearchEntry.objects.exists()
    last = factories.record(cast.bureau, on=LAW, publish_until="2026-10-02")
    assert records.publish_record(last, by=None, on=date(2026, 10, 2)).status == "published"


def test_what_is_public_when_its_end_is_moved_back_is_ended_by_the_sweep(cast: Cast) -> None:
    row = factories.published(cast.bureau, on=LAW)
    record = row.record
    assert record is not None
    record.fields["publish_until"] = "2026-05-01"
    record.save(update_fields=["fields"])
    assert records.publish_record(record, by=None, on=date(2026, 5, 2)).status == "published"
    assert sweep.run(date(2026, 5, 2)).expired == 1


def test_a_received_penalty_leaves_the_public_by_itself(cast: Cast) -> None:
    row = factories.published(cast.bureau, on=LAW, penalty_kinds=["warning"])
    assert sweep.run(date(2026, 7, 1)).expired == 0
    assert sweep.run(date(2026, 7, 2)).expired == 1
    assert Publication.objects.get(pk=row.pk).status == "expired"


# ------------------------------------------------------------------------ the agency's choice
def classify(cast: Cast, row: Publication, name: str, **changes: Any) -> Publication:
    given = {"by": cast.publisher, "reason": "行业分类标准第三条。", **changes}
    return terms.classify(row, credit_class=name, **given)


def test_the_chosen_class_moves_the_end_of_what_is_public(cast: Cast) -> None:
    row = cases.published(cast.bureau, on=day(4, 10))
    assert row.publish_until == date(2027, 4, 10)
    row = classify(cast, row, "serious")
    assert (row.credit_class, row.publish_until) == ("serious", date(2029, 4, 10))
    assert classify(cast, row, "minor").publish_until == day(7, 10)
    assert AuditEntry.objects.filter(action="publication.classify").count() == 2


def test_it_is_kept_until_publication(cast: Cast) -> None:
    row = cases.duty(cases.served(cast.bureau, on=day(4, 10)))
    assert classify(cast, row, "serious").publish_until is None
    row = cases.redact(row)
    row = pipeline.approve(row, by=cast.publisher2, examined=True)
    row = pipeline.publish(row, by=cast.publisher2, on=day(4, 13))
    assert row.publish_until == date(2029, 4, 10)


def test_a_received_record_keeps_the_choice_when_it_is_sent_again(cast: Cast) -> None:
    row = factories.published(cast.bureau, on=LAW)
    classify(cast, row, "serious")
    assert row.record is not None
    assert records.publish_record(row.record, by=None, on=LAW).publish_until == date(2029, 4, 1)


def test_the_choice_needs_a_class_and_a_ground_and_a_penalty(cast: Cast) -> None:
    row, permit = factories.published(cast.bureau), factories.published(cast.bureau, kind="permit")
    for name, reason, field in (("特大", "x", "credit_class"), ("serious", " ", "reason")):
        with pytest.raises(RuleError) as caught:
            classify(cast, row, name, reason=reason)
        assert caught.value.field == field
    with pytest.raises(RuleError, match="只有待公开和已公开的行政处罚"):
        classify(cast, permit, "serious")
