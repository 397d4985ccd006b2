"""Benchmarks of discretion from a sheet: one row per tier, the rows of a benchmark together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core.cells import decimal_of, text_of
from core.errors import RuleError
from core.folding import fold_name
from core.row_report import Finding, RowReport
from core.tables import Sheet
from enforcement.directory import Directory
from enforcement.discretion import lines, smallest
from enforcement.imports.items import day_of
from enforcement.imports.sheets import Row, named_rows
from enforcement.models import Agency, Benchmark, Tier, User
from enforcement.models.kinds import ListKind, PenaltyKind
from enforcement.services import benchmarks, list_versions
from enforcement.services.benchmarks import Step
from enforcement.services.list_writers import Write

COLUMNS = {
    "violation": ("违法行为",),
    "basis": ("法定依据",),
    "penalty_kinds": ("处罚种类",),
    "unit": ("计量单位",),
    "base_name": ("计罚基数",),
    "low": ("法定最低",),
    "high": ("法定最高",),
    "measure_name": ("情节计量",),
    "degree": ("裁量阶次",),
    "conditions": ("适用条件",),
    "any_condition": ("任一条件",),
    "measure_from": ("计量自",),
    "measure_to": ("计量至",),
    "tier_low": ("下限",),
    "low_open": ("不含下限",),
    "tier_high": ("上限",),
    "high_open": ("不含上限",),
    "standard": ("具体标准",),
    "issuer": ("制定机关",),
    "doc_no": ("文号",),
    "effective_from": ("生效日期",),
    "published_on": ("公布日期",),
    "agency_name": ("执法主体",),
}
TEXTS = ("violation", "basis", "base_name", "measure_name", "issuer", "doc_no")
YES = {"是", "1", "不含", "true", "y", "yes"}
Group = list[tuple[int, Row]]


@dataclass
class BenchmarkImport:
    """One import run; a benchmark whose rows are not all right is not saved at all."""

    by: User | None
    default: Agency
    on: date | None = None  # the day of the run; without an account nothing waits
    directory: Directory = field(default_factory=lambda: Directory(Agency.objects.all()))
    batch: str = field(default_factory=lambda: str(uuid4()))

    def run(self, sheets: Sequence[Sheet], *, dry_run: bool = False) -> RowReport:
        """Import the sheets; a known document and violation is left as it is."""
        report = RowReport()
        with transaction.atomic():
            for group in grouped(sheets):
                report.rows += len(group)
                self._take(group, report)
            transaction.set_rollback(dry_run)
        return report

    def _take(self, group: Group, report: RowReport) -> None:
        number, first = group[0]
        try:
            with transaction.atomic():
                outcome = self._save(first, [row for _number, row in group])
        except RuleError as error:
            header = COLUMNS.get(error.field, (error.field,))[0]
            report.rejected += [Finding(row, header, str(error)) for row, _cells in group]
            return
        setattr(report, outcome, getattr(report, outcome) + len(group))

    def _save(self, first: Row, rows: list[Row]) -> str:
        agency = self._agency(first)
        values = _values(first)
        known = Benchmark.objects.filter(
            agency=agency,
            folded_violation=fold_name(values["violation"]),
            doc_no=values["doc_no"],
            unit=values["unit"],
        )
        if known.exists():
            return "unchanged"
        steps = [_step(row, values["unit"]) for row in rows]
        self._add(partial(benchmarks.create, agency=agency, steps=steps), values)
        return "created"

    def _add(self, make: Write, values: dict[str, Any]) -> None:
        """One with a day of publication waits for its approval, all of a sheet together."""
        if self.by is None or self.on is None:
            make(by=self.by, **values)
            return
        _row, draft = list_versions.add(
            ListKind.BENCHMARK, make, by=self.by, on=self.on, values=values, batch=self.batch
        )
        list_versions.hand_in(draft, by=self.by, on=self.on)

    def _agency(self, row: Row) -> Agency:
        name = text_of(row.get("agency_name"))
        found = self.directory.find(name=name) if name else self.default
        if found is None:
            raise RuleError(
                _("没有登记执法主体“%(name)s”。") % {"name": name},
                remedy=_("请先登记该主体，或导入时指定执法主体。"),
                field="agency_name",
            )
        return found


def grouped(sheets: Sequence[Sheet]) -> list[Group]:
    """Rows of one benchmark together: the same agency, violation, unit and document."""
    groups: dict[tuple[str, ...], Group] = {}
    for sheet in sheets:
        if not sheet.rows and len(sheets) > 1:
            continue
        for number, row in named_rows(sheet, COLUMNS, ("violation", "degree")):
            names = ("agency_name", "violation", "unit", "doc_no")
            key = tuple(fold_name(text_of(row.get(name))) for name in names)
            groups.setdefault(key, []).append((number, row))
    return list(groups.values())


def _values(row: Row) -> dict[str, Any]:
    unit = _choice(Benchmark.Unit, row, "unit")
    start = day_of(row, "effective_from")
    if start is None:
        raise RuleError(
            _("生效日期为空。"), remedy=_("请写成 2026-01-31。"), field="effective_from"
        )
    return {
        **{key: text_of(row.get(key)) for key in TEXTS},
        "penalty_kinds": [
            _value(PenaltyKind, name, "penalty_kinds")
            for name in text_of(row.get("penalty_kinds")).replace("，", "、").split("、")
            if name.strip()
        ],
        "unit": unit,
        "low": smallest(unit, _number(row, "low")),
        "high": smallest(unit, _number(row, "high")),
        "effective_from": start,
        "published_on": day_of(row, "published_on"),
    }


def _step(row: Row, unit: str) -> Step:
    return Step(
        degree=_choice(Tier.Degree, row, "degree"),
        conditions=lines(text_of(row.get("conditions"))),
        any_condition=_yes(row, "any_condition"),
        measure_from=_number(row, "measure_from"),
        measure_to=_number(row, "measure_to"),
        low=smallest(unit, _number(row, "tier_low")),
        high=smallest(unit, _number(row, "tier_high")),
        low_open=_yes(row, "low_open"),
        high_open=_yes(row, "high_open"),
        standard=text_of(row.get("standard")),
    )


def _yes(row: Row, key: str) -> bool:
    return text_of(row.get(key)).lower() in YES


def _choice(choices: Any, row: Row, key: str) -> str:
    return _value(choices, text_of(row.get(key)), key)


def _value(choices: Any, text: str, key: str) -> str:
    """The value of a word of the list, with or without 处罚 and 情节."""
    with translation.override(settings.LANGUAGE_CODE):
        labels: Mapping[str, str] = {str(row.label): str(row.value) for row in choices}
    for word in (text.strip(), f"{text.strip()}处罚", f"情节{text.strip()}"):
        if word in labels:
            return labels[word]
    raise RuleError(
        _("“%(text)s”不是可选的值。") % {"text": text},
        remedy=_("可以填写：%(words)s。") % {"words": "、".join(labels)},
        field=key,
    )


def _number(row: Row, key: str) -> Decimal | None:
    try:
        return decimal_of(row.get(key))
    except (ValueError, ArithmeticError) as error:
        raise RuleError(
            _("“%(text)s”不是数字。") % {"text": text_of(row.get(key))},
            remedy=_("请只填写数字，单位写在计量单位一列。"),
            field=key,
        ) from error
