"""Every clock of the agency alarms those who must act: cases, decisions, reviews, not the party's."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import deadlines
from core.models import Alert, AuditEntry, Deadline
from disclosure.services import sweep
from enforcement.services import alarms
from enforcement.services.audience import Level
from tests import factories
from tests.base import Cast, client_of, day

pytestmark = pytest.mark.one_database


def send(clock: Deadline, left: int) -> set[tuple[str, str]]:
    """Give what is due `left` days before the due day, and say who has heard of the clock."""
    for alarm in alarms.due(clock.due_on - timedelta(days=left), sweep.CLOCKS):
        alarms.send(alarm)
    rows = Alert.objects.filter(deadline=clock)
    return set(rows.values_list("recipient__username", "level"))


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (8, []),
        (7, [Level.WARN_7]),
        (4, [Level.WARN_7]),
        (3, [Level.WARN_3]),
        (1, [Level.WARN_1]),
        (0, [Level.WARN_1]),
        (-1, [Level.UNIT_HEAD]),
        (-2, [Level.UNIT_HEAD, Level.SUPERVISOR]),
    ],
)
def test_the_countdown_of_a_measure_has_three_steps(left: int, expected: list[Level]) -> None:
    assert alarms.countdown(left, [7, 3, 1], 1) == expected


def test_the_time_to_decide_alarms_the_handlers_then_the_head_of_the_unit(cast: Cast) -> None:
    case = factories.case(cast.bureau, on=day(3, 29), filed=True)
    clock = Deadline.objects.get(key="proc.file_decide_days", subject_id=str(case.pk))
    assert send(clock, 20) == set()
    near = send(clock, 4)  # Sunday 14 June is rolled to Monday; four days are two working days
    assert near == {("officer1", "warn3"), ("officer2", "warn3")}
    assert ("unithead", "warn1") in send(clock, 0)
    late = send(clock, -7)
    assert {("unithead", "unit_head"), ("supervisor", "supervisor")} <= late


def test_service_alarms_until_it_is_done(cast: Cast) -> None:
    decision = factories.issued(cast.bureau)
    clock = Deadline.objects.get(key="proc.service_days")
    assert send(clock, 1) >= {("officer1", "warn1"), ("unithead", "warn1")}
    factories.serve(decision, on=day(3, 20))
    before = Alert.objects.count()
    send(clock, -10)
    assert Alert.objects.filter(deadline=clock).count() <= before


def test_a_review_alarms_its_reviewers(cast: Cast) -> None:
    factories.submitted(cast.bureau)
    clock = Deadline.objects.get(subject_type="review")
    assert ("reviewer", "warn1") in send(clock, 0)


def test_what_waits_for_the_party_alarms_nobody(cast: Cast) -> None:
    draft = factories.draft(cast.bureau)
    factories.notify(draft, on=day(3, 10))
    windows = Deadline.objects.filter(subject_type="notice")
    assert windows.exists()
    for window in windows:
        assert send(window, 0) == set()


def test_a_clock_that_stands_still_alarms_nobody(cast: Cast) -> None:
    case = factories.case(cast.bureau, on=day(3, 29), filed=True)
    deadlines.suspend("case", str(case.pk), on=day(4, 1), reason="鉴定")
    assert send(Deadline.objects.get(subject_type="case", subject_id=str(case.pk)), 0) == set()


def test_an_alarm_is_given_once_and_on_the_record(cast: Cast) -> None:
    factories.case(cast.bureau, on=day(3, 29), filed=True)
    clock = Deadline.objects.get(key="proc.file_decide_days")
    on = clock.due_on
    first = alarms.due(on)
    assert all(alarms.send(alarm) for alarm in first)
    assert not any(alarms.send(alarm) for alarm in first)
    assert alarms.due(on) == []
    raised = AuditEntry.objects.filter(action="alert.raise")
    assert raised.count() == len(first) == Alert.objects.count()


def test_everybody_can_open_what_the_alarm_points_at(cast: Cast) -> None:
    factories.case(cast.bureau, on=day(3, 29), filed=True)
    send(Deadline.objects.get(key="proc.file_decide_days"), 0)
    for alert in Alert.objects.select_related("recipient"):
        assert client_of(alert.recipient).get(alert.url).status_code == 200


@pytest.mark.parametrize(("left", "words"), [(2, "剩余"), (0, "今日到期"), (-9, "已逾期")])
def test_the_alarm_says_what_is_due_and_when(cast: Cast, left: int, words: str) -> None:
    factories.case(cast.bureau, on=day(3, 29), filed=True)
    clock = Deadline.objects.get(key="proc.file_decide_days")
    send(clock, left)
    texts = set(Alert.objects.values_list("text", flat=True))
    assert all(words in text and "作出决定" in text for text in texts)
    assert all(str(clock.due_on) in text for text in texts)


def test_the_number_of_queries_does_not_grow_with_the_clocks(cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            alarms.due(day(6, 14))
        return len(found)

    factories.case(cast.bureau, on=day(3, 29), filed=True)
    one = queries()
    for _each in range(3):
        factories.case(cast.bureau, on=day(3, 29), filed=True)
    assert queries() == one


def test_nobody_of_another_agency_hears_of_it(cast: Cast) -> None:
    factories.user("unithead", cast.other_bureau, username="other_unithead")
    factories.case(cast.bureau, on=day(3, 29), filed=True)
    heard = {name for name, _level in send(Deadline.objects.get(subject_type="case"), -9)}
    assert not {"other_unithead", "outsider"} & heard
