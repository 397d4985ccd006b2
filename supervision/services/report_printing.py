"""The yearly report as a paper (PDF) and as a table to work with (XLSX)."""

from typing import Any

from django.conf import settings
from django.utils import translation

from core import pdf, tables
from core.chinese import date_text
from supervision.annual import figures
from supervision.annual.scope import scope
from supervision.models import YearlyReport
from supervision.models.yearly import PARTS

PAIR = 2


def told(report: YearlyReport, on: Any) -> figures.Figures:
    """The frozen numbers; of a draft what would be counted today."""
    rules = scope(report.agency, report.year, on=on, entered=report.entered)
    return report.figures or figures.compute(rules)


@translation.override(settings.LANGUAGE_CODE)
def context(report: YearlyReport, found: figures.Figures) -> dict[str, Any]:
    """What the paper says, as plain values."""
    published = report.published_on
    return {
        "title": str(report),
        "agency_name": str(report.agency.name),
        "uscc": str(report.agency.uscc),
        "draft": report.status == YearlyReport.Status.DRAFT,
        "notice": report.notice,
        "period": f"{found['from']} 至 {found['to']}",
        "queried_on": found["queried_on"],
        "due_on": report.due_on.isoformat(),
        "tables": [paper_table(number, row) for number, row in enumerate(found["tables"], start=1)],
        "parts": [
            [
                YearlyReport.heading(part),
                (getattr(report, part) or "（待填写）").splitlines(),
            ]
            for part in PARTS
        ],
        "on": date_text(published) if published else "",
    }


def paper_table(number: int, table: figures.Figures) -> dict[str, Any]:
    """A table as lines of two pairs (项目, 数值)."""
    cells = [[figures.name(row), figures.shown(row["value"])] for row in table["columns"]]
    lines = [sum(cells[at : at + PAIR], []) for at in range(0, len(cells), PAIR)]
    if lines and len(lines[-1]) < 2 * PAIR:
        lines[-1] += ["", ""]
    return {
        "title": f"表{figures.numeral(number)}　{table['title']}",
        "unit": table["unit"],
        "note": table["note"],
        "notes": table["notes"],
        "lines": lines,
    }


def as_pdf(report: YearlyReport, on: Any) -> bytes:
    """The whole report."""
    return pdf.render("documents/yearly_report.html", context(report, told(report, on)))


def as_xlsx(report: YearlyReport, on: Any) -> bytes:
    """The tables."""
    return tables.xlsx_bytes(figures.cells(told(report, on)), title="年度统计")
