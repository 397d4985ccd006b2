"""A second review: what the reviewer is shown, the draft of the answers, signing, standing aside."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError, StaleError
from core.permissions import demand, demand_in
from core.secrets import keyed_hash
from enforcement.models import User
from legal_review import outcomes, papers
from legal_review.models import Review, ReviewCheck
from recording.models import Document, Evidence
from supervision import flows
from supervision.models import SecondCheck, SecondReview
from supervision.models.campaign import MANAGE
from supervision.models.quality import SECOND
from supervision.services import blindness, samples

ARTICLE = "国办发〔2018〕118号第十三条"
# The meeting of the heads speaks about the opinion of an earlier round.
MEETING = "collective_record"
# Whether the rules of the agency know no pass with a flaw that is cured later.
STRICT = "review.no_conditional"
Status, Outcome, Result = SecondReview.Status, SecondReview.Outcome, ReviewCheck.Result


@dataclass(frozen=True)
class Entry:
    """What the reviewer answered on one head; `result` is "" while nothing was chosen."""

    head: str
    result: str
    note: str = ""


@dataclass(frozen=True)
class Material:
    """One piece that was submitted; neither paper nor item when it is closed to the reviewer."""

    title: str
    number: str
    day: str
    document: Document | None = None
    evidence: Evidence | None = None


def documents(review: Review) -> QuerySet[Document]:
    """The papers that were submitted with the draft, without those of any legal review."""
    sums = [row["sha256"] for row in review.sealed()[0] if not _hidden(row["kind"])]
    rows = Document.objects.filter(case=review.decision.case, blob__in=sums)
    return rows.exclude(kind__startswith=blindness.REVIEW_PAPERS).exclude(kind=MEETING)


def evidence(review: Review, by: User) -> QuerySet[Evidence]:
    """The evidence that was submitted with the draft and is not closed to the account."""
    sums = [row["sha256"] for row in review.sealed()[0]]
    rows = Evidence.objects.unclosed_to(by).filter(case=review.decision.case, blob__in=sums)
    return rows.select_related("blob", "step")


def _hidden(kind: str) -> bool:
    return kind.startswith(blindness.REVIEW_PAPERS) or kind == MEETING


def materials(review: Review, by: User) -> list[Material]:
    """The list of materials as the first reviewer had it, supplements included, each with what may be
    opened; the same number of queries however many there are."""
    known = {row.blob_id: row for row in documents(review)}
    items = {row.blob_id: row for row in evidence(review, by)}
    return [
        Material(
            row["title"],
            row.get("number", ""),
            row.get("day", ""),
            known.get(row["sha256"]),
            items.get(row["sha256"]),
        )
        for row in papers.shown(review, by)
        if not _hidden(row["kind"])
    ]


def answers(sheet: SecondReview) -> dict[str, list[str]]:
    """The answers each head may have, by the rules of the agency on the day of the first opinion."""
    review = sheet.review
    strict = review.agency.rules().value(STRICT, on=review.decided_on)
    always = [value for value in Result.values if value != Result.FLAW]
    return {
        check.head: [*always, Result.FLAW.value]
        if not strict and outcomes.curable(check.head)
        else always
        for check in sheet.checks.all()
    }


@transaction.atomic
def admit(sheet: SecondReview, *, by: User, on: date) -> SecondReview:
    """The sheet as it may be opened today. One whose reviewer could know the first opinion by now is
    closed for good, and the review goes to the next reviewer; an opening is logged either way."""
    row = SecondReview.objects.select_for_update().get(pk=sheet.pk)
    told = blindness.objection(row, on) if row.status == Status.OPEN else ""
    if told:
        row = flows.SECOND.move(row, "bar", by=by, changes={"reason": told}, note=told)
        samples.give(row.sample, row.review, row.ordinal, on)
    audit.read(row, what="second review", actor=by)
    return row


def _own(sheet: SecondReview, by: User, on: date) -> SecondReview:
    """The sheet, locked and open, of the account, which still may not know the first opinion."""
    demand(by, SECOND)
    row = SecondReview.objects.select_for_update().get(pk=sheet.pk)
    if row.reviewer_id != by.pk:
        raise RuleError(_("只能填写自己的复审表。"), article=ARTICLE, remedy=_("请返回。"))
    if row.status != Status.OPEN:
        raise StaleError(
            _("复审表%(state)s，不能再修改。") % {"state": row.get_status_display()},
            article=ARTICLE,
            remedy=_("请返回查看。"),
        )
    told = blindness.objection(row, on)
    if told:
        raise RuleError(told, article=blindness.ARTICLE, remedy=_("请打开复审表，由系统改派。"))
    return row


@transaction.atomic
def save(
    sheet: SecondReview,
    *,
    by: User,
    on: date,
    entries: Iterable[Entry],
    outcome: str,
    opinion: str,
) -> SecondReview:
    """Keep the draft. RuleError for an unknown head, answer or outcome; the log holds a digest only."""
    row = _own(sheet, by, on)
    checks, may = {check.head: check for check in row.checks.all()}, answers(row)
    for entry in entries:
        if entry.head not in checks or entry.result not in ("", *may[entry.head]):
            raise RuleError(_("没有这一审核内容或者结果。"), remedy=_("请刷新页面后重新选择。"))
        check = checks[entry.head]
        check.result, check.note = entry.result, entry.note.strip()
        check.save(update_fields=["result", "note"])
    if outcome not in ("", *Outcome.values):
        raise RuleError(_("没有这一复审结论。"), remedy=_("请重新选择。"), field="outcome")
    row.outcome, row.opinion = outcome, opinion.strip()
    row.save(update_fields=["outcome", "opinion"])
    audit.append("secondreview.save", obj=row, actor=by, data={"digest": keyed_hash(_said(row))})
    return row


def _said(row: SecondReview) -> str:
    checks = row.checks.values_list("head", "result", "note")
    said = [str(row.pk), row.outcome, row.opinion, *map(list, checks)]
    return json.dumps(said, ensure_ascii=False)


@transaction.atomic
def sign(sheet: SecondReview, *, by: User, at: datetime) -> SecondReview:
    """Sign what was saved. RuleError while a head has no answer, a failed one no reason, the opinion or
    the outcome is missing, or both contradict: a review with a failed head does not pass."""
    row = _own(sheet, by, timezone.localtime(at).date())
    _assert_whole(row, list(row.checks.all()))
    digest = keyed_hash(_said(row))
    return flows.SECOND.move(sheet, "sign", by=by, changes={"signed_at": at}, note=digest)


def _assert_whole(row: SecondReview, checks: list[SecondCheck]) -> None:
    failed = [check for check in checks if check.result == Result.FAIL]
    wanting = [*failed, *(check for check in checks if check.result == Result.FLAW)]
    faults: list[tuple[bool, str]] = [
        (any(not check.result for check in checks), _("审核内容尚未逐项填写。")),
        (any(not check.note for check in wanting), _("不通过或者有瑕疵的审核内容应当说明理由。")),
        (not row.opinion, _("复审应当写明意见。")),
        (not row.outcome, _("没有选择复审结论。")),
        (
            bool(failed) and row.outcome == Outcome.PASS,
            _("有不通过的审核内容，复审结论不能是通过。"),
        ),
    ]
    for missing, words in faults:
        if missing:
            raise RuleError(words, article=ARTICLE, remedy=_("请补充并保存后再签署。"))


@transaction.atomic
def recuse(sheet: SecondReview, *, by: User, on: date, reason: str) -> SecondReview:
    """Stand aside (回避): the review goes to the next reviewer of the seed. RuleError without a reason."""
    row = _own(sheet, by, on)
    told = reason.strip()
    if not told:
        raise RuleError(
            _("回避应当写明理由。"),
            article=blindness.ARTICLE,
            remedy=_("请填写理由。"),
            field="reason",
        )
    moved = flows.SECOND.move(sheet, "recuse", by=by, changes={"reason": told}, note=told)
    samples.give(row.sample, row.review, row.ordinal, on)
    return moved


@transaction.atomic
def note(sheet: SecondReview, *, by: User, on: date, text: str) -> SecondReview:
    """Write down what follows from a disagreement; a later note takes the place of the earlier one,
    which the log keeps. RuleError without a word, or before the second opinion was signed."""
    demand_in(by, MANAGE, sheet.sample.agency_id)
    row = SecondReview.objects.select_for_update().get(pk=sheet.pk)
    if row.status != Status.SIGNED or not text.strip():
        raise RuleError(
            _("复审签署以后才能记录后续处理，并应当写明内容。"),
            article=samples.ARTICLE,
            remedy=_("请填写后续处理。"),
            field="text",
        )
    row.note, row.noted_by, row.noted_on = text.strip(), by, on
    row.save(update_fields=["note", "noted_by", "noted_on"])
    audit.append("secondreview.note", obj=row, actor=by, data={"note": row.note})
    return row
