"""The front page leads to every task, and a company's code to its page."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from disclosure.services import pipeline
from tests.disclosure import factories
from tests.disclosure.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
CODE = "91350100M000100Y43"


def test_every_task_of_the_front_page_opens(client: Client) -> None:
    page = client.get("/").content.decode()
    tasks = re.search(r'<nav class="tasks".*?</nav>', page, re.DOTALL)
    assert tasks is not None
    links = re.findall(r'href="([^"]+)"', tasks[0])
    assert {
        reverse(name) for name in ("verify", "remedies", "complaint-new", "correction-new")
    } <= {*links}
    for link in dict.fromkeys(links):
        assert client.get(link).status_code == 200, link


def test_search_comes_first_then_the_tasks_then_the_news(client: Client) -> None:
    factories.published(factories.agency())
    page = client.get("/").content.decode()
    places = [page.index(text) for text in ('id="hero-q"', 'class="tasks"', "最新公开")]
    assert places == sorted(places)


@pytest.mark.parametrize("typed", [CODE, CODE.lower(), f" {CODE[:8]} {CODE[8:]} "])
def test_a_code_leads_to_the_page_however_it_is_typed(client: Client, typed: str) -> None:
    factories.published(factories.agency(), uscc=CODE)
    response = client.get(reverse("organisation-find"), {"code": typed})
    assert (response.status_code, response.headers["Location"]) == (
        302,
        reverse("organisation", args=[CODE]),
    )


def test_a_code_with_nothing_public_says_so_whatever_there_was(client: Client) -> None:
    path = reverse("organisation-find")
    never = client.get(path, {"code": CODE})
    pipeline.expire(factories.published(factories.agency(), uscc=CODE), on=TODAY)
    gone = client.get(path, {"code": CODE})
    assert "没有该代码的公开信息" in never.content.decode()
    assert gone.status_code == never.status_code == 200
    assert gone["ETag"] != "" and len(gone.content) == len(never.content)


@pytest.mark.parametrize("typed", ["11010519491231002X", "1" * 41, "91350100M000100Y44"])
def test_what_is_no_code_is_explained(client: Client, typed: str) -> None:
    response = client.get(reverse("organisation-find"), {"code": typed})
    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()


def test_the_codes_that_can_be_verified_have_one_name_everywhere(client: Client) -> None:
    home, form = (client.get(path).content.decode() for path in ("/", reverse("verify")))
    unknown = client.post(reverse("verify"), {"code": "云市监检任〔2026〕3号"}).content.decode()
    for word in ("文号", "文书核验码", "检查码"):
        assert word in home and word in form and word in unknown, word
    assert "执法证号" in form and "执法证号" in unknown
    assert "检查任务编码" not in home + form + unknown
    assert "检查码印在行政检查通知书上" in form
    assert "检查任务编号" in unknown
