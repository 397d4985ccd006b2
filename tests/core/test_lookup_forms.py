"""A form that only looks something up never tells its reader that something was not kept."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from core.forms import LookUpForm, PortalForm

LOST = "提交的内容有误，未保存"
ASK_AGAIN = "填写的内容有误，请改正后再查"
ROOMS = ("core", "enforcement", "recording", "legal_review", "disclosure", "supervision", "config")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("verify", {"code": "a/b"}),
        ("organisation-find", {"code": "12345"}),
        ("remedies", {"known_on": "2026-13-45"}),
    ],
)
def test_a_wrong_question_is_told_without_talk_of_keeping(name: str, asked: dict[str, str]) -> None:
    shown = Client().get(reverse(name), asked).content.decode()
    assert LOST not in shown
    assert ASK_AGAIN in shown or "field-errors" in shown


def test_progress_is_looked_up_though_it_is_posted(client: Client, db: None) -> None:
    shown = client.post(reverse("progress"), {"number": ""}).content.decode()
    assert ASK_AGAIN in shown
    assert LOST not in shown


def test_a_form_that_keeps_something_still_says_so(client: Client, db: None) -> None:
    shown = client.post(reverse("consultation-new"), {}).content.decode()
    assert LOST in shown
    assert ASK_AGAIN not in shown


def test_what_is_filled_from_the_address_is_a_look_up() -> None:
    """A class bound to request.GET in any view, by its source."""
    bound: set[str] = set()
    for room in ROOMS:
        for path in Path(settings.BASE_DIR, room).rglob("*.py"):
            bound |= set(re.findall(r"\b(\w+(?:Form|Filter))\(request\.GET", path.read_text()))
    kinds = {kind.__name__: kind for kind in every(PortalForm)}
    assert len(bound) >= 10
    assert not [name for name in bound if name in kinds and kinds[name].keeps]
    assert LookUpForm.keeps is False


def every(kind: type[PortalForm]) -> set[type[PortalForm]]:
    return {kind, *(deep for sub in kind.__subclasses__() for deep in every(sub))}
