"""The report of a campaign: as a document to sign and as a table to work with."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from core import audit, pdf, tables
from core.chinese import date_text
from core.tables import Cell
from enforcement.models import User
from supervision import scoring
from supervision.models import Campaign, FileReview
from supervision.services import findings, summary
from supervision.sheets import Sheet

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
        "period": f"{date_text(campaign.period_from)}至{date_text(campaign.period_to)}",
        "sheet": f"{sheet.name}（{sheet.version}）",
        "reviewers": "、".join(f"{row}（{row.agency}）" for row in panel_of(campaign)),
        "draw": _draw(campaign),
        "commitment": campaign.commitment,
        "whole": _group(summary.whole(files, late), sheet),
        "waiting": campaign.files.count() - len(files),
        "grades": [grade.label for grade in sheet.grades],
        "groups": [_group(group, sheet) for group in summary.by_agency(files, late)],
        "units": [_group(one, sheet) for one in summary.by_unit(files, late) if one.name],
        "faults": [
            {
                "label": fault.item.label,
                "article": fault.item.article,
                "files": len(fault.files),
                "mean": scoring.text(fault.mean),
                "veto": fault.item.veto,
            }
            for fault in summary.faults(campaign, files)[:TOP]
        ],
        "files": [_file(row) for row in files],
        "summary": campaign.summary,
        "on": date_text(campaign.closed_on or on),
        "draft": campaign.status != Campaign.Status.CLOSED,
    }


def panel_of(campaign: Campaign) -> list[User]:
    """The reviewers of the campaign."""
    return list(campaign.reviewers.select_related("agency").order_by("pk"))


def _draw(campaign: Campaign) -> str:
    taken = f"每个单位{campaign.count}件" if campaign.count else f"每个单位{campaign.rate}%"
    told = f"{taken}，每卷{campaign.reviewers_each}人独立评分"
    if not campaign.drawn_on:
        return f"{told}，尚未抽取"
    value = f"{campaign.source_name}（{date_text(campaign.seed_day)}）{campaign.seed_value}"
    return f"{told}；{date_text(campaign.drawn_on)}按{value}随机抽取"


def _group(group: summary.Group, sheet: Sheet) -> dict[str, Any]:
    return {
        "name": group.name,
        "agency": group.agency,
        "count": len(group.files),
        "average": "—" if group.average is None else scoring.text(group.average),
        "grades": group.grades(sheet),
        "late": group.late,
    }


def _file(row: FileReview) -> dict[str, Any]:
    return {
        "no": row.ordinal,
        "number": row.case.number,
        "agency": str(row.agency),
        "unit": row.unit,
        "score": scoring.text(row.score or Decimal(0)),
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
