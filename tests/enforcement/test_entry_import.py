"""Register entries from a sheet: new and changed rows become drafts, everything else stays as it is."""

from typing import Any

import pytest

from core.models import AuditEntry
from enforcement.models import EntryVersion, RegisterEntry
from enforcement.registers import BOOKS
from enforcement.services import registers
from tests.base import Cast
from tests.enforcement.sheeted import Lines, exported, imported, outcome, put
from tests.registers import CONTENT, GUIDE, changed, opened, permit_item, published

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
DEVICE: Lines = [
    ["设备编号", "设置地点", "设备类型", "启用日期", "法制审核日期", "技术审核日期"],
    ["A-01", "示范路路口", "视频监控", "2026-03-01", "2026/2/1", "2026年2月10日"],
]


def known(cast: Cast, register: str = "guide") -> EntryVersion:
    return published(opened(cast.bureau, cast.listadmin, register), cast.listadmin, cast.head)


def reasons(report: Any) -> list[tuple[int, str, str]]:
    return [(each.row, each.field, each.text) for each in report.rejected]


@pytest.mark.parametrize("dry", [True, False])
def test_a_trial_writes_nothing_and_says_what_the_import_then_does(cast: Cast, dry: bool) -> None:
    log = AuditEntry.objects.count()
    report = imported(cast, [*DEVICE, ["A-02", "滨河路"]], "device", dry=dry)

    assert outcome(report) == (2, 0, 0, 0)
    assert [(each.row, each.field, each.text) for each in report.taken] == [
        (2, "新增", "A-01"),
        (3, "新增", "A-02"),
    ]
    assert [each.row for each in report.flagged] == [3]
    assert "设备类型、启用日期、法制审核日期、技术审核日期" in report.flagged[0].text
    assert (EntryVersion.objects.count(), AuditEntry.objects.count() - log) == (
        (0, 0) if dry else (2, 2)
    )


def test_what_comes_in_is_a_draft_that_is_handed_in_and_approved_like_any_other(cast: Cast) -> None:
    imported(cast, DEVICE, "device")

    draft = EntryVersion.objects.get()
    assert (draft.status, draft.valid_from, draft.created_by) == ("draft", None, cast.listadmin)
    assert draft.content == CONTENT["device"] | {"location": "示范路路口"}
    assert not EntryVersion.objects.public(draft.created_at.date()).exists()
    assert published(draft, cast.listadmin, cast.head).status == "published"


@pytest.mark.parametrize("register", sorted(BOOKS))
def test_every_register_goes_out_and_comes_into_an_empty_one(cast: Cast, register: str) -> None:
    first = known(cast, register)
    lines = put(exported(cast, register), "条目编号", "")
    registers.withdraw(first.entry, by=cast.listadmin, on=first.valid_from, reason="重建。")  # type: ignore[arg-type]  # published, so it has a day

    report = imported(cast, lines, register)

    assert outcome(report) == (1, 0, 0, 0) and not report.flagged
    again = EntryVersion.objects.exclude(pk=first.pk).get()
    assert (again.title, again.content) == (first.title, first.content)
    assert again.entry.item == first.entry.item


def test_a_changed_row_begins_a_version_and_leaves_the_public_one(cast: Cast) -> None:
    before = known(cast)
    lines = put(exported(cast), "办公电话", "0000-33333")

    assert [each.text for each in imported(cast, lines, dry=True).taken] == [
        "示范guide（办公电话）"
    ]
    assert EntryVersion.objects.count() == 1
    assert outcome(imported(cast, lines)) == (0, 1, 0, 0)

    draft = EntryVersion.objects.get(number=2)
    assert (draft.status, draft.content) == ("draft", GUIDE | {"phone": "0000-33333"})
    assert draft.change_note == "按导入的表格修订。"
    before.refresh_from_db()
    assert before.content == GUIDE
    assert outcome(imported(cast, lines)) == (0, 0, 1, 0)


def test_an_open_draft_is_rewritten_and_keeps_its_own_note(cast: Cast) -> None:
    draft = registers.revise(known(cast).entry, by=cast.listadmin)
    values = {"title": draft.title, "content": draft.content}
    registers.rewrite(draft, by=cast.listadmin, change_note="换了电话。", **values)

    imported(cast, put(exported(cast), "办公电话", "0000-33333"))

    draft.refresh_from_db()
    assert (draft.content["phone"], draft.change_note) == ("0000-33333", "换了电话。")
    imported(cast, put(put(exported(cast), "办公电话", "0000-4"), "修订说明", "再换。"))
    draft.refresh_from_db()
    assert (draft.number, draft.change_note) == (2, "再换。")


def test_what_waits_for_approval_is_not_rewritten(cast: Cast) -> None:
    draft = registers.revise(known(cast).entry, by=cast.listadmin)
    day = draft.created_at.date().replace(year=2027)
    registers.submit(draft, by=cast.listadmin, on=day, valid_from=day)
    assert outcome(imported(cast, exported(cast))) == (0, 0, 1, 0)

    for dry in (True, False):
        report = imported(cast, put(exported(cast), "办公电话", "1"), dry=dry)
        assert [row[:2] for row in reasons(report)] == [(2, "条目编号")]
        assert "待批准" in reasons(report)[0][2]


def test_a_column_left_out_changes_nothing_and_an_empty_cell_takes_away(cast: Cast) -> None:
    known(cast, "device")
    short: Lines = [["设备编号", "设置地点"], ["示范device", "新址"]]
    imported(cast, short, "device")
    assert EntryVersion.objects.get(number=2).content == CONTENT["device"] | {"location": "新址"}

    for emptied in ("启用日期", "技术审核日期"):
        report = imported(cast, put(exported(cast, "device"), emptied, None), "device")
        assert (outcome(report), report.taken[0].text) == ((0, 1, 0, 0), f"示范device（{emptied}）")
    content = EntryVersion.objects.get(number=2).content
    assert "enabled_on" not in content and "technical_review_on" not in content


def test_with_its_number_an_entry_takes_another_name(cast: Cast) -> None:
    version = known(cast, "device")
    report = imported(cast, put(exported(cast, "device"), "设备编号", "新编号"), "device")
    assert (outcome(report), report.taken[0].text) == ((0, 1, 0, 0), "新编号（设备编号）")
    assert version.entry.versions.get(number=2).title == "新编号"


def test_entries_of_one_name_are_told_apart_by_their_numbers(cast: Cast) -> None:
    for _time in range(2):
        opened(cast.bureau, cast.listadmin, "device")
    lines = exported(cast, "device")
    assert outcome(imported(cast, lines, "device")) == (0, 0, 2, 0)

    without = [*put(lines, "条目编号", "")[:2]]
    (found,) = reasons(imported(cast, without, "device"))
    assert found[1] == "条目编号" and "几条同名" in found[2]


def test_a_discarded_version_is_not_what_an_export_says(cast: Cast) -> None:
    version = known(cast)
    draft = registers.revise(version.entry, by=cast.listadmin)
    content = {**GUIDE, "phone": "0000-9"}
    registers.rewrite(draft, by=cast.listadmin, title="误改", content=content, change_note="误。")
    assert "误改" in exported(cast)[1]
    registers.discard(draft, by=cast.listadmin, reason="误改。")
    assert "误改" not in exported(cast)[1] and "0000-9" not in exported(cast)[1]


def test_an_export_says_the_newest_words_and_leaves_out_what_was_withdrawn(cast: Cast) -> None:
    version = known(cast)
    day = version.valid_from.replace(month=6)  # type: ignore[union-attr]  # published
    changed(version, cast.listadmin, cast.head, valid_from=day, phone="0000-7")
    assert "0000-7" in exported(cast)[1]
    registers.withdraw(version.entry, by=cast.listadmin, on=day, reason="停办。")
    assert len(exported(cast)) == 1


@pytest.mark.parametrize(
    ("header", "value", "field", "words"),
    [
        ("法定办理时限（工作日）", "二十", "法定办理时限（工作日）", "不是 0 至 9999 的整数"),
        ("法定办理时限（工作日）", -1, "法定办理时限（工作日）", "不是 0 至 9999 的整数"),
        ("承诺办理时限（工作日）", 10_000, "承诺办理时限（工作日）", "不是 0 至 9999 的整数"),
        ("承诺办理时限（工作日）", 3.5, "承诺办理时限（工作日）", "不是 0 至 9999 的整数"),
        ("申请材料", "甲｜乙｜丙｜丁｜戊｜己｜庚", "申请材料", "每行一条"),
        ("申请材料", "\n".join(["甲"] * 61), "申请材料", "不超过 60 行"),
        ("办理流程", f"申请｜{'长' * 301}", "办理流程", "超过 300 个字"),
        ("受理机构", "长" * 301, "受理机构", "超过 300 个字"),
        ("办理依据", "长" * 20_001, "办理依据", "超过 20000 个字"),
        ("行政执法事项名称", "名" * 201, "行政执法事项名称", "超过 200 个字"),
        ("行政执法事项名称", None, "行政执法事项名称", "名称为空"),
        ("办公电话", "#REF!", "办公电话", "错误值"),
        ("条目编号", "999999", "条目编号", "没有编号为“999999”"),
        ("条目编号", "9" * 40, "条目编号", "没有编号为"),
        ("条目编号", "甲", "条目编号", "没有编号为“甲”"),
        ("执法主体", "云溪市交通运输局", "执法主体", "不一致"),
        ("执法事项", "另一事项", "执法事项", "不一致"),
    ],
)
def test_a_refused_row_is_named_with_its_column_and_reason(
    cast: Cast, header: str, value: Any, field: str, words: str
) -> None:
    known(cast)
    lines = put(exported(cast), header, value)
    (found,) = reasons(imported(cast, lines))
    assert found[:2] == (2, field) and words in found[2]
    assert EntryVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("header", "value", "words"),
    [
        ("用途", "表扬", "可填：监督、投诉、举报、咨询"),
        ("用途", "投诉、举报", "只能填写一项"),
    ],
)
def test_a_choice_is_one_of_its_words(cast: Cast, header: str, value: str, words: str) -> None:
    known(cast, "channel")
    (found,) = reasons(imported(cast, put(exported(cast, "channel"), header, value), "channel"))
    assert (found[0], found[1]) == (2, header) and words in found[2]


@pytest.mark.parametrize("given", ["行政许可，行政检查", "行政许可;行政检查", "行政许可\n行政检查"])
def test_several_kinds_stand_in_one_cell(cast: Cast, given: str) -> None:
    known(cast, "sample")
    imported(cast, put(exported(cast, "sample"), "适用的执法种类", given), "sample")
    assert EntryVersion.objects.get(number=2).content["kinds"] == ["permit", "inspection"]


def test_another_agencys_entry_is_not_there_by_name_or_number(cast: Cast) -> None:
    theirs = RegisterEntry.objects.create(
        agency=cast.other_bureau, register="device", created_by=cast.outsider
    )
    EntryVersion.objects.create(entry=theirs, number=1, title="A", created_by=cast.outsider)
    by_number: Lines = [["条目编号", "设备编号"], [theirs.pk, "A"]]
    by_name: Lines = [["执法主体", "设备编号"], [cast.other_bureau.name, "A"]]
    for lines, field in ((by_number, "条目编号"), (by_name, "执法主体")):
        report = imported(cast, lines, "device")
        assert [row[:2] for row in reasons(report)] == [(2, field)]
    # The same name at the own agency is another entry.
    assert outcome(imported(cast, [["设备编号"], ["A"]], "device")) == (1, 0, 0, 0)


def test_a_guide_is_about_an_item_of_the_list_told_apart_by_its_code(cast: Cast) -> None:
    permit_item(cast.bureau, code="X1")
    lines: Lines = [["行政执法事项名称", "执法事项", "事项编码"], ["甲", "食品经营许可", ""]]
    assert outcome(imported(cast, lines, dry=True)) == (1, 0, 0, 0)
    permit_item(cast.bureau, code="X2")
    (found,) = reasons(imported(cast, lines))
    assert found[1] == "执法事项" and "有几个" in found[2]

    assert outcome(imported(cast, put(lines, "事项编码", "X2"))) == (1, 0, 0, 0)
    assert RegisterEntry.objects.get().item.code == "X2"  # type: ignore[union-attr]  # a guide
    (found,) = reasons(imported(cast, put(lines, "事项编码", "X3")))
    assert "没有" in found[2]


def test_people_of_a_board_are_named_by_name_and_certificate(cast: Cast) -> None:
    known(cast, "window")
    first, second = cast.officers[:2]
    number = second.certificates.get().number
    for words in (f"{second.name}｜{number}", number, second.name):
        lines = put(exported(cast, "window"), "工作人员", words)
        assert imported(cast, lines, "window").rejected == []
        assert EntryVersion.objects.get(number=2).content["officers"] == [second.pk]
    type(second).objects.filter(pk=second.pk).update(name=first.name)
    wrong = ("无此人", f"无此人｜{number}", first.name)
    for words in wrong:
        (found,) = reasons(
            imported(cast, put(exported(cast, "window"), "工作人员", words), "window")
        )
        assert found[1] == "工作人员" and words in found[2]


def test_an_officer_who_left_the_agency_stops_the_next_version_already_in_the_trial(
    cast: Cast,
) -> None:
    board = known(cast, "window")
    type(cast.officers[0]).objects.filter(pk__in=board.content["officers"]).update(
        agency=cast.other_bureau
    )
    assert outcome(imported(cast, exported(cast, "window"), "window")) == (0, 0, 1, 0)
    for dry in (True, False):
        lines = put(exported(cast, "window"), "窗口位置", "二楼")
        (found,) = reasons(imported(cast, lines, "window", dry=dry))
        assert found[1] == "工作人员"
