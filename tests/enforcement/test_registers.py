"""An entry of a register is written, approved by another, published, changed and withdrawn."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from enforcement import registers as books
from enforcement.models import EntryVersion, RegisterEntry
from enforcement.models.kinds import Register
from enforcement.services import registers
from tests import factories
from tests.base import Cast, day
from tests.registers import (
    CONTENT,
    DEVICE,
    FROM,
    GUIDE,
    ON,
    changed,
    opened,
    permit_item,
    published,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast: Cast) -> EntryVersion:
    return opened(cast.bureau, cast.listadmin)


def refused(act: Callable[[], object]) -> RuleError:
    with pytest.raises(RuleError) as caught:
        act()
    return caught.value


def actions(row: Any) -> list[str]:
    entries = AuditEntry.objects.filter(
        object_type=row._meta.label_lower, object_id=str(row.pk)
    ).order_by("pk")
    return [entry.action for entry in entries]


@pytest.mark.parametrize("register", Register.values)
def test_each_register_goes_from_draft_to_public(cast: Cast, register: str) -> None:
    version = opened(cast.bureau, cast.listadmin, register)

    made = published(version, cast.listadmin, cast.head)

    assert made.status == EntryVersion.Status.PUBLISHED
    assert (made.valid_from, made.published_on) == (FROM, ON)
    assert made.approved_by == cast.head
    assert made.entry.version_on(day(3, 31)) is None
    assert made.entry.version_on(FROM) == made


def test_every_step_is_on_the_audit_log(cast: Cast, draft: EntryVersion) -> None:
    registers.rewrite(draft, by=cast.listadmin, title="新名称", content=GUIDE)
    published(draft, cast.listadmin, cast.head)
    registers.withdraw(draft.entry, by=cast.listadmin, on=FROM, reason="事项取消。")

    assert actions(draft) == [
        "entryversion.rewrite",
        "entryversion.submit",
        "entryversion.secrecy",
        "entryversion.publish",
    ]
    assert actions(draft.entry) == ["registerentry.open", "registerentry.withdraw"]


@pytest.mark.parametrize("field", [row.key for row in books.GUIDE.fields if row.needed])
def test_a_guide_is_not_handed_in_without_what_the_law_wants(
    cast: Cast, draft: EntryVersion, field: str
) -> None:
    content = {key: value for key, value in GUIDE.items() if key != field}
    registers.rewrite(draft, by=cast.listadmin, title=draft.title, content=content)

    error = refused(lambda: registers.submit(draft, by=cast.listadmin, on=ON, valid_from=FROM))

    assert str(books.GUIDE.field(field).label) in str(error)
    assert error.article == "国办发〔2018〕118号第四条"


@pytest.mark.parametrize(("promised", "sound"), [(20, True), (21, False), (0, True)])
def test_a_promise_is_not_longer_than_the_law_allows(
    cast: Cast, draft: EntryVersion, promised: int, sound: bool
) -> None:
    content = {**GUIDE, "promised_days": promised}
    registers.rewrite(draft, by=cast.listadmin, title=draft.title, content=content)

    if sound:
        assert registers.submit(draft, by=cast.listadmin, on=ON, valid_from=FROM)
        return
    error = refused(lambda: registers.submit(draft, by=cast.listadmin, on=ON, valid_from=FROM))
    assert error.field == "promised_days"
    assert "不能长于法定" in str(error)


@pytest.mark.parametrize("field", ["legal_review_on", "technical_review_on"])
@pytest.mark.parametrize(("reviewed", "sound"), [("2026-03-01", True), ("2026-03-02", False)])
def test_a_device_is_reviewed_before_it_is_used(
    cast: Cast, field: str, reviewed: str, sound: bool
) -> None:
    version = opened(cast.bureau, cast.listadmin, "device", **{field: reviewed})

    if sound:
        assert registers.submit(version, by=cast.listadmin, on=ON, valid_from=FROM)
        return
    error = refused(lambda: registers.submit(version, by=cast.listadmin, on=ON, valid_from=FROM))
    assert (error.field, error.article) == (field, "行政处罚法第四十一条")


def test_a_channel_can_be_reached_somehow(cast: Cast) -> None:
    version = opened(cast.bureau, cast.listadmin, "channel", phone="")

    error = refused(lambda: registers.submit(version, by=cast.listadmin, on=ON, valid_from=FROM))

    assert "至少填写一项" in str(error)
    content = {**CONTENT["channel"], "phone": "", "web": "https://example.invalid/"}
    registers.rewrite(version, by=cast.listadmin, title="渠道", content=content)
    assert registers.submit(version, by=cast.listadmin, on=ON, valid_from=FROM)


def test_nobody_approves_what_they_handed_in(cast: Cast, draft: EntryVersion) -> None:
    both = factories.user("listadmin", cast.bureau, username="both", name="兼任人")
    both.roles = ["listadmin", "head"]
    both.save(update_fields=["roles"])
    registers.submit(draft, by=both, on=ON, valid_from=FROM)

    error = refused(
        lambda: registers.publish(draft, by=both, examined=True, on=ON, opinion="同意。")
    )

    assert "报批人不能批准" in str(error)


def test_a_head_of_another_agency_does_not_approve(cast: Cast, draft: EntryVersion) -> None:
    registers.submit(draft, by=cast.listadmin, on=ON, valid_from=FROM)
    stranger = factories.user("head", cast.other_bureau, username="h2", name="外负责")

    assert "由该执法主体的负责人批准" in str(
        refused(lambda: registers.publish(draft, by=stranger, examined=True, on=ON))
    )


def test_without_the_right_nothing_is_written_or_approved(cast: Cast, draft: EntryVersion) -> None:
    with pytest.raises(PermissionDenied):
        opened(cast.bureau, cast.officer1, "channel")
    with pytest.raises(PermissionDenied):
        registers.rewrite(draft, by=cast.head, title="x", content={})
    with pytest.raises(PermissionDenied):
        registers.publish(draft, by=cast.listadmin, examined=True, on=ON)
    with pytest.raises(PermissionDenied):
        registers.withdraw(draft.entry, by=cast.head, on=ON, reason="x")


def test_another_agencys_register_is_not_kept(cast: Cast, draft: EntryVersion) -> None:
    stranger = factories.user("listadmin", cast.other_bureau, username="l2", name="外清单")

    for act in (
        lambda: opened(cast.bureau, stranger, "channel"),
        lambda: registers.rewrite(draft, by=stranger, title="x", content={}),
        lambda: registers.revise(draft.entry, by=stranger),
        lambda: registers.withdraw(draft.entry, by=stranger, on=ON, reason="x"),
    ):
        assert "不由您维护" in str(refused(act))


def test_a_guide_is_about_an_item_of_the_agency_and_other_registers_about_none(cast: Cast) -> None:
    given: dict[str, Any] = {
        "by": cast.listadmin,
        "agency": cast.bureau,
        "title": "x",
        "content": {},
    }
    foreign = permit_item(cast.other_bureau)

    for register, item in (
        ("guide", None),
        ("guide", foreign),
        ("channel", permit_item(cast.bureau)),
    ):
        error = refused(lambda: registers.open_entry(register=register, item=item, **given))  # noqa: B023  # called at once
        assert error.field == "item"


def test_a_board_names_only_officers_of_the_agency(cast: Cast) -> None:
    foreign = [cast.outsider.officer.pk]

    error = refused(lambda: opened(cast.bureau, cast.listadmin, "window", officers=foreign))

    assert error.field == "officers"


def test_a_title_is_asked_for_and_unknown_fields_are_a_mistake(
    cast: Cast, draft: EntryVersion
) -> None:
    error = refused(lambda: registers.rewrite(draft, by=cast.listadmin, title=" ", content={}))
    assert error.field == "title"
    with pytest.raises(TypeError, match="not fields of guide"):
        registers.rewrite(draft, by=cast.listadmin, title="x", content={"colour": "red"})


def test_a_version_does_not_reach_back(cast: Cast, draft: EntryVersion) -> None:
    error = refused(
        lambda: registers.submit(draft, by=cast.listadmin, on=FROM, valid_from=day(3, 31))
    )
    assert error.field == "valid_from"

    first = published(draft, cast.listadmin, cast.head)
    later = registers.revise(first.entry, by=cast.listadmin)
    same = refused(lambda: registers.submit(later, by=cast.listadmin, on=ON, valid_from=FROM))
    assert "2026-04-01" in str(same)


def test_a_change_keeps_what_held_before(cast: Cast, draft: EntryVersion) -> None:
    first = published(draft, cast.listadmin, cast.head)

    second = changed(first, cast.listadmin, cast.head, valid_from=day(6, 1), promised_days=5)

    assert second.number == 2
    entry = RegisterEntry.objects.get(pk=first.entry_id)
    assert entry.version_on(day(5, 31)) == first
    assert entry.version_on(day(6, 1)) == second
    assert first.content["promised_days"] == 8


def test_a_new_version_begins_from_what_is_public_not_from_what_was_given_up(
    cast: Cast, draft: EntryVersion
) -> None:
    first = published(draft, cast.listadmin, cast.head)
    given_up = registers.revise(first.entry, by=cast.listadmin)
    registers.rewrite(given_up, by=cast.listadmin, title="错的", content={})
    registers.discard(given_up, by=cast.listadmin, reason="写错了。")

    third = registers.revise(first.entry, by=cast.listadmin)

    assert (third.number, third.title, third.content) == (3, first.title, first.content)


def test_one_version_is_written_at_a_time(cast: Cast, draft: EntryVersion) -> None:
    assert "已有编制中" in str(refused(lambda: registers.revise(draft.entry, by=cast.listadmin)))


def test_what_was_handed_in_is_not_rewritten_until_it_is_sent_back(
    cast: Cast, draft: EntryVersion
) -> None:
    registers.submit(draft, by=cast.listadmin, on=ON, valid_from=FROM)
    assert "不能修改" in str(
        refused(lambda: registers.rewrite(draft, by=cast.listadmin, title="x", content={}))
    )
    assert refused(lambda: registers.give_back(draft, by=cast.head, opinion=" ")).field == "opinion"

    registers.give_back(draft, by=cast.head, opinion="请补充材料。")

    draft.refresh_from_db()
    assert (draft.status, draft.opinion) == ("draft", "请补充材料。")
    registers.rewrite(draft, by=cast.listadmin, title="改好了", content=GUIDE)
    assert published(draft, cast.listadmin, cast.head).title == "改好了"


def test_a_withdrawn_entry_takes_no_further_version(cast: Cast, draft: EntryVersion) -> None:
    first = published(draft, cast.listadmin, cast.head)
    waiting = registers.revise(first.entry, by=cast.listadmin)
    registers.submit(waiting, by=cast.listadmin, on=FROM, valid_from=day(5, 1))
    assert (
        refused(
            lambda: registers.withdraw(first.entry, by=cast.listadmin, on=FROM, reason="")
        ).field
        == "reason"
    )

    registers.withdraw(first.entry, by=cast.listadmin, on=FROM, reason="事项取消。")

    assert "已经撤下" in str(
        refused(lambda: registers.publish(waiting, by=cast.head, examined=True, on=FROM))
    )
    assert "已经撤下" in str(refused(lambda: registers.revise(first.entry, by=cast.listadmin)))
    with pytest.raises(StaleError):
        registers.withdraw(first.entry, by=cast.listadmin, on=FROM, reason="再撤。")


def test_only_the_version_of_the_day_of_a_kept_entry_is_public(
    cast: Cast, draft: EntryVersion
) -> None:
    def public(on: date) -> list[EntryVersion]:
        return list(EntryVersion.objects.public(on))

    assert public(FROM) == []
    first = published(draft, cast.listadmin, cast.head)
    second = changed(first, cast.listadmin, cast.head, valid_from=day(6, 1), promised_days=5)

    assert public(day(3, 31)) == []
    assert public(FROM) == public(day(5, 31)) == [first]
    assert public(day(6, 1)) == [second]
    registers.withdraw(first.entry, by=cast.listadmin, on=day(6, 2), reason="取消。")
    assert public(day(6, 1)) == public(FROM) == []


# --- the tables themselves ----------------------------------------------------------------------


def test_every_register_has_a_table_and_every_sample_fills_it() -> None:
    assert set(books.BOOKS) == set(Register.values)
    for key, book in books.BOOKS.items():
        absent = set(books.missing(book, CONTENT[key]))
        assert absent <= {"工作人员"}, key


def test_the_fields_of_domain_6_7_are_on_a_guide() -> None:
    labels = {str(row.label) for row in books.GUIDE.fields}
    wanted = "受理机构 审批机构 办理条件 数量限制 优惠政策 申请材料 办理流程 收费标准 收费依据"
    wanted += " 监督方式 责任追究 救济渠道 办公时间 办公地址 办公电话"
    assert set(wanted.split()) <= labels
    assert [key for key, _label in books.GUIDE.field("materials").columns] == [
        "name",
        "form",
        "copies",
        "source",
        "necessity",
        "sample",
    ]


def test_values_are_written_in_words() -> None:
    field = books.GUIDE.field("materials")
    assert books.words(field, GUIDE["materials"]) == "申请书｜纸质｜1份｜申请人自备｜必要｜见样式"
    assert books.words(books.CHANNEL.field("way"), "complain") == "投诉"
    assert books.words(books.WINDOW.field("kinds"), ["permit", "penalty"]) == "行政许可、行政处罚"
    assert books.words(books.GUIDE.field("conditions"), ["一", "二"]) == "一\n二"
    assert books.words(books.WINDOW.field("officers"), [1, 2]) == ""
    assert books.words(books.GUIDE.field("statutory_days"), 0) == "0"


def test_a_field_that_says_nothing_is_left_out_of_the_facts() -> None:
    names = [name for name, _value in books.facts(books.DEVICE, DEVICE)]
    assert names == ["设置地点", "设备类型", "启用日期", "法制审核日期", "技术审核日期"]
