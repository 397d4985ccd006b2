"""Which act an office page offers in which state, to whom, and what is on record afterwards."""

from typing import Any

import pytest
from django.urls import reverse

from core.models import AuditEntry
from disclosure.acts.complaints import COMPLAINT_ACTS
from disclosure.acts.corrections import CORRECTION_ACTS
from disclosure.models import Complaint, CorrectionRequest
from disclosure.services import complaints, corrections
from tests import factories
from tests.base import Cast, client_of, day
from tests.disclosure import factories as public
from tests.disclosure.asking import ON, complaint, correction

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DAY = "2026-04-01"
POSTED = {
    "correction-accept": {"sent": "1"},
    "correction-ask": {"on": DAY, "asked": "第几页？"},
    "correction-refuse": {"on": DAY, "answer": "与决定书一致。"},
    "complaint-accept": {"on": DAY},
    "complaint-decline": {"on": DAY, "channel": "none", "answer": "没有线索。"},
    "complaint-extend": {"on": DAY, "reason": "需要鉴定。"},
    "complaint-answer": {"on": DAY, "answer": "已核实。"},
}


def request_in(cast: Cast, state: str) -> CorrectionRequest:
    """A request about a received record, in one of its states."""
    row, _receipt = correction(public.published(cast.bureau))
    if state in ("accepted", "more", "refused", "reopened"):
        corrections.accept(row, by=cast.publisher)
    if state == "more":
        corrections.ask(row, by=cast.publisher, on=ON, asked="第几页？")
    if state in ("refused", "reopened"):
        corrections.refuse(row, by=cast.publisher, on=ON, answer="一致。")
    if state == "reopened":
        corrections.reopen(row, on=ON, text="不服。")
    return CorrectionRequest.objects.get(pk=row.pk)


def complaint_in(cast: Cast, state: str) -> Complaint:
    """A complaint about the bureau, in one of its states."""
    row, _receipt = complaint(cast.bureau)
    by = cast.supervisor
    if state == "declined":
        complaints.decline(row, by=by, on=ON, channel="none", answer="没有线索。")
    if state in ("accepted", "answered"):
        complaints.accept(row, by=by, on=ON)
    if state == "answered":
        complaints.answer(row, by=by, on=ON, answer="已核实。")
    return Complaint.objects.get(pk=row.pk)


def offered(text: str, names: Any, key: object) -> set[str]:
    return {name for name in names if reverse(name, args=[key]) in text}


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        ("received", {"accept", "ask", "refuse", "send"}),
        ("accepted", {"ask", "correct", "refuse", "send"}),
        ("more", {"refuse"}),
        ("refused", set()),
        ("reopened", {"correct", "refuse", "send"}),
    ],
)
def test_a_request_offers_what_its_state_allows(cast: Cast, state: str, acts: set[str]) -> None:
    row = request_in(cast, state)
    answer = cast.client("publisher").get(reverse("correction-detail", args=[row.pk]))
    names = [act.name for act in CORRECTION_ACTS]
    found = offered(answer.content.decode(), names, row.pk)
    assert found == {f"correction-{name}" for name in acts}


def test_a_decision_of_the_agency_can_be_put_right_on_the_page(cast: Cast) -> None:
    row, _receipt = correction(factories.published(cast.bureau, on=day(3, 16)))
    corrections.accept(row, by=cast.publisher)
    answer = cast.client("publisher").get(reverse("correction-detail", args=[row.pk]))
    assert reverse("correction-propose", args=[row.pk]) in answer.content.decode()


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        ("received", {"accept", "decline"}),
        ("accepted", {"answer", "extend"}),
        ("declined", set()),
        ("answered", set()),
    ],
)
def test_a_complaint_offers_what_its_state_allows(cast: Cast, state: str, acts: set[str]) -> None:
    row = complaint_in(cast, state)
    answer = cast.client("supervisor").get(reverse("complaint-detail", args=[row.pk]))
    names = [act.name for act in COMPLAINT_ACTS]
    found = offered(answer.content.decode(), names, row.pk)
    assert found == {f"complaint-{name}" for name in acts}


@pytest.mark.parametrize("name", [name for name in POSTED if name.startswith("correction")])
def test_an_act_on_a_request_is_on_the_log_with_its_person(cast: Cast, name: str) -> None:
    row = request_in(cast, "received")
    answer = cast.client("publisher").post(reverse(name, args=[row.pk]), POSTED[name])
    assert answer.status_code == 302
    act = f"correctionrequest.{name.removeprefix('correction-')}"
    entry = AuditEntry.objects.get(action=act, object_id=str(row.pk))
    assert (entry.actor_id, entry.agency_id) == (cast.publisher.pk, cast.bureau.pk)


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("complaint-accept", "received"),
        ("complaint-decline", "received"),
        ("complaint-extend", "accepted"),
        ("complaint-answer", "accepted"),
    ],
)
def test_an_act_on_a_complaint_is_on_the_log_without_the_unit(
    cast: Cast, name: str, state: str
) -> None:
    row = complaint_in(cast, state)
    answer = cast.client("supervisor").post(reverse(name, args=[row.pk]), POSTED[name])
    assert answer.status_code == 302
    act = f"complaint.{name.removeprefix('complaint-')}"
    entry = AuditEntry.objects.get(action=act, object_id=str(row.pk))
    assert (entry.actor_id, entry.agency_id) == (cast.supervisor.pk, None)


@pytest.mark.parametrize("name", [name for name in POSTED if name.startswith("correction")])
def test_an_act_next_door_changes_nothing(cast: Cast, name: str) -> None:
    row = request_in(cast, "received")
    stranger = client_of(factories.user("publisher", cast.other_bureau))
    assert stranger.post(reverse(name, args=[row.pk]), POSTED[name]).status_code == 404
    assert CorrectionRequest.objects.get(pk=row.pk).status == "received"


@pytest.mark.parametrize("name", [name for name in POSTED if name.startswith("complaint")])
def test_an_act_from_within_the_unit_changes_nothing(cast: Cast, name: str) -> None:
    row = complaint_in(cast, "received")
    within = client_of(factories.user(("supervisor", "reviewer"), cast.bureau))
    assert within.post(reverse(name, args=[row.pk]), POSTED[name]).status_code == 404
    assert Complaint.objects.get(pk=row.pk).status == "received"


def test_a_supervisor_sees_a_request_and_offers_no_act(cast: Cast) -> None:
    row = request_in(cast, "accepted")
    answer = cast.client("supervisor").get(reverse("correction-detail", args=[row.pk]))
    assert answer.status_code == 200
    assert answer.context["acts"] == []
    assert not answer.context["may_reach"]
