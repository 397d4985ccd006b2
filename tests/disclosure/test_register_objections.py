"""异议处理中 on the pages of the registers: while a request waits, on the page it is about and no other."""

import pytest
from django.test import Client
from django.urls import reverse

from disclosure.services import corrections
from enforcement.models import EntryVersion
from tests.base import Cast, day
from tests.disclosure import factories
from tests.disclosure.asking import (
    KINDS,
    NAME,
    ON,
    OUTDATED,
    PHONE,
    about_register,
    correction,
    register_names,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
MARK = "异议处理中"
PAGES = {
    "guide": "public-guide-detail",
    "agency": "agency-detail",
    "officer": "officer-detail",
    "item": "item-detail",
}


def pages(names: dict[str, str]) -> dict[str, str]:
    """The text of the page of each row."""
    found = {}
    for kind, name in names.items():
        answer = Client().get(reverse(PAGES[kind], args=[name.partition("-")[2]]))
        assert answer.status_code == 200, kind
        assert "no-cache" in answer["Cache-Control"], f"{kind}: an old mark would stay"
        found[kind] = answer.content.decode()
    return found


def marked(names: dict[str, str]) -> set[str]:
    return {kind for kind, text in pages(names).items() if MARK in text}


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_page_asked_about_bears_the_mark_and_names_nobody(
    cast: Cast, guide: EntryVersion, kind: str
) -> None:
    names = register_names(cast, guide)
    assert marked(names) == set()
    row, receipt = about_register(names[kind])
    assert marked(names) == {kind}
    text = pages(names)[kind]
    for secret in (NAME, PHONE, OUTDATED, row.number, receipt.code):
        assert secret not in text


def test_it_follows_the_request_through_all_its_states(cast: Cast, guide: EntryVersion) -> None:
    names = {"guide": register_names(cast, guide)["guide"]}
    row, _receipt = about_register(names["guide"])
    by = {"by": cast.listadmin}
    for act, values, waits in (
        (corrections.accept, by, True),
        (corrections.ask, {**by, "on": ON, "asked": "请补充。"}, True),
        (corrections.supply, {"on": day(4, 2), "text": "已补充。"}, True),
        (corrections.refuse, {**by, "on": day(4, 3), "answer": "一致。"}, False),
        (corrections.reopen, {"on": day(4, 7), "text": "不服。"}, True),
    ):
        row = act(row, **values)
        assert marked(names) == ({"guide"} if waits else set()), act.__name__


def test_what_is_asked_about_a_decision_marks_no_register(cast: Cast, guide: EntryVersion) -> None:
    correction(factories.published(cast.bureau))
    texts = pages(register_names(cast, guide))
    assert {kind for kind, text in texts.items() if "对本页公开的信息提出更正申请" in text} == set()
