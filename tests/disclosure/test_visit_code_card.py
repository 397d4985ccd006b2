"""The code at the door by state and by day: what it says, what may be pressed, what stays hidden."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from core.models import AuditEntry
from disclosure import inspection_codes
from disclosure.views.public.codes import MOST, RatingForm
from enforcement.models import InspectionTask, Officer, TaskRating
from enforcement.services import officers, visits
from tests import factories
from tests.base import Cast, day
from tests.enforcement import visits as made
from tests.enforcement.prepared_visits import STATES, in_state, recuse, written
from tests.enforcement.visits import FIRST, LAST, ON

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
OVER = ("检查已经结束，不得凭本码再次检查", "warn")
SAID = {
    "approved": ("已批准", "good"),
    "notified": ("已通知", "good"),
    "arrived": ("已到场", "good"),
    "recorded": OVER,
    "told": OVER,
    "closed": OVER,
    "cancelled": ("检查任务已取消，本码无效", "bad"),
}


@pytest.fixture(autouse=True)
def fresh_counters() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def press(name: str, code: str, **data: str) -> Any:
    """A press by a stranger in a fresh browser."""
    return Client().post(reverse(name, args=[code]), data)


def show(code: str) -> str:
    """The page of a code."""
    answer = Client().get(reverse("verify-code", args=[code]))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("state", [name for name in STATES if name != "planned"])
def test_the_card_says_whether_the_code_is_good_and_what_may_be_pressed(
    cast: Cast, state: str
) -> None:
    task = in_state(cast, state)
    card = inspection_codes.card(task, FIRST)
    assert (card.words, card.tone) == SAID[state]
    assert card.may_arrive is (state in ("approved", "notified", "arrived"))
    assert card.may_rate is (state in ("arrived", "recorded", "told", "closed"))


@pytest.mark.parametrize(
    ("on", "tone", "words"),
    [
        (day(3, 3), "warn", "尚未到批准的检查期间"),
        (FIRST, "good", "已通知"),
        (LAST, "good", "已通知"),
        (day(3, 21), "bad", "已过批准的检查期间，本码无效"),
        (FIRST.replace(year=2027), "bad", "已过批准的检查期间，本码无效"),
    ],
)
def test_a_code_is_good_on_the_approved_days_only(
    cast: Cast, on: date, tone: str, words: str
) -> None:
    card = inspection_codes.card(in_state(cast, "notified"), on)
    assert (card.words, card.tone, card.may_arrive) == (words, tone, tone == "good")


@pytest.mark.parametrize("state", ["recorded", "cancelled"])
@pytest.mark.parametrize("on", [day(1, 1), FIRST, day(12, 31)])
def test_what_is_over_stays_over_on_every_day(cast: Cast, state: str, on: date) -> None:
    assert inspection_codes.state(in_state(cast, state), on) == SAID[state]


def test_a_press_is_asked_for_once(cast: Cast) -> None:
    task = in_state(cast, "notified")
    visits.scan(task, at=factories.at(FIRST))
    card = inspection_codes.card(made.fresh(task), FIRST)
    assert (card.tone, card.may_arrive, card.may_rate) == ("good", False, True)
    visits.rate(task, stars=5, text="", at=factories.at(FIRST))
    assert not inspection_codes.card(made.fresh(task), FIRST).may_rate


# ------------------------------------------------------------------------------ the inspectors
@pytest.mark.parametrize(
    ("on", "words", "tone"),
    [
        (day(12, 31, 2019), "尚未生效", "warn"),
        (day(1, 1, 2020), "有效", "good"),
        (ON, "有效", "good"),
        (FIRST, "已暂扣或者注销", "bad"),
    ],
)
def test_the_card_shows_how_the_certificate_stands_on_the_day(
    cast: Cast, on: date, words: str, tone: str
) -> None:
    officer = cast.officers[0]
    officers.end_certificate(officer.certificates.get(), on=FIRST, reason="调离")
    shown = inspection_codes.inspector(officer, on)
    assert (shown.words, shown.tone, shown.officer) == (words, tone, officer)


def test_a_certificate_is_valid_through_its_last_day(cast: Cast) -> None:
    officer = factories.officer(cast.bureau, valid_to=ON)
    found = [inspection_codes.inspector(officer, on).words for on in (ON, FIRST)]
    assert found == ["有效", "已过有效期"]


def test_the_newest_certificate_is_the_one_shown(cast: Cast) -> None:
    officer = factories.officer(cast.bureau, valid_to=day(1, 31))
    officers.certify(
        officer,
        number="YX900001",
        issuer="云溪市人民政府",
        area="云溪市",
        valid_from=day(2, 1),
        valid_to=day(2, 28),
    )
    for on, number in ((day(1, 31), None), (day(2, 1), "YX900001"), (ON, "YX900001")):
        shown = inspection_codes.inspector(officer, on).certificate
        assert shown is not None
        assert (shown.number == "YX900001") is (number is not None)


def test_an_officer_without_a_certificate_is_said_to_have_none(cast: Cast) -> None:
    bare = Officer.objects.create(agency=cast.bureau, name="安试三", post="科员")
    shown = inspection_codes.inspector(bare, ON)
    assert (shown.certificate, shown.words, shown.tone) == (None, "没有执法证", "bad")


def test_an_officer_who_left_the_visit_is_not_on_the_card(cast: Cast) -> None:
    task = in_state(cast, "approved")
    assert [row.officer for row in inspection_codes.card(task, FIRST).inspectors] == cast.officers
    recuse(cast, task, cast.officer2)
    names = [row.officer.name for row in inspection_codes.card(task, FIRST).inspectors]
    assert names == ["安试一"]


# --------------------------------------------------------------------------------- finding it
@pytest.mark.parametrize("shape", ["{}", "  {}\n", "\t{}"])
def test_a_code_is_found_in_any_case_and_between_blanks(cast: Cast, shape: str) -> None:
    task = made.approved(cast)
    for code in (task.code, task.code.lower(), task.code.title()):
        assert inspection_codes.find(shape.format(code)) == task


def test_a_part_of_a_code_or_more_than_it_finds_nothing(cast: Cast) -> None:
    code = made.approved(cast).code
    for typed in (code[:-1], code + "2", code[1:] + "0", "", " " * 24, "%" * 24, "_" * 24):
        assert inspection_codes.find(typed) is None


def test_a_task_that_waits_has_no_page(cast: Cast) -> None:
    made.planned(cast)
    assert inspection_codes.find("") is None
    assert press("task-arrived", "2" * 24).status_code == 404


# ---------------------------------------------------------------------------------- the page
@pytest.mark.parametrize("state", ["approved", "notified", "arrived", "recorded", "cancelled"])
def test_the_page_shows_only_the_buttons_that_work(cast: Cast, state: str) -> None:
    task = in_state(cast, state, visit_to=None)
    text = show(task.code)
    assert SAID[state][0] in text
    shown = [reverse(name, args=[task.code]) in text for name in ("task-arrived", "task-rated")]
    card = inspection_codes.card(task, LAST)
    assert shown == [card.may_arrive, card.may_rate]


def test_the_page_is_kept_out_of_search_engines_and_sets_no_cookie(cast: Cast) -> None:
    task = in_state(cast, "notified", visit_to=None)
    answer = Client().get(reverse("verify-code", args=[task.code]))
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert not answer.cookies
    assert not press("task-arrived", task.code).cookies


def test_the_page_names_every_item_with_its_agency_and_the_assistants(cast: Cast) -> None:
    foreign = factories.inspection_item(cast.other_bureau, on=ON)
    task = made.approved(
        cast,
        items=[made.item(cast, "特种设备检查"), foreign],
        joint_agencies=[cast.other_bureau],
        assistants=2,
        assistants_note="检测所，抽样",
        visit_to=None,
    )
    text = show(task.code)
    for words in ("特种设备检查", foreign.name, cast.other_bureau.name, "<dd>2</dd>"):
        assert words in text
    for words in (task.party.name, task.party.uscc, "季度巡查安排", "检测所"):
        assert words not in text


# -------------------------------------------------------------------------------- the presses
@pytest.mark.parametrize("name", ["task-arrived", "task-rated"])
def test_a_press_opened_again_is_no_press_and_leads_back(cast: Cast, name: str) -> None:
    task = in_state(cast, "notified", visit_to=None)
    for again in (Client().get, Client().head):
        answer = again(reverse(name, args=[task.code]))
        assert answer.headers["Location"] == reverse("verify-code", args=[task.code])
    assert made.fresh(task).scanned_at is None
    assert Client().put(reverse(name, args=[task.code])).status_code == 405
    assert press(name, "3" * 24, stars="5").status_code == 404


@pytest.mark.parametrize("name", ["task-arrived", "task-rated"])
def test_a_press_needs_no_token_for_it_is_in_the_address(cast: Cast, name: str) -> None:
    task = in_state(cast, "arrived", visit_to=None)
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(reverse(name, args=[task.code]), {"stars": "5"})
    assert answer.headers["Location"] == reverse("verify-code", args=[task.code])


@pytest.mark.parametrize("state", ["recorded", "told", "closed", "cancelled"])
def test_a_press_too_late_is_explained_and_writes_nothing(cast: Cast, state: str) -> None:
    task = in_state(cast, state)
    before = written()
    answer = press("task-arrived", task.code)
    assert answer.status_code == 409
    assert "不能确认到场" in answer.content.decode()
    assert (made.fresh(task).scanned_at, written()) == (None, before)


def test_a_press_outside_the_days_is_explained(cast: Cast) -> None:
    task = in_state(cast, "notified")
    with patch("disclosure.views.public.codes.timezone.now") as now:
        now.return_value = factories.at(day(3, 21))
        answer = press("task-arrived", task.code)
    assert answer.status_code == 422
    assert "不在批准的检查期间" in answer.content.decode()
    assert made.fresh(task).status == "notified"


def test_pressing_and_rating_share_one_pace_and_unknown_codes_count(cast: Cast) -> None:
    task = in_state(cast, "arrived", visit_to=None)
    with patch("disclosure.views.public.codes.MOST", 3):
        tried = [
            press("task-arrived", "4" * 24).status_code,
            press("task-rated", task.code, stars="").status_code,
            press("task-arrived", task.code).status_code,
            press("task-rated", task.code, stars="5").status_code,
        ]
    assert tried == [404, 200, 302, 409]
    assert not TaskRating.objects.exists()
    assert MOST > 3


# -------------------------------------------------------------------------------- the opinion
@pytest.mark.parametrize(
    ("data", "good"),
    [
        ({"stars": "1"}, True),
        ({"stars": "5", "text": "很好" * 500}, True),
        ({"stars": "5", "text": "长" * 1001}, False),
        ({"stars": "0"}, False),
        ({"stars": "6"}, False),
        ({"stars": "2.5"}, False),
        ({"text": "没有评分"}, False),
    ],
)
def test_an_opinion_has_one_to_five_and_a_thousand_signs(data: dict[str, str], good: bool) -> None:
    assert RatingForm(data).is_valid() is good


def test_a_refused_opinion_keeps_its_words(cast: Cast) -> None:
    task = in_state(cast, "arrived", visit_to=None)
    text = press("task-rated", task.code, stars="9", text="人员很客气").content.decode()
    assert "人员很客气" in text
    assert 'class="field-errors"' in text
    assert not TaskRating.objects.exists()


@pytest.mark.parametrize("state", ["arrived", "recorded", "told", "closed"])
def test_an_opinion_is_taken_as_long_as_the_file_lives(cast: Cast, state: str) -> None:
    task: InspectionTask = in_state(cast, state)
    assert press("task-rated", task.code, stars="3", text=" 尚可 ").status_code == 302
    row = TaskRating.objects.get(task=task)
    assert (row.stars, row.text, row.agency_id) == (3, "尚可", cast.bureau.pk)
    told = AuditEntry.objects.get(action="taskrating.give")
    assert (told.actor_id, "尚可" in told.data) == (None, False)
    assert press("task-rated", task.code, stars="1").status_code == 409
