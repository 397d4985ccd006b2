"""A draft applies its benchmark: what is written, what is refused, what needs an approval."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError
from enforcement import drafts, weighing
from enforcement.models import Decision, Departure
from enforcement.services import benchmarks, decisions, discretion, discussions
from enforcement.services.discussions import Voice
from tests import factories
from tests.base import Cast, day
from tests.enforcement import unsaved
from tests.enforcement.dossier import ON, again, audited, clear, codes, draft
from tests.gauges import AGAIN, PROMPT, benchmark, by_value, tier, weigh

# The columns of the first reviews, whose digests are kept with them.
EARLIER = (
    *("kind", "outcome", "title", "violation", "facts", "evidence", "basis", "basis_refs"),
    *("result", "penalty_kinds", "fine_cents", "confiscated_cents", "order", "discretion"),
    *("performance", "permit_kind", "cert_title", "permit_no", "valid_from", "valid_to"),
    *("inspection_kind", "inspection_method"),
)
EASED = {"harm_removed": "召回全部商品并赔偿消费者。"}


@pytest.fixture
def row(cast: Cast) -> Decision:
    """A draft fining 2,000 yuan."""
    return draft(cast.bureau)


def judged(decision: Decision) -> list[str]:
    """The codes of discretion among the closed gates."""
    others = {"review", "notice", "discussion", "collective", "defence", "heard"}
    return [code for code in codes(decision, ON) if code not in others]


def test_what_a_draft_weighs_is_written_and_logged(cast: Cast, row: Decision) -> None:
    chosen = benchmark(cast.bureau)

    found = weigh(row, chosen, facts={"merit": " 检举上游供货商，经查属实。 ", "coerced": " "})

    assert found.benchmark == chosen
    assert found.tier == tier(chosen, "lighter")
    assert found.weighing == {"conditions": [PROMPT]}
    assert found.circumstances == {"merit": "检举上游供货商，经查属实。"}
    assert judged(found) == []
    assert audited(row, "decision.edit")


def test_a_draft_that_says_nothing_of_it_keeps_its_digest() -> None:
    plain = unsaved.decision()

    known = {name: value for name, value in drafts.content(plain).items() if name in EARLIER}
    text = json.dumps(known, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    assert drafts.digest(plain) == hashlib.sha256(text.encode()).hexdigest()
    assert drafts.digest(plain) != drafts.digest(unsaved.decision(weighing={"measure": "1"}))


def test_a_benchmark_that_exists_may_not_be_forgotten(cast: Cast, row: Decision) -> None:
    assert judged(row) == []
    benchmark(cast.bureau)

    assert judged(row) == ["benchmark"]


def test_the_benchmark_of_another_violation_is_not_asked_for(cast: Cast, row: Decision) -> None:
    benchmark(cast.bureau, violation="未按规定公示证照")

    assert judged(row) == []


def test_the_benchmark_of_the_organ_above_is_asked_for_too(cast: Cast, row: Decision) -> None:
    benchmark(cast.government)
    benchmark(cast.other_bureau)

    assert weighing.candidates(row)[0].agency == cast.government
    assert judged(row) == ["benchmark"]


def test_weighing_voids_the_clearance(cast: Cast, row: Decision) -> None:
    chosen = benchmark(cast.bureau)
    cleared = clear(row)
    assert cleared.clearance is not None

    assert weigh(cleared, chosen).clearance is None


@pytest.mark.parametrize("name", ["benchmark_id", "tier_id", "base_cents", "weighing"])
def test_an_edit_of_the_weighing_is_another_draft(cast: Cast, row: Decision, name: str) -> None:
    chosen = by_value(cast.bureau)
    before = drafts.digest(row)
    found = weigh(row, chosen, "lighter", base_cents=30_000, measure=Decimal(5), conditions=[])

    assert drafts.digest(found) != before
    setattr(found, name, None)
    assert drafts.digest(found) not in {before, drafts.digest(again(found))}


# ------------------------------------------------------------------------- what is refused
def test_a_benchmark_of_another_agency_is_refused(cast: Cast, row: Decision) -> None:
    with pytest.raises(RuleError, match="不适用于本机关") as caught:
        weigh(row, benchmark(cast.other_bureau))
    assert caught.value.field == "benchmark"


@pytest.mark.parametrize(("start", "end"), [(day(3, 3), None), (day(1, 1, 2025), day(2, 1))])
def test_the_benchmark_of_the_day_of_the_act_counts(
    cast: Cast, row: Decision, start: date, end: date | None
) -> None:
    chosen = benchmark(cast.bureau, effective_from=start, effective_to=end)
    with pytest.raises(RuleError, match="违法行为发生时没有效力"):
        weigh(row, chosen)
    Decision.objects.filter(pk=row.pk).update(benchmark=chosen, tier=tier(chosen, "lighter"))

    assert "benchmark_day" in judged(row)


def test_a_tier_of_another_benchmark_is_refused(cast: Cast, row: Decision) -> None:
    chosen, other = benchmark(cast.bureau), benchmark(cast.government)
    with pytest.raises(RuleError, match="不属于所选的裁量基准") as caught:
        discretion.weigh(row, by=cast.officer1, benchmark=chosen, tier=tier(other, "lighter"))
    assert caught.value.field == "tier"


def test_a_circumstance_the_law_does_not_know_is_a_mistake_of_the_caller(
    cast: Cast, row: Decision
) -> None:
    with pytest.raises(ValueError, match="not circumstances"):
        weigh(row, benchmark(cast.bureau), facts={"rich": "有钱"})


def test_only_a_handler_weighs(cast: Cast, row: Decision) -> None:
    chosen = benchmark(cast.bureau)
    with pytest.raises(PermissionDenied):
        discretion.weigh(row, by=cast.head, benchmark=chosen, tier=None)


@pytest.mark.parametrize(
    ("cents", "facts", "refused"),
    [
        (99_999, {}, "低于法定幅度（1,000元以上10,000元以下）"),
        (100_000, {}, ""),
        (1_000_000, {}, ""),
        (1_000_001, {}, "超出法定幅度"),
        (1_000_001, EASED, "超出法定幅度"),
        (99_999, EASED, ""),
        (99_999, {"slight": "轻微"}, "低于法定幅度"),  # a ground to spare is none to reduce
    ],
)
def test_the_fine_never_leaves_the_statutory_range(
    cast: Cast, row: Decision, cents: int, facts: dict[str, str], refused: str
) -> None:
    chosen = benchmark(cast.bureau)
    weigh(row, chosen, facts=facts)
    change: Callable[[], object] = lambda: decisions.edit(  # noqa: E731  # one act, named for both branches
        again(row), by=cast.officer1, content={"fine_cents": cents}
    )
    if not refused:
        change()
        assert again(row).fine_cents == cents
        return
    with pytest.raises(RuleError, match=refused):
        change()
    assert again(row).fine_cents == 200_000


@pytest.mark.parametrize(
    ("base", "refused"),
    [
        (40_001, "低于法定幅度"),  # below five times
        (40_000, ""),
        (20_000, ""),  # exactly ten times
        (19_999, "超出法定幅度"),
        (None, "没有填写计罚基数（货值金额）"),
    ],
)
def test_a_multiple_is_measured_by_its_base(
    cast: Cast, row: Decision, base: int | None, refused: str
) -> None:
    chosen = by_value(cast.bureau)
    if refused:
        with pytest.raises(RuleError, match=refused):
            weigh(row, chosen, base_cents=base, conditions=[])
        assert again(row).benchmark is None
        return
    assert weigh(row, chosen, base_cents=base, conditions=[]).base_cents == base


# ------------------------------------------------------------------------- the gates
@pytest.mark.parametrize(
    ("content", "degree", "code"),
    [
        ({"penalty_kinds": ["fine", "stop_business"]}, "lighter", "benchmark_kinds"),
        ({}, "exempt", "tier_outcome"),
        (
            {"outcome": "no_penalty", "penalty_kinds": [], "fine_cents": 0},
            "lighter",
            "tier_outcome",
        ),
        ({"fine_cents": 50_000}, "reduced", "reduced"),
    ],
)
def test_benchmark_tier_and_draft_agree(
    cast: Cast, row: Decision, content: dict[str, Any], degree: str, code: str
) -> None:
    chosen = benchmark(cast.bureau)
    Decision.objects.filter(pk=row.pk).update(
        benchmark=chosen, tier=tier(chosen, degree), weighing={"conditions": [PROMPT]}, **content
    )

    assert code in judged(row)


def test_a_benchmark_without_a_tier_is_not_applied(cast: Cast, row: Decision) -> None:
    discretion.weigh(row, by=cast.officer1, benchmark=benchmark(cast.bureau), tier=None)

    assert judged(row) == ["tier"]


# ------------------------------------------------------------------------- leaving the tier
def departed(cast: Cast, row: Decision, *, why: str = "情节接近一般。", **changes: Any) -> Decision:
    """The draft with a fine above its tier, and the reasons."""
    chosen = benchmark(changes.pop("of", cast.bureau), **changes)
    decisions.edit(row, by=cast.officer1, content={"fine_cents": 300_000})
    return weigh(again(row), chosen, departure=why)


def approve(cast: Cast, row: Decision, **changes: Any) -> Departure:
    """The head approves."""
    given = {"way": "head", "opinion": "情况属实，同意。", **changes}
    return discretion.approve_departure(row, by=cast.head, on=ON, **given)


@pytest.mark.parametrize(
    ("cents", "conditions", "left"),
    [
        (299_999, [PROMPT], []),
        (300_000, [PROMPT], ["罚款不在“从轻处罚”阶次的幅度内。"]),
        (200_000, [AGAIN], ["所选“从轻处罚”阶次与已勾选的适用条件不符。"]),
    ],
)
def test_what_leaves_the_tier_is_named(
    cast: Cast, row: Decision, cents: int, conditions: list[str], left: list[str]
) -> None:
    chosen = benchmark(cast.bureau)
    decisions.edit(row, by=cast.officer1, content={"fine_cents": cents})
    found = weigh(again(row), chosen, conditions=conditions)

    assert weighing.departures(found) == left
    assert judged(found) == (["departure"] if left else [])


def test_reasons_alone_do_not_open_the_way(cast: Cast, row: Decision) -> None:
    assert judged(departed(cast, row)) == ["departure_approval"]


def test_the_own_organ_approves_leaving_its_own_benchmark(cast: Cast, row: Decision) -> None:
    found = departed(cast, row)
    approval = approve(cast, found)

    assert approval.sha256 == drafts.digest(again(found))
    assert approval.agency_id == cast.bureau.pk
    assert judged(found) == []
    assert audited(found, "decision.departure")


def test_a_collective_discussion_of_the_same_text_approves_it_too(
    cast: Cast, row: Decision
) -> None:
    found = departed(cast, row)
    called = discussions.call(found, by=cast.officer1, on=ON, ground="偏离裁量基准。")
    voices = [Voice(name, "负责人", "同意。") for name in ("江以宁", "石承方", "顾清和")]
    discussions.hold(
        called,
        by=cast.head,
        on=ON,
        place="会议室",
        voices=voices,
        result="agreed",
        conclusion="同意偏离。",
    )

    assert judged(found) == []
    decisions.edit(again(found), by=cast.officer1, content={"fine_cents": 350_000})
    assert judged(found) == ["departure_approval"]


def test_an_edit_leaves_the_approval_behind(cast: Cast, row: Decision) -> None:
    found = departed(cast, row)
    approve(cast, found)
    decisions.edit(again(found), by=cast.officer1, content={"fine_cents": 350_000})

    assert judged(found) == ["departure_approval"]


@pytest.mark.parametrize("how", ["of_superior", "kept_above"])
def test_the_superior_approves_leaving_its_benchmark(cast: Cast, row: Decision, how: str) -> None:
    changes: dict[str, Any] = (
        {"of_superior": True} if how == "of_superior" else {"of": cast.government}
    )
    found = departed(cast, row, **changes)
    with pytest.raises(RuleError, match="应当由该上级机关批准") as caught:
        approve(cast, found)
    assert caught.value.field == "way"
    assert caught.value.article == "国办发〔2022〕27号第十二项"
    for missing in ({"organ": "云溪市人民政府"}, {"doc_no": "云政函〔2026〕3号"}):
        with pytest.raises(RuleError, match="上级机关和批准文号"):
            approve(cast, found, way="superior", **missing)

    approve(cast, found, way="superior", organ="云溪市人民政府", doc_no="云政函〔2026〕3号")

    assert judged(found) == []


def test_nobody_above_approves_leaving_the_own_benchmark(cast: Cast, row: Decision) -> None:
    found = departed(cast, row)
    with pytest.raises(RuleError, match="本机关主要负责人批准或者集体讨论决定"):
        approve(cast, found, way="superior", organ="云溪市人民政府", doc_no="云政函〔2026〕3号")


def test_an_approval_needs_a_departure_its_reasons_and_an_opinion(
    cast: Cast, row: Decision
) -> None:
    with pytest.raises(RuleError, match="没有偏离裁量基准"):
        approve(cast, row)
    found = departed(cast, row, why="")
    with pytest.raises(RuleError, match="没有写明偏离裁量基准的理由"):
        approve(cast, found)
    found = weigh(again(found), found.benchmark, departure="理由")  # type: ignore[arg-type]  # chosen above
    with pytest.raises(RuleError, match="请填写批准意见"):
        approve(cast, found, opinion=" ")
    assert not Departure.objects.exists()


def test_only_the_head_of_the_agency_approves(cast: Cast, row: Decision) -> None:
    found = departed(cast, row)
    for by in (cast.officer1, factories.someone(cast.other_bureau, "head")):
        with pytest.raises(PermissionDenied):
            discretion.approve_departure(found, by=by, on=ON, way="head", opinion="同意。")


def test_a_repealed_benchmark_still_counts_for_the_act_before(cast: Cast, row: Decision) -> None:
    chosen = benchmark(cast.bureau)
    benchmarks.end(chosen, by=cast.listadmin, on=day(3, 10), reason="修订")

    assert judged(weigh(row, chosen)) == []
