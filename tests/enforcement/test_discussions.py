"""集体讨论: when the heads must discuss, what a discussion must say, and that only its text is issued."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from core.errors import RuleError, StaleError
from core.triggers import refusal
from enforcement import discussions as rules
from enforcement import gates, review_scope
from enforcement.models import Decision, Discussion, DiscussionMember
from enforcement.profiles import PROFILE_KEYS, load
from enforcement.services import decisions, discussions, notices
from enforcement.services.discussions import Voice
from tests import factories
from tests import hearings as sessions
from tests.base import Cast, day
from tests.enforcement.dossier import ON, again, audited, codes, draft, lead, reviewed, tell

pytestmark = pytest.mark.django_db
VOICES = [
    Voice("江以宁", "局长", "同意拟处罚意见。"),
    Voice("石承方", "副局长", "同意，裁量适当。"),
    Voice("顾清和", "总工程师", "同意。"),
]


def refused(act: Callable[[], object]) -> RuleError:
    with pytest.raises(RuleError) as caught:
        act()
    return caught.value


def found(profile: str, **content: Any) -> set[str]:
    """The rules of a place that demand a discussion of such a draft."""
    row = draft(factories.agency(profile=profile), **content)
    return {hit.rule for hit in rules.grounds(row, ON)}


def call(decision: Decision, cast: Cast, **changes: Any) -> Discussion:
    values: dict[str, Any] = {
        "by": cast.officer1,
        "on": ON,
        "ground": "案情复杂，社会影响较大。",
        **changes,
    }
    return discussions.call(decision, **values)


def hold(row: Discussion, cast: Cast, **changes: Any) -> Discussion:
    values: dict[str, Any] = {
        "by": cast.head,
        "on": ON,
        "place": "三楼会议室",
        "voices": VOICES,
        "result": "agreed",
        "conclusion": "一致同意按拟处罚意见作出决定。",
        **changes,
    }
    return discussions.hold(row, **values)


def ready(cast: Cast, **content: Any) -> Decision:
    """A reviewed draft whose party waived its rights: only a discussion may stand in its way."""
    row = draft(cast.bureau, **content)
    notice = tell(row, on=day(3, 9))
    notices.waive(notice, by=lead(row.case), on=day(3, 9), note="书面声明放弃。")
    return reviewed(again(row))


def shut(decision: Decision) -> bool:
    return "discussion" in codes(decision, ON)


# ------------------------------------------------------------------------------- who must
@pytest.mark.parametrize(
    ("kind", "due"),
    [
        ("warning", False),
        ("fine", False),
        ("suspend_licence", False),
        ("stop_business", True),
        ("close_down", True),
        ("revoke_licence", True),
        ("restrict_practice", True),
    ],
)
def test_heavy_kinds_are_discussed_everywhere(kind: str, due: bool) -> None:
    fine = 200_000 if kind == "fine" else 0

    assert ("heavy_kinds" in found("national", penalty_kinds=[kind], fine_cents=fine)) is due


@pytest.mark.parametrize(("cents", "due"), [(4_999_999, False), (5_000_000, True)])
def test_civil_affairs_discuss_large_amounts(cents: int, due: bool) -> None:
    hits = found("lingchuan_civil", fine_cents=cents)

    assert ("civil_amount" in hits) is due
    assert found("sanmenxia_gov", fine_cents=cents) == set()


def test_civil_affairs_discuss_a_stop_of_activities() -> None:
    hits = found("lingchuan_civil", penalty_kinds=["restrict_business"], fine_cents=0)

    assert hits == {"civil_kinds"}


@pytest.mark.parametrize(
    ("domain", "asked", "heard"),
    [
        ("agriculture", {"agriculture_heard"}, {"agriculture_heard"}),
        ("samr", set(), {"samr_heard"}),
        ("", set(), set()),
    ],
)
def test_some_fields_discuss_what_was_asked_or_heard(
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    domain: str,
    asked: set[str],
    heard: set[str],
) -> None:
    notice = tell(draft(cast.bureau, fine_cents=5_000_000), on=ON)
    monkeypatch.setattr("enforcement.discussions.cases.rules_domain", lambda case: domain or None)

    def hits() -> set[str]:
        return {hit.rule for hit in rules.grounds(again(notice.decision), ON)}

    assert hits() == set()
    sessions.ask(notice, on=ON)
    assert hits() == asked
    sessions.hear(notice)
    assert hits() == heard


@pytest.mark.parametrize("content", [{"outcome": "no_penalty"}, {"procedure": "simple"}])
def test_no_penalty_and_no_on_the_spot_penalty_is_discussed(content: dict[str, Any]) -> None:
    kinds = {"penalty_kinds": ["stop_business"]} if "outcome" in content else {}

    assert found("national", **{**content, **kinds}) == set()


@pytest.mark.parametrize("profile", PROFILE_KEYS)
def test_every_rule_of_a_profile_names_its_article_and_a_known_test(profile: str) -> None:
    for row in load(profile).discussion_rules(ON):
        assert row["article"].strip()
        assert row["label"].strip()
        assert row["test"] in review_scope.TESTS


# ------------------------------------------------------------------------------- the gate
def test_a_draft_that_must_be_discussed_is_marked_from_the_start(cast: Cast) -> None:
    light, heavy = (
        draft(cast.bureau, penalty_kinds=[kind], fine_cents=0)
        for kind in ("warning", "stop_business")
    )

    assert (light.discussion_required, heavy.discussion_required) == (False, True)
    decisions.edit(light, by=lead(light.case), content={"penalty_kinds": ["close_down"]})
    assert again(light).discussion_required is True


def test_the_gap_says_why_by_which_rule_and_what_to_do(cast: Cast) -> None:
    row = draft(cast.bureau, penalty_kinds=["revoke_licence"], fine_cents=0)

    (gap,) = [gap for gap in gates.before_issue(row, ON) if gap.code == "discussion"]

    assert "吊销许可证件" in gap.message
    assert gap.article.startswith("行政处罚法第五十七条第二款")
    assert "提请集体讨论" in gap.remedy


def test_a_discussion_a_person_asks_for_binds_like_one_the_rules_ask_for(cast: Cast) -> None:
    decision = ready(cast)
    assert not shut(decision)

    row = call(decision, cast)
    assert shut(decision)
    assert again(decision).discussion_required is True
    assert audited(row, "discussion.call")
    with pytest.raises(RuleError, match="集体讨论"):
        decisions.issue(decision, by=cast.head, on=ON)

    hold(row, cast)
    assert audited(row, "discussion.hold")
    assert not shut(decision)
    assert decisions.issue(again(decision), by=cast.head, on=ON).status == "issued"


@pytest.mark.parametrize("result", ["changed", "returned"])
def test_without_agreement_the_gate_stays_closed(cast: Cast, result: str) -> None:
    decision = ready(cast)
    hold(call(decision, cast), cast, result=result)
    assert shut(decision)

    hold(call(decision, cast), cast)
    assert not shut(decision)


def test_another_text_is_discussed_again(cast: Cast) -> None:
    decision = ready(cast)
    hold(call(decision, cast), cast)
    decisions.edit(decision, by=cast.officer1, content={"discretion": "另行说明。"})

    assert shut(decision)

    decisions.edit(
        decision, by=cast.officer1, content={"discretion": factories.content()["discretion"]}
    )
    assert not shut(decision)


def test_a_discussion_opens_the_gate_from_its_day_on(cast: Cast) -> None:
    decision = ready(cast)
    hold(call(decision, cast, on=day(3, 13)), cast, on=ON)

    assert "discussion" in codes(decision, day(3, 13))
    assert "discussion" not in codes(decision, ON)


# ------------------------------------------------------------------------------- asking for it
@pytest.mark.parametrize("person", ["officer1", "officer2", "head"])
def test_handlers_and_heads_ask_for_it(cast: Cast, person: str) -> None:
    row = call(draft(cast.bureau), cast, by=cast.people[person])

    assert row.called_by == cast.people[person]


@pytest.mark.parametrize("person", ["unithead", "reviewer", "outsider", "publisher"])
def test_nobody_else_does(cast: Cast, person: str) -> None:
    with pytest.raises(PermissionDenied):
        call(draft(cast.bureau), cast, by=cast.people[person])


def test_a_call_gives_its_ground_once(cast: Cast) -> None:
    row = draft(cast.bureau)
    assert refused(lambda: call(row, cast, ground=" ")).field == "ground"
    call(row, cast)
    assert "尚未讨论" in refused(lambda: call(row, cast)).message


def test_the_usual_ground_is_the_rule(cast: Cast) -> None:
    heavy = draft(cast.bureau, penalty_kinds=["stop_business"], fine_cents=0)

    assert "责令停产停业" in discussions.usual_ground(heavy, ON)
    assert discussions.usual_ground(draft(cast.bureau), ON) == ""


def test_a_decision_that_was_made_is_not_discussed(cast: Cast) -> None:
    decision = ready(cast)
    decisions.issue(decision, by=cast.head, on=ON)

    assert "已经作出" in refused(lambda: call(decision, cast)).message


# ------------------------------------------------------------------------------- the objection
def test_an_objection_to_the_review_is_discussed_where_the_rules_allow_it(cast: Cast) -> None:
    row = draft(cast.bureau)
    objection = hold(call(row, cast, about="objection", ground="协商不成。"), cast)

    assert objection.status == "held"
    # The review stays: an objection that was discussed clears nothing.
    assert "review" in codes(row, ON)
    assert again(row).discussion_required is False


def test_elsewhere_it_is_not(cast: Cast) -> None:
    row = draft(factories.agency(profile="national"))

    error = refused(lambda: call(row, cast, by=lead(row.case), about="objection"))

    assert error.field == "about"
    assert "国办发〔2018〕118号第十三条" in error.article


# ------------------------------------------------------------------------------- what it must say
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"voices": VOICES[:2]}, "voices"),
        ({"voices": [*VOICES[:2], VOICES[0]]}, "voices"),
        ({"voices": [*VOICES, Voice("甲", "副局长", " ")]}, "voices"),
        ({"voices": [*VOICES, Voice("甲", "", "同意。")]}, "voices"),
        ({"conclusion": ""}, "conclusion"),
        ({"on": day(3, 15)}, "on"),
    ],
)
def test_a_discussion_is_recorded_whole(cast: Cast, change: dict[str, Any], field: str) -> None:
    row = call(draft(cast.bureau), cast)

    error = refused(lambda: hold(row, cast, **change))

    assert error.field == field
    assert error.article
    assert not DiscussionMember.objects.exists()


def test_a_head_records_it_once(cast: Cast) -> None:
    row = call(draft(cast.bureau), cast)
    for person in (cast.officer1, cast.unithead):
        with pytest.raises(PermissionDenied):
            hold(row, cast, by=person)
    done = hold(row, cast)

    assert [each.name for each in done.members.order_by("pk")] == [v.name for v in VOICES]
    with pytest.raises(StaleError):
        hold(row, cast)


# ------------------------------------------------------------------------------- raw SQL
def gate(act: Callable[[], object]) -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    code = refusal(caught.value)
    assert code is not None, caught.value
    return code[0]


def issue(decision: Decision, cast: Cast, **changes: Any) -> Callable[[], object]:
    values = {"status": "issued", "doc_no": "X", "remedies": "复议", **changes}
    rows = Decision.objects.filter(pk=decision.pk)
    return lambda: rows.update(issued_on=ON, issued_by=cast.head, **values)


def test_raw_sql_issues_only_the_text_that_was_agreed_to(cast: Cast) -> None:
    decision = ready(cast)
    row = call(decision, cast)
    assert gate(issue(decision, cast)) == "NOT_DISCUSSED"
    assert gate(issue(decision, cast, discussion_required=False)) == "NOT_DISCUSSED"
    hold(row, cast, result="returned")
    assert gate(issue(decision, cast)) == "NOT_DISCUSSED"

    hold(call(decision, cast), cast)

    assert issue(decision, cast)() == 1


def test_raw_sql_does_not_carry_a_discussion_to_another_text(cast: Cast) -> None:
    decision = ready(cast)
    hold(call(decision, cast), cast)
    decisions.edit(decision, by=cast.officer1, content={"discretion": "另行说明。"})
    reviewed(again(decision))

    assert gate(issue(decision, cast)) == "NOT_DISCUSSED"


def test_raw_sql_rewrites_no_discussion(cast: Cast) -> None:
    row = hold(call(draft(cast.bureau), cast), cast)

    def run(statement: str) -> Callable[[], object]:
        return lambda: connection.cursor().execute(statement, [row.pk])

    change = "UPDATE enforcement_discussion SET result = 'returned' WHERE id = %s"
    speak = "UPDATE enforcement_discussionmember SET opinion = 'x' WHERE discussion_id = %s"
    assert gate(run(change)) == "DISCUSSED"
    assert gate(run(speak)) == "APPEND_ONLY"
    assert gate(run("DELETE FROM enforcement_discussion WHERE id = %s")) == "APPEND_ONLY"


def test_the_table_refuses_half_a_discussion(cast: Cast) -> None:
    row = call(draft(cast.bureau), cast)

    with pytest.raises(IntegrityError), transaction.atomic():
        Discussion.objects.filter(pk=row.pk).update(status="held", held_on=ON)
