"""Delegations from a sheet and as one (domain §6.10).

What the public reads waits for its approval, all rows of a sheet as one batch; an early end is an act
of its own, and no sheet takes a deed off the register.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _

from core.errors import RuleError
from core.folding import fold_name
from core.row_report import Finding, RowReport
from core.tables import Cell, Sheet
from enforcement import lists
from enforcement.directory import Directory
from enforcement.imports import entry_cells
from enforcement.imports.entries import OUTCOMES
from enforcement.imports.sheets import Row, each_row, limit_of
from enforcement.models import Agency, Delegation, User
from enforcement.models.kinds import ListKind
from enforcement.registers import TEXT
from enforcement.services import delegations, list_versions

SIDES = {
    "delegator": ("委托机关",),
    "delegator_code": ("委托机关统一社会信用代码",),
    "delegate": ("受委托组织",),
    "delegate_code": ("受委托组织统一社会信用代码",),
}
TEXTS = {
    "number": ("委托书编号",),
    "matters": ("委托事项",),
    "powers": ("权限",),
    "basis": ("委托依据",),
    "text": ("委托书全文",),
    "staff": ("受托人员",),
    "filing_no": ("备案文号",),
}
DAYS = {
    "valid_from": ("委托期限自",),
    "valid_to": ("委托期限至",),
    "filed_on": ("备案日期",),
    "published_on": ("公布日期",),
}
# Told by an export; ending a delegation is an act of its own, with its own page.
ENDED = {"ended_on": ("提前终止日期",), "end_reason": ("提前终止理由",)}
COLUMNS = {**SIDES, **TEXTS, **DAYS, **ENDED}
REQUIRED = ("delegate", "number", "matters", "powers", "valid_from", "valid_to")


def table(rows: Iterable[Delegation]) -> Iterator[list[Cell]]:
    """The sheet of delegations: its headers, then one row for each."""
    yield [names[0] for names in COLUMNS.values()]
    for row in rows:
        said = told(row)
        yield [said[key] for key in COLUMNS]


def told(row: Delegation) -> dict[str, str]:
    """What a sheet says of a delegation, by column."""
    values = {key: str(getattr(row, key) or "") for key in (*TEXTS, *DAYS, *ENDED)}
    return values | {
        "delegator": row.delegator.name,
        "delegator_code": row.delegator.uscc,
        "delegate": row.delegate.name,
        "delegate_code": row.delegate.uscc,
    }


@dataclass
class DelegationImport:
    """One import run on the day `on`. Rows that name no delegating organ are of `agency`."""

    by: User
    agency: Agency
    on: date
    own: Sequence[Agency]
    seen: dict[tuple[int, str], int] = field(default_factory=dict)
    batch: str = field(default_factory=lambda: str(uuid4()))

    def run(self, sheets: Sequence[Sheet], *, dry_run: bool = False) -> RowReport:
        """Import the sheets; the report says of each row whether it is new, changed, same or refused."""
        self.givers = Directory(self.own)
        self.takers = Directory(Agency.objects.exclude(status=Agency.Status.CLOSED))
        self.known: dict[tuple[int, str], list[Delegation]] = {}
        rows = Delegation.objects.filter(delegator__in=self.own)
        for row in rows.select_related("delegator", "delegate"):
            self.known.setdefault((row.delegator_id, row.number), []).append(row)
        return each_row(sheets, COLUMNS, REQUIRED, self.take, dry_run=dry_run)

    def take(self, number: int, row: Row, report: RowReport) -> str:
        """Save one row; raises RuleError for one that cannot be."""
        words = {key: entry_cells.text(cell, key) for key, cell in row.items()}
        if not words["number"]:
            raise _refuse(
                _("委托书编号为空。"), _("请补充后重新导入；合并的单元格请先取消合并。"), "number"
            )
        giver = self._agency(self.givers, words, "delegator") or self.agency
        present = self.known.get((giver.pk, words["number"]), [])
        if present:
            outcome = self._change(
                present, words, lambda: self._once(giver, words["number"], number)
            )
        else:
            self._once(giver, words["number"], number)
            self._create(giver, words)
            outcome = "created"
        report.taken.append(Finding(number, str(OUTCOMES[outcome]), words["number"]))
        return outcome

    def _once(self, giver: Agency, deed: str, number: int) -> None:
        first = self.seen.setdefault((giver.pk, deed), number)
        if first != number:
            raise _refuse(
                _("与第 %(row)d 行是同一委托书。") % {"row": first}, _("请只保留一行。"), "number"
            )

    def _agency(self, directory: Directory, words: Mapping[str, str], side: str) -> Agency | None:
        """The agency a side of the deed names; None when it names none."""
        name, code = words.get(side, ""), words.get(f"{side}_code", "")
        if not name and not code:
            return None
        found = directory.find(code=code, name=name)
        if found is None:
            raise _refuse(
                _("没有登记执法主体“%(name)s”，或者不由您维护。") % {"name": (name or code)[:100]},
                _("请核对单位全称；受委托组织应当先登记。"),
                side,
            )
        return found

    def _create(self, giver: Agency, words: Mapping[str, str]) -> None:
        if words.get("ended_on") or words.get("end_reason"):
            raise _refuse(
                _("新登记的委托不能写明已经终止。"), _("请登记后在页面上办理提前终止。"), "ended_on"
            )
        values = {"delegator": giver, **self._values(words, [*TEXTS, *DAYS, "delegate"])}
        _row, draft = list_versions.add(
            ListKind.DELEGATION,
            delegations.create,
            by=self.by,
            on=self.on,
            values=values,
            batch=self.batch,
        )
        list_versions.hand_in(draft, by=self.by, on=self.on)

    def _values(self, words: Mapping[str, str], keys: Iterable[str]) -> dict[str, Any]:
        """The columns of a deed as the cells of the keys give them, as far as the sheet has them."""
        found: dict[str, Any] = {}
        for key in keys:
            if key in SIDES:
                found["delegate"] = self._taker(words)
            elif key in TEXTS and key in words:
                found[key] = _text(words[key], key)
            elif key in words:
                needed = words[key] or key in REQUIRED
                found[key] = entry_cells.day(words[key], key) if needed else None
        return found

    def _taker(self, words: Mapping[str, str]) -> Agency:
        taker = self._agency(self.takers, words, "delegate")
        if taker is None:
            raise _refuse(_("受委托组织为空。"), _("请补充。"), "delegate")
        return taker

    def _change(
        self, present: Sequence[Delegation], words: Mapping[str, str], once: Callable[[], None]
    ) -> str:
        """Change the deed of the number where the row says something else than it, once a sheet."""
        found = [_differing(row, words) for row in present]
        if not all(found):
            return "unchanged"
        once()
        if len(present) > 1:
            raise _refuse(
                _("有多份已登记的委托书是这一编号，无法认定变更哪一份。"),
                _("请在页面上修改。"),
                "number",
            )
        (row,), (keys,) = present, found
        ends = [key for key in keys if key in ENDED]
        if ends:
            raise _refuse(
                _("与已登记的委托书不同：%(name)s。") % {"name": COLUMNS[ends[0]][0]},
                _("请在页面上办理提前终止。"),
                ends[0],
            )
        changes = self._values(words, keys)
        draft = list_versions.change(row, by=self.by, on=self.on, changes=changes, batch=self.batch)
        handed = list_versions.hand_in(draft, by=self.by, on=self.on)
        return "updated" if handed or draft is None else "unchanged"


def _text(text: str, key: str) -> str:
    if not text and key in REQUIRED:
        raise _refuse(_("%(name)s为空。") % {"name": COLUMNS[key][0]}, _("请补充。"), key)
    entry_cells.assert_short(text, key, limit_of(Delegation, key) or TEXT)
    return text


def _differing(row: Delegation, words: Mapping[str, str]) -> list[str]:
    """The columns in which the row says something else than the deed.

    Without a day of publication it says nothing of one: a deed is not taken off the register by it.
    """
    known = told(row)
    asked = [key for key in COLUMNS if key in words and (key != lists.PUBLISHED or words[key])]
    return [key for key in asked if not _agrees(key, words[key], known[key])]


def _agrees(key: str, given: str, known: str) -> bool:
    if key in SIDES:
        return not given or fold_name(given) == fold_name(known)
    if key not in DAYS and key != "ended_on":
        return entry_cells.same(given, known)
    return (entry_cells.day(given, key).isoformat() if given else "") == known


def _refuse(message: str, remedy: str, key: str) -> RuleError:
    return RuleError(message, remedy=remedy, field=key)
