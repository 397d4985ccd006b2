"""Several withholdings of the system confirmed in one act, each on its own ground."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from core.errors import RuleError
from core.models import AuditEntry
from disclosure.models import AutomaticWithholding, Publication
from disclosure.services import automatic, records
from disclosure.views.staff import withholdings
from enforcement.models import Party
from tests import factories
from tests.base import Cast, client_of
from tests.disclosure.factories import record
from tests.disclosure.test_automatic_withholding import ON, minor, queue

pytestmark = pytest.mark.django_db
Waiting = AutomaticWithholding.objects.waiting
SENT = {"opinion": "已逐项核对。", "examined": "on"}


@pytest.fixture
def rows(cast: Cast) -> list[Publication]:
    return [minor(cast) for _each in range(3)]


def post(cast: Cast, **sent: Any) -> Any:
    return client_of(cast.publisher).post(reverse("withholding-list"), sent)


def keys(rows: list[Publication]) -> list[int]:
    return [row.automatic.get().pk for row in rows]


def test_the_chosen_ones_are_confirmed_and_no_other(cast: Cast, rows: list[Publication]) -> None:
    answer = post(cast, withholdings=keys(rows)[:2], **SENT)
    assert answer.status_code == 302
    assert [one.publication for one in Waiting()] == [rows[2]]
    for row in rows[:2]:
        said = row.automatic.get()
        assert (said.confirmed_by, said.opinion) == (cast.publisher, "已逐项核对。")
    assert AuditEntry.objects.filter(action="publication.confirm").count() == 2


def test_one_button_takes_the_whole_page_but_not_the_next(
    cast: Cast, rows: list[Publication], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(withholdings, "PAGE", 2)
    page = client_of(cast.publisher).get(reverse("withholding-list"))
    shown = [row.pk for row, _told, _chosen in page.context["rows"]]
    assert shown == keys(rows)[:2], "the oldest first"
    assert page.context["next_cursor"]
    answer = post(cast, all="1", listed=shown, **SENT)
    assert answer.status_code == 302 and Waiting().count() == 1


@pytest.mark.parametrize(
    ("left_out", "words"), [("withholdings", "请至少选择一项"), ("examined", "逐项核对")]
)
def test_what_is_left_out_is_asked_for_and_the_choice_stays(
    cast: Cast, rows: list[Publication], left_out: str, words: str
) -> None:
    sent = {"withholdings": keys(rows)[:1], **SENT}
    del sent[left_out]
    answer = post(cast, **sent)
    html = answer.content.decode()
    assert answer.status_code == 422 and words in html and "已逐项核对。" in html
    assert html.count(" checked") == 1
    assert Waiting().count() == 3


def test_all_of_them_or_none(cast: Cast, rows: list[Publication]) -> None:
    """The facts of one no longer bear its ground out: it is named."""
    decision = rows[1].decision
    assert decision is not None
    Party.objects.filter(pk=decision.case.party_id).update(birth_date=date(1990, 1, 1))
    answer = post(cast, withholdings=keys(rows), **SENT)
    html = answer.content.decode()
    assert answer.status_code == 422 and Waiting().count() == 3
    assert f"{rows[1].name}：按现有资料，已经没有该不公开事由。" in html
    assert "政府信息公开条例第十八条" in html
    with pytest.raises(RuleError, match="已经没有该不公开事由"):
        automatic.confirm_all([row.automatic.get() for row in rows], by=cast.publisher)
    assert automatic.confirm_all([rows[0].automatic.get()], by=cast.publisher) == 1


def test_what_somebody_confirmed_meanwhile_is_not_confirmed_twice(
    cast: Cast, rows: list[Publication]
) -> None:
    automatic.confirm(rows[0], by=cast.publisher2, code="minor")
    answer = post(cast, withholdings=keys(rows), **SENT)
    assert answer.status_code == 422 and "已经由他人确认" in answer.content.decode()
    assert Waiting().count() == 2
    assert rows[0].automatic.get().confirmed_by == cast.publisher2


@pytest.mark.parametrize("key", ["x", "0", "9" * 40, "-1", "\x00", "1 or 1"])
def test_odd_keys_are_no_choice(cast: Cast, rows: list[Publication], key: str) -> None:
    assert post(cast, withholdings=[key], **SENT).status_code == 422
    assert Waiting().count() == 3


def test_each_stands_with_its_ground_and_neither_name_nor_title(
    cast: Cast, rows: list[Publication]
) -> None:
    html = client_of(cast.publisher).get(reverse("withholding-list")).content.decode()
    for told in (rows[0].name, "未成年人保护法", "16周岁", f'value="{keys(rows)[0]}"'):
        assert told in html
    assert "柳试然" not in html
    found = queue(cast.publisher)
    assert found is not None and found.more_url == reverse("withholding-list")


def test_of_another_agency_nothing_is_listed_nor_confirmed(
    cast: Cast, rows: list[Publication]
) -> None:
    """A record of the agency beside it, which its own approver answers for."""
    beside = factories.agency("云溪市某局", field="市场监管")
    sent = record(beside, penalty_kinds=["warning"])
    foreign = records.publish_record(sent, by=None, on=ON).automatic.get()
    answer = post(cast, withholdings=[foreign.pk], **SENT)
    assert answer.status_code == 422 and foreign in Waiting()
    assert foreign.pk not in [row.pk for row, _told, _chosen in answer.context["rows"]]


def test_a_longer_list_asks_no_more_queries_a_row(
    cast: Cast, rows: list[Publication], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(5):
        minor(cast)
    client = client_of(cast.publisher)
    with django_assert_max_num_queries(20):
        client.get(reverse("withholding-list"))


def test_where_nothing_waits_the_page_says_so(cast: Cast) -> None:
    html = client_of(cast.publisher).get(reverse("withholding-list")).content.decode()
    assert (
        "没有待您确认的不公开" in html and "<form" not in html.split("<main")[1].split("</main>")[0]
    )
