"""One page for every act: the right, the visible row, the form, the service, the way back."""

from datetime import date
from typing import Any

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest, HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import reverse

from core.acts import Act, ActForm, DayActForm, accepted, nothing
from core.errors import RuleError
from core.views.acts import page
from enforcement.acts import casework
from enforcement.models import Case
from tests import factories
from tests.base import Cast

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


class Known(DayActForm):
    """A form that fills in what is on record."""

    def known(self) -> dict[str, Any]:
        return {"on": self.row.discovered_on}


def act(**changes: Any) -> Act[Case]:
    """An act on a case that does nothing, with changes."""
    values: dict[str, Any] = {
        "name": "case-amend",
        "permission": "enforcement.draft_decision",
        "title": "试办",
        "done": "已办",
        "rows": Case.objects.visible_to,
        "form": DayActForm,
        "do": lambda row, *, by, on: None,
        "home": lambda row: (row.title, "/office/"),
    }
    return Act(**values | changes)


def asked(cast: Cast, which: Act[Case], row: Case, data: dict[str, str] | None = None) -> Any:
    """The answer of the act's page to the officer of the case."""
    make = RequestFactory()
    request: HttpRequest = make.post("/", data) if data is not None else make.get("/")
    request.user = cast.officer1
    request.session = cast.client("officer1").session
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]  # what the middleware gives
    answer: HttpResponseBase = page(which)(request, pk=row.pk)
    return answer


def test_what_is_known_stands_before_the_day_of_the_form(cast: Cast) -> None:
    row = factories.case(cast.bureau)

    assert Known(row=row, on=ON).initial["on"] == row.discovered_on
    assert DayActForm(row=row, on=ON).initial["on"] == ON


def test_the_page_does_what_was_asked_once_and_goes_home(cast: Cast) -> None:
    row, done = factories.case(cast.bureau), []

    answer = asked(
        cast,
        act(do=lambda row, *, by, on: done.append((row.pk, by.pk, on))),
        row,
        {"on": "2026-03-02"},
    )

    assert (answer.status_code, answer["Location"]) == (302, "/office/")
    assert done == [(row.pk, cast.officer1.pk, ON)]


def test_a_refused_rule_stays_on_the_page_with_what_was_typed(cast: Cast) -> None:
    def refuse(row: Case, *, by: Any, on: date) -> None:
        raise RuleError("不行。", article="试验法第一条", remedy="请改。", field="on")

    answer = asked(cast, act(do=refuse), factories.case(cast.bureau), {"on": "2026-03-02"})

    text = answer.content.decode()
    assert answer.status_code == 200
    for words in ("不行。", "试验法第一条", "请改。", "2026-03-02"):
        assert words in text


@pytest.mark.parametrize("typed", ["", "2026-02-30", "2099-01-01", "明天"])
def test_a_bad_day_never_reaches_the_service(cast: Cast, typed: str) -> None:
    done: list[Any] = []

    asked(cast, act(do=lambda *a, **k: done.append(a)), factories.case(cast.bureau), {"on": typed})

    assert done == []


def test_a_row_in_another_state_offers_no_form(cast: Cast) -> None:
    row = factories.case(cast.bureau)

    text = asked(cast, act(open=lambda row: False), row).content.decode()

    assert "当前状态下不能办理本事项" in text
    assert '<form method="post"' not in text.partition("</header>")[2]


def test_an_act_is_offered_to_whom_it_is_due_in_its_state(cast: Cast) -> None:
    row = factories.case(cast.bureau)

    assert casework.CASE_AMEND.offered(row, cast.officer1)
    assert not casework.CASE_AMEND.offered(row, cast.head)
    row.status = Case.Status.CLOSED
    assert not casework.CASE_AMEND.offered(row, cast.officer1)
    assert casework.offered(row, cast.officer1) == []


def test_a_step_that_cannot_be_undone_asks_first(cast: Cast) -> None:
    text = asked(cast, act(question="确定吗？"), factories.case(cast.bureau)).content.decode()

    assert 'data-confirm="确定吗？"' in text
    assert "btn-danger" in text


def test_what_to_know_beforehand_is_shown(cast: Cast) -> None:
    text = asked(
        cast, act(lead=lambda row, on: "先读这里。"), factories.case(cast.bureau)
    ).content.decode()

    assert "先读这里。" in text
    assert nothing(None, ON) == ""


def test_another_agencys_row_does_not_exist(cast: Cast) -> None:
    row = factories.case(cast.bureau)

    assert cast.client("outsider").get(reverse("case-amend", args=[row.pk])).status_code == 404
    assert Client().get(reverse("case-amend", args=[row.pk])).status_code == 302


def test_errors_of_other_kinds_are_not_swallowed(cast: Cast) -> None:
    form = ActForm({}, row=None, on=ON)

    with pytest.raises(ZeroDivisionError):
        accepted(form, lambda: 1 / 0)
