"""Supervisors see what is recorded today, open it for a purpose, and the agency sees that they did."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from recording.models import Access, Closure, Evidence, Visit
from recording.models.step import Stage
from recording.services import evidence
from tests import factories
from tests.base import Cast
from tests.originals import PHOTO

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
