"""The calendar's pages and the derivation of a deadline, in a browser's eyes."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core import deadlines
from core.models import CalendarNotice, Deadline
from tests.base import Cast
from tests.core.calendar_case import day, notice_2027
from tests.core.deadline_case import start

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(cast: Cast) -> Client:
    """A list administrator's browser."""
    return cast.client("listadmin")


def upload(text: str = "", name: str = "2027.json") -> SimpleUploadedFile:
    """The fictional notice as an upload, or other text."""
    return SimpleUploadedFile(name, (text or json.dumps(notice_2027())).encode())


def page(client: Client, url: str) -> str:
    """The text of a page that must answer 200."""
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_names_every_year_and_what_is_provisional(admin: Client) -> None:
    text = page(admin, reverse("calendar-list"))
    assert "国务院办公厅关于2026年部分节假日安排的通知" in text
    assert "暂定" in text
    assert "650000" in text
    assert "248" in text


def test_a_year_shows_every_day_with_its_kind(admin: Client) -> None:
    text = page(admin, reverse("calendar-year", args=[2026]))
    assert text.count('class="calendar-month"') == 12
    assert "国庆节调休上班" in text
    assert "暂定" not in text


def test_a_year_without_notice_is_marked(admin: Client) -> None:
    assert "暂定" in page(admin, reverse("calendar-year", args=[2027]))


def test_the_overlay_is_shown_for_its_region(admin: Client) -> None:
    url = reverse("calendar-year", args=[2026])
    assert "古尔邦节" in page(admin, f"{url}?region=650000")
    assert "古尔邦节" not in page(admin, url)


def test_a_year_that_is_not_kept_is_not_found(admin: Client) -> None:
    assert admin.get(reverse("calendar-year", args=[1900])).status_code == 404


def test_an_upload_shows_the_impact_and_changes_nothing(admin: Client) -> None:
    row = start("2027-02-01")
    response = admin.post(
        reverse("calendar-import"), {"notice_file": upload(), "action": "preview"}
    )
    text = response.content.decode()
    assert response.status_code == 200
    assert "2027-02-12" in text
    assert "2027-02-16" in text
    row.refresh_from_db()
    assert row.due_on == day("2027-02-12")


def test_the_confirmed_preview_is_applied_under_the_account(admin: Client, cast: Cast) -> None:
    row = start("2027-02-01")
    first = admin.post(reverse("calendar-import"), {"notice_file": upload(), "action": "preview"})
    payload = first.context["form"]["payload"].value()
    data = {"payload": payload, "region": "", "action": "apply"}
    response = admin.post(reverse("calendar-import"), data)
    assert response.headers["Location"] == reverse("calendar-year", args=[2027])
    row.refresh_from_db()
    assert row.due_on == day("2027-02-16")
    assert row.changes.get().changed_by == cast.listadmin


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({}, "没有选择文件"),
        ({"notice_file": upload("{", "x.json")}, "JSON"),
        ({"notice_file": upload('{"year": 2027, "days": []}', "x.json")}, "2027"),
        ({"notice_file": upload("x" * (1024 * 1024 + 1), "x.json")}, "1 MB"),
        ({"notice_file": upload(), "region": "xj"}, "行政区划代码"),
    ],
)
def test_a_bad_upload_is_answered_in_words(
    admin: Client, data: dict[str, object], says: str
) -> None:
    before = CalendarNotice.objects.count()
    for value in data.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)
    response = admin.post(reverse("calendar-import"), {**data, "action": "preview"})
    assert response.status_code == 200
    assert says in response.content.decode()
    assert CalendarNotice.objects.count() == before


@pytest.mark.parametrize("name", ["calendar-list", "calendar-import"])
def test_the_calendar_is_for_those_who_keep_it(cast: Cast, name: str) -> None:
    assert cast.client("officer1").get(reverse(name)).status_code == 403
    assert Client().get(reverse(name)).status_code == 302


def test_a_supervisor_may_look_but_not_import(cast: Cast) -> None:
    client = cast.client("supervisor")
    assert reverse("calendar-import") not in page(client, reverse("calendar-list"))
    assert client.get(reverse("calendar-import")).status_code == 403


def deadline_of(cast: Cast, on: str = "2026-09-29") -> Deadline:
    """A publication deadline of the bureau."""
    return start(on, agency_id=cast.bureau.pk)


def test_a_deadline_shows_its_derivation_day_by_day(cast: Cast) -> None:
    row = deadline_of(cast)
    text = page(cast.client("officer1"), reverse("deadline-detail", args=[row.pk]))
    assert "第 7 个工作日" in text
    assert "国庆节调休上班" in text
    assert row.article in text
    assert 'datetime="2026-10-14"' in text


def test_a_moved_and_suspended_deadline_tells_its_story(cast: Cast, admin: Client) -> None:
    row = deadline_of(cast, "2027-02-01")
    deadlines.suspend("decision", "1", on=day("2027-02-03"), reason="等待鉴定")
    text = page(admin, reverse("deadline-detail", args=[row.pk]))
    assert "等待鉴定" in text
    assert "暂定" in text
    first = admin.post(reverse("calendar-import"), {"notice_file": upload(), "action": "preview"})
    payload = first.context["form"]["payload"].value()
    admin.post(reverse("calendar-import"), {"payload": payload, "action": "apply"})
    text = page(admin, reverse("deadline-detail", args=[row.pk]))
    assert "由 2027-02-12 改为 2027-02-16" in text


def test_a_deadline_of_another_agency_does_not_exist(cast: Cast) -> None:
    url = reverse("deadline-detail", args=[deadline_of(cast).pk])
    assert cast.client("outsider").get(url).status_code == 404
    assert cast.client("supervisor").get(url).status_code == 200
    assert Client().get(url).status_code == 302
