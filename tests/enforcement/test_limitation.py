"""The limitation of penalties: two years, five in grave matters, six months for 治安 (行政处罚法 36)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleError
from enforcement import limitation
from enforcement.gates.judgement import doubts
from enforcement.models import Decision
from enforcement.services import decisions, findings
from tests import factories
from tests.base import Cast
from tests.enforcement import unsaved
from tests.enforcement.dossier import ON, audited, codes, draft, lead

DAYS = st.dates(date(2016, 1, 1), date(2026, 6, 30))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ended", "grave", "last"),
    [
        (date(2024, 3, 2), False, date(2026, 3, 2)),
        (date(2024, 2, 29), False, date(2026, 2, 28)),
        (date(2024, 2, 29), True, date(2029, 2, 28)),
        (date(2021, 3, 2), True, date(2026, 3, 2)),
        # A rest day does not prolong it: the last day is a Saturday.
        (date(2023, 10, 7), False, date(2025, 10, 7)),
    ],
)
def test_the_limit_ends_on_the_corresponding_day(ended: date, grave: bool, last: date) -> None:
    assert limitation.limit(unsaved.case(act_to=ended), grave=grave).last_day == last


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("found", "passed"),
    [(date(2026, 3, 1), False), (date(2026, 3, 2), False), (date(2026, 3, 3), True)],
)
def test_a_discovery_on_the_last_day_is_in_time(found: date, passed: bool) -> None:
    row = unsaved.case(act_to=date(2024, 3, 2), discovered_on=found)

    assert limitation.limit(row).passed(found) is passed


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("found", "article"),
    [
        (date(2026, 3, 2), "治安管理处罚法第二十五条"),
        (date(2025, 12, 31), "治安管理处罚法（2012年修正）第二十二条"),
    ],
)
def test_public_security_has_six_months(found: date, article: str) -> None:
    row = unsaved.case(
        "changzhi_police", sealed=True, act_to=date(2025, 8, 31), discovered_on=found
    )

    limit = limitation.limit(row)

    assert limit.last_day == date(2026, 2, 28)
    assert limit.article == article
    assert limit.passed(found) is (found > date(2026, 2, 28))


def test_an_act_still_going_on_ends_with_its_discovery() -> None:
    row = unsaved.case(act_from=date(2010, 1, 1), discovered_on=date(2026, 3, 2))

    assert limitation.end_of_act(row) == date(2026, 3, 2)


@pytest.mark.django_db
@given(DAYS, DAYS)
def test_a_later_end_never_shortens_the_limit(one: date, other: date) -> None:
    first, second = sorted((one, other))
    limits = [limitation.limit(unsaved.case(act_to=day)).last_day for day in (first, second)]

    assert limits[0] <= limits[1]
    assert first < limits[0]
    assert limitation.limit(unsaved.case(act_to=first), grave=True).last_day > limits[0]


def late(cast: Cast, ended: date) -> Decision:
    """The draft of a fine for an act that ended long before it was found."""
    case = factories.case(cast.bureau, filed=True, act_to=ended)
    return draft(cast.bureau, case=case)


@pytest.mark.django_db
def test_a_penalty_for_a_time_barred_act_is_refused_in_words(cast: Cast) -> None:
    row = late(cast, date(2023, 1, 5))

    assert "limitation" in codes(row, ON)
    (doubt,) = doubts(row, ON)
    assert "2025-01-05" in doubt.gap.message
    assert doubt.gap.article == "行政处罚法第三十六条"
    assert "不予处罚" in doubt.gap.remedy


@pytest.mark.django_db
def test_the_limit_does_not_bar_a_decision_without_penalty(cast: Cast) -> None:
    case = factories.case(cast.bureau, filed=True, act_to=date(2023, 1, 5))
    row = draft(cast.bureau, case=case, outcome="no_penalty", penalty_kinds=[], fine_cents=0)

    assert "limitation" not in codes(row, ON)


@pytest.mark.django_db
@pytest.mark.parametrize(("ended", "lifted"), [(date(2023, 1, 5), True), (date(2020, 1, 5), False)])
def test_the_five_years_lift_the_doubt_only_within_them(
    cast: Cast, ended: date, lifted: bool
) -> None:
    row = late(cast, ended)

    found = findings.record(
        row.case,
        by=lead(row.case),
        on=ON,
        answer=findings.key(findings.Code.LIMITATION_GRAVE, ""),
        reason="涉及公民生命健康安全且有危害后果。",
    )

    assert ("limitation" not in codes(row, ON)) is lifted
    assert audited(found, "case.finding")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("until", "lifted"), [(date(2026, 12, 31), True), (date(2025, 12, 31), False)]
)
def test_another_statute_lifts_it_up_to_its_last_day(cast: Cast, until: date, lifted: bool) -> None:
    row = late(cast, date(2023, 1, 5))

    findings.record(
        row.case,
        by=lead(row.case),
        on=ON,
        answer=findings.key(findings.Code.LIMITATION_OTHER, ""),
        reason="其他法律另有规定。",
        basis="《云溪市试验法》第九条",
        until=until,
    )

    assert ("limitation" not in codes(row, ON)) is lifted


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason": "　 "}, "reason"),
        ({"basis": ""}, "basis"),
        ({"until": None}, "until"),
        ({"answer": "limitation_grave|other"}, "answer"),
        ({"answer": "duplicate|"}, "answer"),
        ({"answer": "nonsense"}, "answer"),
    ],
)
def test_an_incomplete_answer_is_refused_and_names_the_field(
    cast: Cast, values: dict[str, object], field: str
) -> None:
    row = late(cast, date(2023, 1, 5))
    whole = {
        "answer": findings.key(findings.Code.LIMITATION_OTHER, ""),
        "reason": "其他法律另有规定。",
        "basis": "《云溪市试验法》第九条",
        "until": date(2026, 12, 31),
    }

    with pytest.raises(RuleError) as caught:
        findings.record(row.case, by=lead(row.case), on=ON, **{**whole, **values})  # type: ignore[arg-type]  # on purpose

    assert caught.value.field == field
    assert caught.value.article and caught.value.remedy
    assert not row.case.findings.exists()


@pytest.mark.django_db
def test_nothing_is_asked_once_the_draft_is_given_up(cast: Cast) -> None:
    row = late(cast, date(2023, 1, 5))
    decisions.abandon(row, by=lead(row.case), on=ON, reason="重新拟稿。")

    assert findings.open_doubts(row.case, ON) == []
