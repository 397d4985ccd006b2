"""A refused form keeps what was typed, says in Chinese why and by which rule, and changes nothing."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from enforcement.models import Case, Decision, Notice
from recording.models import Archive, Evidence, Service
from tests import factories
from tests.base import Cast, day

ON = day(3, 16)


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, on=ON, filed=True, procedure="simple")


def upload(content: bytes, **values: Any) -> dict[str, Any]:
    """An upload form for one photo taken just now."""
    now = f"{timezone.localtime():%Y-%m-%dT%H:%M}"
    return {
        "originals": [SimpleUploadedFile("门头.jpg", content, content_type="image/jpeg")],
        "medium": "photo",
        "kind": "audiovisual",
        "stage": "investigation",
        "title": "门头照片甲",
        "device_no": "DSJ-0042",
        "started_at": now,
        **values,
    }


UPLOADS = [
    (b"<html><script>alert(1)</script></html>", {}, "不是允许的类型"),
    (b"", {}, "空"),
    (b"MZ" + bytes(200), {}, "不是允许的类型"),
    (factories.PHOTO, {"started_at": ""}, "应当注明记录开始时间"),
    (factories.PHOTO, {"started_at": "2026-03-01T10:00"}, "逾期上传的理由"),
]


@pytest.mark.parametrize(("content", "values", "why"), UPLOADS)
def test_a_refused_upload_keeps_the_circumstances(
    cast: Cast, case: Case, content: bytes, values: dict[str, Any], why: str
) -> None:
    url = reverse("evidence-upload", args=[case.pk])
    answer = cast.client("officer1").post(url, upload(content, **values))
    page = answer.content.decode()
    assert answer.status_code == 200
    for words in (why, "门头照片甲", "DSJ-0042"):
        assert words in page
    assert not Evidence.objects.exists()


def test_a_file_beyond_the_limit_is_refused_with_the_limit(cast: Cast, case: Case) -> None:
    url = reverse("evidence-upload", args=[case.pk])
    exact = factories.PHOTO + b"0"
    with override_settings(UPLOAD_MAX_BYTES=len(factories.PHOTO)):
        client = cast.client("officer1")
        page = client.post(url, upload(exact)).content.decode()
        assert "MB 的上限" in page
        assert not Evidence.objects.exists()
        assert client.post(url, upload(factories.PHOTO)).status_code == 302
    assert Evidence.objects.get().blob.size == len(factories.PHOTO)


def test_a_refused_service_keeps_the_receipt_as_typed(cast: Cast) -> None:
    decision = factories.issued(cast.bureau, on=ON, procedure="simple")
    url = reverse("decision-serve", args=[decision.pk])
    data = {"on": "2026-03-16", "method": "left", "receiver": "邻居甲某", "place": "新安里8号"}
    page = cast.client("officer1").post(url, data).content.decode()
    for words in ("应当注明理由", "民事诉讼法第八十九条", "邻居甲某", "新安里8号"):
        assert words in page
    assert not Service.objects.exists()
    assert Decision.objects.get(pk=decision.pk).status == "issued"


def test_a_refused_closing_says_what_is_missing(cast: Cast, case: Case) -> None:
    url = reverse("case-close", args=[case.pk])
    page = cast.client("officer1").post(url, {"on": "2026-03-16", "ground": "executed"})
    assert "没有生效的决定" in page.content.decode()
    assert "程序规定第七十七条" in page.content.decode()
    assert Case.objects.get(pk=case.pk).status == "filed"


def test_archiving_an_open_case_is_refused_on_the_page(cast: Cast, case: Case) -> None:
    url = reverse("case-archive", args=[case.pk])
    page = cast.client("officer1").post(url, {"on": "2026-03-16"}).content.decode()
    assert "案件尚未结案" in page
    assert "国办发〔2018〕118号" in page
    assert not Archive.objects.exists()


BY_CASE = ["step-create", "evidence-upload", "case-close", "case-archive"]
BY_DECISION = ["notice-serve", "decision-issue", "decision-issue-on-spot", "decision-serve"]


@pytest.mark.parametrize("name", BY_CASE + BY_DECISION)
def test_who_has_no_right_is_turned_away_and_a_stranger_finds_nothing(
    cast: Cast, case: Case, name: str
) -> None:
    row = case if name in BY_CASE else factories.draft(cast.bureau, on=ON, case=case)
    url = reverse(name, args=[row.pk])
    assert cast.client("publisher").post(url, {"on": "2026-03-16"}).status_code == 403
    stranger = cast.client("outsider").post(url, {"on": "2026-03-16"}).status_code
    assert stranger == (403 if name == "decision-issue" else 404)
    assert not Notice.objects.exists()
    assert Case.objects.get(pk=case.pk).status == "filed"


@pytest.mark.parametrize("name", BY_CASE + BY_DECISION)
def test_without_a_login_every_form_leads_to_the_login(cast: Cast, name: str) -> None:
    url = reverse(name, args=["00000000-0000-4000-8000-000000000000"])
    answer = cast.client("officer1")
    answer.logout()
    found = answer.get(url)
    assert found.status_code == 302
    assert "login" in found["Location"]
