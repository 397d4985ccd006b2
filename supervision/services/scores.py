"""Filling in a scoring sheet: draft marks, signing, standing aside."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError, StaleError
from core.permissions import demand
from core.secrets import keyed_hash
from enforcement.models import User
from supervision import flows, scoring
from supervision.models import Mark, ScoreSheet
from supervision.models.file import REVIEW
from supervision.services import campaigns, recusals, results
from supervision.sheets import Item, Sheet

ARTICLE = "广东省行政执法案卷评查办法第十二条"
MOST_FINDINGS = 99
MOST_REASON = 500
Status = ScoreSheet.Status


@dataclass(frozen=True)
class Entry:
    """What the reviewer put on one line; `findings` is None when it was taken back."""

    item: str
    findings: int | None
    reason: str = ""


@dataclass(frozen=True)
class Progress:
    """How far a sheet is, and what it adds up to so far."""

    judged: int
    lines: int
    score: scoring.Score


def sheet_of(row: ScoreSheet) -> Sheet:
    """The sheet the campaign committed to."""
    return Sheet(row.file.campaign.sheet)


def lines_of(row: ScoreSheet) -> list[Item]:
    """The lines asked of the file, in order."""
    return sheet_of(row).of_kind(row.file.case.kind)


def _own(row: ScoreSheet, by: User) -> ScoreSheet:
    """The sheet, locked and open, of the account that fills it in."""
    demand(by, REVIEW)
    found = ScoreSheet.objects.select_for_update().get(pk=row.pk)
    if found.reviewer_id != by.pk:
        raise RuleError(_("只能填写自己的评分表。"), article=ARTICLE, remedy=_("请返回。"))
    if found.status != Status.OPEN:
        raise StaleError(
            _("评分表%(state)s，不能再修改。") % {"state": found.get_status_display()},
            article=ARTICLE,
            remedy=_("请返回查看。"),
        )
    return found


@transaction.atomic
def save(row: ScoreSheet, *, by: User, entries: Iterable[Entry]) -> Progress:
    """Keep the draft of some lines. RuleError for an unknown line, a number out of range, a reason
    too long; for a sheet of somebody else; StaleError once it is signed.

    The log says how many lines were saved, never what they say: others read the log.
    """
    sheet = _own(row, by)
    marks = {mark.item: mark for mark in sheet.marks.all()}
    known = {line.key: line for line in lines_of(sheet)}
    given = list(entries)
    for entry in given:
        _assert_entry(entry, known)
        mark = marks[entry.item]
        mark.findings, mark.reason = entry.findings, entry.reason.strip()
    Mark.objects.bulk_update([marks[entry.item] for entry in given], ["findings", "reason"])
    audit.append("scoresheet.save", obj=sheet, actor=by, data={"lines": len(given)})
    return progress(sheet, marks.values())


def _assert_entry(entry: Entry, known: dict[str, Item]) -> None:
    line = known.get(entry.item)
    most = 1 if line and line.veto else MOST_FINDINGS
    wrong = entry.findings is not None and not 0 <= entry.findings <= most
    if line is None or wrong or len(entry.reason) > MOST_REASON:
        raise RuleError(
            _("“%(item)s”填写有误：问题数应当在0到%(most)s之间，理由不超过%(long)s字。")
            % {"item": line.label if line else entry.item, "most": most, "long": MOST_REASON},
            remedy=_("请更正后保存。"),
        )


def progress(row: ScoreSheet, marks: Iterable[Mark] | None = None) -> Progress:
    """How far the sheet is."""
    rows = list(row.marks.all() if marks is None else marks)
    findings = {mark.item: mark.findings for mark in rows if mark.findings is not None}
    score = scoring.score(sheet_of(row), row.file.case.kind, findings)
    return Progress(len(findings), len(rows), score)


def missing(row: ScoreSheet) -> list[str]:
    """What keeps the sheet from being signed, in words, by line."""
    marks = {mark.item: mark for mark in row.marks.all()}
    return [text for line in lines_of(row) if (text := lack_of(line, marks[line.key]))]


def lack_of(line: Item, mark: Mark) -> str:
    """What one line lacks, or ""."""
    if mark.findings is None:
        return _("“%(line)s”还没有评分。") % {"line": line.label}
    if mark.reason:
        return ""
    if mark.proposed is not None and mark.findings != mark.proposed:
        return _("“%(line)s”与自动预查的结果不同，应当写明理由。") % {"line": line.label}
    if mark.findings and mark.proposed is None:
        return _("“%(line)s”有扣分，应当写明理由和所在页。") % {"line": line.label}
    return ""


@transaction.atomic
def sign(row: ScoreSheet, *, by: User, at: datetime, opinion: str = "") -> ScoreSheet:
    """Sign the sheet: from here on nothing on it changes. The last signature settles the file.

    RuleError while a line is not judged, or a deduction or a departure has no reason.
    """
    sheet = _own(row, by)
    found = missing(sheet)
    if found:
        error = RuleError(found[0], article=ARTICLE, remedy=_("请补齐后签署。"))
        error.extra = found[1:]
        raise error
    _adopt_reasons(sheet)
    score = progress(sheet).score
    changes = {
        "total": score.total,
        "vetoed": bool(score.vetoes),
        "sections": {key: str(points) for key, points in score.sections.items()},
        "opinion": opinion.strip(),
        "signed_at": at,
    }
    # A keyed digest binds the marks to the log and tells nobody what they are.
    note = keyed_hash(digest_text(sheet))
    signed = flows.SHEET.move(row, "sign", by=by, changes=changes, note=note)
    results.after_signature(signed.file, by=by, on=timezone.localtime(at).date())
    return signed


def _adopt_reasons(row: ScoreSheet) -> None:
    """A finding of the pre-check that the reviewer confirms takes its reason with it."""
    given = {check["item"]: check["reason"] for check in row.file.checks}
    bare = [mark for mark in row.marks.filter(findings__gt=0, reason="") if mark.item in given]
    for mark in bare:
        mark.reason = given[mark.item][:MOST_REASON]
    Mark.objects.bulk_update(bare, ["reason"])


def digest_text(row: ScoreSheet) -> str:
    """Everything on the sheet as one text."""
    marks = row.marks.order_by("item").values_list("item", "findings", "reason")
    return json.dumps([str(row.pk), *map(list, marks)], ensure_ascii=False)


@transaction.atomic
def recuse(row: ScoreSheet, *, by: User, reason: str) -> ScoreSheet:
    """Stand aside (回避): the next reviewer the seed gives takes the file over.

    RuleError without a reason, or when nobody is left.
    """
    sheet = _own(row, by)
    if not reason.strip():
        raise RuleError(
            _("回避应当写明理由。"),
            article=recusals.ARTICLE,
            remedy=_("请填写理由。"),
            field="reason",
        )
    changes = {"recusal_reason": reason.strip()}
    moved = flows.SHEET.move(row, "recuse", by=by, changes=changes, note=reason.strip())
    campaigns.assign(sheet.file, results.next_reviewer(sheet.file))
    return moved


def shown(row: ScoreSheet) -> list[dict[str, Any]]:
    """The signed sheet line by line, with points taken off; for pages and prints."""
    marks = {mark.item: mark for mark in row.marks.all()}
    return [
        {"line": line, "mark": marks[line.key], "off": line.off(marks[line.key].findings or 0)}
        for line in lines_of(row)
        if marks[line.key].findings
    ]
