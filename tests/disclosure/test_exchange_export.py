"""What goes out in the current layout comes back as the same records."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core import tables
from core.models import AuditEntry
from disclosure.exchange.layouts import CURRENT
from disclosure.models import ExternalRecord
from disclosure.services import exchange
from disclosure.services.exchange_export import export
from enforcement.models import Agency
from enforcement.models.kinds import ActionKind
from tests.disclosure.test_exchange_import import ON, ORGAN, PERSON, counts, take

pytestmark = pytest.mark.django_db
START, END = date(2000, 1, 1), date(2030, 12, 31)


def written(kind: str = ActionKind.PENALTY) -> list[list[str]]:
    rows = export(kind, start=START, end=END, on=ON)
    return list(csv.reader(io.StringIO(tables.csv_text(rows)[1:], newline="")))


def held() -> list[tuple[str, str, dict[str, object]]]:
    """Every record by agency name and key, personal data in clear."""
    rows = ExternalRecord.objects.exclude(kind=ActionKind.LEVY).select_related("agency")
    rows = rows.order_by("agency__name", "agency__division_code", "kind", "key")
    return [(row.agency.name, row.key, exchange.reveal(row.fields)) for row in rows]


def test_the_header_is_the_current_layout_and_dates_have_its_style() -> None:
    take({"备注": "甲"}, create_agencies=True)
    head, row = written()
    assert head == [column.header for column in CURRENT[ActionKind.PENALTY]]
    cells = dict(zip(head, row, strict=True))
    assert cells["处罚决定日期"] == "2026/03/02"
    assert cells["行政相对人类别"] == "法人及非法人组织"
    assert cells["罚款金额（万元）"] == "0.2"
    assert cells["备注"] == "甲"


def test_older_and_unknown_columns_follow_behind_and_only_when_used() -> None:
    take({"处罚名称": "晨星案", "自编栏目": "乙"}, create_agencies=True)
    head, row = written()
    assert head[-2:] == ["处罚名称", "自编栏目"]
    assert row[-2:] == ["晨星案", "乙"]


def test_a_formula_in_a_cell_leaves_escaped_and_comes_back_as_it_was() -> None:
    take({"备注": "=HYPERLINK(1)", "违法事实": "-见附件"}, create_agencies=True)
    before = held()
    assert "'=HYPERLINK(1)" in written()[1]
    data = tables.csv_text(export(ActionKind.PENALTY, start=START, end=END, on=ON)).encode()
    report = exchange.RecordImport(by=None, on=ON).run(tables.read_bytes(data))
    assert counts(report) == (0, 0, 1, 0)
    assert held() == before


def test_personal_numbers_go_out_in_clear_and_that_is_recorded() -> None:
    take(PERSON, create_agencies=True)
    assert PERSON["证件号码"] in written()[1]
    entry = AuditEntry.objects.get(action="record.export")
    assert '"rows":1' in entry.data


def test_only_the_days_asked_for_go_out() -> None:
    take(create_agencies=True)
    days = [(date(2026, 3, 2), 1), (date(2026, 3, 3), 0)]
    for start, expected in days:
        rows = list(export(ActionKind.PENALTY, start=start, end=date(2026, 3, 31), on=ON))
        assert len(rows) - 1 == expected


REAL = {
    "decisions/shuanggongshi_xizang_xzcf.csv": "xzcf",
    "decisions/permits_creditchina.csv": "xzxk",
    "templates/ningxia_fda_2018_xzcf_published.xlsx": "xzcf",
}


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize(("file", "layout"), REAL.items())
def test_real_sheets_make_the_round_trip_without_loss(
    shared_data: Path, tmp_path: Path, file: str, layout: str, suffix: str
) -> None:
    on = date(2026, 11, 20)
    exchange.import_file(shared_data / file, create_agencies=True, on=on)
    before, target = held(), tmp_path / f"out{suffix}"
    span = {"start": START.isoformat(), "end": END.isoformat()}
    call_command("export_records", layout=layout, output=target, **span)
    same = exchange.import_file(target, on=on)
    assert counts(same) == (0, 0, len(before), 0)
    forget()
    fresh = exchange.import_file(target, create_agencies=True, on=on)
    assert counts(fresh) == (len(before), 0, 0, 0)
    assert held() == before


def forget() -> None:
    """Put agencies and records out of reach, so that the sheet makes its own and all is new."""
    for agency in Agency.objects.all():
        agency.folded_name = f"旧{agency.pk}"
        agency.save(update_fields=["folded_name"])
    ExternalRecord.objects.update(kind=ActionKind.LEVY)


def test_the_command_writes_to_standard_output_and_refuses_a_turned_period() -> None:
    take(create_agencies=True)
    out = io.StringIO()
    call_command("export_records", layout="xzcf", start="2026-01-01", end="2026-12-31", stdout=out)
    assert ORGAN in out.getvalue() and out.getvalue().startswith("\ufeff")
    with pytest.raises(CommandError, match="before"):
        call_command("export_records", layout="xzcf", start="2026-12-31", end="2026-01-01")
