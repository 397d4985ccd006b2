"""What a collective discussion is refused for, who takes part, and what it leaves behind."""

from typing import Any

import pytest

from core.errors import StaleError
from enforcement import discussions as rules
from enforcement import drafts, flows
from enforcement.gates.discussed import discussed as gate_of
from enforcement.models import Decision, Discussion
from enforcement.models.decision import DraftVersion
from enforcement.services import decisions, discussions
from enforcement.services.discussions import Voice
from tests import factories, procedures
from tests.base import Cast, day
from tests.enforcement.dossier import again, draft, lead, reviewed, tell
from tests.procedures import ON, VOICES, called, denied, discussed, entries, refused

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LAW = "行政处罚法第五十七条第二款"


@pytest.fixture
def decision(cast: Cast) -> Decision:
    """A light draft: nothing but a person asks for a discussion."""
    return draft(cast.bureau)


# ------------------------------------------------------------------------------- asking for it
@pytest.mark.parametrize(
    ("changes", "says", "field"),
    [
        ({"ground": ""}, "应当说明理由", "ground"),
        ({"ground": " \n\t"}, "应当说明理由", "ground"),
        ({"about": "objection", "ground": ""}, "应当说明理由", "ground"),
    ],
)
def test_a_call_says_why(
    decision: Decision, changes: dict[str, Any], says: str, field: str
) -> None:
    refused(lambda: called(decision, **changes), says, field=field, article=LAW)
    assert again(decision).discussion_required is False


@pytest.mark.parametrize("about", ["serious", "objection"])
def test_each_matter_waits_for_its_own_discussion(decision: Decision, about: str) -> None:
    other = {"serious": "objection", "objection": "serious"}[about]
    called(decision, about=about)

    refused(lambda: called(decision, about=about), "尚未讨论", article=LAW)
    assert called(decision, about=other).about == other


@pytest.mark.parametrize(
    "profile", ["national", "datong_commerce", "lingchuan_civil", "xinshi_urban"]
)
def test_where_the_rules_know_no_discussion_of_an_objection_none_is_called(profile: str) -> None:
    row = draft(factories.agency(profile=profile))

    error = refused(
        lambda: called(row, about="objection"), "没有规定", field="about", article="第十三条"
    )

    assert "协商" in error.remedy


@pytest.mark.parametrize(
    "person", ["unithead", "reviewer", "publisher", "listadmin", "supervisor", "admin", "outsider"]
)
def test_neither_a_stranger_nor_a_colleague_asks_or_records(
    cast: Cast, decision: Decision, person: str
) -> None:
    by = cast.people[person]
    denied(lambda: called(decision, by=by))
    row = called(decision)

    denied(lambda: discussed(row, by=by))


def test_a_colleague_without_a_part_in_the_case_does_not_ask(
    cast: Cast, decision: Decision
) -> None:
    by = factories.account_of(factories.officer(cast.bureau, name="安试三"))

    assert not discussions.may_call(decision, by)
    denied(lambda: called(decision, by=by))


def test_the_head_of_another_agency_neither_asks_nor_records(
    cast: Cast, decision: Decision
) -> None:
    stranger = factories.someone(cast.other_bureau, "head")
    denied(lambda: called(decision, by=stranger))
    row = called(decision)

    denied(lambda: discussed(row, by=stranger))


def test_a_recused_officer_does_not_ask_and_a_recused_head_does_not_record(
    cast: Cast, decision: Decision
) -> None:
    row = called(decision)
    procedures.recuse(decision.case, cast.head, on=ON)

    refused(lambda: discussed(row), "您已经回避本案", article="行政处罚法第四十三条")


# ------------------------------------------------------------------------------- the draft
@pytest.mark.parametrize("fate", ["issued", "abandoned"])
def test_what_is_no_draft_any_more_is_not_discussed(cast: Cast, fate: str) -> None:
    decision = draft(cast.bureau)
    tell(decision, on=day(3, 4))
    waiting = called(decision, about="objection")
    if fate == "issued":
        decisions.issue(reviewed(decision), by=cast.head, on=ON)
    else:
        decisions.abandon(decision, by=lead(decision.case), on=ON, reason="另行处理。")

    for act in (lambda: called(decision), lambda: discussed(waiting)):
        refused(act, "不能再提请或者记录集体讨论", article=LAW)


# ------------------------------------------------------------------------------- recording it
@pytest.mark.parametrize(
    ("voices", "says", "article"),
    [
        ((), "至少3名不同的人员", "以本机关议事规则为准"),
        (VOICES[:1], "至少3名不同的人员", LAW),
        (VOICES[:2], "至少3名不同的人员", LAW),
        ((*VOICES[:2], VOICES[0]), "至少3名不同的人员", LAW),
        ((*VOICES, Voice(" 江以宁 ", "局长", "同意。")), "不同的人员", LAW),
        ((*VOICES, Voice("", "副局长", "同意。")), "姓名、职务和意见", LAW),
        ((*VOICES, Voice("某人", " ", "同意。")), "姓名、职务和意见", LAW),
        ((*VOICES, Voice("某人", "副局长", "\n")), "姓名、职务和意见", LAW),
    ],
)
def test_enough_heads_each_with_an_opinion(
    decision: Decision, voices: tuple[Voice, ...], says: str, article: str
) -> None:
    row = called(decision)

    refused(lambda: discussed(row, voices=voices), says, field="voices", article=article)


@pytest.mark.parametrize("more", [0, 1, 4])
def test_three_heads_or_more_may_discuss(decision: Decision, more: int) -> None:
    others = [Voice(f"负责人{index}", "副局长", "同意。") for index in range(more)]

    row = discussed(called(decision), voices=[*VOICES, *others])

    assert row.members.count() == len(VOICES) + more


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"conclusion": ""}, "conclusion"),
        ({"conclusion": " \n"}, "conclusion"),
        ({"on": day(3, 15)}, "on"),
        ({"on": day(3, 15), "conclusion": ""}, "conclusion"),
    ],
)
def test_a_discussion_comes_after_its_call_and_ends_in_a_conclusion(
    decision: Decision, changes: dict[str, Any], field: str
) -> None:
    row = called(decision)

    refused(lambda: discussed(row, **changes), "写明结论意见", field=field, article=LAW)


@pytest.mark.parametrize("on", [ON, day(3, 17), day(5, 4)])
def test_on_the_day_of_the_call_or_later_it_is_held(decision: Decision, on: Any) -> None:
    assert discussed(called(decision), on=on).held_on == on


@pytest.mark.parametrize("result", ["agreed", "changed", "returned"])
def test_a_discussion_is_recorded_once_whatever_came_of_it(decision: Decision, result: str) -> None:
    row = discussed(called(decision), result=result)

    error = refused(lambda: discussed(row), "当前状态为“已讨论”", article=LAW)

    assert isinstance(error, StaleError)
    assert flows.DISCUSSION.allowed(row) == []
    assert entries(row) == ["discussion.call", "discussion.hold"]


# ------------------------------------------------------------------------------- what is left
def test_the_text_that_was_discussed_is_frozen(cast: Cast, decision: Decision) -> None:
    row = discussed(
        called(decision, ground=" 案情复杂。 "), place=" 会议室 ", conclusion=" 同意。\n"
    )

    assert isinstance(row.version, DraftVersion)
    assert row.version.sha256 == drafts.digest(again(decision))
    assert (row.ground, row.place, row.conclusion) == ("案情复杂。", "会议室", "同意。")
    assert (row.recorded_by, row.called_by) == (cast.head, cast.officer1)
    assert (row.agency_id, row.case) == (cast.bureau.pk, decision.case)


def test_what_was_typed_around_the_names_is_not_kept(decision: Decision) -> None:
    spaced = [Voice(f" {v.name} ", f"{v.post}\n", f" {v.opinion}") for v in VOICES]

    members = discussed(called(decision), voices=spaced).members.order_by("pk")

    assert [Voice(row.name, row.post, row.opinion) for row in members] == list(VOICES)


@pytest.mark.parametrize(
    ("about", "result", "agreed"),
    [
        ("serious", "agreed", True),
        ("serious", "changed", False),
        ("serious", "returned", False),
        ("objection", "agreed", False),
    ],
)
def test_only_an_agreement_about_the_penalty_counts(
    decision: Decision, about: str, result: str, agreed: bool
) -> None:
    called(decision)
    row = Discussion.objects.get() if about == "serious" else called(decision, about=about)
    assert [gap.article for gap in gate_of(again(decision), ON)] == [LAW]

    discussed(row, result=result)

    assert Discussion.objects.agreed().exists() is agreed
    assert bool(gate_of(again(decision), ON)) is not agreed


def test_the_gate_says_that_a_person_asked(decision: Decision) -> None:
    called(decision)

    (gap,) = gate_of(again(decision), ON)

    assert "已提请集体讨论" in gap.message
    assert "重新讨论" in gap.remedy


def test_an_objection_marks_nothing(decision: Decision) -> None:
    called(decision, about="objection")

    assert again(decision).discussion_required is False
    assert gate_of(again(decision), ON) == []


@pytest.mark.parametrize("procedure", ["permit", "inspection", "simple"])
def test_no_rule_asks_for_a_discussion_of_other_acts(cast: Cast, procedure: str) -> None:
    row = draft(cast.bureau, procedure=procedure)

    assert rules.grounds(row, ON) == rules.grounds(row, None) == []
    assert gate_of(row, ON) == []


@pytest.mark.parametrize("kind", ["stop_business", "close_down", "revoke_licence"])
def test_the_usual_ground_names_rule_and_article(cast: Cast, kind: str) -> None:
    row = draft(cast.bureau, penalty_kinds=[kind], fine_cents=0)

    words = discussions.usual_ground(row, ON)

    hits = rules.grounds(row, ON)
    assert words == "；".join(f"{hit.reason}（{hit.article}）" for hit in hits)
    assert all(hit.article in words for hit in hits)
    assert LAW in words


def test_discussions_are_seen_with_their_cases(cast: Cast, decision: Decision) -> None:
    row = called(decision)

    for name, sees in (("officer2", True), ("head", True), ("outsider", False)):
        found = Discussion.objects.visible_to(cast.people[name])
        assert list(found) == ([row] if sees else [])
