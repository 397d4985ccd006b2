"""Keeping the registers: an entry is opened, its versions written, approved, published, withdrawn."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand
from enforcement import registers
from enforcement.flows import ENTRY_VERSION, REGISTER_ENTRY
from enforcement.models import Agency, EntryVersion, Item, Officer, RegisterEntry, User
from enforcement.services import examination, screening
from enforcement.services.keeping import CHANGE as CHANGE
from enforcement.services.keeping import demand_kept

APPROVE = "enforcement.decide"
WITHDRAWAL = "国办发〔2018〕118号第六条"


@transaction.atomic
def open_entry(
    *,
    by: User,
    agency: Agency,
    register: str,
    title: str,
    content: Mapping[str, Any],
    item: Item | None = None,
) -> EntryVersion:
    """Put a new entry on a register, with its first version as a draft.

    `content`: the fields of `registers.book_of(register)` by key; what is missing may follow later.
    RuleError for another agency's register, an item that is not this agency's, an empty title.
    """
    demand_kept(agency, by)
    book = registers.book_of(register)
    about = item is None or (item.agency_id == agency.pk and item.kind in book.items)
    if (item is not None) != bool(book.items) or not about:
        raise _refuse(book, _("请选择本主体的执法事项。"), _("事项应当已列入清单。"), "item")
    assert_texts(book, agency, title, content)
    entry = RegisterEntry.objects.create(agency=agency, register=register, item=item, created_by=by)
    made = EntryVersion.objects.create(
        entry=entry, number=1, title=title.strip(), content=dict(content), created_by=by
    )
    data = {"register": register, "title": made.title, "content": made.content}
    audit.append("registerentry.open", obj=entry, actor=by, data=data)
    return made


@transaction.atomic
def revise(entry: RegisterEntry, *, by: User) -> EntryVersion:
    """Begin the next version with the text of the last. RuleError while one is open."""
    row = RegisterEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    demand_kept(row.agency, by)
    book = registers.book_of(row.register)
    if row.status != RegisterEntry.Status.KEPT:
        raise _refuse(book, _("该条目已经撤下。"), _("请登记新的条目。"))
    if row.versions.open().exists():
        raise _refuse(book, _("已有编制中或者待批准的版本。"), _("请先公布或者放弃该版本。"))
    last = row.versions.order_by("-number")[0]
    source = row.versions.published().order_by("-number").first() or last
    made = EntryVersion.objects.create(
        entry=row,
        number=last.number + 1,
        title=source.title,
        content=source.content,
        created_by=by,
    )
    audit.append("entryversion.revise", obj=made, actor=by, data={"number": made.number})
    return made


@transaction.atomic
def rewrite(
    version: EntryVersion,
    *,
    by: User,
    title: str,
    content: Mapping[str, Any],
    change_note: str = "",
) -> EntryVersion:
    """Give a draft its text. RuleError once it was handed in."""
    row = _draft(version, by)
    assert_texts(registers.book_of(row.entry.register), row.entry.agency, title, content)
    before = {"title": row.title, "content": row.content, "change_note": row.change_note}
    row.title, row.content, row.change_note = title.strip(), dict(content), change_note.strip()
    row.save(update_fields=["title", "content", "change_note"])
    after = {"title": row.title, "content": row.content, "change_note": row.change_note}
    audit.append("entryversion.rewrite", obj=row, actor=by, data={"before": before, "after": after})
    return row


def _refuse(book: registers.Book, message: str, remedy: str, field: str = "") -> RuleError:
    return RuleError(message, article=book.article, remedy=remedy, field=field)


def assert_texts(
    book: registers.Book, agency: Agency, title: str, content: Mapping[str, Any]
) -> None:
    """A title, known fields, and officers of the agency itself."""
    if not title.strip():
        raise _refuse(book, _("请填写%(name)s。") % {"name": book.title}, _("不能为空。"), "title")
    if unknown := set(content) - {field.key for field in book.fields}:
        raise TypeError(f"not fields of {book.register}: {sorted(unknown)}")
    officers = set(content.get("officers", ()))
    if Officer.objects.filter(pk__in=officers, agency=agency).count() != len(officers):
        raise _refuse(
            book, _("窗口工作人员应当是本主体的执法人员。"), _("请重新选择。"), "officers"
        )


def _draft(version: EntryVersion, by: User) -> EntryVersion:
    """The locked draft, with its entry and agency."""
    rows = EntryVersion.objects.select_for_update(of=("self",)).select_related("entry__agency")
    row = rows.get(pk=version.pk)
    demand_kept(row.entry.agency, by)
    if row.status != EntryVersion.Status.DRAFT:
        raise _refuse(
            registers.book_of(row.entry.register),
            _("该版本的状态为“%(state)s”，不能修改。") % {"state": row.get_status_display()},
            _("已公布的内容不得修改；请编制新的版本。"),
        )
    return row


@transaction.atomic
def submit(version: EntryVersion, *, by: User, on: date, valid_from: date) -> EntryVersion:
    """报请批准, with the day the version is to take effect. RuleError while a field is missing."""
    row = _draft(version, by)
    registers.assert_sound(registers.book_of(row.entry.register), row.content)
    screening.assert_clean(row)
    _assert_day(row, on, valid_from)
    changes = {"valid_from": valid_from, "submitted_by": by, "opinion": ""}
    return ENTRY_VERSION.move(row, "submit", by=by, changes=changes)


def _assert_day(row: EntryVersion, on: date, valid_from: date) -> None:
    book = registers.book_of(row.entry.register)
    if row.entry.status != RegisterEntry.Status.KEPT:
        raise _refuse(book, _("该条目已经撤下。"), _("请登记新的条目。"))
    if valid_from < on:
        raise _refuse(book, _("生效日期不能早于公布日期。"), _("请另定生效日期。"), "valid_from")
    last = row.entry.versions.published().order_by("-valid_from").first()
    if last is not None and last.valid_from is not None and valid_from <= last.valid_from:
        raise _refuse(
            book,
            _("应当晚于已公布版本的生效日期%(day)s。") % {"day": last.valid_from},
            _("请另定生效日期。"),
            "valid_from",
        )


def _to_decide(version: EntryVersion, move: str, by: User) -> EntryVersion:
    demand(by, APPROVE)
    row = ENTRY_VERSION.lock(version, move)
    book = registers.book_of(row.entry.register)
    if by.agency_id != row.agency_id:
        raise _refuse(book, _("由该执法主体的负责人批准。"), _("请由该主体负责人办理。"))
    if row.submitted_by_id == by.pk:
        raise _refuse(book, _("报批人不能批准自己报请的内容。"), _("请由其他负责人批准。"))
    if examination.wrote(row, by):
        raise _refuse(book, _("编制人不能批准自己编写的内容。"), _("请由其他负责人批准。"))
    return row


@transaction.atomic
def publish(
    version: EntryVersion,
    *,
    by: User,
    on: date,
    examined: bool,
    opinion: str = "",
    seen: str = "",
) -> EntryVersion:
    """批准公布, by a head who neither wrote it nor handed it in; public from its day on.

    `examined`, `seen`: see examination.clear.
    """
    row = _to_decide(version, "publish", by)
    screening.assert_clean(row)
    _assert_day(row, on, row.valid_from or on)
    sha256 = examination.clear(row, by=by, on=on, examined=examined, seen=seen)
    changes = {"approved_by": by, "published_on": on, "opinion": opinion, "cleared_sha256": sha256}
    return ENTRY_VERSION.move(row, "publish", by=by, changes=changes, note=opinion)


@transaction.atomic
def give_back(version: EntryVersion, *, by: User, opinion: str) -> EntryVersion:
    """退回修改, with the reason."""
    row = _to_decide(version, "return", by)
    _assert_said(row.entry, opinion, "opinion")
    return ENTRY_VERSION.move(row, "return", by=by, changes={"opinion": opinion}, note=opinion)


def _assert_said(entry: RegisterEntry, text: str, field: str) -> None:
    if not text.strip():
        raise _refuse(
            registers.book_of(entry.register), _("应当说明理由。"), _("请填写理由。"), field
        )


@transaction.atomic
def discard(version: EntryVersion, *, by: User, reason: str) -> EntryVersion:
    """放弃编制: the draft stays on record and is no longer worked on."""
    row = _draft(version, by)
    _assert_said(row.entry, reason, "reason")
    return ENTRY_VERSION.move(row, "discard", by=by, note=reason)


@transaction.atomic
def withdraw(
    entry: RegisterEntry, *, by: User, on: date, reason: str, ground: str = "withdraw"
) -> RegisterEntry:
    """撤下: the public reads the reason and nothing else, whatever day it asks for.

    With the ground "end" it reads the entry of the days before, which it held.
    """
    row = RegisterEntry.objects.select_related("agency").get(pk=entry.pk)
    demand_kept(row.agency, by)
    _assert_said(row, reason, "reason")
    changes = {"withdrawn_on": on, "withdrawn_reason": reason.strip()}
    return REGISTER_ENTRY.move(row, ground, by=by, changes=changes, note=reason)
