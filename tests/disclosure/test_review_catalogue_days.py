"""The public register of catalogues by its edges: first days, inherited lists, wrong questions, nothing found."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from disclosure import review_catalogues
from enforcement.models import Agency, ReviewCatalogue
from enforcement.services import catalogues
from tests import factories
from tests.base import Cast, day
from tests.catalogues import FROM, TEXT, begun, published, put

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
EVE, NEXT = day(3, 31), day(4, 2)
CODE = "11411200MB00000018"


@pytest.fixture
def client(db: None) -> Client:
    return Client()


@pytest.fixture
def row(cast: Cast) -> ReviewCatalogue:
    """The list of the bureau since FROM, with inspections added."""
    made = begun(cast.bureau, cast.listadmin, change_note="增加行政检查。")
    put(made, cast.listadmin)
    return published(made, cast.listadmin, cast.head)


def text(client: Client, name: str, *args: Any, status: int = 200, **query: Any) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == status
    return str(answer.content.decode())


def below(cast: Cast, **values: Any) -> Agency:
    return factories.agency("云溪市市场监督管理局城东分局", parent=cast.bureau, **values)


def own_list(agency: Agency, **values: Any) -> ReviewCatalogue:
    """A published list of the agency itself."""
    keeper, head = factories.user("listadmin", agency), factories.user("head", agency)
    made = begun(agency, keeper, on=FROM, title="城东分局目录清单", doc_no="城东〔2026〕1号")
    return published(made, keeper, head, **{"on": FROM, "valid_from": NEXT, **values})


# --- which list, on which day -----------------------------------------------------------------------
def test_a_list_begins_with_its_first_day_and_not_the_day_before(
    cast: Cast, row: ReviewCatalogue
) -> None:
    eve, first = (review_catalogues.applied(cast.bureau, on) for on in (EVE, FROM))

    assert (eve.version, first.version) == (None, row)
    assert eve.title == f"{cast.bureau.rules().name}规定的法制审核范围"
    assert (first.title, first.source) == (TEXT["title"], str(row))
    assert "own_7" not in {line.key for line in eve.lines}
    assert first.lines[-1].key == "own_7"
    assert first.pk == cast.bureau.pk


def test_the_lines_of_a_list_say_what_is_law(cast: Cast, row: ReviewCatalogue) -> None:
    lines = {line.key: line for line in review_catalogues.applied(cast.bureau, FROM).lines}

    assert {key for key, line in lines.items() if line.lawful} == {
        "ordinary_penalty",
        "hearing_held",
    }
    assert lines["own_7"].criteria == "行政检查"
    assert lines["own_7"].article == "云市监规〔2026〕1号第二条"
    assert lines["hearing_held"].criteria == "已举行听证"


def test_the_facts_of_a_list_name_its_document_and_no_person(
    cast: Cast, row: ReviewCatalogue
) -> None:
    facts = dict(review_catalogues.applied(cast.bureau, FROM).facts)

    assert facts["修订说明"] == "增加行政检查。"
    assert (facts["制定文件文号"], facts["生效日期"]) == (TEXT["doc_no"], FROM)
    assert not {"报批人", "批准人", "意见"} & set(facts)


def test_versions_are_those_of_the_agency_and_above_the_newest_first(
    cast: Cast, row: ReviewCatalogue
) -> None:
    branch = below(cast)
    own = own_list(branch)

    assert review_catalogues.versions(branch) == [own, row]
    assert review_catalogues.versions(cast.bureau) == [row]
    assert review_catalogues.versions(cast.government) == []
    assert review_catalogues.versions(cast.other_bureau) == []


def test_an_agency_under_other_rules_has_none_of_the_versions_above(
    cast: Cast, row: ReviewCatalogue
) -> None:
    foreign = below(cast, profile="changzhi_police")

    assert review_catalogues.versions(foreign) == []
    assert review_catalogues.applied(foreign, FROM).version is None


def test_drafts_and_discarded_versions_are_among_no_versions(
    cast: Cast, row: ReviewCatalogue
) -> None:
    draft = begun(cast.bureau, cast.listadmin, on=FROM, doc_no="云市监规〔2026〕2号")
    assert review_catalogues.versions(cast.bureau) == [row]
    catalogues.discard(draft, by=cast.listadmin, reason="文件另行制定。")

    assert review_catalogues.versions(cast.bureau) == [row]


# --- the pages --------------------------------------------------------------------------------------
def test_a_list_to_come_is_shown_as_not_yet_in_force(cast: Cast, client: Client) -> None:
    made = begun(cast.bureau, cast.listadmin)
    published(made, cast.listadmin, cast.head, valid_from=day(12, 31, 2999))

    shown = text(client, "review-catalogue-detail", cast.bureau.pk)

    assert 'href="?on=2999-12-31"' in shown and "尚未施行" in shown
    assert 'aria-current="true"' not in shown.split("历次版本")[1]


def test_the_version_of_the_day_is_marked_among_all(cast: Cast, row: ReviewCatalogue) -> None:
    client, branch = Client(), below(cast)
    own_list(branch)

    first = text(client, "review-catalogue-detail", branch.pk, on="2026-04-01")
    second = text(client, "review-catalogue-detail", branch.pk, on="2026-04-02")

    marked = '<a href="?on={}" aria-current="true">'
    assert marked.format("2026-04-01") in first and marked.format("2026-04-02") not in first
    assert marked.format("2026-04-02") in second and marked.format("2026-04-01") not in second


def test_without_any_version_there_is_no_list_of_versions(cast: Cast, client: Client) -> None:
    shown = text(client, "review-catalogue-detail", cast.bureau.pk)

    assert "历次版本" not in shown
    assert "尚未施行" not in shown
    assert str(cast.bureau.rules().source) in shown


@pytest.mark.parametrize("on", ["2026-02-30", "yesterday", "2026", "' OR 1=1 --"])
def test_a_day_that_is_none_is_said_and_fails_nowhere(cast: Cast, client: Client, on: str) -> None:
    shown = text(client, "review-catalogue-detail", cast.bureau.pk, status=422, on=on)
    assert "不是日期" in shown

    assert "on" in text(client, "review-catalogue-list", status=400, on=on)


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_have_a_list(cast: Cast, client: Client, on: str) -> None:
    assert on in text(client, "review-catalogue-detail", cast.bureau.pk, on=on)


def test_a_search_without_result_says_so_and_leads_back(cast: Cast, client: Client) -> None:
    shown = text(client, "review-catalogue-list", agency="999999999999")

    assert "没有符合条件的执法主体" in shown and "请减少条件。" in shown
    assert reverse("review-catalogue-list") in shown


def test_a_list_is_found_by_the_code_of_the_agency(cast: Cast) -> None:
    coded = factories.agency(uscc=CODE)

    assert list(review_catalogues.agencies({"agency": CODE})) == [coded]
    assert list(review_catalogues.agencies({"agency": str(coded.pk)})) == [coded]
    assert list(review_catalogues.agencies({"agency": "X" * 18})) == []


@pytest.mark.parametrize("name", ["review-catalogue-list", "review-catalogue-detail"])
def test_nothing_is_posted_to_the_register(cast: Cast, client: Client, name: str) -> None:
    args = [cast.bureau.pk] if name.endswith("detail") else []
    before = ReviewCatalogue.objects.count()

    client.post(reverse(name, args=args), {"title": "x"})

    assert ReviewCatalogue.objects.count() == before


# --- open data --------------------------------------------------------------------------------------
def test_the_api_names_the_agency_whose_list_is_applied(cast: Cast, row: ReviewCatalogue) -> None:
    branch = below(cast)
    query = {"agency": branch.pk, "on": "2026-04-01"}

    (found,) = Client().get(reverse("api-review-catalogue-list"), query).json()["results"]

    assert found["agency"]["id"] == branch.pk
    assert found["version"]["agency"]["id"] == cast.bureau.pk
    assert set(found["version"]) == {
        *("title", "doc_no", "source", "agency", "valid_from", "published_on")
    }
    assert found["version"]["published_on"] == "2026-03-02"


@pytest.mark.parametrize("query", [{"on": "2026-02-30"}, {"on": "x"}, {"agency": "a b"}])
def test_the_api_refuses_a_question_by_its_name(
    cast: Cast, client: Client, query: dict[str, str]
) -> None:
    answer = client.get(reverse("api-review-catalogue-list"), query)

    assert answer.status_code == 400
    assert next(iter(query)) in answer.content.decode()


def test_the_api_has_no_list_of_an_agency_that_is_not_announced(cast: Cast, client: Client) -> None:
    hidden = factories.agency(status=Agency.Status.PENDING)

    url = reverse("api-review-catalogue-detail", args=[hidden.pk])
    assert client.get(url).status_code == 404
    rows = client.get(reverse("api-review-catalogue-list")).json()["results"]
    assert hidden.pk not in {each["agency"]["id"] for each in rows}
