"""Both opinions side by side: agreement per head, per agency and overall, and what lies behind each."""

from typing import Any

import pytest

from core import tables
from core.models import AuditEntry
from supervision.models import QualitySample, SecondReview
from supervision.services import comparison
from tests.base import Cast
from tests.supervision import sampled
from tests.supervision.sampled import OPINION, passed, returned, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample(cast: Cast) -> QualitySample:
    """A review passed by the bureau, one returned by the other, both drawn."""
    passed(cast.bureau)
    returned(cast.other_bureau, opinion="证据不足，退回补充。")
    return sampled.drawn(cast)


def sheets(sample: QualitySample) -> dict[str, SecondReview]:
    """By the state of the first review."""
    rows = sample.sheets.select_related("review", "reviewer")
    return {row.review.status: row for row in rows}


def failing_all(sheet: SecondReview, why: str = "不合要求。") -> SecondReview:
    return sign(sheet, "return", **{check.head: why for check in sheet.checks.all()})


def test_only_signed_sheets_are_compared(sample: QualitySample) -> None:
    assert comparison.of(sample) == []
    sign(sheets(sample)["passed"])

    assert [pair.sheet.review.status for pair in comparison.of(sample)] == ["passed"]


def test_two_who_agree_on_everything_agree_on_each_head(sample: QualitySample) -> None:
    rows = sheets(sample)
    sign(rows["passed"])
    failing_all(rows["returned"])
    found = comparison.of(sample)

    assert comparison.outcomes(found).share == 1
    assert comparison.heads(found).share == 1
    assert {line.agreement.n for line in comparison.by_head(found)} == {2}
    assert comparison.chosen(found, "", "") == []
    assert not [pair for pair in found if pair.wrong_pass]


def test_a_pass_that_the_second_would_not_give_stands_out(sample: QualitySample) -> None:
    rows = sheets(sample)
    head = rows["passed"].checks.all()[0].head
    sign(rows["passed"], "return", **{head: "执法主体没有公告。"})
    sign(rows["returned"])
    by_state = {pair.sheet.review.status: pair for pair in comparison.of(sample)}

    assert by_state["passed"].wrong_pass
    assert not by_state["returned"].wrong_pass
    assert not by_state["returned"].same
    assert [row.first.head for row in by_state["passed"].differing] == [head]


def test_each_head_is_counted_by_itself(sample: QualitySample) -> None:
    rows = sheets(sample)
    head = rows["passed"].checks.all()[2].head
    sign(rows["passed"], "return", **{head: "事实不清。"})
    failing_all(rows["returned"])
    lines = {line.key: line.agreement for line in comparison.by_head(comparison.of(sample))}

    assert (lines[head].n, lines[head].agreed) == (2, 1)
    assert {row.agreed for key, row in lines.items() if key != head} == {2}
    assert list(lines) == [check.head for check in rows["passed"].checks.all()]


def test_each_agency_is_counted_by_itself(cast: Cast, sample: QualitySample) -> None:
    rows = sheets(sample)
    sign(rows["passed"], "return")
    failing_all(rows["returned"])
    found = {line.label: (line, own) for line, own in comparison.by_agency(comparison.of(sample))}

    assert found[cast.bureau.name][0].agreement.share == 0
    assert found[cast.bureau.name][1].share == 1
    assert found[cast.other_bureau.name][0].agreement.share == 1


def test_a_number_opens_the_reviews_behind_it(cast: Cast, sample: QualitySample) -> None:
    rows = sheets(sample)
    first, second = [check.head for check in rows["passed"].checks.all()[:2]]
    sign(rows["passed"], "return", **{first: "主体有误。"})
    failing_all(rows["returned"])
    found = comparison.of(sample)

    def behind(head: str = "", agency: Any = "") -> list[str]:
        return [pair.sheet.review.status for pair in comparison.chosen(found, head, str(agency))]

    assert behind() == behind(first) == behind(agency=cast.bureau.pk) == ["passed"]
    assert behind(second) == behind(agency=cast.other_bureau.pk) == []


def test_the_table_has_a_row_for_each_head_and_one_for_the_outcome(
    cast: Cast, sample: QualitySample
) -> None:
    rows = sheets(sample)
    sign(rows["passed"])
    failing_all(rows["returned"])
    text = comparison.table(sample, by=cast.supervisor)
    [read] = tables.read_bytes(text.encode(), name="csv")
    count = sum(row.checks.count() for row in rows.values())

    assert len(read.rows) == 1 + count + 2
    assert read.rows[0][1][:5] == ["序号", "审核意见文号", "机关", "审核内容", "原审核"]
    assert text.count("审核结论") == 2
    assert OPINION in text
    assert "证据不足，退回补充。" in text
    assert AuditEntry.objects.filter(
        object_id=str(sample.pk), action="qualitysample.export"
    ).exists()


def test_the_table_is_made_with_few_questions(
    cast: Cast, sample: QualitySample, django_assert_max_num_queries: Any
) -> None:
    rows = sheets(sample)
    sign(rows["passed"])
    failing_all(rows["returned"])
    with django_assert_max_num_queries(5):
        comparison.by_agency(comparison.of(sample))
