"""The office pages of the record: who sees what, forms that keep what was typed."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry
from enforcement.models import Case, Decision
from recording import manifest
from recording.models import Archive, Document, Evidence, Service, Step
from recording.services import archive
from tests import factories
from tests.base import Cast, day
from tests.lately import lately
from tests.purposes import told

ON = day(3, 16)
FILED = factories.Days.before(ON).filed


def typed(moment: Any) -> str:
    """A time as the browser sends it."""
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, on=ON, filed=True)


def step_data(cast: Cast, **values: Any) -> dict[str, Any]:
    """A step form filled in."""
    return {
        "kind": "inquiry",
        "at": typed(factories.at(FILED)),
        "place": "示范路1号",
        "text": "经询问，情况属实。",
        "officers": [row.pk for row in cast.officers],
        "party_present": "on",
        "av_exemption": "文字记录足够。",
        **values,
    }


def test_the_record_shows_steps_papers_and_what_is_missing(cast: Cast, case: Case) -> None:
    client = cast.client("officer1")
    url = reverse("case-record", args=[case.pk])
    empty = client.get(url).content.decode()
    assert "还没有过程记录" in empty
    assert "缺少证据材料" in empty
    factories.record(case, on=FILED)
    full = client.get(url).content.decode()
    assert "材料齐全" in full
    assert "询问笔录" in full
    assert "安试一、安试二" in full
    assert reverse("step-create", args=[case.pk]) in full


def test_the_buttons_are_those_the_person_may_use(cast: Cast, case: Case) -> None:
    url = reverse("case-record", args=[case.pk])
    write = reverse("step-create", args=[case.pk])
    for name in ("unithead", "reviewer", "head", "supervisor"):
        assert write not in cast.client(name).get(url).content.decode()


def test_recording_a_step_goes_back_to_the_record(cast: Cast, case: Case) -> None:
    client = cast.client("officer1")
    url = reverse("step-create", args=[case.pk])
    assert client.get(url).status_code == 200
    answer = client.post(url, step_data(cast), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("case-record", args=[case.pk])
    assert "经询问，情况属实。" in answer.content.decode()
    assert Step.objects.filter(case=case, kind="inquiry").count() == 1


def test_a_refused_step_keeps_what_was_typed_and_says_why(cast: Cast, case: Case) -> None:
    client = cast.client("officer1")
    data = step_data(cast, officers=[cast.officers[0].pk], text="很长的询问经过。")
    page = client.post(reverse("step-create", args=[case.pk]), data).content.decode()
    assert "不得少于2名" in page
    assert "行政处罚法第四十二条" in page
    assert "很长的询问经过。" in page
    assert not Step.objects.filter(case=case).exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("at", "not a time"),
        ("at", typed(timezone.now() + timedelta(days=2))),
        ("kind", "verification"),
        ("officers", ["999999"]),
        ("text", ""),
        ("av_exemption", "长" * 301),
    ],
)
def test_bad_input_is_answered_on_the_form(cast: Cast, case: Case, field: str, value: Any) -> None:
    url = reverse("step-create", args=[case.pk])
    answer = cast.client("officer1").post(url, step_data(cast, **{field: value}))
    assert answer.status_code == 200
    assert "提交的内容有误" in answer.content.decode()
    assert not Step.objects.filter(case=case).exists()


PAGES = ["case-record", "step-create", "evidence-list", "evidence-upload", "case-close"]


@pytest.mark.parametrize("name", PAGES)
def test_a_case_of_another_agency_does_not_exist(cast: Cast, case: Case, name: str) -> None:
    assert cast.client("outsider").get(reverse(name, args=[case.pk])).status_code == 404


def photo(name: str = "现场.jpg", content: bytes = factories.PHOTO) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def upload_data(**values: Any) -> dict[str, Any]:
    """An upload form filled in, for a photo taken an hour ago."""
    taken = lately(1)
    return {
        "originals": [photo()],
        "medium": "photo",
        "kind": "audiovisual",
        "stage": "investigation",
        "title": "",
        "started_at": typed(taken),
        **values,
    }


def test_several_originals_are_uploaded_at_once_without_script(cast: Cast, case: Case) -> None:
    client = cast.client("officer1")
    url = reverse("evidence-upload", args=[case.pk])
    page = client.get(url).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert "data-upload" in page
    files = [photo("一.jpg"), photo("二.jpg", factories.PHOTO + b"2")]
    answer = client.post(url, upload_data(originals=files, title="门头"), follow=True)
    assert "已保存 2 个文件" in answer.content.decode()
    titles = set(Evidence.objects.filter(case=case).values_list("title", flat=True))
    assert titles == {"门头（1）", "门头（2）"}


def test_one_bad_file_among_several_keeps_none(cast: Cast, case: Case) -> None:
    files = [photo("一.jpg"), photo("二.jpg", b"<html></html>")]
    url = reverse("evidence-upload", args=[case.pk])
    page = cast.client("officer1").post(url, upload_data(originals=files)).content.decode()
    assert "二.jpg" in page
    assert "不是允许的类型" in page
    assert not Evidence.objects.filter(case=case).exists()


def test_an_upload_without_a_file_says_so(cast: Cast, case: Case) -> None:
    data = upload_data()
    del data["originals"]
    url = reverse("evidence-upload", args=[case.pk])
    answer = cast.client("officer1").post(url, data)
    assert answer.status_code == 200
    assert "提交的内容有误" in answer.content.decode()


@pytest.fixture
def item(cast: Cast) -> Evidence:
    case = factories.recorded(cast.bureau, on=ON)
    found = Evidence.objects.filter(case=case).first()
    assert found is not None
    return found


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_the_original_is_handed_out_with_safe_headers_and_logged(
    cast: Cast, item: Evidence
) -> None:
    reviewer = told(cast.client("reviewer"), item.case)
    answer = reviewer.get(reverse("evidence-download", args=[item.pk]))
    assert len(body(answer)) == item.blob.size
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"].startswith("inline")
    assert not answer.has_header("ETag")
    assert AuditEntry.objects.filter(action="evidence.read", object_id=str(item.pk)).count() == 1


def test_a_paper_is_downloaded_never_shown(cast: Cast, case: Case) -> None:
    data = upload_data(
        originals=[photo("合同.pdf", factories.PAPER)], medium="document", kind="documentary"
    )
    cast.client("officer1").post(reverse("evidence-upload", args=[case.pk]), data)
    row = Evidence.objects.get(case=case)
    answer = cast.client("officer1").get(reverse("evidence-download", args=[row.pk]))
    assert answer["Content-Disposition"].startswith("attachment")


RANGES = [
    ("bytes=0-9", 206, 0, 10),
    ("bytes=5-", 206, 5, None),
    ("bytes=-4", 206, -4, None),
    ("bytes=3-99999999", 206, 3, None),
    ("bytes=0-1,4-5", 200, 0, None),
    ("bytes=x-y", 200, 0, None),
    ("bytes=-", 200, 0, None),
]


@pytest.mark.parametrize(("header", "status", "start", "stop"), RANGES)
def test_byte_ranges_let_a_recording_be_searched(
    cast: Cast, item: Evidence, header: str, status: int, start: int, stop: int | None
) -> None:
    client = cast.client("officer1")
    url = reverse("evidence-download", args=[item.pk])
    whole = body(client.get(url))
    answer = client.get(url, headers={"Range": header})
    assert answer.status_code == status
    assert body(answer) == whole[start:stop]
    if status == 206:
        assert answer["Content-Range"].endswith(f"/{len(whole)}")
        assert int(answer["Content-Length"]) == len(whole[start:stop])


@pytest.mark.parametrize("header", ["bytes=99999999-", "bytes=-0", "bytes=9-3"])
def test_a_range_beyond_the_end_is_refused(cast: Cast, item: Evidence, header: str) -> None:
    url = reverse("evidence-download", args=[item.pk])
    answer = cast.client("officer1").get(url, headers={"Range": header})
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{item.blob.size}"


def test_originals_and_papers_of_another_agency_do_not_exist(cast: Cast, item: Evidence) -> None:
    paper = Document.objects.filter(case=item.case).first()
    assert paper is not None
    client = cast.client("outsider")
    assert client.get(reverse("evidence-download", args=[item.pk])).status_code == 404
    assert client.get(reverse("document-pdf", args=[paper.pk])).status_code == 404
    assert (
        cast.client("publisher").get(reverse("evidence-download", args=[item.pk])).status_code
        == 403
    )


def test_a_paper_opens_as_pdf_and_the_read_is_logged(cast: Cast, item: Evidence) -> None:
    paper = Document.objects.get(case=item.case, kind="inquiry_record")
    answer = cast.client("head").get(reverse("document-pdf", args=[paper.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert AuditEntry.objects.filter(action="document.read", object_id=str(paper.pk)).exists()


def test_the_story_from_notice_to_waiver_on_pages(cast: Cast) -> None:
    decision = factories.draft(cast.bureau, on=ON)
    client = cast.client("officer1")
    told = {"on": "2026-03-09", "method": "direct", "receiver": "钱试", "place": "店内"}
    answer = client.post(reverse("notice-serve", args=[decision.pk]), told, follow=True)
    assert "告知书和送达回证已保存" in answer.content.decode()
    notice = decision.notices.get()
    defended = {"on": "2026-03-10", "text": "当事人认为处罚过重。"}
    client.post(reverse("defence-record", args=[notice.pk]), defended)
    defence = notice.defences.get()
    page = client.get(reverse("defence-answer", args=[defence.pk])).content.decode()
    assert "当事人认为处罚过重。" in page
    answered = {"on": "2026-03-11", "adopted": "0", "reasons": "裁量适当，不予采纳。"}
    client.post(reverse("defence-answer", args=[defence.pk]), answered)
    defence.refresh_from_db()
    assert defence.adopted is False
    waived = {"on": "2026-03-11", "note": "书面声明。"}
    client.post(reverse("notice-waive", args=[notice.pk]), waived)
    notice.refresh_from_db()
    assert notice.waived_on == day(3, 11)


def test_the_hearing_is_asked_for_on_its_page(cast: Cast) -> None:
    decision = factories.draft(cast.bureau, on=ON, fine_cents=10_000_000)
    client = cast.client("officer1")
    url = reverse("notice-serve", args=[decision.pk])
    assert "应当告知听证权利" in client.get(url).content.decode()
    told = {"on": "2026-03-09", "method": "direct", "receiver": "钱试", "place": "店内"}
    assert "应当告知听证权利" in client.post(url, told).content.decode()
    client.post(url, {**told, "hearing_offered": "on"})
    notice = decision.notices.get()
    late = client.post(reverse("hearing-request", args=[notice.pk]), {"on": "2026-03-20"})
    assert "不在听证申请期限内" in late.content.decode()
    client.post(reverse("hearing-request", args=[notice.pk]), {"on": "2026-03-10"})
    notice.refresh_from_db()
    assert (notice.hearing_requested_on, notice.hearing_closed_on) == (day(3, 10), None)
    record = client.get(reverse("case-record", args=[notice.case_id])).content.decode()
    assert reverse("case-procedure", args=[notice.case_id]) in record


def test_the_head_sees_the_gates_and_decides_when_they_are_open(cast: Cast) -> None:
    draft = factories.draft(cast.bureau, on=ON)
    client = cast.client("head")
    closed = client.get(reverse("decision-issue", args=[draft.pk])).content.decode()
    assert "尚未审核通过" in closed
    assert 'name="on"' not in closed
    ready = factories.reviewed(cast.bureau, on=ON)
    url = reverse("decision-issue", args=[ready.pk])
    assert "可以作出决定" in client.get(url).content.decode()
    client.post(url, {"on": ON.isoformat()})
    assert Decision.objects.get(pk=ready.pk).status == "issued"
    assert cast.client("officer1").get(url).status_code == 403


def test_the_officer_decides_on_the_spot_and_nothing_else(cast: Cast) -> None:
    simple = factories.draft(cast.bureau, on=ON, procedure="simple")
    client = cast.client("officer1")
    url = reverse("decision-issue-on-spot", args=[simple.pk])
    assert url in client.get(reverse("case-record", args=[simple.case_id])).content.decode()
    client.post(url, {"on": ON.isoformat()})
    assert Decision.objects.get(pk=simple.pk).status == "issued"
    ordinary = factories.reviewed(cast.bureau, on=ON)
    other = reverse("decision-issue-on-spot", args=[ordinary.pk])
    assert client.post(other, {"on": ON.isoformat()}).status_code == 403
    assert Decision.objects.get(pk=ordinary.pk).status == "draft"


def test_service_closing_and_archiving_on_pages(cast: Cast) -> None:
    decision = factories.issued(cast.bureau, on=ON, procedure="permit")
    client = cast.client("officer1")
    case_key = [decision.case_id]
    bad = {"on": "2026-03-17", "method": "left", "receiver": "钱试", "place": "店内"}
    url = reverse("decision-serve", args=[decision.pk])
    assert "应当注明理由" in client.post(url, bad).content.decode()
    client.post(url, {**bad, "method": "direct", "told_publication": "on"})
    assert Service.objects.filter(decision=decision).count() == 1
    archiving = reverse("case-archive", args=case_key)
    assert "案件尚未结案" in client.get(archiving).content.decode()
    closing = {"on": "2026-03-18", "ground": "completed"}
    client.post(reverse("case-close", args=case_key), closing)
    assert "可以归档" in client.get(archiving).content.decode()
    answer = client.post(archiving, {"on": "2026-03-19"}, follow=True)
    page = answer.content.decode()
    assert "20260001" in page
    assert "已逐项核对" in page
    record = client.get(reverse("case-record", args=case_key)).content.decode()
    assert reverse("step-create", args=case_key) not in record


def test_the_manifest_is_downloaded_as_json_with_the_sealed_hash(cast: Cast) -> None:
    decision = factories.served(cast.bureau, on=ON, procedure="permit")
    case = archive.close_case(decision.case, by=cast.officer1, on=day(3, 18), ground="completed")
    row = archive.seal(case, by=cast.officer1, on=day(3, 19))
    url = reverse("archive-manifest", args=[case.pk])
    answer = cast.client("supervisor").get(url)
    assert answer["Content-Type"] == "application/json"
    assert manifest.digest(json.loads(answer.content)) == row.manifest_sha256
    assert AuditEntry.objects.filter(action="archive.read", object_id=str(row.pk)).exists()
    assert cast.client("outsider").get(url).status_code == 404
    assert Archive.objects.count() == 1


def test_a_future_day_is_refused_on_every_form(cast: Cast, case: Case) -> None:
    ahead = (timezone.localdate() + timedelta(days=3)).isoformat()
    url = reverse("case-close", args=[case.pk])
    answer = cast.client("officer1").post(url, {"on": ahead, "ground": "transferred"})
    assert "不能晚于现在" in answer.content.decode()


def test_the_record_page_asks_no_more_of_the_database_when_it_grows(cast: Cast, case: Case) -> None:
    client = cast.client("officer1")
    url = reverse("case-record", args=[case.pk])
    counts = []
    for _ in range(2):
        factories.record(case, on=FILED)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]
