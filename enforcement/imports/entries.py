"""Entries of a register from a sheet: what is new or changed becomes a draft, never more.

The drafts go to the head for approval like any other. An export comes back as unchanged throughout.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from core.errors import RuleError
from core.folding import fold_name
from core.row_report import Finding, RowReport
from core.tables import Sheet
from enforcement import registers
from enforcement.directory import Directory
from enforcement.imports import entry_cells
from enforcement.imports.entry_sheet import columns, kept, standing
from enforcement.imports.people import People, tokens
from enforcement.imports.sheets import Row, each_row, limit_of
from enforcement.models import Agency, EntryVersion, Item, RegisterEntry, User
from enforcement.services import registers as service

OUTCOMES = {
    "created": gettext_lazy("新增"),
    "updated": gettext_lazy("变更"),
    "unchanged": gettext_lazy("未变"),
}
NOTE = gettext_noop("按导入的表格修订。")  # public, so not in the language of the importer
PK_DIGITS = 18  # of the longest key a database holds


@dataclass
class Target:
    """The entry a row is about, or where a new one would stand."""

    agency: Agency
    title: str
    item: Item | None = None
    entry: RegisterEntry | None = None

    @property
    def version(self) -> EntryVersion | None:
        """What stands now, if anything does."""
        return standing(self.entry) if self.entry else None

    @property
    def key(self) -> tuple[object, ...]:
        """What two rows of one sheet may not share."""
        if self.entry is not None:
            return (self.entry.pk,)
        return (self.agency.pk, self.item.pk if self.item else None, fold_name(self.title))


@dataclass
class EntryImport:
    """One import run by an account. Rows that name no agency belong to `agency`."""

    by: User
    book: registers.Book
    agency: Agency
    own: Sequence[Agency]
    dry: bool = True
    seen: dict[tuple[object, ...], int] = field(default_factory=dict)

    def run(self, sheets: Sequence[Sheet], *, dry_run: bool = False) -> RowReport:
        """Import the sheets; the report says of each row whether it is new, changed, same, refused."""
        self.dry, self.directory = dry_run, Directory(self.own)
        self.people = People(self.own)
        self._load()
        required = ("title", "item") if self.book.items else ("title",)
        return each_row(sheets, columns(self.book), required, self.take, dry_run=dry_run)

    def _load(self) -> None:
        rows = list(kept(self.book.register, self.own))
        self.tokens = tokens(pk for row in rows for pk in standing(row).said().get("officers", ()))
        self.by_key = {row.pk: row for row in rows}
        self.by_title: dict[tuple[object, ...], list[RegisterEntry]] = {}
        for row in rows:
            key = (row.agency_id, row.item_id, fold_name(standing(row).title))
            self.by_title.setdefault(key, []).append(row)
        items = Item.objects.filter(agency__in=self.own, kind__in=self.book.items)
        self.items: dict[tuple[int, str], list[Item]] = {}
        for item in items if self.book.items else ():
            for name in filter(None, {f"#{item.code}" if item.code else "", fold_name(item.name)}):
                self.items.setdefault((item.agency_id, name), []).append(item)

    def take(self, number: int, row: Row, report: RowReport) -> str:
        """Find out what one row does and, unless this is a trial, do it. Raises RuleError."""
        words = {key: entry_cells.text(cell, key) for key, cell in row.items()}
        target = self._target(words)
        first = self.seen.setdefault(target.key, number)
        if first != number:
            raise _refuse(
                _("与第 %(row)d 行是同一条目。") % {"row": first}, _("请只保留一行。"), "title"
            )
        content, changed = self._content(target, words)
        outcome = self._outcome(target, changed)
        if outcome != "unchanged":
            self._assert_open(target)
            service.assert_texts(self.book, target.agency, target.title, content)
            if absent := registers.missing(self.book, content):
                text = _("报请批准前还须填写：%(names)s。") % {"names": "、".join(absent)}
                report.flagged.append(Finding(number, "", text))
            if not self.dry:
                self._keep(target, content, words.get("change_note", ""))
        named = (
            f"{target.title}（{'、'.join(changed)}）" if target.entry and changed else target.title
        )
        report.taken.append(Finding(number, str(OUTCOMES[outcome]), named))
        return outcome

    def _target(self, words: Mapping[str, str]) -> Target:
        title = words.get("title", "")
        if not title:
            raise _refuse(
                _("名称为空。"), _("请补充后重新导入；合并的单元格请先取消合并。"), "title"
            )
        if words.get("entry"):
            return self._numbered(words, title)
        agency = agency_of(words, self.agency, self.directory)
        item = self._item(agency, words) if self.book.items else None
        key = (agency.pk, item.pk if item else None, fold_name(title))
        found = self.by_title.get(key, [])
        if len(found) > 1:
            raise _refuse(_("有几条同名的条目。"), _("请填写条目编号。"), "entry")
        if found:
            return Target(agency, title, item, found[0])
        entry_cells.assert_short(title, "title", limit_of(EntryVersion, "title"))
        return Target(agency, title, item)

    def _numbered(self, words: Mapping[str, str], title: str) -> Target:
        number = words["entry"]
        entry = (
            self.by_key.get(int(number))
            if number.isdecimal() and len(number) <= PK_DIGITS
            else None
        )
        if entry is None:
            raise _refuse(
                _("本清单没有编号为“%(number)s”的条目，或者已经撤下。") % {"number": number[:20]},
                _("新增的条目请不要填写编号。"),
                "entry",
            )
        self._assert_same(entry, words)
        if not entry_cells.same(title, standing(entry).title):
            entry_cells.assert_short(title, "title", limit_of(EntryVersion, "title"))
        else:
            title = standing(entry).title
        return Target(entry.agency, title, entry.item, entry)

    def _assert_same(self, entry: RegisterEntry, words: Mapping[str, str]) -> None:
        """The agency and the item of an entry never change."""
        known = {"agency": entry.agency.name, "item": entry.item.name if entry.item else ""}
        for key, name in known.items():
            if words.get(key) and fold_name(words[key]) != fold_name(name):
                raise _refuse(
                    _("与该条目的“%(name)s”不一致。") % {"name": name},
                    _("条目的执法主体和事项不能变更；请不填编号，作为新条目登记。"),
                    key,
                )

    def _item(self, agency: Agency, words: Mapping[str, str]) -> Item:
        code, name = words.get("item_code", ""), words.get("item", "")
        found = self.items.get((agency.pk, f"#{code}" if code else fold_name(name)), [])
        if len(found) != 1:
            raise _refuse(
                _("事项清单中有几个“%(name)s”。") % {"name": name[:100]}
                if found
                else _("事项清单中没有“%(name)s”。") % {"name": (name or code)[:100]},
                _("请填写事项编码；事项应当已列入清单。"),
                "item",
            )
        return found[0]

    def _content(
        self, target: Target, words: Mapping[str, str]
    ) -> tuple[dict[str, Any], list[str]]:
        """What the entry would say, and the names of the fields that change.

        A column the sheet does not have changes nothing, nor does a cell that says what an export says.
        """
        now = dict(target.version.said()) if target.version else {}
        content, changed = dict(now), []
        for row in self.book.fields:
            told = words.get(row.key)
            old = now.get(row.key)
            if told is None or entry_cells.same(told, entry_cells.said(row, old, self.tokens)):
                continue
            value = entry_cells.read(row, told, lambda each: self.people.find(target.agency, each))
            content.pop(row.key, None)
            if value not in (None, []):
                content[row.key] = value
            if value != old:
                changed.append(entry_cells.plain(row.label))
        return content, changed

    def _outcome(self, target: Target, changed: list[str]) -> str:
        if target.version is None:
            return "created"
        if target.title != target.version.title:
            changed.insert(0, entry_cells.plain(self.book.title))
        return "updated" if changed else "unchanged"

    def _assert_open(self, target: Target) -> None:
        if target.version and target.version.status == EntryVersion.Status.SUBMITTED:
            raise _refuse(
                _("该条目有待批准的版本，不能改写。"), _("请先办结批准或者退回修改。"), "entry"
            )

    def _keep(self, target: Target, content: dict[str, Any], note: str) -> None:
        if target.entry is None or target.version is None:
            service.open_entry(
                by=self.by,
                agency=target.agency,
                register=self.book.register,
                title=target.title,
                content=content,
                item=target.item,
            )
            return
        draft = target.version
        if draft.status != EntryVersion.Status.DRAFT:
            draft = service.revise(target.entry, by=self.by)
        note = note or draft.change_note or NOTE
        service.rewrite(draft, by=self.by, title=target.title, content=content, change_note=note)


def agency_of(words: Mapping[str, str], own: Agency, directory: Directory) -> Agency:
    """The agency that a row names by code or name, `own` where it names none.

    RuleError for one whose lists the importing account does not keep.
    """
    name, code = words.get("agency", ""), words.get("agency_code", "")
    if not name and not code:
        return own
    found = directory.find(code=code, name=name)
    if found is None:
        raise _refuse(
            _("“%(name)s”不在您可以维护的执法主体之内。") % {"name": (name or code)[:100]},
            _("请核对单位全称。"),
            "agency",
        )
    return found


def _refuse(message: str, remedy: str, key: str) -> RuleError:
    return RuleError(message, remedy=remedy, field=key)
