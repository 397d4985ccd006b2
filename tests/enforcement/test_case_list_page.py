"""The list of cases: own rows only, filters, cursor pages, and no query that is a 500."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from tests.base import Cast
from tests.enforcement.dossier import page

pytestmark = pytest.mark.django_db


def test_the_list_shows_the_own_cases_only(cast: Cast) -> None:
    factories.case(cast.bureau, title="本机关的案件")
    factories.case(cast.other_bureau, title="外单位的案件")

    for name in ("officer1", "unithead", "reviewer", "head", "publisher"):
        text = page(cast.client(name), "case-list")
        assert "本机关的案件" in text
        assert "外单位的案件" not in text
    assert "外单位的案件" in page(cast.client("supervisor"), "case-list")
    assert "本机关的案件" not in page(cast.client("outsider"), "case-list")


def test_the_list_is_filtered_by_words_state_and_kind(cast: Cast) -> None:
    factories.case(cast.bureau, title="占道经营案")
    filed = factories.case(cast.bureau, title="过期食品案", filed=True)
    factories.case(cast.bureau, title="食品经营许可", kind="permit", procedure="permit")
    client = cast.client("officer1")

    def found(query: str) -> list[str]:
        text = client.get(reverse("case-list") + query).content.decode()
        return [word for word in ("占道经营案", "过期食品案", "食品经营许可") if word in text]

    assert found("?q=食品") == ["过期食品案", "食品经营许可"]
    assert found(f"?q={filed.number}") == ["过期食品案"]
    assert found("?status=filed") == ["过期食品案"]
    assert found("?kind=permit") == ["食品经营许可"]
    assert found("?status=draft&kind=penalty") == ["占道经营案"]
    assert found("?q=没有这样的案件") == []


@pytest.mark.parametrize(
    "query",
    [
        f"?q={'案' * 3000}",
        "?q=%2500",
        "?q=%25%5F'%22;--",
        "?status=nonsense",
        "?kind[]=x&kind=1",
        "?after=%FF%FE",
        "?after=" + "A" * 5000,
        "?after=WyIyMDI2LTAxLTAxIiwgIngiXQ",
        "?page=-1&q=\ud83d",
    ],
)
def test_no_query_of_the_list_is_a_500(cast: Cast, query: str) -> None:
    factories.case(cast.bureau)
    address = reverse("case-list") + query.encode("utf-8", "replace").decode()

    assert cast.client("officer1").get(address).status_code == 200


def test_the_list_goes_on_by_cursor_with_a_constant_number_of_queries(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("enforcement.views.cases.PAGE", 2)
    client = cast.client("officer1")

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("case-list"))
        return len(seen)

    factories.case(cast.bureau, title="第一案")
    queries()
    few = queries()
    for number in ("二", "三", "四"):
        factories.case(cast.bureau, title=f"第{number}案")
    monkeypatch.setattr("enforcement.views.cases.PAGE", 25)
    assert queries() == few

    monkeypatch.setattr("enforcement.views.cases.PAGE", 2)
    first = client.get(reverse("case-list"))
    cursor = first.context["page"].next_cursor
    second = client.get(reverse("case-list"), {"after": cursor})
    titles = [row.title for answer in (first, second) for row in answer.context["page"].rows]
    assert titles == ["第四案", "第三案", "第二案", "第一案"]
