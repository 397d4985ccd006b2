"""The report of a campaign: as a document to sign and as a table to work with."""

from datetime import date
from typing import Any

from django.db import transaction

from core import audit, pdf, tables
from core.tables import Cell
from enforcement.models import User
from supervision.models import Campaign, FileReview
from supervision.services import findings, summary

# The report is a paper: its words stay Chinese whatever the language of the account.
WAYS = {"average": "平均", "median": "三人中位数", "consensus": "合议"}
TOP = 15


@transaction.atomic
def report(campaign: Campaign, *, by: User, on: date) -> bytes:
    """The report as PDF; the export is logged."""
    audit.append("campaign.export", obj=campaign, actor=by, data={"form": "pdf"})
    return pdf.render("documents/file_review_report.html", context(campaign, on))


def context(campaign: Campaign, on: date) -> dict[str, Any]:
    """What the report says, as plain values."""
    files, sheet = summary.told(campaign), summary.sheet_of(campaign)
    late = summary.late(campaign, on)
    return {
        "title": "行政执法案卷评查报告",
        "agency_name": str(campaign.agency),
        "campaign": campaign.title,
        "period": f"{campaign.period_from}至{campaign.period_to}",
        "sheet": f"{sheet.name}（{sheet.version}）",
        "draw": f"承诺值{campaign.commitment}，随机数{campaign.seed_value}，{campaign.drawn_on}抽取",
        "grades": [grade.label for grade in sheet.grades],
        "groups": [
            {
                "name": group.name,
                "count": len(group.files),
                "average": str(group.average),
                "grades": group.grades(sheet),
                "late": group.late,
            }
            for group in summary.by_agency(files, late)
        ],
        "faults": [
            {
                "label": fault.item.label,
                "article": fault.item.article,
                "files": len(fault.files),
                "mean": str(fault.mean),
                "veto": fault.item.veto,
            }
            for fault in summary.faults(campaign, files)[:TOP]
        ],
        "files": [_file(row) for row in files],
        "summary": campaign.summary,
        "on": str(campaign.closed_on or on),
        "draft": campaign.status != Campaign.Status.CLOSED,
    }


def _file(row: FileReview) -> dict[str, Any]:
    return {
        "no": row.ordinal,
        "number": row.case.number,
        "agency": str(row.agency),
        "unit": row.unit,
        "score": str(row.score),
        "grade": row.grade,
        "way": WAYS.get(row.way, ""),
        "veto": row.vetoed,
        "added": row.added_reason,
    }


@transaction.atomic
def table(campaign: Campaign, *, by: User) -> bytes:
    """One row for each file and line in which something was found, as XLSX; the export is logged."""
    audit.append("campaign.export", obj=campaign, actor=by, data={"form": "xlsx"})
    head = ["序号", "案号", "单位", "承办机构", "得分", "等次", "评定方式", "指定理由"]
    rows: list[list[Cell]] = [[*head, "项目", "依据", "问题数", "扣分", "理由"]]
    for file in summary.told(campaign):
        told = _file(file)
        start: list[Cell] = [
            *(told["no"], told["number"], told["agency"], told["unit"], float(file.score or 0)),
            *(told["grade"], told["way"], told["added"]),
        ]
        marks: list[list[Cell]] = [
            [line.item.label, line.item.article, mark.findings, float(off), mark.reason]
            for line in findings.lines(file, findings.signed(file))
            for mark, off in line.cells
            if mark.findings
        ]
        rows += [[*start, *cells] for cells in marks] or [start]
    return tables.xlsx_bytes(rows, title="评查结果")
