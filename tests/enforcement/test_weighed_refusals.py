"""Weighing a draft: who may, when it is too late, and that a refused weighing leaves no trace."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.models import AuditEntry
from enforcement import drafts, weighing
from enforcement.models import Decision
from enforcement.services import benchmarks, decisions, discretion
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import ON, again, draft
from tests.enforcement.weighed import PAST, in_state, logged, refused_by_gate, unheard
from tests.gauges import AGAIN, PROMPT, benchmark, by_value, tier, weigh
from tests.incidents import asked, decided

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ACT = day(3, 2)  # the day on which the made-up act was found
GUIDE = "国办发〔2022〕27号第十二项"


@pytest.fixture
def row(cast: Cast) -> Decision:
    """A draft fining 2,000 yuan."""
    return draft(cast.bureau)


def weighed(cast: Cast, row: Decision, **changes: Any) -> Decision:
    """The lead officer weighs; without a benchmark unless one is named."""
    given = {"by": cast.officer1, "benchmark": None, "tier": None, **changes}
    return discretion.weigh(row, **given)


def untouched(row: Decision) -> bool:
    """Whether the draft says nothing of its discretion."""
    found = again(row)
    kept = (found.benchmark, found.tier, found.base_cents, found.weighing, found.circumstances)
    return kept == (None,) * 5


# ------------------------------------------------------------------------- refused by words
def test_a_benchmark_of_nobody_above_is_refused_with_article_and_remedy(
    cast: Cast, row: Decision
) -> None:
    other = benchmark(cast.other_bureau)

    error = unheard(lambda: weighed(cast, row, benchmark=other))

    assert error.message == "该裁量基准在违法行为发生时没有效力，或者不适用于本机关。"
    assert (error.article, error.field) == ("行政处罚法第三十四条、第三十七条", "benchmark")
    assert error.remedy == "请选择违法行为发生时有效的裁量基准。"
    assert untouched(row)


def test_a_tier_of_another_document_is_refused_with_article_and_remedy(
    cast: Cast, row: Decision
) -> None:
    mine, above = benchmark(cast.bureau), benchmark(cast.government)

    error = unheard(lambda: weighed(cast, row, benchmark=mine, tier=tier(above, "normal")))

    assert (error.article, error.field) == (GUIDE, "tier")
    assert (error.message, error.remedy) == ("裁量阶次不属于所选的裁量基准。", "请重新选择阶次。")
    assert untouched(row)


def test_a_tier_without_its_benchmark_is_refused_by_the_database(cast: Cast, row: Decision) -> None:
    alone = tier(benchmark(cast.bureau), "lighter")

    assert refused_by_gate(lambda: weighed(cast, row, tier=alone)) == "OTHER_BENCHMARK"
    assert untouched(row)


@pytest.mark.parametrize(
    ("start", "end", "offered"),
    [
        (ACT, None, True),  # the first day of the benchmark
        (day(3, 3), None, False),
        (day(1, 1), day(3, 3), True),  # its last day is the one before
        (day(1, 1), ACT, False),
    ],
)
def test_the_benchmark_of_the_very_day_is_offered(
    cast: Cast, row: Decision, start: date, end: date | None, offered: bool
) -> None:
    assert weighing.day_of_act(row.case) == ACT
    chosen = benchmark(cast.bureau, effective_from=start, effective_to=end)

    assert (chosen in weighing.offered(cast.bureau, ACT)) is offered
    assert (chosen in weighing.candidates(row)) is offered
    if offered:
        assert weigh(row, chosen).benchmark == chosen
    else:
        assert unheard(lambda: weigh(row, chosen)).field == "benchmark"


def test_own_benchmarks_come_before_those_of_the_organ_above(cast: Cast) -> None:
    above = benchmark(cast.government, violation="阿")
    own = benchmark(cast.bureau, violation="销售过期食品")
    beside = benchmark(cast.other_bureau)

    assert weighing.offered(cast.bureau, ON) == [own, above]
    assert weighing.offered(cast.government, ON) == [above]
    assert weighing.offered(cast.other_bureau, ON) == [beside, above]


@pytest.mark.parametrize(
    ("fine", "article", "message"),
    [
        (1_000_001, "行政处罚法第四条、第三十四条", "罚款超出法定幅度"),
        (99_999, "行政处罚法第三十二条", "没有法定减轻处罚情节"),
    ],
)
def test_a_fine_outside_the_range_stops_the_weighing(
    cast: Cast, row: Decision, fine: int, article: str, message: str
) -> None:
    chosen = benchmark(cast.bureau)
    decisions.edit(row, by=cast.officer1, content={"fine_cents": fine})

    error = unheard(lambda: weigh(again(row), chosen))

    assert (error.article, message in error.message) == (article, True)
    assert "1,000元以上10,000元以下" in error.message
    assert error.remedy
    assert untouched(row)


def test_a_ratio_without_its_base_says_what_to_enter(cast: Cast, row: Decision) -> None:
    chosen = by_value(cast.bureau)

    error = unheard(lambda: weigh(row, chosen, conditions=[]))

    assert error.message == "没有填写计罚基数（货值金额），不能核对法定幅度。"
    assert (error.article, error.remedy) == ("行政处罚法第三十四条", "请在“裁量”中填写。")


def test_a_circumstance_of_no_law_changes_nothing(cast: Cast, row: Decision) -> None:
    with pytest.raises(ValueError, match=r"\['poor', 'rich'\]"):
        weighed(cast, row, facts={"rich": "有钱", "poor": "没钱", "merit": "立功"})
    assert untouched(row)


# ------------------------------------------------------------------------- who may not
@pytest.mark.parametrize(
    "name", ["head", "unithead", "reviewer", "publisher", "listadmin", "admin"]
)
def test_who_drafts_nothing_weighs_nothing(cast: Cast, row: Decision, name: str) -> None:
    with pytest.raises(PermissionDenied):
        weighed(cast, row, by=cast.people[name], facts={"merit": "立功"})
    assert untouched(row)


def test_an_officer_who_is_not_on_the_case_is_refused(cast: Cast, row: Decision) -> None:
    third = factories.account_of(factories.officer(cast.bureau, name="安试三"))
    for by in (third, cast.outsider):
        error = unheard(lambda by=by: weighed(cast, row, by=by))  # type: ignore[misc]  # bound in the loop
        assert error.message == "只有本案承办人员可以办理。"
        assert error.article == "行政处罚法第四十二条"
    assert untouched(row)


def test_a_recused_officer_weighs_no_more(cast: Cast, row: Decision) -> None:
    assert weighed(cast, row, by=cast.officer2, facts={"merit": "立功"}).circumstances
    decided(asked(row.case, "recusal", on=ON, officer=cast.officers[1]), on=ON)

    assert "只有本案承办人员" in unheard(lambda: weighed(cast, row, by=cast.officer2)).message


@pytest.mark.parametrize("status", PAST)
def test_what_is_no_draft_any_more_is_not_weighed(cast: Cast, status: str) -> None:
    row = in_state(cast, status)
    assert row.status == status

    error = unheard(lambda: weighed(cast, row, facts={"merit": "立功"}))

    assert error.message == "决定已经作出，内容不得修改。"
    assert error.article == "行政处罚法第四十八条、第五十九条"
    assert untouched(row)


# ------------------------------------------------------------------------- what is written
def test_blanks_are_left_out_and_texts_trimmed(cast: Cast, row: Decision) -> None:
    chosen = benchmark(cast.bureau)

    found = weigh(
        row,
        chosen,
        conditions=["", PROMPT, ""],
        measure=Decimal("12.50"),
        departure="  ",
        education=" 当场教育。 ",
        facts={"merit": "  ", "coerced": "\n受雇主胁迫。 "},
    )

    assert again(found).weighing == {
        "conditions": [PROMPT],
        "measure": "12.50",
        "education": "当场教育。",
    }
    assert again(found).circumstances == {"coerced": "受雇主胁迫。"}


def test_a_measure_of_nothing_is_a_measure(cast: Cast, row: Decision) -> None:
    assert weighed(cast, row, measure=Decimal(0)).weighing == {"measure": "0"}


def test_to_say_nothing_takes_back_what_was_said(cast: Cast, row: Decision) -> None:
    before = drafts.digest(row)
    weigh(row, benchmark(cast.bureau), facts={"merit": "立功"}, education="教育。")

    found = weighed(cast, again(row))

    assert untouched(found)
    assert drafts.digest(found) == before


def test_the_log_keeps_the_draft_before_and_after(cast: Cast, row: Decision) -> None:
    chosen, before = benchmark(cast.bureau), drafts.digest(row)

    found = weigh(row, chosen)

    assert logged("decision.edit") == {
        "before": before,
        "after": drafts.digest(found),
        "clearance_voided": False,
    }
    assert AuditEntry.objects.get(action="decision.edit").agency_id == cast.bureau.pk


@pytest.mark.parametrize(
    ("conditions", "fit"),
    [
        ([PROMPT], ["lighter"]),
        (["首次发现", PROMPT], ["exempt", "lighter"]),
        ([AGAIN], ["heavier"]),
        ([PROMPT, AGAIN], ["lighter", "heavier"]),
        ([], ["normal"]),
        (["有法定减轻情节"], ["reduced"]),
    ],
)
def test_what_is_ticked_says_which_tiers_fit(
    cast: Cast, row: Decision, conditions: list[str], fit: list[str]
) -> None:
    found = weigh(row, benchmark(cast.bureau), conditions=conditions)

    assert [each.degree for each in weighing.fits(found)] == fit
    assert bool(weighing.departures(found)) is ("lighter" not in fit)


@pytest.mark.parametrize(
    ("measure", "fit"),
    [(None, []), ("99.99", ["lighter"]), ("100", ["heavier"]), ("0", ["lighter"])],
)
def test_the_measure_says_which_tier_fits(
    cast: Cast, row: Decision, measure: str | None, fit: list[str]
) -> None:
    given = Decimal(measure) if measure is not None else None
    found = weigh(row, by_value(cast.bureau), base_cents=30_000, conditions=[], measure=given)

    assert [each.degree for each in weighing.fits(again(found))] == fit


def test_a_benchmark_repealed_after_the_act_may_still_be_weighed(cast: Cast, row: Decision) -> None:
    chosen = benchmark(cast.bureau)
    benchmarks.end(chosen, by=cast.listadmin, on=day(3, 3), reason="修订")

    assert weigh(row, chosen).tier == tier(chosen, "lighter")
