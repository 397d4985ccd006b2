"""Sheets come in row by row, twice without change, and what is new is public at once."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core import tables
from core.errors import RuleError
from core.models import AuditEntry
from core.row_report import RowReport
from disclosure import period
from disclosure.models import ExternalRecord, Publication
from disclosure.services import exchange
from enforcement.models import Agency
from enforcement.services import agencies
from tests.disclosure.test_exchange_rows import ORG, PENALTY

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 20)
ORGAN = "云溪市市场监督管理局"
CODE = "行政相对人代码_1 （统一社会信用代码）"
CARD = "11010519491231002X"


@pytest.fixture
def bureau() -> Agency:
    return agencies.create(name=ORGAN, status=Agency.Status.CONFIRMED, profile="sanmenxia_gov")


def take(*changes: dict[str, Any], dry_run: bool = False, **options: Any) -> RowReport:
    """Import a sheet with one row per dict of changes; `...` leaves a column out of the sheet."""
    rows = [{**PENALTY, **change} for change in changes or ({},)]
    headers = [
        h for h in dict.fromkeys(h for row in rows for h in row) if rows[0].get(h) is not ...
    ]
    body: list[list[tables.Cell]] = [[row.get(header, "") for header in headers] for row in rows]
    sheet = tables.Sheet("", list(enumerate([[*headers], *body], start=1)))
    return exchange.RecordImport(by=None, on=ON, **options).run([sheet], dry_run=dry_run)


def counts(report: RowReport) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.rejected_rows


def test_a_row_becomes_a_record_that_the_public_reads(bureau: Agency) -> None:
    assert counts(take()) == (1, 0, 0, 0)
    record = ExternalRecord.objects.get()
    assert (record.agency, record.kind) == (bureau, "penalty")
    assert record.layout.startswith("xzcf_")
    assert record.decided_on == date(2026, 3, 2)
    publication = Publication.objects.get(record=record)
    assert (publication.status, publication.first_published_on) == ("published", ON)
    assert AuditEntry.objects.filter(action="record.created").exists()


def test_a_re_import_changes_nothing_at_all(bureau: Agency) -> None:
    take()
    before = list(ExternalRecord.objects.values()), AuditEntry.objects.count()
    assert counts(take()) == (0, 0, 1, 0)
    assert (list(ExternalRecord.objects.values()), AuditEntry.objects.count()) == before


def test_the_same_number_in_other_brackets_and_width_is_the_same_record(bureau: Agency) -> None:
    take()
    report = take({"行政处罚决定书文号": "云市监罚[２０２６] 1号", "处罚内容": "罚款3000元"})
    assert counts(report) == (0, 1, 0, 0)
    assert ExternalRecord.objects.get().fields["content"] == "罚款3000元"
    assert Publication.objects.count() == 1


def test_columns_a_later_sheet_lacks_keep_their_values(bureau: Agency) -> None:
    take({"自编栏目": "甲"})
    left_out = {CODE: ..., "法定代表人": ..., "行政相对人类别": ..., "罚款金额 (万元)": ...}
    assert counts(take({**left_out, "行政相对人名称": "云溪市晨星商贸有限公司"})) == (0, 0, 1, 0)
    take({"法定代表人": "", "罚款金额 (万元)": ""})
    fields = ExternalRecord.objects.get().fields
    assert (fields["uscc"], fields["extra"]) == (ORG, {"自编栏目": "甲"})
    assert not {"legal_rep", "fine_wan", "fine_cents"} & fields.keys()


def test_a_bad_row_never_stops_the_good_ones(bureau: Agency) -> None:
    report = take(
        {"行政相对人名称": ""},
        {"行政处罚决定书文号": "云市监罚〔2026〕2号", "处罚决定日期": "昨天"},
        {"行政处罚决定书文号": "云市监罚〔2026〕3号", "处罚机关": "没有登记的局"},
        {"行政处罚决定书文号": "云市监罚〔2026〕4号", "处罚决定日期": "2026-03-21"},
        {"行政处罚决定书文号": "云市监罚〔2026〕5号"},
    )
    assert counts(report) == (1, 0, 0, 4)
    found = {(f.row, f.field) for f in report.rejected}
    assert found == {
        (2, "行政相对人名称"),
        (3, "处罚决定日期"),
        (4, "处罚机关"),
        (5, "处罚决定日期"),
    }
    assert ExternalRecord.objects.get().fields["doc_no"] == "云市监罚〔2026〕5号"


def test_one_number_twice_in_a_file_is_taken_once_and_a_conflict_is_named(bureau: Agency) -> None:
    report = take({}, {}, {"处罚内容": "罚款9999元"})
    assert counts(report) == (1, 0, 1, 1)
    assert "与第 2 行相同而内容不同" in report.rejected[0].text
    assert counts(take({}, {}, {"处罚内容": "罚款9999元"})) == (0, 0, 2, 1)


def test_a_dry_run_reports_the_same_and_saves_nothing() -> None:
    trial = take(dry_run=True, create_agencies=True)
    assert counts(trial) == (1, 0, 0, 0)
    for model in (Agency, ExternalRecord, Publication, AuditEntry):
        assert not model.objects.exists(), model
    assert take(create_agencies=True).as_json() == trial.as_json()


# ---------------------------------------------------------------------------------- agencies
def test_an_unknown_agency_is_an_error_or_is_registered_as_unconfirmed() -> None:
    assert counts(take()) == (0, 0, 0, 1)
    change = {"处罚机关统一社会信用代码": "91350100M000100Y43", "地方编码": "419999"}
    assert counts(take(change, {**change, "行政处罚决定书文号": "2号"}, create_agencies=True)) == (
        *(2, 0, 0),
        0,
    )
    made = Agency.objects.get()
    assert (made.name, made.status) == (ORGAN, Agency.Status.PENDING)
    assert (made.uscc, made.division_code) == ("91350100M000100Y43", "419999")


def test_the_code_of_the_agency_wins_over_its_name_and_it_is_said(bureau: Agency) -> None:
    agencies.update(bureau, uscc="91350100M000100Y43")
    change = {"处罚机关统一社会信用代码": "91350100M000100Y43", "处罚机关": "云溪市市监局"}
    report = take(change)
    assert ExternalRecord.objects.get().agency == bureau
    assert "按代码归属" in [f.text for f in report.flagged if f.field == "处罚机关"][-1]


def test_a_given_agency_takes_every_row_and_differences_are_said(bureau: Agency) -> None:
    report = take({"处罚机关": "别的局"}, agency=bureau)
    assert ExternalRecord.objects.get().agency == bureau
    assert "按指定的主体归属" in report.flagged[-1].text


def test_a_sheet_that_does_not_name_its_agency_is_kept_with_the_name(bureau: Agency) -> None:
    take({"处罚机关": ...}, agency=bureau)
    assert ExternalRecord.objects.get().fields["organ"] == ORGAN
    assert counts(take({"处罚机关": ...}, agency=bureau)) == (0, 0, 1, 0)


# ---------------------------------------------------------------------------------- personal data
PERSON = {
    **{"行政相对人名称": "柳试然", "行政相对人类别": "自然人", CODE: "", "法定代表人": ""},
    **{"证件类型": "身份证", "证件号码": CARD},
}


def test_numbers_of_identity_documents_are_encrypted_and_never_public(bureau: Agency) -> None:
    take(PERSON)
    with connection.cursor() as cursor:
        stored = ""
        for table in ("disclosure_externalrecord", "disclosure_redactedversion", "core_auditentry"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  # names of our own tables
            stored += str(cursor.fetchall())
    assert CARD not in stored
    assert exchange.reveal(ExternalRecord.objects.get().fields)["id_no"] == CARD
    assert counts(take(PERSON)) == (0, 0, 1, 0)


def test_what_is_too_long_to_be_a_code_is_kept_but_not_shown_as_one(bureau: Agency) -> None:
    take({CODE: "15401252018000006093"})
    assert ExternalRecord.objects.get().fields["uscc"] == "15401252018000006093"
    shown = Publication.objects.get().shown
    assert shown is not None and shown.party_uscc == ""


def test_a_case_without_a_title_is_named_by_a_shortened_text(bureau: Agency) -> None:
    take({"违法行为类型": "长" * 2000})
    shown = Publication.objects.get().shown
    assert shown is not None and len(shown.title) == 300


def test_a_value_no_column_can_hold_refuses_its_row_only() -> None:
    report = take(
        {"处罚机关": "长" * 201},
        {"行政处罚决定书文号": "云市监罚〔2026〕2号"},
        create_agencies=True,
    )
    assert counts(report) == (1, 0, 0, 1)
    assert report.rejected[0].row == 2


# ---------------------------------------------------------------------------------- the command
def sheet_file(tmp_path: Path, name: str, codec: str = "utf-8-sig") -> Path:
    path = tmp_path / name
    rows: list[list[tables.Cell]] = [list(PENALTY), [str(cell) for cell in PENALTY.values()]]
    if name.endswith(".xlsx"):
        path.write_bytes(tables.xlsx_bytes(rows))
    else:
        path.write_bytes(tables.csv_text(rows).lstrip("\ufeff").encode(codec))
    return path


@pytest.mark.parametrize(
    ("name", "codec"),
    [("a.csv", "utf-8-sig"), ("a.csv", "utf-8"), ("a.csv", "gb18030"), ("a.xlsx", "")],
)
def test_the_command_takes_csv_and_xlsx_and_answers_in_json(
    bureau: Agency, tmp_path: Path, name: str, codec: str
) -> None:
    out = io.StringIO()
    path = sheet_file(tmp_path, name, codec)
    call_command("import_records", str(path), json=True, stdout=out)
    report = json.loads(out.getvalue())
    assert (report["rows"], report["created"], report["rejected"]) == (1, 1, [])
    text = io.StringIO()
    call_command("import_records", str(path), agency=ORGAN, dry_run=True, stdout=text)
    assert "1 unchanged" in text.getvalue()


def test_the_command_explains_what_it_cannot_read(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(CommandError, match="没有找到双公示表头"):
        call_command("import_records", str(other))
    with pytest.raises(CommandError, match="无法读取"):
        call_command("import_records", str(tmp_path / "none.csv"))
    with pytest.raises(CommandError, match="no agency"):
        call_command("import_records", str(other), agency="没有的局")


REAL = {
    "decisions/shuanggongshi_xizang_xzcf.csv": (243, 235, 8),
    "decisions/permits_creditchina.csv": (26, 26, 0),
    "templates/ningxia_fda_2018_xzcf_published.xlsx": (2, 2, 0),
    "templates/ningxia_fda_2018_xzcf_published.csv": (2, 2, 0),
}


@pytest.mark.parametrize(("file", "expected"), REAL.items())
def test_real_published_sheets_come_in_and_twice_without_change(
    shared_data: Path, file: str, expected: tuple[int, int, int]
) -> None:
    on = date(2026, 11, 20)
    first = exchange.import_file(shared_data / file, create_agencies=True, on=on)
    assert (first.rows, first.created, first.rejected_rows) == expected
    shown, over = (Publication.objects.filter(status=name) for name in ("published", "withheld"))
    assert shown.count() + over.count() == first.created
    assert Publication.objects.public(on).count() == shown.count()
    for row in over.select_related("record__agency"):
        end = period.until_record(row.record) if row.record else None
        assert row.withheld_code == "period_over" and end is not None and end < on
    again = exchange.import_file(shared_data / file, on=on)
    assert counts(again) == (0, 0, first.created, first.rejected_rows)


def test_every_template_is_taken(shared_data: Path) -> None:
    for path in sorted((shared_data / "templates").iterdir()):
        if path.suffix in (".csv", ".xlsx"):
            report = exchange.import_file(path, create_agencies=True, on=ON)
            assert report.rejected == [], path.name


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"\x00\x01")
    with pytest.raises(RuleError):
        exchange.import_file(path, on=ON)
