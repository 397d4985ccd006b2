"""A company is found by words of its name; a person, a trader and what is gone never are."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.identifiers import uscc_check_char, uscc_meant
from core.search import tokens
from core.triggers import suspended
from disclosure import organisation_names, organisations
from disclosure.filters import MAX_Q, OrganisationForm
from disclosure.models import Publication, SearchEntry
from disclosure.services import pipeline
from disclosure.services.search_index import PARTY
from enforcement.models import Agency
from tests.disclosure import factories
from tests.disclosure.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
NAME = "云溪市晨星（福建）商贸有限公司"
SHORT_NAME = "请至少填写名称中的两个字"
NONE = "没有名称相符的单位"


def code(no: int, kind: str = "91") -> str:
    """The no-th right code of an organisation."""
    first = f"{kind}350100M{no:08d}"
    return first + uscc_check_char(first)


@pytest.fixture
def market() -> Agency:
    return factories.agency("云溪市市场监督管理局")


def about(of: Agency, name: str = NAME, no: int = 1, **fields: Any) -> Publication:
    return factories.published(of, party_name=name, **{"uscc": code(no), **fields})


def ask(client: Client, text: str) -> Any:
    return client.get(reverse("organisation-find"), {"code": text})


def found(response: Any) -> list[str]:
    assert response.status_code == 200, response.status_code
    return [row.uscc for row in response.context["found"].rows]


@pytest.mark.parametrize(
    "typed",
    [NAME, "云溪市晨星(福建)商贸有限公司", f"　{NAME} ", "云溪市晨星（福建)商贸有限公司"],
)
def test_the_whole_name_of_one_organisation_opens_its_page(
    client: Client, market: Agency, typed: str
) -> None:
    about(market)
    about(market, f"{NAME}第一分公司", 2)
    response = ask(client, typed)
    assert (response.status_code, response.headers["Location"]) == (
        302,
        reverse("organisation", args=[code(1)]),
    )


@pytest.mark.parametrize(
    "typed", ["晨星", "商贸 晨星", "晨星(福", "晨星（福建）", "云溪　晨星", "有限公司"]
)
def test_a_part_of_the_name_lists_it_with_what_is_public(
    client: Client, market: Agency, typed: str
) -> None:
    about(market, on=date(2026, 3, 2))
    about(market, on=date(2026, 3, 9), kind="permit")
    response = ask(client, typed)
    (row,) = response.context["found"].rows
    assert (row.uscc, row.name, row.total, row.newest) == (code(1), NAME, 2, date(2026, 3, 9))
    page = response.content.decode()
    assert f'href="{reverse("organisation", args=[code(1)])}"' in page
    assert NAME in page and code(1) in page and "现公开 2 件" in page and "2026-03-09" in page
    assert response["X-Robots-Tag"] == "noindex" and "no-cache" in response["Cache-Control"]


def test_latin_names_fold_and_are_no_codes(client: Client, market: Agency) -> None:
    about(market, "Ｍorning Ｓtar（云溪）有限公司")
    about(market, "3M云溪有限公司", 2)
    assert found(ask(client, "MORNING star")) == [code(1)]
    assert found(ask(client, "ＭＯＲＮＩＮＧ")) == [code(1)]
    assert found(ask(client, "3M 云溪")) == [code(2)]


def test_the_code_beside_a_name_is_no_word_of_it(client: Client, market: Agency) -> None:
    about(market)
    for typed in (f"公司 {code(1)[:8]}", "M0000", "公司 M00"):
        response = ask(client, typed)
        assert response.status_code == 400 or found(response) == [], typed
    pasted = ask(client, f"{NAME} {code(1)}")
    assert pasted.headers["Location"] == reverse("organisation", args=[code(1)])


def test_two_of_one_name_are_both_listed_before_others(client: Client, market: Agency) -> None:
    about(market, no=1, on=date(2026, 3, 2))
    about(market, no=2, on=date(2026, 3, 4))
    about(market, f"{NAME}分公司", 3, on=date(2026, 3, 20))
    response = ask(client, NAME)
    assert found(response) == [code(2), code(1), code(3)]
    assert "找到 3 家单位" in response.content.decode()


def test_a_former_name_still_finds_all_there_is(client: Client, market: Agency) -> None:
    about(market, "云溪市旧名有限公司", on=date(2026, 3, 2))
    about(market, "云溪市新名有限公司", on=date(2026, 3, 9))
    (row,) = ask(client, "旧名").context["found"].rows
    assert (row.name, row.total, row.newest) == ("云溪市旧名有限公司", 2, date(2026, 3, 9))
    assert ask(client, "云溪市旧名有限公司").status_code == 302


@pytest.mark.parametrize(
    "fields",
    [
        {"party_kind": "person", "party_name": "晨星"},
        {"party_kind": "person", "party_name": "晨星", "uscc": ""},
        {"party_kind": "sole_trader", "party_name": "云溪市晨星食品店"},
        {"party_name": "云溪市晨星食品店", "uscc": code(7, "92")},
        {"party_name": "云溪市晨星食品有限公司", "uscc": ""},
        {"party_name": "云溪市晨星食品有限公司", "uscc": code(7)[:17] + "I"},
        {"party_name": "云溪市晨星食品有限公司", "uscc": "11010519491231002X"},
    ],
)
def test_persons_and_traders_are_never_listed_nor_counted(
    client: Client, market: Agency, fields: dict[str, Any]
) -> None:
    factories.published(market, **{"uscc": code(7), **fields})
    assert found(ask(client, "晨星")) == []
    assert found(ask(client, fields["party_name"])) == []
    about(market, "云溪市别的有限公司", 7)
    assert found(ask(client, "晨星")) == [], "the code is an organisation's, the name is not"
    (row,) = ask(client, "别的").context["found"].rows
    assert row.total == 1


def test_what_is_withdrawn_or_ended_is_gone_at_once(client: Client, market: Agency) -> None:
    never = ask(client, "晨星").content
    first, second = about(market, on=date(2026, 3, 2)), about(market, on=date(2026, 3, 9))
    assert ask(client, "晨星").context["found"].rows[0].total == 2
    pipeline.withdraw(second, by=None, on=TODAY, reason="经行政复议，决定被撤销。")
    (row,) = ask(client, "晨星").context["found"].rows
    assert (row.total, row.newest) == (1, date(2026, 3, 2))
    pipeline.expire(first, on=TODAY)
    assert ask(client, "晨星").content == never
    assert ask(client, NAME).status_code == 200, "no way to a page that is not there"


def test_what_ended_this_night_is_not_told_though_it_is_indexed(
    client: Client, market: Agency
) -> None:
    row = about(market)
    Publication.objects.filter(pk=row.pk).update(publish_until=date(2026, 3, 31))
    assert SearchEntry.objects.filter(publication=row).exists()
    assert found(ask(client, "晨星")) == []


NUMBERS = [
    "电话13900001234",
    "闽A12345",
    "卡6222020200112233445号",
    "身份证11010519491231002X",
    "a@b.cn",
]


@pytest.mark.parametrize("typed", NUMBERS)
def test_a_number_of_a_person_finds_nothing_after_the_same_work(
    client: Client, market: Agency, typed: str
) -> None:
    """Even where one was let through into a public name."""
    row = about(market, "云溪市普通有限公司")
    party = f"云溪市{typed.lower()}有限公司 {code(1).lower()}"
    marks = " ".join(PARTY + token for token in tokens(party).split())
    if connection.vendor == "postgresql":  # takes no gate off while a deferred check waits
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with suspended(connection):
        row.versions.update(party_name=f"云溪市{typed}有限公司")
    SearchEntry.objects.filter(publication=row).update(
        party=party, text=party, tokens=f"{tokens(party)} {marks}"
    )
    assert found(ask(client, "云溪")) == [code(1)], "the index holds it"
    with CaptureQueriesContext(connection) as asked:
        response = ask(client, typed)
    with CaptureQueriesContext(connection) as nonsense:
        nothing = ask(client, "没有这样的词")
    assert found(response) == found(nothing) == []
    assert len(asked) == len(nonsense)
    page = response.content.decode()
    assert page.count(typed) == 1, "what was typed stands in the field alone"
    assert "party=" not in page and "party=" in nothing.content.decode()


@pytest.mark.parametrize("typed", ["13900001234", "0591-87654321", "6222020200112233445", "A12345"])
def test_a_bare_number_is_a_code_in_error_and_asks_nothing(client: Client, typed: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        response = ask(client, typed)
    assert response.status_code == 400 and len(asked) == 0


@pytest.mark.parametrize("typed", ["晨", "（晨）", "——", "（）", "A", "晨 。"])
def test_less_than_two_characters_are_too_few(client: Client, market: Agency, typed: str) -> None:
    about(market)
    response = ask(client, typed)
    page = response.content.decode()
    assert response.status_code == 400 and SHORT_NAME in page and 'role="alert"' in page
    assert found(ask(client, "晨星")) == [code(1)]


def test_nothing_typed_asks_for_something_and_lists_nothing(client: Client, market: Agency) -> None:
    about(market)
    for response in (ask(client, ""), ask(client, "   "), client.get("/organisations/")):
        page = response.content.decode()
        assert response.status_code == 200 and NONE not in page and NAME not in page
    assert "X-Robots-Tag" not in client.get("/organisations/"), "the page itself may be found"


def test_a_name_is_at_most_as_long_as_other_words(client: Client) -> None:
    assert ask(client, "晨星" * (MAX_Q // 2)).status_code == 200
    assert ask(client, "晨星" * (MAX_Q // 2) + "店").status_code == 400


def test_none_found_says_so_and_leads_on(client: Client, market: Agency) -> None:
    page = ask(client, "晨光 商贸").content.decode()
    assert NONE in page
    assert f"{reverse('decision-list')}?party=%E6%99%A8%E5%85%89+%E5%95%86%E8%B4%B8" in page
    assert f"{reverse('complaint-new')}?about=information" in page
    assert reverse("ledger") in page


def test_many_are_cut_off_and_more_words_are_asked_for(
    client: Client, market: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(organisation_names, "SHOWN", 2)
    for no in range(1, 4):
        about(market, f"云溪市晨星{'一二三'[no - 1]}店有限公司", no, on=date(2026, 3, no))
    response = ask(client, "晨星")
    assert found(response) == [code(3), code(2)]
    assert "请多写几个字再查" in response.content.decode()
    assert "请多写几个字再查" not in ask(client, "晨星 二店").content.decode()
    assert ask(client, "云溪市晨星一店有限公司").status_code == 302, "the oldest of all"


def test_no_more_than_so_many_entries_are_read(
    client: Client, market: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    about(market, no=1, on=date(2026, 3, 1))
    for day in (2, 3):
        about(market, no=2, on=date(2026, 3, day))
    monkeypatch.setattr(organisation_names, "READ", 3)
    assert found(ask(client, "晨星")) == [code(2), code(1)]
    monkeypatch.setattr(organisation_names, "READ", 1)
    response = ask(client, NAME)
    assert found(response) == [code(2)], "not opened: another of the name may be further down"
    assert "请多写几个字再查" in response.content.decode()


def test_the_number_of_queries_does_not_grow(
    client: Client, market: Agency, django_assert_num_queries: Any
) -> None:
    about(market)
    ask(client, "晨星")
    with django_assert_num_queries(2):
        ask(client, "晨星")
    for no in range(2, 9):
        about(market, f"晨星{no}号有限公司", no)
    with django_assert_num_queries(2):
        assert len(found(ask(client, "晨星"))) == 8


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (code(1), True),
        (code(1)[:8], True),
        ("９１３５０１００Ｍ０００", True),
        ("91350100MABCDEFGHX", True),
        ("9135-0100", True),
        ("360", True),
        ("3M", False),
        ("51job", False),
        ("Star 5", False),
        ("晨星", False),
        ("360晨星", False),
        ("", False),
        ("——", False),
    ],
)
def test_what_is_read_as_a_code(typed: str, meant: bool) -> None:
    assert uscc_meant(typed) is meant


def test_a_form_gives_a_code_or_a_name_and_never_both() -> None:
    for typed, given in (
        (code(1).lower(), (code(1), "")),
        ("晨星", ("", "晨星")),
        (f"晨星 {code(1)}", (code(1), "")),
        ("", ("", "")),
    ):
        form = OrganisationForm({"code": typed})
        assert form.is_valid()
        assert (form.cleaned_data["code"], form.cleaned_data["name"]) == given


@pytest.mark.sqlite  # how it carries out a query
def test_sqlite_finds_organisations_by_the_index_of_their_codes() -> None:
    rows = organisations.of_codes(Publication.objects.public(TODAY), [code(1)])
    assert "redacted_version_organisation (party_uscc=?)" in rows.explain()
