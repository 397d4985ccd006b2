"""Supervisors see what is recorded today, open it for a purpose, and the agency sees that they did."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from recording.models import Access, Closure, Evidence, Upload, Visit
from recording.models.step import Stage
from recording.services import evidence
from tests import factories
from tests.base import Cast, client_of
from tests.originals import PHOTO
from tests.recording import bare

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(cast: Cast) -> Evidence:
    return evidence.seal(
        factories.case(cast.bureau, filed=True, staff=cast.officers, title="正在办理的案件"),
        by=cast.officer1,
        stream=io.BytesIO(PHOTO),
        file_name="一.jpg",
        kind=Evidence.Kind.AUDIOVISUAL,
        media=Evidence.Media.PHOTO,
        title="柜台照片",
        stage=Stage.INVESTIGATION,
        at=timezone.now(),
        taking=evidence.Taking(started_at=timezone.now() - timedelta(minutes=1)),
    )


def test_from_todays_list_to_the_recording_and_the_agency_sees_it(
    item: Evidence, cast: Cast
) -> None:
    client = cast.client("supervisor")
    page = client.get(reverse("live-list"), {"agency": cast.bureau.pk}).content.decode()
    door = reverse("evidence-purpose", args=[item.case_id]) + "?live=1"
    assert door in page
    assert client.post(door, {"purpose": "supervision", "note": "专项督查"}).status_code == 302
    assert client.get(reverse("evidence-detail", args=[item.pk])).status_code == 200
    visit = Visit.objects.get()
    assert (visit.live, visit.user, visit.note) == (True, cast.supervisor, "专项督查")
    assert Access.objects.filter(live=True, user=cast.supervisor).exists()
    home = cast.client("officer1").get(reverse("evidence-list", args=[item.case_id]))
    words = home.content.decode()
    assert "督明远" in words
    assert "实时调阅了本案记录" in words


def test_another_agency_or_an_earlier_day_is_not_in_the_list(item: Evidence, cast: Cast) -> None:
    client = cast.client("supervisor")
    page = client.get(reverse("live-list"), {"agency": cast.other_bureau.pk}).content.decode()
    assert "正在办理的案件" not in page
    assert "今天还没有新的记录" in page


def test_closed_evidence_is_not_counted_for_who_may_not_see_it(item: Evidence, cast: Cast) -> None:
    Closure.objects.create(
        case=item.case, evidence=item, group="secret", reason="x", set_by=cast.head
    )
    page = cast.client("supervisor").get(reverse("live-list")).content.decode()
    assert "正在办理的案件" not in page


@pytest.mark.parametrize("name", ["officer1", "head", "reviewer"])
def test_others_have_no_such_list_and_their_visit_is_not_live(
    item: Evidence, cast: Cast, name: str
) -> None:
    client = cast.client(name)
    assert client.get(reverse("live-list")).status_code == 403
    client.post(
        reverse("evidence-purpose", args=[item.case_id]) + "?live=1", {"purpose": "approval"}
    )
    assert not Visit.objects.filter(live=True).exists()


def test_yesterdays_recording_is_not_in_todays_list_and_todays_is(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, page = cast.client("supervisor"), reverse("live-list")
    assert "正在办理的案件" in client.get(page).content.decode()
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_args: tomorrow)
    assert "正在办理的案件" not in client.get(page).content.decode()


def test_what_arrives_now_is_shown_before_it_is_complete(item: Evidence, cast: Cast) -> None:
    case = factories.case(cast.bureau, filed=True, title="上传中的案件")
    upload = Upload.objects.create(
        agency=cast.bureau,
        case=case,
        owner=cast.officer1,
        file_name="现场.mp4",
        size=9,
        expires_at=timezone.now() + timedelta(days=1),
    )
    client, page = cast.client("supervisor"), reverse("live-list")
    words = client.get(page).content.decode()
    assert "上传中的案件" in words
    assert "封存后可以调阅" in words
    Upload.objects.filter(pk=upload.pk).update(status="verifying")
    assert "上传中的案件" not in client.get(page).content.decode()


@pytest.mark.parametrize("agency", ["", "0", "nonsense"])
def test_an_agency_that_is_none_narrows_nothing(item: Evidence, cast: Cast, agency: str) -> None:
    page = cast.client("supervisor").get(reverse("live-list"), {"agency": agency})
    assert page.status_code == 200
    assert "正在办理的案件" in page.content.decode()


def test_a_supervisor_of_another_place_sees_nothing_of_it(item: Evidence, cast: Cast) -> None:
    far = factories.agency("示例县司法局", prefix="示司")
    client = client_of(factories.user("supervisor", far))
    page = client.get(reverse("live-list")).content.decode()
    assert "正在办理的案件" not in page
    door = reverse("evidence-purpose", args=[item.case_id]) + "?live=1"
    assert client.post(door, {"purpose": "supervision"}).status_code == 404
    assert not Visit.objects.exists()


def test_the_list_asks_the_database_as_often_for_many_cases_as_for_one(
    item: Evidence, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    client, page = cast.client("supervisor"), reverse("live-list")
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for no in range(2):
        bare.item(factories.case(cast.bureau, filed=True), cast.officer1, content=f"{no}")
    with django_assert_max_num_queries(len(few)):
        client.get(page)


def test_the_question_is_filled_in_for_a_live_look_only(item: Evidence, cast: Cast) -> None:
    client, page = cast.client("supervisor"), reverse("evidence-purpose", args=[item.case_id])
    chosen = '<option value="supervision" selected'
    assert chosen in client.get(f"{page}?live=1").content.decode()
    assert chosen not in client.get(page).content.decode()
    head = cast.client("head").get(f"{page}?live=1").content.decode()
    assert chosen not in head
