"""An objection to an opinion leads those it waits for: the reviewer, the handler, the heads."""

import pytest
from django.test import Client
from django.urls import reverse

from config import desk
from core.errors import RuleError
from enforcement.models import Decision, User
from legal_review import services
from tests import factories
from tests.base import Cast
from tests.config.test_desk import NOW, steps
from tests.enforcement.dossier import again
from tests.legal_review import loops
from tests.legal_review.loops import ON, RETURNED, TALKED
from tests.recording.bare import BlankPages

pytestmark = pytest.mark.django_db
RESUBMIT = ("按审核意见修改后重新送审", True)


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


@pytest.fixture
def decision(cast: Cast) -> Decision:
    return factories.notified(cast.bureau)


def waits(user: User, key: str) -> list[str]:
    """What the queue of that name says to do; nothing when the desk has no such queue."""
    found = {row.key: row for row in desk.queues(user, on=ON, now=NOW)}
    return [entry.step for entry in found[key].entries] if key in found else []


def test_each_step_of_an_objection_is_on_one_desk(cast: Cast, decision: Decision) -> None:
    officer, head = cast.officer1, cast.head
    review = loops.returned(decision)
    assert steps(officer, "cases", ON) == [RESUBMIT]

    row = loops.objected(review)
    assert waits(cast.reviewer, "objections") == ["记录协商"]
    assert waits(head, "resolutions") == []
    assert steps(officer, "cases", ON) == [("等待协商审核异议", False)]

    row = loops.negotiated(row)
    assert waits(cast.reviewer, "objections") == []
    assert steps(officer, "cases", ON) == [("提请集体讨论异议", True)]

    row = loops.called(row)
    assert waits(head, "resolutions") == ["记录对异议的集体讨论决定"]
    assert steps(officer, "cases", ON) == [("等待集体讨论异议", False)]

    loops.resolved(row)
    assert waits(head, "resolutions") == []
    assert steps(officer, "cases", ON) == [("等待负责人作出决定", False)]


@pytest.mark.parametrize("result", ["changed", "returned"])
def test_a_rejected_objection_leads_back_to_the_draft(
    cast: Cast, decision: Decision, result: str
) -> None:
    loops.resolved(loops.waiting(decision), result=result)
    assert steps(cast.officer1, "cases", ON) == [RESUBMIT]


def test_a_settled_objection_leads_back_to_the_draft(cast: Cast, decision: Decision) -> None:
    loops.negotiated(loops.objected(loops.returned(decision)), agreed=True)
    assert steps(cast.officer1, "cases", ON) == [RESUBMIT]


def test_nobody_else_is_asked_to_negotiate(cast: Cast, decision: Decision) -> None:
    loops.objected(loops.returned(decision))
    stranger = factories.qualified_reviewer(cast.other_bureau, username="stranger", name="法外人")
    unqualified = factories.user("reviewer", cast.bureau, username="unqualified", name="未取得")
    for who in (cast.unithead, cast.head, cast.supervisor, stranger, unqualified):
        assert waits(who, "objections") == []


@pytest.mark.parametrize(("name", "step"), [("reviewer", "objected"), ("head", "called")])
def test_the_way_from_the_desk_opens(cast: Cast, decision: Decision, name: str, step: str) -> None:
    row = loops.objected(loops.returned(decision))
    if step == "called":
        row = loops.called(loops.negotiated(row))
    found = desk.queues(cast.people[name], on=ON, now=NOW)
    keys = {"objected": "objections", "called": "resolutions"}
    (entry,) = next(queue.entries for queue in found if queue.key == keys[step])

    client: Client = cast.client(name)
    assert client.get(entry.url).status_code == 200
    assert entry.url == reverse(
        {"objected": "objection-negotiate", "called": "objection-resolve"}[step], args=[row.pk]
    )


def test_an_older_return_is_not_objected_to_while_a_new_round_runs(
    cast: Cast, decision: Decision
) -> None:
    review = loops.returned(decision)
    services.handle(review, by=cast.officer1, on=RETURNED, text="已补充测量记录。")
    page = reverse("review-detail", args=[review.pk])
    assert "对审核意见提出异议" in cast.client("officer1").get(page).content.decode()

    factories.submit(again(decision), on=TALKED)

    assert "对审核意见提出异议" not in cast.client("officer1").get(page).content.decode()
    with pytest.raises(RuleError, match="只能对最近一次"):
        loops.objected(review, on=TALKED)
