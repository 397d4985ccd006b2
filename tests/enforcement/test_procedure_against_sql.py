"""Raw SQL against hearings, discussions, more time and days left out: every refused statement."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from enforcement.models import (
    Case,
    Discussion,
    DiscussionMember,
    Exclusion,
    Extension,
    Hearing,
    Notice,
)
from tests import factories, procedures
from tests import hearings as sessions
from tests.base import Cast, day
from tests.enforcement.dossier import draft, lead
from tests.procedures import HELD, ON, TOLD, gate

pytestmark = pytest.mark.django_db
SET = "UPDATE enforcement_{table} SET {column} = %s WHERE id = %s"
OVER = ("closed", "terminated", "rescheduled")


@pytest.fixture
def asked(cast: Cast) -> Notice:
    """A notice under which a hearing was asked for on 2026-03-09."""
    return procedures.asked(cast.bureau)


@pytest.fixture
def case(cast: Cast) -> Case:
    """A filed case without a draft."""
    return factories.case(cast.bureau, filed=True)


@pytest.fixture
def called(cast: Cast) -> Discussion:
    """A discussion that was asked for."""
    return procedures.called(draft(cast.bureau))


def change(table: str, column: str, value: object, key: object) -> str:
    return gate(SET.format(table=table, column=column), value, key)


def unlawful(rows: Any, **values: Any) -> None:
    """A constraint of the table refuses the values."""
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**values)


# ------------------------------------------------------------------------------- hearings
@pytest.mark.parametrize("column", ["case_id", "notice_id", "previous_id", "created_by_id"])
def test_a_hearing_stays_with_its_notice(cast: Cast, asked: Notice, column: str) -> None:
    row = sessions.schedule(asked)
    foreign = {
        "case_id": factories.case(cast.bureau, filed=True).pk.hex,
        "notice_id": procedures.told(cast.bureau).pk,
        "previous_id": row.pk,
        "created_by_id": cast.head.pk,
    }

    assert change("hearing", column, foreign[column], row.pk) == "APPEND_ONLY"


@pytest.mark.parametrize("state", ["scheduled", "held", *OVER])
def test_no_hearing_is_deleted(cast: Cast, asked: Notice, state: str) -> None:
    row = procedures.brought(asked, state, cast)

    assert gate("DELETE FROM enforcement_hearing WHERE id = %s", row.pk) == "APPEND_ONLY"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("status", "scheduled"),
        ("record", "另一份笔录"),
        ("report", "另一份报告"),
        ("note", "另一种情况"),
        ("scheduled_on", day(4, 1)),
        ("place", "别处"),
        ("signed", True),
    ],
)
@pytest.mark.parametrize("state", OVER)
def test_what_is_over_is_rewritten_nowhere(
    cast: Cast, asked: Notice, state: str, column: str, value: object
) -> None:
    row = procedures.brought(asked, state, cast)

    assert change("hearing", column, value, row.pk) == "HEARING_OVER"


@pytest.mark.parametrize("person", ["officer1", "officer2"])
def test_no_investigator_becomes_host(cast: Cast, asked: Notice, person: str) -> None:
    row = sessions.schedule(asked)

    assert change("hearing", "host_id", cast.people[person].pk, row.pk) == "HEARING_HOST"


def test_no_investigator_is_host_from_the_start(cast: Cast, asked: Notice) -> None:
    values = {"case": asked.case, "notice": asked, "notified_on": TOLD, "place": "听证室"}
    seats = {"host": cast.officer1, "clerk": cast.head, "created_by": cast.unithead}

    with pytest.raises(IntegrityError, match="非本案调查人员主持"), transaction.atomic():
        Hearing.objects.create(scheduled_on=HELD, starts_at="09:00", **values, **seats)


@pytest.mark.parametrize("closed_on", [TOLD, HELD, day(3, 19)])
@pytest.mark.parametrize("state", ["scheduled", "held"])
def test_a_notice_does_not_say_that_a_pending_hearing_is_over(
    cast: Cast, asked: Notice, state: str, closed_on: date
) -> None:
    procedures.brought(asked, state, cast)

    assert change("notice", "hearing_closed_on", closed_on, asked.pk) == "NOT_HEARD"


def test_nor_does_it_begin_with_a_hearing_that_is_over(cast: Cast) -> None:
    notice = procedures.told(cast.bureau)
    notice.pk, notice.superseded, notice.hearing_closed_on = None, True, TOLD

    with pytest.raises(IntegrityError, match="告知时听证尚未举行"), transaction.atomic():
        notice.save(force_insert=True)


@pytest.mark.parametrize(
    "values",
    [
        {"host": None},
        {"clerk": None},
        {"starts_at": None},
        {"scheduled_on": None},
        {"notified_on": None},
        {"place": ""},
        {"public": False, "private_reason": ""},
        {"status": "held"},
        {"status": "held", "held_on": HELD},
        {"status": "held", "record": "笔录", "signed": True},
        {"status": "held", "record": "笔录", "held_on": HELD, "signed": False},
        {"status": "closed", "record": "笔录", "held_on": HELD, "signed": True},
        {"status": "terminated", "ended_on": HELD, "ground": "absent"},
        {"status": "terminated", "ended_on": HELD, "note": "未到"},
        {"status": "terminated", "ground": "absent", "note": "未到"},
    ],
)
def test_the_table_takes_no_half_hearing(asked: Notice, values: dict[str, Any]) -> None:
    row = sessions.schedule(asked)

    unlawful(Hearing.objects.filter(pk=row.pk), **values)


def test_host_and_clerk_are_two_and_one_hearing_is_alive(cast: Cast, asked: Notice) -> None:
    first = procedures.brought(asked, "scheduled", cast)
    unlawful(Hearing.objects.filter(pk=first.pk), clerk=cast.reviewer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hearing.objects.create(
            case=asked.case,
            notice=asked,
            status="terminated",
            ground="withdrawn",
            note="书面撤回",
            ended_on=TOLD,
            created_by=cast.officer1,
        )


# ------------------------------------------------------------------------------- discussions
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("about", "objection"),
        ("ground", "另一个理由"),
        ("called_on", day(3, 1)),
        ("called_by_id", 0),
        ("decision_id", ""),
    ],
)
def test_what_was_asked_for_stays_as_asked(called: Discussion, column: str, value: object) -> None:
    assert change("discussion", column, value or None, called.pk) == "APPEND_ONLY"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("status", "called"),
        ("result", "returned"),
        ("conclusion", "另一种结论"),
        ("held_on", day(3, 1)),
        ("place", "别处"),
    ],
)
def test_what_was_discussed_stays_as_held(called: Discussion, column: str, value: object) -> None:
    procedures.discussed(called)

    assert change("discussion", column, value, called.pk) == "DISCUSSED"


@pytest.mark.parametrize("column", ["name", "post", "opinion"])
def test_nobody_said_anything_else(called: Discussion, column: str) -> None:
    members = procedures.discussed(called).members.order_by("pk")

    for row in members:
        assert change("discussionmember", column, "另一句", row.pk) == "APPEND_ONLY"
        statement = "DELETE FROM enforcement_discussionmember WHERE id = %s"
        assert gate(statement, row.pk) == "APPEND_ONLY"


@pytest.mark.parametrize("held", [False, True])
def test_no_discussion_is_deleted(called: Discussion, held: bool) -> None:
    if held:
        procedures.discussed(called)

    assert gate("DELETE FROM enforcement_discussion WHERE id = %s", called.pk) == "APPEND_ONLY"


@pytest.mark.parametrize("missing", ["held_on", "version", "recorded_by", "result", "conclusion"])
def test_the_table_takes_no_half_discussion(cast: Cast, called: Discussion, missing: str) -> None:
    whole = procedures.discussed(procedures.called(draft(cast.bureau)))
    names = ("held_on", "version", "recorded_by", "result", "conclusion")
    values = {name: getattr(whole, name) for name in names}
    blank = "" if isinstance(values[missing], str) else None

    unlawful(Discussion.objects.filter(pk=called.pk), status="held", **{**values, missing: blank})


@pytest.mark.parametrize("blank", ["name", "post", "opinion"])
def test_a_member_has_a_name_a_post_and_an_opinion(called: Discussion, blank: str) -> None:
    values = {"name": "某人", "post": "局长", "opinion": "同意。", blank: ""}

    with pytest.raises(IntegrityError), transaction.atomic():
        DiscussionMember.objects.create(discussion=called, **values)


def test_nobody_speaks_twice(called: Discussion) -> None:
    done = procedures.discussed(called)

    with pytest.raises(IntegrityError), transaction.atomic():
        DiscussionMember.objects.create(
            discussion=done, name="江以宁", post="局长", opinion="改变主意。"
        )


# ------------------------------------------------------------------------------- more time
@pytest.mark.parametrize(
    ("column", "value"),
    [("step", 2), ("body", "superior"), ("reason", "另一个理由"), ("old_due_on", day(7, 1))],
)
@pytest.mark.parametrize("answer", [None, True, False])
def test_what_was_asked_is_not_changed_by_the_answer(
    case: Case, column: str, value: object, answer: bool | None
) -> None:
    row = procedures.requested(case)
    if answer is not None:
        procedures.answered(row, approved=answer)

    assert change("extension", column, value, row.pk) in {"APPEND_ONLY", "EXTENSION_ANSWERED"}


@pytest.mark.parametrize(
    ("column", "value"),
    [("approved", None), ("opinion", "不同意"), ("new_due_on", day(12, 31)), ("minutes", "x")],
)
@pytest.mark.parametrize("answer", [True, False])
def test_an_answer_is_given_once(case: Case, column: str, value: object, answer: bool) -> None:
    row = procedures.answered(procedures.requested(case), approved=answer)

    assert change("extension", column, value, row.pk) == "EXTENSION_ANSWERED"
    assert gate("DELETE FROM enforcement_extension WHERE id = %s", row.pk) == "APPEND_ONLY"


@pytest.mark.parametrize(
    "values",
    [
        {"approved": True},
        {"approved": True, "decided_on": ON, "opinion": "同意。"},
        {"approved": False, "decided_on": ON},
    ],
)
def test_the_table_takes_no_half_answer(case: Case, values: dict[str, Any]) -> None:
    row = procedures.requested(case)

    unlawful(Extension.objects.filter(pk=row.pk), **values)


@pytest.mark.parametrize("body", ["collective", "superior"])
def test_nor_the_approval_of_others_without_minutes(cast: Cast, case: Case, body: str) -> None:
    values: dict[str, Any] = {"case": case, "step": 1, "body": body, "reason": "复杂。"}
    answer = {"approved": True, "decided_by": cast.head, "decided_on": ON, "opinion": "同意。"}
    asked = {"requested_by": cast.officer1, "requested_on": ON, "old_due_on": procedures.DUE}

    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.create(**values, **answer, **asked)
    assert Extension.objects.create(**values, **answer, **asked, minutes="一致同意。").pk


def test_one_step_is_asked_for_once_at_a_time(case: Case) -> None:
    row = procedures.requested(case)
    again = {"case": case, "step": row.step, "body": "head", "reason": "再次。"}

    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.create(
            **again, requested_by=lead(case), requested_on=ON, old_due_on=procedures.DUE
        )


# ------------------------------------------------------------------------------- days left out
@pytest.mark.parametrize(
    ("column", "value"),
    [("ground", "public_notice"), ("started_on", day(3, 4)), ("start_paper", "别的文书")],
)
def test_a_period_begins_once(case: Case, column: str, value: object) -> None:
    row = procedures.excluded(case)

    assert change("exclusion", column, value, row.pk) == "APPEND_ONLY"
    assert gate("DELETE FROM enforcement_exclusion WHERE id = %s", row.pk) == "APPEND_ONLY"


@pytest.mark.parametrize(
    ("column", "value"), [("ended_on", None), ("ended_on", day(4, 1)), ("end_paper", "别的报告")]
)
def test_a_period_ends_once(case: Case, column: str, value: object) -> None:
    row = procedures.ended(procedures.excluded(case))

    assert change("exclusion", column, value, row.pk) == "EXCLUSION_ENDED"


@pytest.mark.parametrize(
    "values",
    [{"ended_on": ON}, {"ended_on": day(3, 15), "end_paper": "报告"}],
)
def test_the_table_ends_no_period_without_paper_or_before_it_began(
    case: Case, values: dict[str, Any]
) -> None:
    row = procedures.excluded(case)

    unlawful(Exclusion.objects.filter(pk=row.pk), **values)


def test_two_periods_of_one_ground_do_not_run_at_once(case: Case) -> None:
    row = procedures.excluded(case)

    with pytest.raises(IntegrityError), transaction.atomic():
        Exclusion.objects.create(
            case=case,
            ground=row.ground,
            started_on=ON,
            start_paper="另一份",
            created_by=lead(case),
        )
