"""How a measure ends: returned, handed over, confiscated, run out; and the case that waits for it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from enforcement.models import Case, Measure, MeasureRelease
from enforcement.services import measure_course, measure_end
from tests import coercion
from tests.base import Cast, day
from tests.coercion import END, EXTENDED_END, ON
from tests.enforcement import coerced
from tests.enforcement.coerced import LATER, RETURNED, STATES, clocks, fresh, refuses
from tests.enforcement.dossier import audited, lead

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SEAL = "coerce.seal_days"
BEFORE = ON - timedelta(days=1)
RELEASE, RETURN = "解除事由不成立：期限至2026-04-15届满", "由领取人清点签收，并说明理由"
DESTROYED: dict[str, Any] = {"note": "依法销毁。", "destroyed": True}
HANDED = {"organ": "云溪市公安局", "note": "清单核对无误。"}
WAYS: dict[str, tuple[Callable[..., object], dict[str, Any]]] = {
    "release": (measure_end.release, dict(RETURNED)),
    "hand_over": (measure_end.hand_over, dict(HANDED)),
    "confiscate": (measure_end.confiscate, DESTROYED),
}


@pytest.fixture
def case(cast: Cast) -> Case:
    return coercion.case(cast.bureau)


@pytest.fixture
def held(case: Case) -> Measure:
    return coerced.in_force(case)


def end(measure: Measure, way: str, on: date = LATER, **changes: Any) -> object:
    """End it one of the three ways, with everything said."""
    do, values = WAYS[way]
    return do(measure, by=lead(measure.case), on=on, **{**values, **changes})


REFUSED: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("release", {"ground": "favour"}, RELEASE, "行政强制法第二十八条", "ground"),
    ("release", {"ground": ""}, RELEASE, "行政强制法第二十八条", "ground"),
    ("release", {"ground": "expired"}, RELEASE, "行政强制法第二十八条", "ground"),
    ("release", {"receiver": " "}, RETURN, "行政强制法第二十八条", "receiver"),
    ("release", {"receipt": ""}, RETURN, "行政强制法第二十八条", "receipt"),
    ("release", {"reason": "\n"}, RETURN, "行政强制法第二十八条", "receipt"),
    ("hand_over", {"organ": ""}, "写明接收机关和交接情况", "行政强制法第二十一条", "organ"),
    ("hand_over", {"note": " "}, "写明接收机关和交接情况", "行政强制法第二十一条", "note"),
    ("confiscate", {"note": ""}, "依据和处理情况", "行政强制法第二十七条", "note"),
    ("confiscate", {"destroyed": False}, "没有在该日前作出的没收", "行政强制法第二十七条", "on"),
    (
        "confiscate",
        {"on": END + timedelta(days=1)},
        "期限已于2026-04-15届满",
        "行政强制法第二十七条、第二十八条",
        "on",
    ),
    *(
        (way, {"on": BEFORE}, "日期不能早于实施日期2026-03-16", "行政强制法第二十八条", "on")
        for way in ("release", "hand_over", "confiscate")
    ),
]


@pytest.mark.parametrize(("way", "changes", "words", "article", "field"), REFUSED)
def test_an_end_that_is_not_the_laws_is_refused(
    held: Measure, way: str, changes: dict[str, Any], words: str, article: str, field: str
) -> None:
    with refuses(words, article, field):
        end(held, way, **changes)
    row = fresh(held)
    assert (row.status, row.ended_on, row.end_note) == ("in_force", None, "")
    assert row.items.get().held and clocks(row) == {SEAL: ("open", END)}
    assert not MeasureRelease.objects.exists()


@pytest.mark.parametrize(
    ("way", "action"),
    [
        ("release", "measure.release"),
        ("hand_over", "measure.hand_over"),
        ("confiscate", "measure.confiscate"),
    ],
)
@pytest.mark.parametrize("on", [ON, LATER, END])
def test_an_end_in_time_closes_the_clock_and_frees_the_goods(
    held: Measure, way: str, action: str, on: date
) -> None:
    end(held, way, on=on)
    row = fresh(held)
    assert row.ended_on == on and not row.items.filter(held=True).exists()
    assert clocks(row) == {SEAL: ("met", END)}
    assert audited(row, action)


@pytest.mark.parametrize("way", ["release", "hand_over"])
def test_an_end_after_the_last_day_is_late(held: Measure, way: str) -> None:
    end(held, way, on=END + timedelta(days=1))
    assert clocks(held) == {SEAL: ("late", END)}


def test_hand_over_notes_the_receiver_and_what_was_checked(held: Measure) -> None:
    end(held, "hand_over", organ=" 云溪市公安局 ", note=" 12袋，无误。 ")
    assert fresh(held).end_note == "云溪市公安局：12袋，无误。"


def test_an_extended_measure_is_confiscated_within_the_extension(cast: Cast, held: Measure) -> None:
    measure_course.extend(held, by=cast.head, on=day(4, 10), reason="案情复杂。")
    with refuses("期限已于2026-05-15届满", "行政强制法第二十七条、第二十八条", "on"):
        end(fresh(held), "confiscate", on=EXTENDED_END + timedelta(days=1))
    end(fresh(held), "confiscate", on=EXTENDED_END)
    assert fresh(held).status == "confiscated"


def test_an_open_emergency_is_closed_with_the_return(case: Case) -> None:
    row = coerced.begun(coercion.planned(case, emergency=True))
    end(fresh(row), "release", on=ON)
    assert {outcome for outcome, _due in clocks(row).values()} == {"met"}


# ------------------------------------------------------------------------------- time
@pytest.mark.parametrize(("left", "turned"), [(30, 0), (1, 0), (0, 1), (-1, 1), (-60, 1)])
def test_the_last_day_turns_it_once(held: Measure, left: int, turned: int) -> None:
    on = END - timedelta(days=left)
    assert [measure_end.expire_all(on), measure_end.expire_all(on)] == [turned, 0]
    assert fresh(held).status == ("due_release" if turned else "in_force")
    assert clocks(held) == {SEAL: ("open", END)}  # only the return stops it


@pytest.mark.parametrize("state", [state for state in STATES if state != "in_force"])
def test_time_turns_nothing_that_is_not_in_force(case: Case, state: str) -> None:
    row = coerced.in_state(case, state)
    assert measure_end.to_expire(END + timedelta(days=90)) == []
    assert not measure_end.expire(row.pk, END + timedelta(days=90))
    assert fresh(row).status == state


def test_a_test_told_in_the_meantime_keeps_it_in_force(cast: Cast, held: Measure) -> None:
    measure_course.exclude_test(
        held,
        by=cast.officer1,
        subject="食品检验",
        body="检测中心",
        from_on=END,
        until_on=END,
        notified_on=LATER,
    )
    assert not measure_end.expire(held.pk, END)
    assert measure_end.expire(held.pk, END + timedelta(days=1))


# ------------------------------------------------------------------------------- the case
@pytest.mark.parametrize("state", STATES)
def test_only_what_is_held_keeps_a_case_open(case: Case, state: str) -> None:
    row = coerced.in_state(case, state)
    if state not in ("in_force", "due_release"):
        measure_end.assert_none_held(case)
        return
    article = "行政强制法第二十七条、第二十八条"
    with refuses(f"{row.doc_no}尚未解除，不能结案", article):
        measure_end.assert_none_held(case)
