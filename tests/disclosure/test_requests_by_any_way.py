"""Whatever is tried with a request or a complaint, by whom and in SQL: it keeps to its table, and
the first words of whoever asked are never lost."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import RuleError
from core.models import AuditEntry
from core.triggers import refusal
from disclosure import search
from disclosure.flows import COMPLAINT, CORRECTION
from disclosure.models import Complaint, CorrectionRequest, Publication
from disclosure.services import complaints, corrections, records
from tests.base import Cast, day
from tests.disclosure import factories as public
from tests.disclosure.asking import CONDUCT, NAME, ON, PHONE, WRONG, complaint, correction, gate

pytestmark = pytest.mark.django_db
WALK = settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
_edition = count(1)


@pytest.fixture
def shown(cast: Cast) -> Publication:
    return public.published(cast.bureau)


def republish(page: Publication | None) -> None:
    """The sending system sends the record again, put right."""
    record = page.record if page else None
    assert record is not None
    record.fields = {**record.fields, "facts": f"更正后的事实，第{next(_edition)}版。"}
    record.save(update_fields=["fields"])
    records.publish_record(record, by=None, on=ON)


# --------------------------------------------------------------------------------- a request walks
@dataclass(frozen=True)
class Asked:
    """What a request should look like."""

    status: str = "received"
    asked: bool = False
    again: bool = False
    changed: bool = False
    by: str = ""

    def after(self, act: str) -> "Asked | None":
        """The next state, None when the act is to be refused."""
        name, _, who = act.partition(" ")
        if name == "republish":
            return replace(self, changed=True)
        if name not in CORRECTION.moves or self.status not in CORRECTION.moves[name].sources:
            return None
        moved = replace(self, status=CORRECTION.moves[name].target)
        own = self.again and self.by == who
        return {
            "accept": moved,
            "ask": None if self.asked else replace(moved, asked=True),
            "supply": moved,
            "correct": replace(moved, by=who) if self.changed and not own else None,
            "refuse": None if own else replace(moved, by=who),
            "reopen": None if self.again else replace(moved, again=True),
        }[name]


ASKED = "请补充决定书第三页。"
ACTS = (
    *("accept publisher", "ask publisher", "supply", "reopen", "republish"),
    *("correct publisher", "correct publisher2", "refuse publisher", "refuse publisher2"),
)


def act_on(cast: Cast, row: CorrectionRequest, act: str) -> None:
    name, _, who = act.partition(" ")
    by = cast.people.get(who, cast.publisher)
    told = f"{who}作出的答复。"
    acts: dict[str, Callable[[], object]] = {
        "accept": lambda: corrections.accept(row, by=by),
        "ask": lambda: corrections.ask(row, by=by, on=ON, asked=ASKED),
        "supply": lambda: corrections.supply(row, on=ON, text="第三页见附件。"),
        "reopen": lambda: corrections.reopen(row, on=ON, text="仍写明1000元。"),
        "republish": lambda: republish(row.publication),
        "correct": lambda: corrections.correct(row, by=by, on=ON, answer=told),
        "refuse": lambda: corrections.refuse(row, by=by, on=ON, answer=told),
        "send": lambda: corrections.send(row, by=by, on=ON, sent_to="某局", answer=told),
    }
    acts[name]()


def step(cast: Cast, before: Asked, row: CorrectionRequest, act: str) -> Asked:
    """One act: it does what is expected, or is refused in words and changes nothing."""
    wanted, log = before.after(act), AuditEntry.objects.count()
    try:
        with transaction.atomic():
            act_on(cast, CorrectionRequest.objects.get(pk=row.pk), act)
    except RuleError as refused:
        assert wanted is None, (act, before)
        assert refused.message and refused.remedy
        assert AuditEntry.objects.count() == log
    else:
        assert wanted is not None, (act, before)
    after = wanted or before
    now = CorrectionRequest.objects.select_related("decided_by").get(pk=row.pk)
    decider = now.decided_by.username if now.decided_by else ""
    assert (now.status, decider, now.reopened_on is not None) == (
        *(after.status, after.by and cast.people[after.by].username, after.again),
    )
    kept = (now.statement, now.applicant, now.contact, now.version_id, now.received_on)
    assert kept == (WRONG, NAME, PHONE, row.version_id, ON)
    assert (now.asked == ASKED) is after.asked
    assert bool(now.first_answer) is after.again
    clock = corrections.clock_of(now)
    assert clock is not None
    assert (clock.outcome == "open") is now.open
    assert (clock.suspended_on is not None) is (now.status == "more")
    assert (str(now.publication_id) in search.disputed(ON)) is now.open
    return after


@WALK
@given(acts=st.lists(st.sampled_from(ACTS), min_size=4, max_size=9))
def test_a_request_keeps_to_its_table_whatever_is_tried(
    cast: Cast, shown: Publication, acts: list[str]
) -> None:
    with transaction.atomic():
        row, _receipt = correction(shown)
        state = Asked()
        for act in acts:
            state = step(cast, state, row, act)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "acts",
    [
        # More is asked, supplied, asked again in vain, put right, looked at again by other eyes.
        "ask publisher,supply,ask publisher,correct publisher,republish,correct publisher,reopen,"
        "refuse publisher,refuse publisher2,reopen",
        # Refused at once; the second look by the same person is none; the page is put right.
        "refuse publisher,reopen,correct publisher2,republish,correct publisher,correct publisher2,"
        "reopen,accept publisher",
        # Refused while the applicant is asked; what is supplied afterwards comes too late.
        "accept publisher,ask publisher,correct publisher,refuse publisher2,supply,reopen,"
        "supply,ask publisher,refuse publisher2,refuse publisher,refuse publisher2",
    ],
)
def test_a_course_people_really_take(cast: Cast, shown: Publication, acts: str) -> None:
    row, _receipt = correction(shown)
    state = Asked()
    for act in acts.split(","):
        state = step(cast, state, row, act)
    assert not CorrectionRequest.objects.get(pk=row.pk).open


# --------------------------------------------------------------------------------- a complaint walks
@dataclass(frozen=True)
class Said:
    """What a complaint should look like."""

    status: str = "received"
    extended: bool = False
    rated: str = ""

    def after(self, act: str) -> "Said | None":
        """The next state, None when the act is to be refused."""
        name, _, value = act.partition(" ")
        if name in COMPLAINT.moves:
            move = COMPLAINT.moves[name]
            return replace(self, status=move.target) if self.status in move.sources else None
        if name == "extend":
            free = self.status == "accepted" and not self.extended
            return replace(self, extended=True) if free else None
        ended = self.status in ("answered", "declined") and not self.rated
        return replace(self, rated=value) if ended else None


DEEDS = ("accept", "decline", "answer", "extend", "rate satisfied", "rate dissatisfied")


def do(cast: Cast, row: Complaint, act: str) -> None:
    name, _, value = act.partition(" ")
    by = cast.supervisor
    acts: dict[str, Callable[[], object]] = {
        "accept": lambda: complaints.accept(row, by=by, on=ON),
        "decline": lambda: complaints.decline(row, by=by, on=ON, channel="none", answer="无线索。"),
        "answer": lambda: complaints.answer(row, by=by, on=ON, answer="已责令改正。"),
        "extend": lambda: complaints.extend(row, by=by, on=ON, reason="需要鉴定。"),
        "rate": lambda: complaints.rate(row, on=ON, satisfaction=value),
    }
    acts[name]()


@WALK
@given(acts=st.lists(st.sampled_from(DEEDS), min_size=3, max_size=8))
def test_a_complaint_keeps_to_its_table_whatever_is_tried(cast: Cast, acts: list[str]) -> None:
    with transaction.atomic():
        row, _receipt = complaint(cast.bureau)
        state = Said()
        for act in acts:
            wanted, log = state.after(act), AuditEntry.objects.count()
            try:
                with transaction.atomic():
                    do(cast, Complaint.objects.get(pk=row.pk), act)
            except RuleError:
                assert wanted is None, (act, state)
                assert AuditEntry.objects.count() == log
            else:
                assert wanted is not None, (act, state)
            state = wanted or state
            now = Complaint.objects.get(pk=row.pk)
            assert (now.status, now.extended_on is not None, now.satisfaction) == (
                *(state.status, state.extended, state.rated),
            )
            assert (now.statement, now.reporter, now.contact) == (CONDUCT, NAME, PHONE)
            assert not AuditEntry.objects.filter(object_id=str(row.pk)).exclude(agency_id=None)
        transaction.set_rollback(True)


def test_a_stale_page_answers_nothing_twice(cast: Cast) -> None:
    """Two handlers have the same page open: the second finds out and changes nothing."""
    row, _receipt = complaint(cast.bureau)
    one, other = (Complaint.objects.get(pk=row.pk) for _n in range(2))
    complaints.accept(one, by=cast.supervisor, on=ON)
    with pytest.raises(RuleError, match="当前状态"):
        complaints.decline(other, by=cast.supervisor, on=ON, channel="none", answer="无线索。")
    complaints.answer(one, by=cast.supervisor, on=ON, answer="已责令改正。")
    with pytest.raises(RuleError, match="当前状态"):
        complaints.answer(
            Complaint(pk=row.pk, unit=row.unit, status="accepted"),
            by=cast.supervisor,
            on=ON,
            answer="没有发现。",
        )
    assert Complaint.objects.get(pk=row.pk).answer == "已责令改正。"


@pytest.mark.parametrize("role", ["officer", "unithead", "reviewer", "head", "listadmin", "admin"])
def test_a_role_of_the_agency_that_publishes_nothing_handles_no_request(
    cast: Cast, shown: Publication, role: str
) -> None:
    row, _receipt = correction(shown)
    by = cast.people[{"officer": "officer2"}.get(role, role)]
    acts: list[Callable[[], object]] = [
        lambda: corrections.accept(row, by=by),
        lambda: corrections.ask(row, by=by, on=ON, asked=ASKED),
        lambda: corrections.propose(row, by=by, edits={}),
        lambda: corrections.correct(row, by=by, on=ON, answer="已更正。"),
        lambda: corrections.refuse(row, by=by, on=ON, answer="不变。"),
        lambda: corrections.send(row, by=by, on=ON, sent_to="某局", answer="转送。"),
        lambda: corrections.contact(row, by=by),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    assert not AuditEntry.objects.filter(action="correctionrequest.read").exists()


# --------------------------------------------------------------------------------- raw SQL
# What a row needs to be whole in any state, so that nothing but the table of moves refuses it.
WHOLE = {"answer": "x", "answered_on": ON}
LEADS = {
    "received": "",
    "accepted": "accept publisher",
    "more": "ask publisher",
    "refused": "refuse publisher",
    "corrected": "republish,accept publisher,correct publisher",
    "sent": "send publisher",
    "reopened": "refuse publisher,reopen",
}


@pytest.mark.parametrize("source", sorted(LEADS))
def test_sql_takes_a_request_no_further_than_the_table(
    cast: Cast, shown: Publication, source: str
) -> None:
    row, _receipt = correction(shown)
    for act in LEADS[source].split(",") if LEADS[source] else []:
        act_on(cast, row, act)
        row = CorrectionRequest.objects.get(pk=row.pk)
    assert row.status == source
    republish(row.publication)
    whole = {**WHOLE, "asked": "x", "sent_to": "某局", "decided_by": cast.publisher}
    if source in (
        "refused",
        "corrected",
        "sent",
    ):  # what was answered stays, and is kept when reopened
        whole = {"first_answer": row.answer}
    for target in CorrectionRequest.Status.values:
        fits = target == source or (source, target) in CORRECTION.pairs
        found = gate(row, **whole, status=target)
        assert (found == "") is fits, (source, target, found)
    assert gate(row, status="") != ""
    assert gate(row, status="closed") != ""


@pytest.mark.parametrize("source", ["received", "accepted", "declined", "answered"])
def test_sql_takes_a_complaint_no_further_than_the_table(cast: Cast, source: str) -> None:
    row, _receipt = complaint(cast.bureau)
    leads = {"accepted": ["accept"], "declined": ["decline"], "answered": ["accept", "answer"]}
    for act in leads.get(source, []):
        do(cast, row, act)
    whole: dict[str, Any] = {**WHOLE, "channel": "none", "decided_by": cast.supervisor}
    if source in ("declined", "answered"):  # what was answered stays
        whole = {}
    for target in Complaint.Status.values:
        fits = target == source or (source, target) in COMPLAINT.pairs
        found = gate(row, **whole, status=target)
        assert (found == "") is fits, (source, target, found)
    rated = gate(row, satisfaction="satisfied", rated_on=ON)
    assert (rated == "") is (source in ("declined", "answered"))


@pytest.mark.parametrize(
    "change",
    [
        {"number": "TS20260401-ZZZZZZZZ"},
        {"code_hash": "0" * 64},
        {"form": "report"},
        {"what": "money"},
        {"contact": "别人"},
        {"received_on": day(4, 2)},
        {"received_on": day(3, 31)},
    ],
)
def test_neither_receipt_nor_day_of_a_complaint_is_rewritten(
    cast: Cast, change: dict[str, Any]
) -> None:
    row, _receipt = complaint(cast.bureau)
    assert gate(row, **change) == "APPEND_ONLY"
    complaints.accept(row, by=cast.supervisor, on=ON)
    assert gate(row, **change) == "APPEND_ONLY"


@pytest.mark.parametrize(
    "change",
    [
        {"number": "GZ20260401-ZZZZZZZZ"},
        {"code_hash": "0" * 64},
        {"what": "other"},
        {"relation": "public"},
        {"applicant": ""},
        {"statement": ""},
    ],
)
def test_no_word_of_a_request_is_rewritten_after_its_answer(
    cast: Cast, shown: Publication, change: dict[str, Any]
) -> None:
    row, _receipt = correction(shown)
    corrections.refuse(row, by=cast.publisher, on=ON, answer="不变。")
    assert gate(row, **change) == "APPEND_ONLY"


@pytest.mark.parametrize("state", ["accepted", "declined", "answered"])
def test_a_complaint_is_not_written_already_handled(cast: Cast, state: str) -> None:
    row, _receipt = complaint(cast.bureau)
    made = Complaint(
        **{
            field.attname: getattr(row, field.attname)
            for field in Complaint._meta.concrete_fields
            if field.name not in ("id", "number")
        }
        | {"number": "TS20260401-AAAAAAAA", "status": state, "channel": "none", **WHOLE},
        decided_by=cast.supervisor,
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        made.save(force_insert=True)
    assert Complaint.objects.count() == 1


@pytest.mark.sqlite
@pytest.mark.parametrize("table", ["disclosure_complaint", "disclosure_correctionrequest"])
def test_nothing_is_replaced_by_itself(cast: Cast, shown: Publication, table: str) -> None:
    complaint(cast.bureau)
    correction(shown)
    sql = f'INSERT OR REPLACE INTO "{table}" SELECT * FROM "{table}"'  # noqa: S608  # own names
    with (
        pytest.raises(DatabaseError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert (refusal(caught.value) or ("", ""))[0] == "APPEND_ONLY"
