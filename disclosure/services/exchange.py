"""Taking 双公示 sheets in and giving them out again, without loss (domain §6.13, §6.14)."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from core import audit, tables
from core.errors import RuleError
from core.folding import fold_name
from core.identifiers import check_uscc
from core.numbering import fold_doc_no
from core.row_report import Finding, RowReport
from core.secrets import decrypt, encrypt, keyed_hash
from disclosure.exchange import own
from disclosure.exchange.layouts import SECRET_KEYS
from disclosure.exchange.rows import ImportRow, decided_on, find_table, read_rows
from disclosure.models import ExchangeToken, ExternalRecord, Publication
from disclosure.services import doubts, records
from enforcement.directory import Directory
from enforcement.models import Agency, Decision, User
from enforcement.services import agencies

KEY_LENGTH = ExternalRecord._meta.get_field("key").max_length or 0
# Values worked out from a column go with it.
DERIVED = {
    "fine_wan": {"fine_cents"},
    "confiscated_wan": {"confiscated_cents"},
    "penalty_kinds_text": {"penalty_kinds"},
    "any_id_no": {"id_no", "rep_id_no"},
}


def import_file(
    path: Path,
    *,
    agency: Agency | None = None,
    create_agencies: bool = False,
    dry_run: bool = False,
    by: User | None = None,
    on: date,
) -> RowReport:
    """Take every record of a CSV or XLSX file and publish what is new or changed.

    Without `agency` each row names its own, by code and then by folded name; an unknown one is an
    error of the row, or with `create_agencies` is registered as 待确认. Taking the same file again
    changes nothing. Raises RuleError when the file holds no 双公示 sheet.
    """
    run = RecordImport(by=by, on=on, agency=agency, create_agencies=create_agencies)
    return run.run(tables.read_path(path), dry_run=dry_run)


@dataclass
class RecordImport:
    """One import run over the sheets of a file."""

    by: User | None
    on: date
    agency: Agency | None = None
    create_agencies: bool = False
    token: ExchangeToken | None = None
    directory: Directory = field(default_factory=lambda: Directory(Agency.objects.all()))
    report: RowReport = field(default_factory=RowReport)
    seen: dict[tuple[int, str, str], int] = field(default_factory=dict)
    made: dict[tuple[int, str], dict[str, UUID]] = field(default_factory=dict)

    def run(self, sheets: Sequence[tables.Sheet], *, dry_run: bool = False) -> RowReport:
        """Take every row on its own; a dry run goes the same way and undoes everything."""
        found = [table for sheet in sheets if (table := find_table(sheet)) is not None]
        if not found:
            raise RuleError(
                _("没有找到双公示表头。"),
                remedy=_("表头应包含“行政相对人名称”、文书号、决定日期等规定的数据项。"),
            )
        with transaction.atomic() if dry_run else nullcontext():
            for table in found:
                if table.heading is None:
                    self._mark(0, "", _("这是数据项说明，没有可导入的记录"))
                for row in read_rows(table):
                    self.report.rows += 1
                    self.one(row)
            if dry_run:
                transaction.set_rollback(True)
        return self.report

    def one(self, row: ImportRow) -> str:
        """Take one row; what became of it, "" for a rejected one."""
        for key, words in row.flags:
            self._mark(row.number, row.header(key), words)
        try:
            with transaction.atomic():
                outcome = "" if row.errors else self._take(row)
        except RuleError as error:
            if isinstance(error, doubts.DoubtError):
                doubts.warn(error)
            row.error(error.field, str(error))
            outcome = ""
        except DataError:
            # A value no column was meant for; the other rows must not suffer from it.
            row.error("", _("有内容超出可保存的范围，请核对各项的长度"))
            outcome = ""
        except IntegrityError:
            row.error("", _("同一记录正由另一次导入处理，请稍后重试"))
            outcome = ""
        if outcome:
            self.report.count(outcome)
        for key, words in row.errors:
            self.report.rejected.append(Finding(row.number, row.header(key), words))
        return outcome

    def _mark(self, number: int, header: str, words: str) -> None:
        self.report.flagged.append(Finding(number, header, words))

    def _take(self, row: ImportRow) -> str:
        if decided_on(row) > self.on:
            raise RuleError(
                _("决定日期 %(day)s 晚于导入日期。") % {"day": decided_on(row)},
                remedy=_("请核对决定书。"),
                field="decided_on",
            )
        if row.text("source_published_on") > self.on.isoformat():
            words = _("晚于导入日期，不作为公开日期")
            self._mark(row.number, row.header("source_published_on"), words)
        agency = self.agency_of(row)
        # A sheet given for one agency need not name it; the record must, to be read back alone.
        row.fields.setdefault("organ", agency.name)
        key = fold_doc_no(row.text("doc_no"))[:KEY_LENGTH]
        if self._given_out(agency, row, key):
            return "unchanged"
        present = (
            ExternalRecord.objects.select_for_update()
            .filter(agency=agency, kind=row.kind, key=key)
            .first()
        )
        fields = merge(reveal(present.fields) if present else {}, row)
        first = self.seen.setdefault((agency.pk, row.kind, key), row.number)
        if present is not None and reveal(present.fields) == fields:
            return "unchanged"
        if first != row.number:
            raise RuleError(
                _("文书号与第 %(n)d 行相同而内容不同。") % {"n": first},
                remedy=_("请核对后只保留一行。"),
                field="doc_no",
            )
        return self._keep(
            present or ExternalRecord(agency=agency, kind=row.kind, key=key), row, fields
        )

    def _given_out(self, agency: Agency, row: ImportRow, key: str) -> bool:
        """Whether the row is an own decision come back as it went out; RuleError if it differs."""
        decision = self._decisions(agency, row.kind).get(key)
        if decision is None:
            return False
        public = Publication.objects.public(self.on).filter(decision=decision)
        shown = public.select_related("shown", "agency").first()
        if shown is not None and own.same(row, own.fields_of(shown)):
            return True
        raise RuleError(
            _("“%(number)s”是本机关在本系统作出的决定，不能以导入的记录代替或者更改。")
            % {"number": row.text("doc_no")},
            remedy=_("请从表中删去该行；确需更正、撤下或者公开的，请在“公示”中办理。"),
            field="doc_no",
        )

    def _decisions(self, agency: Agency, kind: str) -> dict[str, UUID]:
        """Folded number -> key of every decision the agency made here; read once a run."""
        if (agency.pk, kind) not in self.made:
            rows = Decision.objects.filter(agency=agency, kind=kind).exclude(doc_no="")
            self.made[agency.pk, kind] = {
                fold_doc_no(number): pk for number, pk in rows.values_list("doc_no", "pk")
            }
        return self.made[agency.pk, kind]

    def _keep(self, record: ExternalRecord, row: ImportRow, fields: dict[str, Any]) -> str:
        outcome = "updated" if record.pk else "created"
        raw = {
            header: encrypt(text) if header in row.secret_headers else text
            for header, text in row.raw.items()
        }
        record.layout, record.fields, record.raw = row.layout, conceal(fields), raw
        record.raw_sha256 = _digest(row)
        record.flags = [{"field": row.header(key), "flag": words} for key, words in row.flags]
        record.decided_on = decided_on(row)
        record.save()
        audit.append(
            f"record.{outcome}",
            obj=record,
            actor=self.by,
            data={"key": record.key, "layout": record.layout, "raw": record.raw_sha256},
        )
        records.publish_record(record, by=self.by, on=self.on, token=self.token)
        return outcome

    def agency_of(self, row: ImportRow) -> Agency:
        """The agency a row belongs to. RuleError for one that is not registered."""
        name, code, region = (row.text(key) for key in ("organ", "organ_uscc", "region_code"))
        if self.agency is not None:
            if name and fold_name(name) != self.agency.folded_name:
                words = _("执法机关“%(name)s”与指定的主体不同，按指定的主体归属") % {"name": name}
                self._mark(row.number, row.header("organ"), words)
            return self.agency
        found = self.directory.find(code=code, name=name, division=region)
        if found is None:
            return self._new_agency(name, code, region)
        if name and fold_name(name) != found.folded_name:
            words = _("执法机关名称与代码登记的“%(name)s”不同，按代码归属") % {"name": found.name}
            self._mark(row.number, row.header("organ"), words)
        return found

    def _new_agency(self, name: str, code: str, region: str) -> Agency:
        if not name or not self.create_agencies:
            raise RuleError(
                _("没有登记执法机关“%(name)s”。") % {"name": name or code or _("（空）")},
                remedy=_("请先登记该执法主体，或允许按待确认登记。"),
                field="organ",
            )
        fields: dict[str, Any] = (
            {"division_code": region[:6]} if len(region) == 6 and region.isdigit() else {}
        )
        if check_uscc(code).valid:
            fields["uscc"] = code
        made = agencies.create(by=self.by, name=name, status=Agency.Status.PENDING, **fields)
        self.directory.add(made)
        return made


def merge(old: Mapping[str, Any], row: ImportRow) -> dict[str, Any]:
    """The record after a row: columns the sheet has replace, columns it lacks leave alone."""
    replaced = set(row.columns)
    for key in row.columns:
        replaced |= DERIVED.get(key, set())
    merged = {key: value for key, value in old.items() if key not in replaced}
    fresh = dict(row.fields)
    if "party_kind" not in row.columns and "party_kind" in old:
        fresh["party_kind"] = old["party_kind"]
    if "extra" in old or "extra" in fresh:
        fresh["extra"] = {**old.get("extra", {}), **fresh.get("extra", {})}
    return merged | fresh


def conceal(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they are stored: numbers of identity documents encrypted."""
    return {key: encrypt(v) if key in SECRET_KEYS else v for key, v in fields.items()}


def reveal(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The opposite of `conceal`."""
    return {key: decrypt(v) if key in SECRET_KEYS else v for key, v in fields.items()}


def _digest(row: ImportRow) -> str:
    """SHA-256 of the row as received; identity numbers enter only by their keyed hash."""
    cells = {h: keyed_hash(t) if h in row.secret_headers else t for h, t in row.raw.items()}
    return hashlib.sha256(
        json.dumps(cells, ensure_ascii=False, sort_keys=True).encode()
    ).hexdigest()


def records_between(kind: str, start: date, end: date) -> Iterator[ExternalRecord]:
    """Received records decided from `start` to `end`, both included, in a stable order."""
    rows = ExternalRecord.objects.filter(kind=kind, decided_on__range=(start, end))
    return rows.order_by("decided_on", "agency_id", "key").iterator(chunk_size=500)
