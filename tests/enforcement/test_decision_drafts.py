"""Writing, changing, freezing, clearing and giving up a draft; its canonical form."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleError, StaleError
from core.triggers import refusal
from enforcement import drafts, flows
from enforcement.models import Decision, DraftVersion
from enforcement.models.decision import CONTENT_FIELDS
from enforcement.services import cases, decisions
from tests import factories
from tests.base import Cast
from tests.enforcement.dossier import ON, again, audited, clear, clock, draft, lead, tell

pytestmark = pytest.mark.django_db


def test_a_draft_says_what_was_written_and_is_logged(cast: Cast) -> None:
    row = again(draft(cast.bureau, fine_cents=123_456))

    assert (row.status, row.kind, row.fine_cents) == ("draft", "penalty", 123_456)
    assert (row.drafted_by, row.agency) == (cast.officer1, cast.bureau)
    assert audited(row, "decision.draft")


def test_a_case_that_is_not_filed_has_no_draft(cast: Cast) -> None:
    waiting = factories.case(cast.bureau)
    with pytest.raises(RuleError, match="请先立案"):
        decisions.draft(waiting, by=cast.officer1, content=factories.content())

    cases.reject(waiting, by=cast.unithead, on=ON, reason="没有违法事实。")
    with pytest.raises(RuleError, match="请先立案"):
        decisions.draft(waiting, by=cast.officer1, content=factories.content())


def test_only_a_handler_of_the_case_drafts(cast: Cast) -> None:
    row = factories.case(cast.bureau, filed=True)
    stranger = factories.account_of(factories.officer(cast.bureau))

    for person in (stranger, cast.outsider):
        with pytest.raises(RuleError, match="只有本案承办人员"):
            decisions.draft(row, by=person, content=factories.content())
    for person in (cast.head, cast.reviewer, cast.unithead, cast.supervisor, cast.admin):
        with pytest.raises(PermissionDenied):
            decisions.draft(row, by=person, content=factories.content())
    assert decisions.draft(row, by=cast.officer2, content=factories.content()).pk


def test_a_case_has_one_live_draft(cast: Cast) -> None:
    row = draft(cast.bureau)

    with pytest.raises(RuleError, match="已有决定草案"):
        draft(cast.bureau, case=row.case)
    assert decisions.live(row.case) == row


@pytest.mark.parametrize("name", ["kind", "status", "clearance", "doc_no", "nonsense"])
def test_what_is_no_content_cannot_be_written_with_it(cast: Cast, name: str) -> None:
    row = draft(cast.bureau)

    with pytest.raises(ValueError, match=name):
        decisions.edit(row, by=cast.officer1, content={name: "inspection"})
    with pytest.raises(ValueError, match=name):
        decisions.draft(
            factories.case(cast.bureau, filed=True),
            by=cast.officer1,
            content=factories.content(**{name: "inspection"}),
        )


@pytest.mark.parametrize("column", ["kind", "agency_id"])
def test_the_database_holds_the_draft_to_its_case(cast: Cast, column: str) -> None:
    row = draft(cast.bureau)
    value: Any = "inspection" if column == "kind" else cast.other_bureau.pk

    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        Decision.objects.filter(pk=row.pk).update(**{column: value})
    found = refusal(caught.value)
    assert found is not None
    assert found[0] == "OTHER_CASE"


# ------------------------------------------------------------------------------- changing
def test_an_edit_changes_the_text_and_voids_the_clearance(cast: Cast) -> None:
    row = clear(draft(cast.bureau))
    assert row.clearance is not None

    decisions.edit(row, by=cast.officer2, content={"result": "罚款人民币1000元。"})

    kept = again(row)
    assert (kept.result, kept.clearance) == ("罚款人民币1000元。", None)
    assert audited(kept, "decision.edit")


def test_saving_the_same_text_keeps_the_clearance(cast: Cast) -> None:
    row = clear(draft(cast.bureau))

    decisions.edit(row, by=cast.officer1, content={"result": row.result, "order": ""})

    assert again(row).clearance_id == row.clearance_id


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("outcome", "no_penalty"),
        ("title", "另一个名称"),
        ("facts", "另一个事实"),
        ("evidence", ""),
        ("basis_refs", [{"article": 1}]),
        ("penalty_kinds", ["fine", "warning"]),
        ("fine_cents", 199_999),
        ("confiscated_cents", 1),
        ("valid_to", date(2030, 1, 1)),
        ("performance", "立即缴纳"),
    ],
)
def test_a_change_of_any_field_voids_the_clearance(cast: Cast, name: str, value: Any) -> None:
    row = clear(draft(cast.bureau))

    decisions.edit(row, by=cast.officer1, content={name: value})

    assert again(row).clearance is None


def test_what_is_made_cannot_be_edited(cast: Cast) -> None:
    row = draft(cast.bureau, procedure="simple")
    decisions.issue(row, by=cast.officer1, on=ON)

    with pytest.raises(RuleError, match="内容不得修改") as caught:
        decisions.edit(row, by=cast.officer1, content={"result": "罚款。"})
    assert "第四十八条" in caught.value.article


def test_only_a_handler_edits(cast: Cast) -> None:
    row = draft(cast.bureau)
    with pytest.raises(RuleError, match="只有本案承办人员"):
        decisions.edit(row, by=cast.outsider, content={"result": "警告。"})
    with pytest.raises(PermissionDenied):
        decisions.edit(row, by=cast.head, content={"result": "警告。"})


# ------------------------------------------------------------------------------- freezing
def test_the_same_text_freezes_to_the_same_version(cast: Cast) -> None:
    row = draft(cast.bureau)
    first = decisions.freeze(row, by=cast.officer1)

    assert decisions.freeze(row, by=cast.officer2) == first
    assert first.sha256 == drafts.digest(row)
    assert audited(row, "decision.freeze")

    decisions.edit(row, by=cast.officer1, content={"result": "警告。"})
    second = decisions.freeze(row, by=cast.officer1)
    assert second.sha256 != first.sha256
    assert DraftVersion.objects.filter(decision=row).count() == 2


def test_a_frozen_version_is_never_rewritten(cast: Cast) -> None:
    version = decisions.freeze(draft(cast.bureau), by=cast.officer1)

    for act in (
        lambda: DraftVersion.objects.filter(pk=version.pk).update(facts="改写"),
        lambda: DraftVersion.objects.filter(pk=version.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_a_version_that_is_no_longer_the_draft_is_not_cleared(cast: Cast) -> None:
    row = draft(cast.bureau)
    version = decisions.freeze(row, by=cast.officer1)
    decisions.edit(row, by=cast.officer1, content={"result": "警告。"})

    with pytest.raises(RuleError, match="送审后已被修改"):
        decisions.clear(row, version=version, by=cast.reviewer)
    assert again(row).clearance is None


def test_clearing_is_logged_with_the_hash(cast: Cast) -> None:
    row = clear(draft(cast.bureau))

    assert audited(row, "decision.clear")
    assert row.clearance is not None
    assert row.clearance.sha256 == drafts.digest(row)


# ------------------------------------------------------------------------------- giving up
def test_a_draft_is_given_up_with_a_reason_and_another_may_follow(cast: Cast) -> None:
    row = draft(cast.bureau)
    notice = tell(row, on=ON)
    with pytest.raises(RuleError, match="应当说明理由"):
        decisions.abandon(row, by=cast.officer1, on=ON, reason=" ")

    decisions.abandon(row, by=cast.officer1, on=ON, reason="改为不予处罚。")

    assert again(row).status == "abandoned"
    assert audited(row, "decision.abandon")
    assert clock(notice, "notice").outcome == "void"
    assert draft(cast.bureau, case=row.case, outcome="no_penalty").pk != row.pk


def test_only_a_handler_gives_up_and_only_a_draft(cast: Cast) -> None:
    row = draft(cast.bureau, procedure="simple")
    with pytest.raises(RuleError, match="只有本案承办人员"):
        decisions.abandon(row, by=cast.outsider, on=ON, reason="误")
    decisions.issue(row, by=cast.officer1, on=ON)

    with pytest.raises(StaleError, match="已作出"):
        decisions.abandon(row, by=cast.officer1, on=ON, reason="误")


# ------------------------------------------------------------------------------- canonical form
texts = st.text(max_size=20)
contents = st.fixed_dictionaries(
    {
        "facts": texts,
        "result": texts,
        "fine_cents": st.integers(0, 10**12),
        "penalty_kinds": st.lists(st.sampled_from(["fine", "warning", "other"]), max_size=3),
        "valid_from": st.none() | st.dates(),
    }
)


@given(left=contents, right=contents)
def test_two_texts_have_one_digest_exactly_when_they_say_the_same(
    left: dict[str, Any], right: dict[str, Any]
) -> None:
    a, b = Decision(**left), DraftVersion(**right)

    assert drafts.same(a, b) == (left == right)
    assert (drafts.digest(a) == drafts.digest(b)) == (left == right)


@given(values=contents)
def test_a_digest_is_of_the_content_only(values: dict[str, Any]) -> None:
    row = Decision(**values)
    before = drafts.digest(row)
    row.status, row.doc_no, row.remedies = "issued", "X〔2026〕1号", "复议"

    assert drafts.digest(row) == before
    assert set(drafts.content(row)) == set(CONTENT_FIELDS)


def test_what_has_no_plain_form_is_no_content() -> None:
    with pytest.raises(TypeError, match="not a plain value"):
        drafts.digest(Decision(penalty_kinds=object()))


def test_the_tables_name_every_state_of_their_model() -> None:
    for flow in (flows.CASE, flows.DECISION):
        named = {state for move in flow.moves.values() for state in (*move.sources, move.target)}
        assert named == set(flow.model.Status.values)


def test_the_lead_of_a_case_is_its_first_officer(cast: Cast) -> None:
    assert lead(draft(cast.bureau).case) == cast.officer1
