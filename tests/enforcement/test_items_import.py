"""A power list comes in row by row; what cannot be an item is named, the rest is kept."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core import tables
from core.models import AuditEntry
from core.row_report import RowReport
from enforcement.imports.items import UNCLAIMED, ItemImport
from enforcement.models import Agency, Item
from enforcement.services import agencies

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)
HEAD = "事项名称,职权类别,执法领域,实施依据,执法主体,生效日期"


@pytest.fixture
def bureau() -> Agency:
    return agencies.create(name="云溪市市场监督管理局", uscc="11419999MB00000001")


def run(*lines: str, head: str = HEAD, dry_run: bool = False, **options: Any) -> RowReport:
    data = "\n".join([head, *lines]).encode()
    return ItemImport(None, ON, **options).run(tables.read_bytes(data), dry_run=dry_run)


def test_an_item_comes_in_with_its_citations_and_an_audit_entry(bureau: Agency) -> None:
    report = run("销售过期食品的处罚,行政处罚,食品,《食品安全法》第三十四条,云溪市市场监督管理局,")
    item = Item.objects.get()
    assert (report.created, item.agency, item.kind) == (1, bureau, "penalty")
    assert item.effective_from == ON
    assert [basis.citation for basis in item.bases.all()] == ["《食品安全法》第三十四条"]
    assert AuditEntry.objects.filter(action="item.create", object_id=str(item.pk)).exists()


def test_importing_again_changes_nothing_and_a_change_updates_in_place(bureau: Agency) -> None:
    line = "销售过期食品的处罚,行政处罚,食品,{},云溪市市场监督管理局,2025-01-01"
    run(line.format("《食品安全法》第三十四条"))
    entries = AuditEntry.objects.count()
    assert run(line.format("《食品安全法》第三十四条")).unchanged == 1
    assert AuditEntry.objects.count() == entries
    report = run(line.format("《食品安全法》第一百二十四条"))
    assert (report.updated, Item.objects.count()) == (1, 1)
    assert [b.citation for b in Item.objects.get().bases.all()] == ["《食品安全法》第一百二十四条"]


def test_a_bad_row_is_named_and_never_stops_the_good_ones(bureau: Agency) -> None:
    report = run(
        ",行政处罚,,,云溪市市场监督管理局,",
        "行政处理,行政处理,,,云溪市市场监督管理局,",
        "外单位事项,行政处罚,,,云溪市没有的局,",
        "日期不对,行政处罚,,,云溪市市场监督管理局,去年",
        "好的事项,行政检查,,,云溪市市场监督管理局,",
    )
    assert [(f.row, f.field) for f in report.rejected] == [
        (2, "事项名称"),
        (3, "职权类别"),
        (4, "执法主体"),
        (5, "生效日期"),
    ]
    assert [item.name for item in Item.objects.all()] == ["好的事项"]


def test_a_dry_run_reports_the_same_and_saves_nothing(bureau: Agency) -> None:
    lines = ["好的事项,行政检查,,,云溪市市场监督管理局,", "坏的事项,处理,,,云溪市市场监督管理局,"]
    trial = run(*lines, dry_run=True)
    assert (trial.created, trial.rejected_rows) == (1, 1)
    assert not Item.objects.exists()
    assert run(*lines).as_json() == trial.as_json()


@pytest.mark.parametrize(
    ("name", "basis", "kind"),
    [
        ("销售过期食品的处罚", "", "penalty"),
        ("超能耗限额标准用能", "责令停业整顿", "penalty"),
        ("生产企业检查", "", "inspection"),
    ],
)
def test_a_missing_category_is_inferred_and_said(
    bureau: Agency, name: str, basis: str, kind: str
) -> None:
    report = run(f"{name},,,{basis},云溪市市场监督管理局,")
    assert Item.objects.get().kind == kind
    assert "请核对" in report.flagged[0].text


def test_rows_without_an_agency_wait_unpublished_with_an_unconfirmed_holder() -> None:
    report = run("某项处罚,行政处罚,,,,", "另项处罚,行政处罚,,,,")
    holder = Agency.objects.get()
    assert (holder.name, holder.status) == (UNCLAIMED, Agency.Status.PENDING)
    assert "2 行没有执法主体" in report.flagged[-1].text
    assert not Item.objects.public(ON).exists()


def test_one_agency_may_be_given_for_every_row(bureau: Agency) -> None:
    run("某项处罚,行政处罚,,,别的局,", agency=bureau)
    assert Item.objects.get().agency == bureau


def test_a_table_without_the_needed_header_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(CommandError, match="没有找到表头"):
        call_command("import_items", str(path))


def test_the_command_takes_an_agency_by_code_and_answers_in_json(
    bureau: Agency, tmp_path: Path
) -> None:
    path = tmp_path / "items.xlsx"
    path.write_bytes(tables.xlsx_bytes([["事项名称", "职权类别"], ["某项处罚", "行政处罚"]]))
    out = io.StringIO()
    call_command("import_items", str(path), agency=bureau.uscc, json=True, stdout=out)
    assert json.loads(out.getvalue())["created"] == 1
    with pytest.raises(CommandError, match="no agency"):
        call_command("import_items", str(path), agency="没有的局")


@pytest.mark.slow
@pytest.mark.one_database
def test_the_real_list_comes_in_and_twice_without_change(shared_data: Path) -> None:
    sheets = tables.read_path(shared_data / "lists" / "enforcement_items_sichuan.csv")
    first = ItemImport(None, ON).run(sheets)
    assert first.rows == 3242
    assert first.created == 3242 - first.rejected_rows
    # The one row whose basis names no act of the five kinds.
    assert [f.row for f in first.rejected] == [1981]
    assert sum(item.bases.exists() for item in Item.objects.prefetch_related("bases")) > 3200
    again = ItemImport(None, ON).run(sheets)
    assert (again.created, again.updated, again.unchanged) == (0, 0, first.created)
