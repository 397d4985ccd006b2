"""What was typed and not sent is kept for its account alone, encrypted, and forgotten in time."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core import kept
from core.errors import RuleError
from core.models import KeptForm
from tests import factories
from tests.base import Cast

PATH = "/office/cases/new/"
TYPED = {"title": ["晨星商贸销售过期食品案"], "kinds": ["fine", "warning"]}


def keep(client: Client, path: str = PATH, **data: str) -> Any:
    values = data or {"content": json.dumps(TYPED)}
    return client.post(reverse("kept-form"), {"path": path, **values})


def recalled(client: Client, path: str = PATH) -> Any:
    return client.get(reverse("kept-form"), {"path": path}).json()


@pytest.mark.django_db
def test_what_was_typed_comes_back_to_the_same_person_and_page(cast: Cast) -> None:
    client = cast.client("officer1")

    assert keep(client).status_code == 200

    assert recalled(client)["fields"] == TYPED
    assert recalled(client, "/office/") == {}
    assert recalled(cast.client("officer2")) == {}
    assert recalled(cast.client("admin")) == {}


@pytest.mark.django_db
def test_the_newest_takes_the_place_of_the_older(cast: Cast) -> None:
    client = cast.client("officer1")
    keep(client)
    keep(client, content=json.dumps({"title": ["乙"]}))

    assert recalled(client)["fields"] == {"title": ["乙"]}
    assert KeptForm.objects.count() == 1


@pytest.mark.django_db
def test_the_database_holds_no_clear_text(cast: Cast) -> None:
    keep(cast.client("officer1"))

    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM core_keptform")
        stored = str(cursor.fetchone()[0])
    assert "晨星" not in stored
    assert "title" not in stored


@pytest.mark.django_db
def test_passwords_and_tokens_are_never_kept(cast: Cast) -> None:
    client = cast.client("officer1")
    keep(client, content=json.dumps({name: ["x"] for name in (*kept.SECRET, "note")}))

    assert recalled(client)["fields"] == {"note": ["x"]}


@pytest.mark.django_db
def test_a_form_that_was_taken_is_forgotten(cast: Cast) -> None:
    row = factories.case(cast.bureau, filed=True)
    client, path = cast.client("officer1"), reverse("case-amend", args=[row.pk])
    keep(client, path)
    typed = {"title": row.title, "cause": row.cause, "summary": row.summary, "reason": ""}

    client.post(path, typed)
    assert recalled(client, path) != {}, "refused, so it is kept"
    assert client.post(path, {**typed, "reason": "更正。"}).status_code == 302
    assert recalled(client, path) == {}


@pytest.mark.django_db
def test_a_session_that_ended_forgets_nothing(cast: Cast) -> None:
    client = cast.client("officer1")
    keep(client)

    assert Client().post(PATH, {"title": "丙"}).status_code == 302
    assert recalled(client)["fields"] == TYPED


@pytest.mark.django_db
def test_thrown_away_is_gone(cast: Cast) -> None:
    client = cast.client("officer1")
    keep(client)

    assert keep(client, forget="1").json() == {}
    assert recalled(client) == {}


@pytest.mark.django_db
def test_it_is_kept_for_days_and_not_for_ever(cast: Cast) -> None:
    now = timezone.now()
    kept.keep(cast.officer1, PATH, json.dumps(TYPED), at=now)

    assert kept.recall(cast.officer1, PATH, at=now + kept.KEPT) is not None
    assert kept.recall(cast.officer1, PATH, at=now + kept.KEPT + timedelta(seconds=1)) is None
    kept.keep(cast.officer1, "/office/", "{}", at=now + kept.KEPT + timedelta(seconds=1))
    assert [row.path for row in KeptForm.objects.all()] == ["/office/"]


@pytest.mark.django_db
def test_only_so_many_forms_are_kept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_FORMS", 2)
    now = timezone.now()
    for minute, path in enumerate(("/a/", "/b/", "/c/")):
        kept.keep(cast.officer1, path, "{}", at=now + timedelta(minutes=minute))
    kept.keep(cast.officer2, "/d/", "{}", at=now)

    paths = KeptForm.objects.order_by("path").values_list("path", flat=True)
    assert list(paths) == ["/b/", "/c/", "/d/"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "content"),
    [
        (PATH, "x" * (kept.MOST_BYTES + 1)),
        (PATH, "["),
        (PATH, "[]"),
        (PATH, "[" * 100_000),
        (PATH, json.dumps({"title": "甲"})),
        (PATH, json.dumps({"title": [1]})),
        ("", "{}"),
        ("/nothing/here/", "{}"),
        ("https://elsewhere.example/", "{}"),
        (PATH + "?" + "x" * 400, "{}"),
    ],
)
def test_what_is_no_form_of_the_portal_is_refused(cast: Cast, path: str, content: str) -> None:
    assert keep(cast.client("officer1"), path, content=content).status_code == 422
    assert not KeptForm.objects.exists()


@pytest.mark.django_db
def test_nobody_keeps_without_signing_in() -> None:
    assert keep(Client()).status_code == 403
    assert Client().get(reverse("kept-form"), {"path": PATH}).status_code == 403
    assert Client().put(reverse("kept-form")).status_code == 405


@pytest.mark.django_db
def test_answers_are_not_left_in_a_cache(cast: Cast) -> None:
    answer = cast.client("officer1").get(reverse("kept-form"), {"path": PATH})

    assert "no-store" in answer["Cache-Control"]


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(content: str) -> None:
    try:
        fields = kept.read(content)
    except RuleError as error:
        assert error.remedy
    else:
        assert all(isinstance(values, list) for values in fields.values())
