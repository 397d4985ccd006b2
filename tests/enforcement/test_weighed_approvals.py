"""Approving that a draft leaves its tier: by whom, for which text, and what the gates say until then."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError
from enforcement import drafts, gates, weighing
from enforcement.gates.discretion import approval, discretion, discussed
from enforcement.models import Decision, Departure
from enforcement.services import decisions, discussions
from enforcement.services.discussions import Voice
from recording.models import Document
from recording.services import discretion as papers
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import ON, again, draft
from tests.enforcement.weighed import (
    ABOVE,
    OPINION,
    PAST,
    WHY,
    approve,
    departed,
    in_state,
    logged,
    unheard,
)
from tests.gauges import benchmark, tier, weigh
from tests.incidents import asked, decided

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
GUIDE = "国办发〔2022〕27号第十二项"
LEFT = "罚款不在“从轻处罚”阶次的幅度内。"


@pytest.fixture
def row(cast: Cast) -> Decision:
    """A draft fining 2,000 yuan."""
    return draft(cast.bureau)


def agreed(cast: Cast, row: Decision, on: date) -> None:
    """The heads agree together to the draft as it stands."""
    called = discussions.call(row, by=cast.officer1, on=on, ground="偏离裁量基准。")
    voices = [Voice(name, "负责人", "同意。") for name in ("江以宁", "石承方", "顾清和")]
    held = {"place": "会议室", "voices": voices, "result": "agreed", "conclusion": "同意偏离。"}
    discussions.hold(called, by=cast.head, on=on, **held)  # type: ignore[arg-type]  # one table of values


def left(row: Decision, on: date = ON) -> list[str]:
    """The codes of the gaps of discretion on the day."""
    return [gap.code for gap in discretion(again(row), on)]


# ------------------------------------------------------------------------- refusals
@pytest.mark.parametrize(
    ("way", "given", "field", "message", "remedy"),
    [
        ("head", {"opinion": ""}, "opinion", "请填写批准意见。", "批准应当写明意见。"),
        ("meeting", {"opinion": " \n"}, "opinion", "请填写批准意见。", "批准应当写明意见。"),
        (
            "superior",
            ABOVE,
            "way",
            "本机关制定的裁量基准，由本机关主要负责人批准或者集体讨论决定。",
            "请更正批准方式。",
        ),
    ],
)
def test_an_own_benchmark_is_left_by_the_own_organ_with_an_opinion(
    cast: Cast,
    row: Decision,
    way: str,
    given: dict[str, Any],
    field: str,
    message: str,
    remedy: str,
) -> None:
    found = departed(cast, row)

    error = unheard(lambda: approve(cast, found, way=way, **given))

    assert (error.message, error.remedy) == (message, remedy)
    assert (error.article, error.field) == (GUIDE, field)
    assert not Departure.objects.exists()


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({"way": "head"}, "way", "上级机关制定的裁量基准，应当由该上级机关批准。"),
        ({"way": "meeting", **ABOVE}, "way", "上级机关制定的裁量基准，应当由该上级机关批准。"),
        ({"way": "superior"}, "organ", "请填写批准的上级机关和批准文号。"),
        ({"way": "superior", **ABOVE, "organ": " "}, "organ", "请填写批准的上级机关和批准文号。"),
        ({"way": "superior", **ABOVE, "doc_no": " "}, "doc_no", "请填写批准的上级机关和批准文号。"),
    ],
)
def test_the_benchmark_of_a_superior_is_left_by_its_document(
    cast: Cast, row: Decision, given: dict[str, Any], field: str, message: str
) -> None:
    found = departed(cast, row, of_superior=True)

    error = unheard(lambda: approve(cast, found, **given))

    assert (error.message, error.field, error.article) == (message, field, GUIDE)
    assert error.remedy in {"请更正批准方式。", "批准文件应当归入案卷。"}
    assert not Departure.objects.exists()


def test_a_draft_that_keeps_to_its_tier_needs_no_approval(cast: Cast, row: Decision) -> None:
    chosen = benchmark(cast.bureau)
    for found in (row, weigh(row, chosen)):
        error = unheard(lambda found=found: approve(cast, found))  # type: ignore[misc]  # bound in the loop
        assert error.message == "草案没有偏离裁量基准，不需要批准。"
        assert error.remedy == "请核对草案的裁量阶次和罚款数额。"


def test_reasons_come_before_the_approval(cast: Cast, row: Decision) -> None:
    found = departed(cast, row, why=" ")

    error = unheard(lambda: approve(cast, found))

    assert error.message == "草案没有写明偏离裁量基准的理由。"
    assert (error.article, error.remedy) == (GUIDE, "请承办人在“裁量”中写明理由。")


@pytest.mark.parametrize("status", PAST)
def test_only_a_draft_is_approved_to_leave_its_tier(cast: Cast, status: str) -> None:
    row = in_state(cast, status)

    assert "没有偏离裁量基准" in unheard(lambda: approve(cast, row)).message
    assert not Departure.objects.exists()


@pytest.mark.parametrize("name", ["officer1", "unithead", "reviewer", "listadmin", "supervisor"])
def test_who_does_not_decide_does_not_approve(cast: Cast, row: Decision, name: str) -> None:
    found = departed(cast, row)
    with pytest.raises(PermissionDenied):
        approve(cast, found, by=cast.people[name])
    assert not Departure.objects.exists()


def test_the_head_of_another_agency_decides_nothing_here(cast: Cast, row: Decision) -> None:
    found = departed(cast, row)
    for agency in (cast.other_bureau, cast.government):
        with pytest.raises(PermissionDenied):
            approve(cast, found, by=factories.someone(agency, "head"))


def test_a_recused_head_approves_nothing(cast: Cast, row: Decision) -> None:
    found = departed(cast, row)
    away = asked(found.case, "recusal", on=ON, person=cast.head)
    decided(away, on=ON, by=cast.unithead, body="collective", note="副局长二人")

    error = unheard(lambda: approve(cast, found))

    assert "您已经回避本案" in error.message
    assert error.article == "行政处罚法第四十三条"


# ------------------------------------------------------------------------- what it leaves behind
@pytest.mark.parametrize(
    ("way", "given", "changes"),
    [
        ("head", {}, {}),
        ("meeting", {"organ": " 局长办公会 ", "doc_no": " 2026年第3次 "}, {}),
        ("superior", ABOVE, {"of_superior": True}),
    ],
)
def test_each_way_is_kept_with_the_text_it_approved(
    cast: Cast, row: Decision, way: str, given: dict[str, Any], changes: dict[str, Any]
) -> None:
    found = departed(cast, row, **changes)
    if way == "meeting":
        agreed(cast, found, ON)

    made = approve(cast, found, way=way, opinion=f" {OPINION} ", **given)

    assert made == approval(again(found))
    assert made.opinion == OPINION
    assert (made.organ, made.doc_no) == tuple(
        given.get(name, "").strip() for name in ("organ", "doc_no")
    )
    assert logged("decision.departure") == {
        "way": way,
        "sha256": drafts.digest(again(found)),
        "on": ON.isoformat(),
        "doc_no": made.doc_no,
    }
    assert left(found) == []


def test_a_meeting_that_nobody_recorded_approves_nothing(cast: Cast, row: Decision) -> None:
    found = departed(cast, row)
    with pytest.raises(RuleError, match="没有负责人就现草案集体讨论通过的记录") as caught:
        approve(cast, found, way="meeting")

    assert (caught.value.field, caught.value.article) == ("way", "国办发〔2022〕27号第十二项")
    assert not found.departures.exists()
    agreed(cast, found, ON)
    decisions.edit(again(found), by=cast.officer1, content={"fine_cents": 350_000})
    with pytest.raises(RuleError, match="集体讨论通过"):
        approve(cast, again(found), way="meeting")


def test_the_newest_approval_of_the_text_counts(cast: Cast, row: Decision) -> None:
    found = departed(cast, row)
    agreed(cast, found, ON)
    first, second = approve(cast, found), approve(cast, found, way="meeting")

    assert first.sha256 == second.sha256
    assert approval(again(found)) == second


def test_the_same_text_again_is_approved_still(cast: Cast, row: Decision) -> None:
    found = departed(cast, row)
    approve(cast, found)

    decisions.edit(again(found), by=cast.officer1, content={"fine_cents": 350_000})
    assert left(found) == ["departure_approval"]
    decisions.edit(again(found), by=cast.officer1, content={"fine_cents": 300_000})
    assert left(found) == []


@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        ({}, "请报本机关主要负责人批准或者集体讨论。"),
        ({"of_superior": True}, "请报制定该基准的上级机关批准。"),
    ],
)
def test_the_gate_says_whose_approval_is_missing(
    cast: Cast, row: Decision, changes: dict[str, Any], remedy: str
) -> None:
    (gap,) = discretion(departed(cast, row, **changes), ON)

    assert (gap.code, gap.article) == ("departure_approval", GUIDE)
    assert gap.message == f"{LEFT}偏离尚未批准。"
    assert gap.remedy == remedy


def test_without_reasons_the_gate_asks_for_them_first(cast: Cast, row: Decision) -> None:
    (gap,) = discretion(departed(cast, row, why=""), ON)

    assert (gap.code, gap.message) == ("departure", LEFT)
    assert gap.remedy == "请按适用的阶次裁量，或者写明偏离的理由。"


# ------------------------------------------------------------------------- the discussion
@pytest.mark.parametrize(("on", "open_"), [(day(3, 15), True), (ON, False), (day(3, 17), False)])
def test_a_discussion_approves_from_its_day_on(
    cast: Cast, row: Decision, on: date, open_: bool
) -> None:
    found = departed(cast, row)
    agreed(cast, found, ON)

    assert discussed(again(found), on) is not open_
    assert left(found, on) == (["departure_approval"] if open_ else [])


def test_a_discussion_here_approves_nothing_of_a_superior(cast: Cast, row: Decision) -> None:
    found = departed(cast, row, of_superior=True)
    agreed(cast, found, ON)

    assert discussed(again(found), ON)
    assert left(found) == ["departure_approval"]


# ------------------------------------------------------------------------- the paper
def test_the_paper_names_ways_organ_and_document(cast: Cast, row: Decision) -> None:
    found = departed(cast, row, of_superior=True)
    given = {"way": "superior", "opinion": OPINION, **ABOVE}

    made = papers.approve_departure(found, by=cast.head, on=day(3, 12), **given)

    kept = Document.objects.get(kind=papers.KIND)
    assert (kept.decision_id, kept.case_id) == (found.pk, found.case_id)
    assert (kept.dated_on, kept.title) == (day(3, 12), "偏离裁量基准审批表")
    assert kept.context["fields"] == [
        ["批准方式", "制定基准的上级机关批准"],
        ["批准机关", ABOVE["organ"]],
        ["批准文号", ABOVE["doc_no"]],
    ]
    assert kept.context["opinions"] == [
        {"label": "批准意见", "text": OPINION, "name": cast.head.name, "date": "2026-03-12"}
    ]
    text = str(kept.context["sections"])
    for words in (LEFT, WHY, found.result, "适用“从轻处罚”阶次"):
        assert words in text
    assert made.approved_on == day(3, 12)


def test_a_refused_approval_keeps_no_paper(cast: Cast, row: Decision) -> None:
    found = departed(cast, row)
    given = {"way": "superior", "opinion": OPINION, **ABOVE}

    unheard(lambda: papers.approve_departure(found, by=cast.head, on=ON, **given))

    assert not Document.objects.filter(kind=papers.KIND).exists()
    assert not Departure.objects.exists()


def test_nothing_is_added_to_an_archived_file(cast: Cast, row: Decision) -> None:
    found = departed(cast, row)
    found.case.status = "archived"

    error = unheard(
        lambda: papers.approve_departure(found, by=cast.head, on=ON, way="head", opinion=OPINION)
    )

    assert error.message == "案卷已经归档，不能增加或者抽取材料。"
    assert not Departure.objects.exists()


# ------------------------------------------------------------------------- the decision
def test_the_decision_waits_for_the_approval_and_is_made_with_it(cast: Cast) -> None:
    chosen = benchmark(cast.bureau)
    spot = draft(cast.bureau, procedure="simple", penalty_kinds=["warning"])
    given = {"benchmark": chosen, "tier": tier(chosen, "heavier"), "departure": WHY}
    # A warning in the heavier tier although none of its conditions holds.
    weigh(spot, chosen, "heavier", conditions=[], departure=WHY)
    assert weighing.departures(again(spot)) == ["所选“从重处罚”阶次与已勾选的适用条件不符。"]

    with pytest.raises(RuleError) as caught:
        decisions.issue(again(spot), by=cast.head, on=ON)
    words = [caught.value.message, *caught.value.extra]
    assert any("偏离尚未批准" in text for text in words)

    approve(cast, again(spot))
    assert decisions.issue(again(spot), by=cast.head, on=ON).tier == given["tier"]


def test_the_review_of_gates_lists_discretion_among_the_rest(cast: Cast, row: Decision) -> None:
    found = departed(cast, row)
    rest = {gap.code for gap in gates.before_issue(again(found), ON)}

    assert "departure_approval" in rest
    approve(cast, found)
    assert "departure_approval" not in {gap.code for gap in gates.before_issue(again(found), ON)}
