"""No register entry goes public with what identifies a person; the office's own contact may stay."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError
from core.models import AuditEntry
from disclosure.redaction.spans import rules
from disclosure.services import entry_screening
from enforcement.models import EntryVersion
from enforcement.registers import BOOKS
from enforcement.services import registers, screening
from tests.base import Cast
from tests.registers import CONTENT, FROM, ON, changed, opened, published

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ID, MOBILE = "11010519491231002X", "13800138000"  # the specimen of the standard, a made-up number


def submit(version: EntryVersion, cast: Cast) -> EntryVersion:
    return registers.submit(version, by=cast.listadmin, on=ON, valid_from=FROM)


def draft(cast: Cast, register: str = "guide", **content: Any) -> EntryVersion:
    return opened(cast.bureau, cast.listadmin, register, **content)


@pytest.mark.parametrize("register", sorted(BOOKS))
def test_what_an_office_writes_of_itself_is_not_barred(cast: Cast, register: str) -> None:
    version = draft(cast, register)
    assert [str(row) for row in screening.remarks(version) if row.barred] == []
    assert published(version, cast.listadmin, cast.head).status == "published"


@pytest.mark.parametrize(
    ("register", "content", "place"),
    [
        ("guide", {"supervision": f"找张某，身份证号{ID}"}, "监督方式"),
        ("guide", {"supervision": f"请拨打手机{MOBILE}反映"}, "监督方式"),
        ("guide", {"conditions": ["有场所", f"联系人手机{MOBILE}"]}, "办理条件"),
        ("guide", {"materials": [{"name": "申请书", "sample": f"身份证号{ID}"}]}, "申请材料"),
        ("guide", {"steps": [{"name": "申请", "text": f"拨打{MOBILE}"}]}, "办理流程"),
        ("guide", {"phone": f"0000-1，身份证号{ID}"}, "办公电话"),
        ("device", {"watches": f"记录身份证号{ID}的人"}, "记录的违法行为"),
        ("channel", {"scope": f"找{MOBILE}"}, "受理范围"),
        ("sample", {"text": f"申请人：张三\n身份证号：{ID}"}, "样式正文"),
        ("sample", {"notes": ["如：张三，1988年3月2日出生"]}, "填写说明"),
        ("empowerment", {"note": f"联系电话{MOBILE}"}, "评估和监督"),
        ("remedy", {"ways": [f"找张三，{MOBILE}"]}, "申请方式"),
        ("example", {"facts": f"当事人李某，身份证号{ID}"}, "基本案情"),
    ],
)
def test_what_identifies_a_person_is_refused_with_its_place(
    cast: Cast, register: str, content: dict[str, Any], place: str
) -> None:
    version = draft(cast, register, **content)
    log = AuditEntry.objects.count()
    with pytest.raises(RuleError) as caught:
        submit(version, cast)
    told = str(caught.value)
    assert f"{place}：“" in told
    assert any(words in told for words in (ID, MOBILE, "1988年3月2日"))
    assert caught.value.article == "个人信息保护法第六条"
    version.refresh_from_db()
    assert (version.status, AuditEntry.objects.count()) == ("draft", log)


@pytest.mark.parametrize(
    ("register", "content"),
    [
        ("guide", {"phone": MOBILE, "address": "云溪市示范路1号2单元301室"}),
        ("window", {"consult": f"手机{MOBILE}", "complaint": MOBILE, "progress": f"拨打{MOBILE}"}),
        ("channel", {"phone": f"{MOBILE}（值班手机）", "web": "jubao@example.gov.cn"}),
    ],
)
def test_the_office_is_reached_in_its_own_fields(
    cast: Cast, register: str, content: dict[str, Any]
) -> None:
    version = draft(cast, register, **content)
    assert screening.remarks(version) == []
    assert submit(version, cast).status == "submitted"


def test_what_may_be_somebodys_is_shown_and_does_not_stop(cast: Cast) -> None:
    version = draft(cast, supervision="向本案当事人张建国的邻居了解，邮箱zhang@example.com")
    found = screening.remarks(version)
    assert found and not any(row.barred for row in found)
    assert submit(version, cast).status == "submitted"


def test_title_and_note_of_the_change_are_looked_at_too(cast: Cast) -> None:
    version = published(draft(cast, "device"), cast.listadmin, cast.head)
    for words in ({"title": f"设备{MOBILE}"}, {"change_note": f"应{MOBILE}来电修改"}):
        row = version.entry.versions.open().first()
        row = row or registers.revise(version.entry, by=cast.listadmin)
        values: dict[str, Any] = {"title": "设备", "change_note": "改。", **words}
        registers.rewrite(row, by=cast.listadmin, content=CONTENT["device"], **values)
        with pytest.raises(RuleError, match=MOBILE):
            registers.submit(row, by=cast.listadmin, on=FROM, valid_from=FROM.replace(month=6))


def test_what_was_handed_in_before_is_looked_at_when_it_is_approved(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = draft(cast, fee=f"找{MOBILE}交")
    with monkeypatch.context() as before:
        before.setattr(screening, "_screens", [])
        submit(version, cast)
    with pytest.raises(RuleError, match=MOBILE):
        registers.publish(version, by=cast.head, examined=True, on=ON, opinion="同意。")
    version.refresh_from_db()
    assert version.status == "submitted"
    registers.give_back(version, by=cast.head, opinion="请删去手机号码。")


def test_a_next_version_that_is_clean_goes_on(cast: Cast) -> None:
    version = published(draft(cast), cast.listadmin, cast.head)
    day = FROM.replace(month=6)
    assert changed(version, cast.listadmin, cast.head, valid_from=day, fee="免费").number == 2


def test_the_page_names_the_place_and_keeps_the_draft(cast: Cast) -> None:
    version = draft(cast, supervision=f"手机{MOBILE}，邮箱zhang@example.com")
    url = reverse("entry-submit", args=[version.pk])
    client = cast.client("listadmin")
    lead = client.get(url).content.decode()
    assert "可能是个人信息" in lead and "zhang@example.com" in lead and MOBILE in lead
    answer = client.post(url, {"valid_from": timezone.localdate()})
    assert answer.status_code == 200 and "公开的内容中有个人信息" in answer.content.decode()
    version.refresh_from_db()
    assert version.status == "draft"


def test_the_types_are_those_of_the_detectors() -> None:
    known = {rule.type for rule in rules().values()}
    assert known >= entry_screening.BARRED and known >= entry_screening.REACHED
    fields = {row.key for book in BOOKS.values() for row in book.fields}
    assert fields >= entry_screening.CONTACTS


@pytest.mark.parametrize("text", ["\x00", "甲" * 8000, "1" * 8000, "（" * 8000, "张" * 8000])
def test_odd_text_is_looked_through_without_a_fault(cast: Cast, text: str) -> None:
    version = EntryVersion(entry=draft(cast).entry, number=9, title="甲", content={"basis": text})
    assert isinstance(screening.remarks(version), list)
