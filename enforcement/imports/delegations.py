"""Delegations from a sheet and as one (domain §6.10). A deed on record is never rewritten by a sheet."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.errors import RuleError
from core.folding import fold_name
from core.row_report import Finding, RowReport
from core.tables import Cell, Sheet
from enforcement.directory import Directory
from enforcement.imports import entry_cells
from enforcement.imports.entries import OUTCOMES
from enforcement.imports.sheets import Row, each_row, limit_of
from enforcement.models import Agency, Delegation, User
from enforcement.registers import TEXT
from enforcement.services import agencies

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
    """One import run. Rows that name no delegating organ are of `agency`."""

    by: User
    agency: Agency
    own: Sequence[Agency]
    seen: dict[tuple[int, str], int] = field(default_factory=dict)

    def run(self, sheets: Sequence[Sheet], *, dry_run: bool = False) -> RowReport:
        """Import the sheets; the report says of each row whether it is new, same or refused."""
        self.givers = Directory(self.own)
        self.takers = Directory(Agency.objects.exclude(status=Agency.Status.CLOSED))
        self.known: dict[tuple[int, str], list[Delegation]] = {}
        rows = Delegation.objects.filter(delegator__in=self.own)
        for row in rows.select_related("delegator", "delegate"):
            self.known.setdefault((row.delegator_id, row.number), []).append(row)
        return each_row(sheets, COLUMNS, REQUIRED, self.take, dry_run=dry_run)

    def take(self, number: int, row: Row, report: RowReport) -> str:
        """Save one row that is new; raises RuleError for one that cannot be, or says otherwise."""
        words = {key: entry_cells.text(cell, key) for key, cell in row.items()}
        if not words["number"]:
            raise _refuse(
                _("委托书编号为空。"), _("请补充后重新导入；合并的单元格请先取消合并。"), "number"
            )
        giver = self._agency(self.givers, words, "delegator") or self.agency
        present = self.known.get((giver.pk, words["number"]), [])
        if not present:
            self._once(giver, words["number"], number)
            self._create(giver, words)
        outcome = "unchanged" if present else "created"
        if present:
            _assert_same(present, words)
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
        values: dict[str, Any] = {key: words[key] for key in TEXTS if key in words}
        for key, text in values.items():
            if not text and key in REQUIRED:
                raise _refuse(_("%(name)s为空。") % {"name": COLUMNS[key][0]}, _("请补充。"), key)
            entry_cells.assert_short(text, key, limit_of(Delegation, key) or TEXT)
        taker = self._agency(self.takers, words, "delegate")
        if taker is None:
            raise _refuse(_("受委托组织为空。"), _("请补充。"), "delegate")
        days: dict[str, Any] = {
            key: entry_cells.day(words[key], key) if words[key] or key in REQUIRED else None
            for key in DAYS
            if key in words
        }
        agencies.delegate(by=self.by, delegator=giver, delegate=taker, **values, **days)


def _assert_same(present: Sequence[Delegation], words: Mapping[str, str]) -> None:
    """A row about a deed on record says what one of that number says. RuleError otherwise."""
    found = [_differing(row, words) for row in present]
    if all(found):
        raise _refuse(
            _("与已登记的委托书不同：%(names)s。")
            % {"names": "、".join(COLUMNS[key][0] for key in found[-1])},
            _("委托书登记后不改写；请在页面上提前终止，再登记新的委托书。"),
            found[-1][0],
        )


def _differing(row: Delegation, words: Mapping[str, str]) -> list[str]:
    known = told(row)
    return [key for key in COLUMNS if key in words and not _agrees(key, words[key], known[key])]


def _agrees(key: str, given: str, known: str) -> bool:
    if key in SIDES:
        return not given or fold_name(given) == fold_name(known)
    if key not in DAYS and key != "ended_on":
        return entry_cells.same(given, known)
    return (entry_cells.day(given, key).isoformat() if given else "") == known


def _refuse(message: str, remedy: str, key: str) -> RuleError:
    return RuleError(message, remedy=remedy, field=key)
