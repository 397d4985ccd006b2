"""The rules of a catalogue of review as a sheet, and a sheet into a draft of it (domain §6.6).

A rule is known by its number, else by its words. A sheet adds rules and changes them by the checks of
the page; it removes none, and the order stays. Several choices stand one to a line.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.cells import NO, YES, decimal_of
from core.errors import RuleError
from core.row_report import Finding, RowReport
from core.tables import Cell, Sheet
from enforcement.discretion import YUAN, smallest
from enforcement.forms.catalogues import CENTS, TEST_LABELS
from enforcement.imports import entry_cells
from enforcement.imports.entries import OUTCOMES
from enforcement.imports.entry_cells import plain
from enforcement.imports.sheets import Row, each_row, limit_of
from enforcement.models import CatalogueRule, ForcedExecution, Measure, ReviewCatalogue, User
from enforcement.models.kinds import ActionKind, PartyKind, PenaltyKind, Procedure
from enforcement.registers import LINE, TEXT
from enforcement.review_rules import OUTCOMES as RESULTS
from enforcement.review_rules import PARTS, PROCEEDINGS, SEPARATE, SUM, WEIGHTS
from enforcement.review_terms import LIMITED, LISTED
from enforcement.services import catalogues

SCOPE = {"kinds": ("限于执法类别",), "procedures": ("限于程序",)}
LIMITS = {
    f"limit_{PartyKind.PERSON.value}": ("公民数额",),
    f"limit_{PartyKind.SOLE_TRADER.value}": ("个体工商户数额",),
    f"limit_{PartyKind.ORG.value}": ("法人或者其他组织数额",),
}
TERMS = {
    "penalty_kinds": ("处罚种类",),
    "of": ("比较的金额",),
    "counted": ("罚款与没收",),
    **LIMITS,
    "inclusive": ("含本数",),
    "outcomes": ("处理结果",),
    "proceedings": ("限于许可办理事项",),
    "weights": ("裁量情形",),
    "measures": ("强制措施种类",),
    "ways": ("强制执行方式",),
}
HEAD = {"key": ("编号",), "label": ("审核事项",), "article": ("依据条款",), "test": ("判断方法",)}
COLUMNS = {**HEAD, **TERMS, **SCOPE}
WORDS: Mapping[str, Mapping[str, str]] = {
    "test": {key: plain(label) for key, label in TEST_LABELS.items()},
    "kinds": {key: plain(label) for key, label in ActionKind.choices},
    "procedures": {key: plain(label) for key, label in Procedure.choices},
    "penalty_kinds": {key: plain(label) for key, label in PenaltyKind.choices},
    "measures": {key: plain(label) for key, label in Measure.Kind.choices},
    "ways": {key: plain(label) for key, label in ForcedExecution.Way.choices},
    "of": PARTS,
    "counted": {SEPARATE: "分别计算", SUM: "合并计算"},
    "outcomes": RESULTS,
    "proceedings": PROCEEDINGS,
    "weights": WEIGHTS,
    "inclusive": {"1": YES, "0": NO},
}
ONE = ("test", "counted", "inclusive")  # columns of one choice
RULES = 500  # in one version, each of which is held against all others
Words = dict[str, str]


def table(rules: Iterable[CatalogueRule]) -> Iterator[list[Cell]]:
    """The sheet of a version: its headers, then one line for each rule."""
    yield [names[0] for names in COLUMNS.values()]
    for rule in rules:
        said = told(rule)
        yield [said[key] for key in COLUMNS]


def told(rule: CatalogueRule) -> Words:
    """What a sheet says of a rule, by column."""
    words = {key: getattr(rule, key) for key in ("key", "label", "article")}
    words["test"] = WORDS["test"][rule.test]
    chosen = {"kinds": rule.kinds, "procedures": rule.procedures, **rule.terms}
    limits = rule.terms.get("limits", {})
    for kind, each in limits.items():
        words[f"limit_{kind}"] = f"{(Decimal(each['cents']) / CENTS).normalize():f}"
    if limits:
        words["inclusive"] = YES if all(each["inclusive"] for each in limits.values()) else NO
    for key in WORDS.keys() & chosen.keys():
        given = [chosen[key]] if key in ONE else chosen[key]
        words[key] = "\n".join(WORDS[key][each] for each in given)
    return {key: words.get(key, "") for key in COLUMNS}


@dataclass
class RuleImport:
    """One import run into a draft."""

    by: User
    catalogue: ReviewCatalogue
    on: date
    seen: dict[int, int] = field(default_factory=dict)

    def run(self, sheets: Sequence[Sheet], *, dry_run: bool = False) -> RowReport:
        """Import the sheets; the report says of each row whether it is new, changed, same, refused."""
        return each_row(sheets, COLUMNS, ("label",), self.take, dry_run=dry_run)

    def take(self, number: int, row: Row, report: RowReport) -> str:
        """Save what one row says. Raises RuleError for one that is refused."""
        given = {key: entry_cells.text(cell, key) for key, cell in row.items()}
        for key, words in given.items():
            entry_cells.assert_short(words, key, _longest(key))
        # Locked before its rules are read, so that nobody else writes them meanwhile.
        draft = catalogues.draft(self.catalogue, self.by)
        rules = list(draft.rules.all())
        old = _standing(rules, given)
        if old is None and len(rules) >= RULES:
            raise _refuse(_("一个版本不超过 %(n)d 项。") % {"n": RULES}, _("请合并。"), "label")
        outcome = self._save(draft, old, given, number)
        report.taken.append(Finding(number, str(OUTCOMES[outcome]), given["label"][:LINE]))
        return outcome

    def _save(
        self, draft: ReviewCatalogue, old: CatalogueRule | None, given: Words, number: int
    ) -> str:
        if old is not None:
            self._once(old, number)
        before = told(old) if old else dict.fromkeys(COLUMNS, "")
        changed = {
            key for key in given.keys() - {"key"} if not entry_cells.same(given[key], before[key])
        }
        if old is not None and not changed:
            return "unchanged"
        values = read({**before, **given})
        if old is not None and not changed & {"test", *TERMS}:
            values["terms"] = old.terms
        if old is not None and all(getattr(old, key) == values[key] for key in values):
            return "unchanged"  # the same in other words
        made = catalogues.put(draft, by=self.by, on=self.on, rule=old, **values)
        self.seen[made.pk] = number
        return "updated" if old else "created"

    def _once(self, rule: CatalogueRule, number: int) -> None:
        first = self.seen.setdefault(rule.pk, number)
        if first != number:
            raise _refuse(
                _("与第 %(row)d 行是同一条目。") % {"row": first}, _("请只保留一行。"), "label"
            )


def _standing(rules: Sequence[CatalogueRule], given: Words) -> CatalogueRule | None:
    """The rule a row is about, None for a new one."""
    numbered = [rule for rule in rules if rule.key == given.get("key")]
    found = numbered or [rule for rule in rules if rule.label == given["label"]]
    if len(found) > 1:
        raise _refuse(_("清单中有几条相同的条目。"), _("请填写编号，或者在页面上修改。"), "label")
    return found[0] if found else None


def read(words: Words) -> dict[str, Any]:
    """The values of a rule. RuleError for what cannot be read, and for a column its test has no use for."""
    test = _chosen("test", words["test"])
    if not test:
        raise _refuse(_("%(name)s为空。") % {"name": COLUMNS["test"][0]}, _("请补充。"), "test")
    used = _used(test[0])
    for key in TERMS:
        if words[key] and key not in used:
            raise _refuse(
                _("“%(test)s”不比较这一列。") % {"test": words["test"]},
                _("请清空该单元格，或者改写判断方法。"),
                key,
            )
    terms: dict[str, Any] = {
        key: _chosen(key, words[key]) for key in used & WORDS.keys() - set(ONE)
    }
    if test[0] in LIMITED:
        terms["limits"] = _limits(words)
    if words["counted"]:
        terms["counted"] = _chosen("counted", words["counted"])[0]
    scope = {key: _chosen(key, words[key]) for key in SCOPE}
    fixed = {key: " ".join(words[key].split("\n")) for key in ("label", "article")}
    return {**fixed, **scope, "test": test[0], "terms": terms}


def _used(test: str) -> set[str]:
    """The columns that a test compares."""
    used = set(LISTED.get(test, ()))
    if test in LIMITED:
        used |= {*LIMITS, "inclusive"}
    more = {"amount": "counted", "outcome": "proceedings"}
    return used | ({more[test]} if test in more else set())


def _chosen(key: str, words: str) -> list[str]:
    """The keys that a cell names, one to a line. RuleError for a word that is none of them."""
    named = {label: value for value, label in WORDS[key].items()}
    lines = [line.strip() for line in re.split(r"[\n；;]", words) if line.strip()]
    unknown = [line for line in lines if line not in named]
    if unknown or (key in ONE and len(lines) > 1):
        raise _refuse(
            _("没有“%(text)s”这一项。") % {"text": (unknown or [words])[0][:LINE]},
            _("可填：%(names)s。") % {"names": "；".join(named)},
            key,
        )
    return list(dict.fromkeys(named[line] for line in lines))


def _limits(words: Words) -> dict[str, dict[str, Any]]:
    """The limits in cents by kind of party; with the amount itself unless the sheet says no."""
    inclusive = _chosen("inclusive", words["inclusive"]) != ["0"]
    return {
        key.removeprefix("limit_"): {"cents": _cents(key, words[key]), "inclusive": inclusive}
        for key in LIMITS
        if words[key]
    }


def _cents(key: str, words: str) -> int:
    try:
        amount = decimal_of(words)
    except (ValueError, ArithmeticError):
        amount = None
    if amount is None or amount <= 0 or amount * CENTS % 1:
        raise _refuse(
            _("“%(text)s”不是以元为单位的数额。") % {"text": words[:LINE]},
            _("请只填大于零的数字，最多两位小数。"),
            key,
        )
    return smallest(YUAN, amount) or 0


def _longest(key: str) -> int:
    return limit_of(CatalogueRule, key) if key in HEAD and key != "test" else TEXT


def _refuse(message: str, remedy: str, key: str) -> RuleError:
    return RuleError(message, remedy=remedy, field=key)
