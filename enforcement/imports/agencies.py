"""Subjects from a sheet and as one (domain §6.1). The code says which subject a row is, else its name.

What the public reads waits for approval as one batch, and so does a subject that becomes public;
nothing takes one off its list. A subject is not moved in the tree by a sheet.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.folding import fold_name
from core.identifiers import normalise_code
from core.row_report import Finding, RowReport
from core.tables import Cell, Sheet
from enforcement import lists
from enforcement.imports import entry_cells
from enforcement.imports.entries import OUTCOMES
from enforcement.imports.entry_cells import plain
from enforcement.imports.rows import choice, said
from enforcement.imports.sheets import Row, each_row, limit_of
from enforcement.models import Agency, User
from enforcement.models.kinds import ListKind
from enforcement.registers import LINE, TEXT
from enforcement.remedies import rule_choices
from enforcement.services import agencies, keeping, list_versions

BOOK = lists.LISTS[ListKind.AGENCY]
RULE = "remedy_rule"
INSIDE = ("doc_prefix", "court_name", RULE)  # not on the list: written at once
FIELDS = (*BOOK.fields, *INSIDE)
COLUMNS = {key: (plain(BOOK.column(key).verbose_name),) for key in FIELDS}
CONFIRMED, PENDING = Agency.Status.CONFIRMED.value, Agency.Status.PENDING.value
# A subject has its name, kind, status and rule of review always; an empty cell says nothing of these, nor of the code.
KEPT = frozenset(("uscc", "kind", lists.STATUS, RULE))
PROOF = ("confirmed_by", "announced_on")
Values = dict[str, Any]


def table(rows: Iterable[Agency]) -> Iterator[list[Cell]]:
    """The sheet of subjects: its headers, then one line for each."""
    yield [names[0] for names in COLUMNS.values()]
    for row in rows:
        yield [_told(row, key) for key in FIELDS]


def _rules() -> list[tuple[str, str]]:
    """The rules of review with the words of the sheet, which is Chinese."""
    with translation.override(settings.LANGUAGE_CODE):
        return rule_choices()


def _told(row: Agency, key: str) -> str:
    if key == RULE:
        return dict(_rules()).get(row.remedy_rule, row.remedy_rule)
    return said(BOOK.column(key), getattr(row, key))


@dataclass
class AgencyImport:
    """One import run over the subjects of `own`; new ones are registered below `parent`."""

    by: User
    parent: Agency
    own: Sequence[Agency]
    on: date
    batch: str = field(default_factory=lambda: str(uuid4()))
    seen: dict[int, int] = field(default_factory=dict)

    def run(self, sheets: Sequence[Sheet], *, dry_run: bool = False) -> RowReport:
        """Import the sheets; the report says of each row whether it is new, changed, same, refused."""
        self.by_code: dict[str, list[Agency]] = defaultdict(list)
        self.by_name: dict[str, list[Agency]] = defaultdict(list)
        for row in self.own:
            self._learn(row)
        return each_row(sheets, COLUMNS, ("name",), self.take, dry_run=dry_run)

    def _learn(self, row: Agency) -> None:
        if row.uscc:
            self.by_code[normalise_code(row.uscc)].append(row)
        self.by_name[row.folded_name].append(row)

    def take(self, number: int, row: Row, report: RowReport) -> str:
        """Save what one row says. Raises RuleError for one that is refused."""
        words = {key: entry_cells.text(cell, key) for key, cell in row.items()}
        if not words["name"]:
            raise _refuse(_("主体名称为空。"), _("请补充后重新导入。"), "name")
        old = self._standing(words)
        if old is not None:
            self._once(old, number)
        told = {key: text for key, text in words.items() if text or key not in KEPT}
        changed = [key for key in told if old is None or _differs(old, key, told[key])]
        read = {key: _value(key, told[key]) for key in changed}
        values = {
            key: value for key, value in read.items() if not old or getattr(old, key) != value
        }
        _assert_status(old, values)
        outcome = self._save(old, values, number)
        if "uscc" in values and outcome != "unchanged":
            flags = agencies.code_flags(values["uscc"])
            report.flagged += [Finding(number, COLUMNS["uscc"][0], flag) for flag in flags]
        report.taken.append(Finding(number, str(OUTCOMES[outcome]), words["name"][:LINE]))
        return outcome

    def _save(self, old: Agency | None, values: Values, number: int) -> str:
        if old is None:
            made = self._create(values)
            self._learn(made)
            self.seen[made.pk] = number
            return "created"
        return "updated" if values and self._change(old, values) else "unchanged"

    def _standing(self, words: dict[str, str]) -> Agency | None:
        """The own subject a row is about, None for a new one."""
        code = normalise_code(words.get("uscc", ""))
        if code and not self.by_code.get(code):
            self._assert_free(code)
        found = self.by_code.get(code) or self.by_name.get(fold_name(words["name"]), [])
        if len(found) > 1:
            found = self._nearest(found, words)
        if not found:
            return None
        if code and found[0].uscc and normalise_code(found[0].uscc) != code:
            raise _refuse(
                _("同名主体登记的统一社会信用代码与表中不同。"),
                _("请核对代码；更正代码或者登记同名的其他主体，请在页面上办理。"),
                "uscc",
            )
        return found[0]

    def _nearest(self, found: list[Agency], words: dict[str, str]) -> list[Agency]:
        """Of several alike the one that says all that the row does, else the only one of its name."""
        same = [row for row in found if not any(_differs(row, key, words[key]) for key in words)]
        fresh = [row for row in same if row.pk not in self.seen]
        if fresh or same:
            return (fresh or same)[:1]
        named = [row for row in found if row.name == words["name"]]
        if len(named) != 1:
            raise _refuse(
                _("名称“%(name)s”对应多个执法主体。") % {"name": words["name"][:LINE]},
                _("请填写统一社会信用代码，或者在页面上修改。"),
                "name",
            )
        return named

    def _assert_free(self, code: str) -> None:
        """RuleError for the code of a subject whose lists are another's."""
        mine = {row.pk for row in self.own}
        if set(Agency.objects.filter(uscc=code).values_list("pk", flat=True)) - mine:
            raise _refuse(
                _("该统一社会信用代码已登记给不由您维护的执法主体。"),
                _("请核对代码；变更由该主体的清单管理员办理。"),
                "uscc",
            )

    def _once(self, row: Agency, number: int) -> None:
        first = self.seen.setdefault(row.pk, number)
        if first != number:
            raise _refuse(
                _("与第 %(row)d 行是同一条目。") % {"row": first}, _("请只保留一行。"), "name"
            )

    def _create(self, values: Values) -> Agency:
        """A new subject, below the chosen one; it is public by approval."""
        keeping.demand_kept(self.parent, self.by)
        make = partial(agencies.create, parent=self.parent)
        row, draft = list_versions.add(
            BOOK.kind.value, make, by=self.by, on=self.on, values=values, batch=self.batch
        )
        list_versions.hand_in(draft, by=self.by, on=self.on)
        return row  # type: ignore[no-any-return]  # a row of any list

    def _change(self, old: Agency, values: Values) -> bool:
        """Whether it says something new now, or a version of it does that was handed in."""
        waits = list_versions.needs_approval(old, values, self.on)
        draft = list_versions.change(old, by=self.by, on=self.on, changes=values, batch=self.batch)
        handed = list_versions.hand_in(draft, by=self.by, on=self.on)
        return handed or not waits or bool(values.keys() & set(INSIDE))


def _differs(old: Agency, key: str, words: str) -> bool:
    """Whether a cell says something else than an export of the subject would."""
    if key in KEPT and not words:
        return False
    if key == "uscc" and normalise_code(words) == normalise_code(old.uscc):
        return False
    return not entry_cells.same(words, _told(old, key))


def _value(key: str, words: str) -> Any:
    """What a cell means for a column. RuleError for one that cannot be read."""
    if key == RULE:
        return choice(_rules(), words, key)
    column = BOOK.column(key)
    entry_cells.assert_short(words, key, limit_of(Agency, key) or TEXT)
    if not words:
        return None if column.null else ""
    if column.choices:
        return choice(column.choices, words, key)
    if isinstance(column, models.DateField):
        return entry_cells.day(words, key)
    return words if isinstance(column, models.TextField) else " ".join(words.split("\n"))


def _assert_status(old: Agency | None, values: Values) -> None:
    """RuleError where a sheet would take a subject off its list, or announce one without its proof."""
    before = old.status if old else PENDING
    after = values.get(lists.STATUS, before)
    if after != before and (before, after) != (PENDING, CONFIRMED):
        raise _refuse(
            _("表格不撤下主体，也不恢复已撤销的主体。"),
            _("请清空状态一格，在页面上办理。"),
            lists.STATUS,
        )
    if after != CONFIRMED or not values.keys() & {lists.STATUS, *PROOF}:
        return
    for key in PROOF:
        if not values.get(key, getattr(old, key, None)):
            raise _refuse(
                _("已确认的执法主体应当写明确认机关和公告日期（国办发〔2018〕118号）。"),
                _("请填写；尚未确认的，状态写“待确认”。"),
                key,
            )


def _refuse(message: str, remedy: str, key: str) -> RuleError:
    return RuleError(message, remedy=remedy, field=key)
