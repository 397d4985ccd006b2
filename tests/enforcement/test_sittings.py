"""Setting, holding, closing and breaking off a hearing; and what rests on its record."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from core import calendar, periods
from core.errors import RuleError, StaleError
from core.triggers import refusal
from core.workdays import workdays_between
from enforcement.models import Decision, Hearing, Notice
from enforcement.profiles import load
from enforcement.services import decisions, hearings, notices
from enforcement.services.hearings import NOTICE_DAYS
from tests import hearings as sessions
from tests.base import Cast, day
from tests.enforcement.dossier import again, audited, clock, codes, draft, lead, reviewed, tell

pytestmark = pytest.mark.django_db
TOLD = day(11, 20)
ON = day(12, 1)
LARGE = 5_000_000


@pytest.fixture
def asked(cast: Cast) -> Notice:
    """A large fine whose party asked for a hearing on 2026-11-20."""
    notice = tell(draft(cast.bureau, on=ON, fine_cents=LARGE), on=TOLD)
    return sessions.ask(notice, on=TOLD)


def refused(act: Callable[[], object]) -> RuleError:
    with pytest.raises(RuleError) as caught:
        act()
    return caught.value


# ------------------------------------------------------------------------------- seven days before
def test_vector_notice_of_2026_11_20_the_earliest_hearing_is_12_01(asked: Notice) -> None:
    assert hearings.earliest(asked.case, TOLD).date == day(12, 1)


def test_vector_strictly_seven_working_days_between_the_earliest_is_12_02() -> None:
    period = load("national").period(NOTICE_DAYS, on=TOLD)

    found = periods.earliest_event(period, TOLD, calendar.load(""), strict=True)

    assert found.date == day(12, 2)


def test_a_hearing_is_told_seven_working_days_before(asked: Notice) -> None:
    error = refused(lambda: sessions.schedule(asked, on=day(11, 30)))
    assert (error.field, error.article) == (
        "scheduled_on",
        "行政处罚法第六十四条第二项、第八十五条",
    )
    assert "最早2026-12-01" in error.message

    row = sessions.schedule(asked, on=day(12, 1))
    assert (row.status, row.notified_on) == ("scheduled", TOLD)
    assert audited(row, "hearing.schedule")


@given(st.dates(day(1, 1), day(11, 1)))
def test_between_notice_and_hearing_lie_the_days_the_law_gives(told: date) -> None:
    period, book = load("national").period(NOTICE_DAYS, on=told), calendar.load("")

    first = periods.earliest_event(period, told, book).date

    assert workdays_between(book, told, first) == period.count
    assert workdays_between(book, told, first - timedelta(days=1)) < period.count


# ------------------------------------------------------------------------------- setting it
@pytest.mark.parametrize(
    ("change", "field", "article"),
    [
        ({"place": " "}, "place", "行政处罚法第六十四条"),
        ({"public": False}, "private_reason", "行政处罚法第六十四条第三项"),
    ],
)
def test_the_notice_says_where_and_why_not_in_public(
    asked: Notice, change: dict[str, Any], field: str, article: str
) -> None:
    error = refused(lambda: sessions.schedule(asked, **change))

    assert (error.field, error.article) == (field, article)
    assert not Hearing.objects.exists()


@pytest.mark.parametrize("seat", ["host", "clerk"])
@pytest.mark.parametrize("person", ["officer1", "officer2", "outsider"])
def test_who_investigated_or_belongs_elsewhere_does_not_preside(
    cast: Cast, asked: Notice, seat: str, person: str
) -> None:
    seats: dict[str, Any] = {seat: cast.people[person]}
    error = refused(lambda: sessions.schedule(asked, **seats))

    assert (error.field, error.article) == (seat, "行政处罚法第六十四条第四项")


def test_host_and_clerk_are_two_people(cast: Cast, asked: Notice) -> None:
    error = refused(lambda: sessions.schedule(asked, host=cast.head, clerk=cast.head))

    assert error.field == "clerk"


def test_the_agency_appoints_not_the_handler(cast: Cast, asked: Notice) -> None:
    for person in (cast.officer1, cast.outsider, cast.reviewer):
        with pytest.raises(PermissionDenied):
            hearings.schedule(
                asked,
                by=person,
                notified_on=TOLD,
                sitting=sessions.sitting(asked.case, day(12, 1)),
            )


def test_a_hearing_nobody_asked_for_is_not_set(cast: Cast) -> None:
    notice = tell(draft(cast.bureau, on=ON, fine_cents=LARGE), on=TOLD)

    error = refused(lambda: sessions.schedule(notice, on=day(12, 15)))

    assert "没有待办的听证申请" in error.message


def test_it_is_not_told_before_it_was_asked_for_nor_set_twice(asked: Notice) -> None:
    assert refused(lambda: sessions.schedule(asked, told=day(11, 19))).field == "on"
    sessions.schedule(asked)
    assert "已经通知" in refused(lambda: sessions.schedule(asked)).message


def test_another_day_needs_a_reason_and_the_same_notice_again(cast: Cast, asked: Notice) -> None:
    row = sessions.schedule(asked)

    def move(reason: str, told: date, on: date) -> Hearing:
        place = sessions.sitting(row.case, on)
        return hearings.reschedule(
            row, by=cast.unithead, notified_on=told, sitting=place, reason=reason
        )

    assert refused(lambda: move(" ", day(11, 25), day(12, 15))).field == "reason"
    assert refused(lambda: move("证人出差。", day(11, 25), day(12, 2))).field == "scheduled_on"
    later = move("证人出差。", day(11, 25), day(12, 15))

    row.refresh_from_db()
    assert (row.status, later.status, later.previous) == ("rescheduled", "scheduled", row)
    assert sessions.close(sessions.hold(later)).ended_on == day(12, 15)


def test_a_challenged_host_is_replaced_with_the_reason_on_record(cast: Cast, asked: Notice) -> None:
    row = sessions.schedule(asked)

    def change(host: Any, reason: str) -> Hearing:
        return hearings.change_bench(
            row, by=cast.unithead, on=TOLD, host=host, clerk=cast.publisher, reason=reason
        )

    assert refused(lambda: change(cast.officer1, "当事人申请回避。")).field == "host"
    assert refused(lambda: change(cast.publisher2, "")).field == "reason"
    assert change(cast.publisher2, "当事人申请回避。").host == cast.publisher2
    assert audited(row, "hearing.bench")
    assert "主持人或者记录员" in refused(lambda: sessions.hold(row, by=cast.reviewer)).message


# ------------------------------------------------------------------------------- holding it
@pytest.mark.parametrize("person", ["officer1", "unithead", "head"])
def test_only_the_bench_records_what_was_said(cast: Cast, asked: Notice, person: str) -> None:
    row = sessions.schedule(asked)
    error = refused(lambda: sessions.hold(row, by=cast.people[person]))
    assert "主持人或者记录员" in error.message

    assert sessions.hold(row, by=cast.publisher).status == "held"
    assert audited(row, "hearing.hold")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"record": "\n"}, "record"),
        ({"signed": False}, "unsigned_reason"),
        ({"on": day(12, 2)}, "on"),
        ({"agents": ["甲律师", "乙律师", "丙律师"]}, "agents"),
    ],
)
def test_the_record_is_whole(asked: Notice, change: dict[str, Any], field: str) -> None:
    row = sessions.schedule(asked)

    error = refused(lambda: sessions.hold(row, **change))

    assert error.field == field
    assert error.article.startswith("行政处罚法第六十四条")
    row.refresh_from_db()
    assert row.status == "scheduled"


@pytest.mark.parametrize("names", [[], ["甲律师"], ["甲律师", " ", "乙律师"]])
def test_up_to_two_people_act_for_the_party(asked: Notice, names: list[str]) -> None:
    held = sessions.hold(sessions.schedule(asked), agents=names)

    assert held.agents == [name for name in names if name.strip()]


def test_who_refuses_to_sign_is_written_down(asked: Notice) -> None:
    held = sessions.hold(
        sessions.schedule(asked), signed=False, unsigned_reason="代理人拒绝签名，两名见证人在场。"
    )

    assert held.unsigned_reason


def test_the_hearing_ends_with_the_report_of_its_host(asked: Notice) -> None:
    held = sessions.hold(sessions.schedule(asked))
    assert refused(lambda: sessions.close(held, report="")).field == "report"
    assert refused(lambda: sessions.close(held, on=day(11, 30))).field == "on"

    closed = sessions.close(held, on=day(12, 3))

    asked.refresh_from_db()
    assert (closed.status, asked.hearing_closed_on) == ("closed", day(12, 3))
    assert audited(closed, "hearing.close")
    with pytest.raises(StaleError):
        sessions.close(held)


# ------------------------------------------------------------------------------- breaking it off
def stop(row: Hearing, ground: str, on: date, note: str = "无正当理由，电话联系未果。") -> Hearing:
    assert row.host is not None
    return hearings.terminate(row, by=row.host, on=on, ground=ground, note=note)


@pytest.mark.parametrize(
    ("ground", "on", "allowed"),
    [
        ("absent", day(12, 1), True),
        ("absent", day(11, 30), False),
        ("left", day(12, 1), True),
        ("left", day(12, 2), False),
        ("withdrawn", day(11, 23), True),
        ("withdrawn", day(11, 19), False),
        ("ended", day(11, 25), True),
    ],
)
def test_who_stays_away_or_walks_out_does_so_on_the_day(
    asked: Notice, ground: str, on: date, allowed: bool
) -> None:
    row = sessions.schedule(asked)
    if allowed:
        assert stop(row, ground, on).ended_on == on
        assert audited(row, "hearing.terminate")
    else:
        assert refused(lambda: stop(row, ground, on)).field == "on"
    asked.refresh_from_db()
    assert (asked.hearing_closed_on == on) is allowed


def test_a_ground_is_described(asked: Notice) -> None:
    row = sessions.schedule(asked)

    assert refused(lambda: stop(row, "absent", day(12, 1), " ")).field == "note"


@pytest.mark.parametrize("scheduled", [True, False])
def test_the_party_takes_its_request_back_before_or_after_a_day_was_set(
    asked: Notice, scheduled: bool
) -> None:
    if scheduled:
        sessions.schedule(asked)

    row = sessions.withdraw(asked, on=day(11, 25))

    asked.refresh_from_db()
    assert (row.status, row.ground) == ("terminated", "withdrawn")
    assert (asked.hearing_closed_on, clock(asked.case, "case").suspended_on) == (day(11, 25), None)


def test_a_request_is_taken_back_with_its_proof_by_a_handler(cast: Cast, asked: Notice) -> None:
    def withdraw(by: Any, note: str) -> Hearing:
        return hearings.withdraw(asked, by=by, on=day(11, 25), note=note)

    assert refused(lambda: withdraw(cast.officer1, "")).field == "note"
    assert "只有本案承办人员" in refused(lambda: withdraw(cast.head, "书面撤回。")).message


# ------------------------------------------------------------------------------- what rests on it
def test_the_decision_names_the_record_of_the_hearing(cast: Cast, asked: Notice) -> None:
    sessions.hear(asked)
    decision = reviewed(asked.decision, on=day(12, 2))
    assert codes(decision, day(12, 3)) == ["hearing_record"]
    error = refused(lambda: decisions.issue(decision, by=cast.head, on=day(12, 3)))
    assert error.article == "行政处罚法第六十五条"

    named = {"discretion": "根据听证笔录，当事人主动改正，从轻处罚。"}
    decisions.edit(decision, by=lead(asked.case), content=named)
    decision = reviewed(again(decision), on=day(12, 3))

    assert decisions.issue(decision, by=cast.head, on=day(12, 3)).status == "issued"


@pytest.mark.parametrize(("ground", "named"), [("absent", False), ("left", True)])
def test_who_never_came_left_no_record(asked: Notice, ground: str, named: bool) -> None:
    stop(sessions.schedule(asked), ground, day(12, 1))

    assert ("hearing_record" in codes(asked.decision, day(12, 3))) is named


def test_after_a_request_was_taken_back_the_review_may_go_on(asked: Notice) -> None:
    sessions.withdraw(asked, on=day(11, 25))
    decision = reviewed(again(asked.decision), on=day(11, 25))

    assert again(decision).clearance is not None
    assert codes(decision, day(11, 28)) == []


# ------------------------------------------------------------------------------- raw SQL
def run(statement: str, *params: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


def gate(statement: str, *params: Any) -> str:
    with pytest.raises(DatabaseError) as caught:
        run(statement, *params)
    found = refusal(caught.value)
    assert found is not None, caught.value
    return found[0]


def test_raw_sql_cannot_seat_an_investigator(cast: Cast, asked: Notice) -> None:
    row = sessions.schedule(asked)

    code = gate(
        "UPDATE enforcement_hearing SET host_id = %s WHERE id = %s", cast.officer2.pk, row.pk
    )

    assert code == "HEARING_HOST"


def test_raw_sql_cannot_say_that_a_hearing_is_over(asked: Notice) -> None:
    code = gate("UPDATE enforcement_notice SET hearing_closed_on = %s WHERE id = %s", ON, asked.pk)

    assert code == "NOT_HEARD"


def test_raw_sql_cannot_rewrite_or_delete_a_hearing_that_is_over(asked: Notice) -> None:
    row = sessions.hear(asked)

    assert gate("UPDATE enforcement_hearing SET record = '' WHERE id = %s", row.pk)
    assert gate("DELETE FROM enforcement_hearing WHERE id = %s", row.pk) == "APPEND_ONLY"


def test_raw_sql_cannot_decide_while_a_hearing_is_pending(cast: Cast) -> None:
    notice = tell(draft(cast.bureau, on=ON, fine_cents=LARGE), on=TOLD)
    decision = reviewed(notice.decision, on=TOLD)
    sessions.ask(notice, on=TOLD)
    rows = Decision.objects.filter(pk=decision.pk)

    with (
        pytest.raises(IntegrityError, match="听证结束前不得作出决定|NOT_REVIEWED"),
        transaction.atomic(),
    ):
        rows.update(status="issued", doc_no="X", remedies="复议", issued_on=ON, issued_by=cast.head)


@pytest.mark.parametrize(
    "change",
    [
        {"status": "held", "held_on": ON},
        {"status": "held", "held_on": ON, "record": "笔录"},
        {"public": False},
        {"status": "terminated", "ended_on": ON},
        {"place": ""},
    ],
)
def test_the_table_refuses_half_a_hearing(asked: Notice, change: dict[str, Any]) -> None:
    row = sessions.schedule(asked)

    with pytest.raises(IntegrityError), transaction.atomic():
        Hearing.objects.filter(pk=row.pk).update(**change)


def test_the_notice_in_force_is_the_one_that_is_heard(asked: Notice) -> None:
    sessions.withdraw(asked, on=day(11, 23))
    tell(again(asked.decision), on=day(11, 24))

    error = refused(lambda: notices.close_hearing(asked, by=lead(asked.case), on=day(11, 25)))

    assert "已被重新告知取代" in error.message
