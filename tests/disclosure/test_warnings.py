"""Warnings: at 3 and 1 working days left, then up the line; each once, to those who must act."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import deadlines
from core.models import Alert, AuditEntry
from disclosure.models import Publication
from disclosure.services import pipeline, warnings
from tests import factories
from tests.base import Cast, client_of, day

DAYS = {"alert.first_days": 3, "alert.second_days": 1, "alert.supervisor_days": 1}


def send(on: date) -> list[tuple[str, str]]:
    """Give every warning due on the day; who heard of it at which level."""
    for warned in warnings.due(on):
        warnings.send(warned)
    rows = Alert.objects.select_related("recipient").order_by("recipient__username", "level")
    return [(row.recipient.username, row.level) for row in rows]


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (4, []),
        (3, ["warn3"]),
        (2, ["warn3"]),
        (1, ["warn1"]),
        (0, ["warn1"]),
        (-1, ["unit_head"]),
        (-2, ["unit_head", "supervisor"]),
        (-40, ["unit_head", "supervisor"]),
    ],
)
def test_the_level_follows_from_the_days_left(left: int, expected: list[str]) -> None:
    assert [level.value for level in warnings.levels(left, DAYS)] == expected


def test_the_days_are_data_of_the_rules(cast: Cast) -> None:
    rules = cast.bureau.rules()
    assert {key: rules.value(key) for key in DAYS} == DAYS


def test_a_duty_climbs_from_the_publisher_to_the_supervisor(cast: Cast) -> None:
    factories.duty(factories.issued(cast.bureau))  # due on Wednesday 25 March
    assert send(day(3, 19)) == []
    near = [(name, "warn3") for name in ("officer1", "officer2", "publisher", "publisher2")]
    assert send(day(3, 20)) == near
    assert send(day(3, 23)) == near  # two days left: already told
    assert ("unithead", "warn1") in send(day(3, 24))
    levels = {level for _name, level in send(day(3, 25))}
    assert levels == {"warn3", "warn1"}  # the due day itself is not late
    assert ("unithead", "unit_head") in send(day(3, 26))
    assert ("supervisor", "supervisor") not in send(day(3, 26))
    assert ("supervisor", "supervisor") in send(day(3, 27))


def test_weekends_do_not_count(cast: Cast) -> None:
    factories.duty(factories.issued(cast.bureau))
    assert {level for _name, level in send(day(3, 21))} == {"warn3"}
    assert {level for _name, level in send(day(3, 22))} == {"warn3"}


def test_a_duty_found_late_is_not_told_as_days_left(cast: Cast) -> None:
    factories.duty(factories.issued(cast.bureau))
    given = send(day(4, 15))
    assert {level for _name, level in given} == {"unit_head", "supervisor"}
    texts = set(Alert.objects.values_list("text", flat=True))
    assert all("已逾期" in text and "2026-03-25" in text for text in texts)


def test_a_warning_is_given_once_however_often_the_sweep_runs(cast: Cast) -> None:
    factories.duty(factories.issued(cast.bureau))
    first = warnings.due(day(3, 20))
    assert all(warnings.send(warned) for warned in first)
    assert not any(warnings.send(warned) for warned in first)
    assert warnings.due(day(3, 20)) == []
    raised = AuditEntry.objects.filter(action="alert.raise")
    assert raised.count() == Alert.objects.count() == len(first) == 4
    assert set(raised.values_list("agency_id", flat=True)) == {cast.bureau.pk}


def test_only_the_people_of_the_agency_and_its_supervisors_hear_of_it(cast: Cast) -> None:
    for role in ("publisher", "unithead"):
        factories.user(role, cast.other_bureau, username=f"other_{role}")
    far = factories.agency("远山市人民政府", kind="government")
    factories.user("supervisor", factories.agency("远山市司法局", parent=far), username="far")
    above = factories.user("supervisor", cast.government, username="above")
    off = factories.user("publisher", cast.bureau, username="off", is_active=False)
    factories.duty(factories.issued(cast.bureau))
    heard = {name for name, _level in send(day(4, 15))}
    assert {"supervisor", above.username, "unithead", "officer1"} <= heard
    assert not {"other_publisher", "other_unithead", "far", off.username, "outsider"} & heard


def test_a_supervisor_of_one_bureau_sees_what_its_warning_points_at(cast: Cast) -> None:
    factories.duty(factories.issued(cast.bureau))
    send(day(4, 15))
    for alert in Alert.objects.select_related("recipient"):
        assert client_of(alert.recipient).get(alert.url).status_code == 200


def test_what_is_public_withheld_or_suspended_warns_nobody(cast: Cast) -> None:
    factories.published(cast.bureau)
    held = factories.duty(factories.issued(cast.bureau))
    pipeline.withhold(held, by=cast.publisher, on=day(3, 18), code="privacy", reason="涉及个人隐私")
    paused = factories.duty(factories.issued(cast.bureau))
    deadlines.suspend("publication", str(paused.decision_id), on=day(3, 17), reason="依法中止公开")
    assert warnings.due(day(6, 1)) == []


def test_publishing_stops_the_warnings(cast: Cast) -> None:
    row = factories.approved(factories.issued(cast.bureau))
    send(day(3, 20))
    pipeline.publish(row, by=cast.publisher, on=day(3, 23))
    assert warnings.due(day(3, 26)) == []


def test_the_number_of_queries_does_not_grow_with_the_duties(cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            warnings.due(day(3, 20))
        return len(found)

    factories.duty(factories.issued(cast.bureau))
    one = queries()
    for _each in range(3):
        factories.duty(factories.issued(cast.bureau))
    assert Publication.objects.count() == 4
    assert queries() == one
