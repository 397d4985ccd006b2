"""The register of destruction as people walk it: appraise, approve, see what is gone and why."""

from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from core import pdf
from core.chinese import date_text, datetime_text
from recording import bag, disposal_page
from recording.models import Archive, Disposal, DisposalAppraisal, Evidence
from recording.services import destruction, export, printing
from tests.base import Cast, day
from tests.recording import caught
from tests.recording.over_time import approved, end, filed, paper

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TOLD = {
    "members": "石承方（副局长）、柏正源（档案管理员）",
    "grounds": "保管期限届满",
    "assessment": "无继续保存的凭证、参考价值",
    "on": "2026-11-20",
}


@pytest.fixture
def item(cast: Cast) -> Evidence:
    _case, (row,) = filed(cast, 询价单=paper("p"))
    end(row, cast)
    return row


def test_two_people_walk_it_and_the_evidence_page_says_what_became_of_it(
    item: Evidence, cast: Cast
) -> None:
    unithead, head = cast.client("unithead"), cast.client("head")
    page = unithead.get(reverse("disposal-list")).content.decode()
    assert "本机关现有 1 件可以鉴定" in page
    form = unithead.get(reverse("disposal-create")).content.decode()
    assert f"询价单（{item.case.number} · 文件 · 保管至 2020-06-30）" in form
    assert reverse("evidence-detail", args=[item.pk]) in form, "looked at before it is judged"
    bad = unithead.post(reverse("disposal-create"), {**TOLD, "items": [item.pk], "members": " "})
    assert "无继续保存的凭证、参考价值" in bad.content.decode()
    answer = unithead.post(reverse("disposal-create"), {**TOLD, "items": [item.pk]}, follow=True)
    row = DisposalAppraisal.objects.get()
    detail = reverse("disposal-detail", args=[row.pk])
    assert answer.redirect_chain == [(detail, 302)]
    assert "批准销毁" not in answer.content.decode()
    assert "批准销毁" in head.get(detail).content.decode()
    asked = head.get(reverse("disposal-approve", args=[row.pk])).content.decode()
    assert f"拟销毁 1 件，鉴定人{cast.unithead}。" in asked
    head.post(reverse("disposal-approve", args=[row.pk]), {"opinion": "同意"})
    assert destruction.run(timezone.now()) == 1
    assert "已销毁" in head.get(detail).content.decode()
    page = cast.client("officer1").get(reverse("evidence-detail", args=[item.pk])).content.decode()
    assert "已销毁" in page
    assert f"鉴定记录第{row.pk}号" in page
    assert "下载原件" not in page
    assert reverse("evidence-restrict", args=[item.pk]) not in page
    listed = cast.client("officer1").get(reverse("evidence-list", args=[item.case_id]))
    assert "已销毁" in listed.content.decode()


def test_the_address_of_a_destroyed_original_answers_410(item: Evidence, cast: Cast) -> None:
    approved(cast, item)
    destruction.run(timezone.now())
    officer = cast.client("officer1")
    address = reverse("evidence-download", args=[item.pk])
    for headers in ({}, {"range": "bytes=0-9"}):
        answer = officer.get(address, headers=headers)
        assert answer.status_code == 410
        assert "仅保留校验值" in answer.content.decode()
    answer = officer.post(reverse("custody-verify", args=[item.pk]))
    assert answer.status_code == 410
    page = officer.get(reverse("custody-page", args=[item.pk])).content.decode()
    assert "立即核验原件" not in page
    assert "处置" in page


def test_a_refusal_keeps_its_reason_and_another_agency_sees_nothing(
    item: Evidence, cast: Cast
) -> None:
    row = DisposalAppraisal.objects.create(
        agency=cast.bureau,
        appraiser=cast.unithead,
        members="石承方",
        grounds="期满",
        assessment="无",
        appraised_on=day(11, 20),
    )
    refuse = reverse("disposal-refuse", args=[row.pk])
    assert cast.client("head").post(refuse, {"opinion": ""}).status_code == 200
    cast.client("head").post(refuse, {"opinion": "仍有参考价值"})
    detail = reverse("disposal-detail", args=[row.pk])
    assert "仍有参考价值" in cast.client("supervisor").get(detail).content.decode()
    assert cast.client("outsider").get(detail).status_code == 404


def test_the_exported_file_names_what_is_gone_and_the_script_agrees(
    item: Evidence, cast: Cast, tmp_path: Path
) -> None:
    approved(cast, item)
    destruction.run(timezone.now())
    archive = Archive.objects.get(case=item.case_id)
    parts = export.package(archive, by=cast.officer1, purpose="法院调卷", at=timezone.localtime())
    place = tmp_path / "file.zip"
    place.write_bytes(b"".join(parts))
    package = bag.Package(place)
    assert list(bag.differences(package, archive.manifest_sha256)) == []
    (row,) = bag.destroyed(package)
    assert row["sha256"] == Disposal.objects.get().sha256
    assert (row["appraiser"], row["approver"]) == ("石承方", "江以宁")


def test_the_printed_file_has_a_page_in_the_place_of_what_is_gone(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved(cast, item)
    destruction.run(timezone.now())
    seen: list[str] = []

    def render(name: str, _context: object) -> bytes:
        seen.append(name)
        return b"%PDF"

    monkeypatch.setattr(pdf, "render", render)
    fresh = Evidence.objects.select_related("disposal__appraisal").get(pk=item.pk)
    assert printing._item(fresh, cast.officer1) == b"%PDF"
    assert seen == ["documents/partials/destroyed.html"]


def test_the_record_on_paper_is_chinese_with_its_days_in_words(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = approved(cast, item)
    seen = caught.contexts(monkeypatch)
    with translation.override("en"):
        disposal_page.as_pdf(row, cast.head)
    told = dict(seen[0]["fields"])

    assert seen[0]["title"] == "证据保管期满鉴定（销毁）记录"
    assert told["鉴定日期"] == date_text(row.appraised_on)
    assert not {"审批人", "审批意见"} & set(told)
    assert seen[0]["opinions"][1]["name"] == cast.head.name
    assert told["审批时间"] == datetime_text(timezone.localtime(row.decided_at))
    assert [cells[3] for cells in seen[0]["rows"]] == ["2020年6月30日"]
    assert dict(disposal_page.told(row))["鉴定日期"] == row.appraised_on.isoformat()
