"""After the result: objection and answer, demand to put right, report, confirmation."""

from datetime import date
from decimal import Decimal
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import audit, calendar, deadlines, files, periods, sniff
from core.errors import RuleError
from core.models import Blob, Deadline
from core.permissions import demand_in
from enforcement.models import User
from recording.services.evidence import clean_name
from supervision import flows, scoring
from supervision.models import Campaign, FileReview, Objection, Rectification, RectificationEntry
from supervision.models.campaign import MANAGE
from supervision.models.file import ANSWER
from supervision.services import results
from supervision.sheets import Sheet

ANSWERING, RECTIFYING = "evaluate.answer_days", "evaluate.rectify_days"
ANSWER_SUBJECT, RECTIFY_SUBJECT = "file_answer", "rectification"
OBJECTION_ARTICLE = "广东省行政执法案卷评查办法第十七条"
RECTIFY_ARTICLE = "广东省行政执法案卷评查办法第二十一条"
PROOF = frozenset({sniff.PDF, sniff.DOCX, *sniff.IMAGES})
MOST_BYTES = 50 << 20
Kind = RectificationEntry.Kind


def objection_clock(file: FileReview) -> Deadline | None:
    """The days within which the agency may object, once it was told."""
    return deadlines.for_subject(results.SUBJECT, str(file.pk)).first()


def objectionable(campaign: Campaign, on: date) -> int:
    """How many files of the campaign may still be objected to on the day."""
    rows = campaign.files.filter(status=FileReview.Status.SCORED).values_list("pk", flat=True)
    clocks = deadlines.running().filter(subject_type=results.SUBJECT, due_on__gte=on)
    return clocks.filter(subject_id__in=[str(key) for key in rows]).count()


@transaction.atomic
def object_to(file: FileReview, *, by: User, on: date, text: str) -> Objection:
    """The agency objects to the result (异议). RuleError without reasons or after the days allowed."""
    demand_in(by, ANSWER, file.agency_id)
    _assert_words(text, "text")
    row = flows.FILE.lock(file, "object")
    clock = objection_clock(row)
    if clock is not None and on > clock.due_on:
        raise RuleError(
            _("异议应当在%(day)s前提出，现已超过期限。") % {"day": clock.due_on},
            article=clock.article,
            remedy=_("结果已经确定，请按要求整改。"),
            field="text",
        )
    objection = Objection.objects.create(
        file=row,
        text=text.strip(),
        made_by=by,
        made_on=on,
        score_before=row.score or Decimal(0),
        grade_before=row.grade,
    )
    flows.FILE.move(file, "object", by=by, note=objection.text)
    deadlines.close(results.SUBJECT, str(row.pk), on=on)
    _open(row, ANSWERING, ANSWER_SUBJECT, str(row.pk), gettext_noop("答复评查异议"), on)
    return objection


def _open(file: FileReview, key: str, subject: str, name: str, label: str, on: date) -> Deadline:
    """A clock by the rules of the organiser for its own duty, of the agency for the agency's."""
    agency = file.campaign.agency if subject == ANSWER_SUBJECT else file.agency
    rules = agency.rules()
    return deadlines.open_deadline(
        key=key,
        label=label,
        subject_type=subject,
        subject_id=name,
        agency_id=agency.pk,
        region=rules.region,
        period=rules.period(key, on=on),
        start_on=on,
    )


def _assert_words(text: str, field: str) -> None:
    if not text.strip():
        raise RuleError(
            _("请写明内容和理由。"),
            article=OBJECTION_ARTICLE,
            remedy=_("请填写。"),
            field=field,
        )


@transaction.atomic
def answer(
    file: FileReview,
    *,
    by: User,
    on: date,
    result: str,
    text: str,
    total: Decimal | None = None,
    vetoed: bool = False,
) -> Objection:
    """Answer an objection; one that is upheld sets another result.

    RuleError without reasons, or when an upheld one leaves the result as it was.
    """
    demand_in(by, MANAGE, file.campaign.agency_id)
    _assert_words(text, "text")
    row = flows.FILE.lock(file, "answer")
    upheld = result == Objection.Result.UPHELD
    changes: dict[str, object] = {}
    if upheld:
        changes = _corrected(row, total, vetoed)
    objection = Objection.objects.select_for_update().get(file=row)
    objection.result, objection.answer = result, text.strip()
    objection.answered_by, objection.answered_on = by, on
    objection.save(update_fields=["result", "answer", "answered_by", "answered_on"])
    flows.FILE.move(file, "answer", by=by, changes=changes, note=result)
    deadlines.close(ANSWER_SUBJECT, str(row.pk), on=on)
    return objection


def _corrected(file: FileReview, total: Decimal | None, vetoed: bool) -> dict[str, object]:
    score = None if total is None else scoring.rounded(total)
    if score is None or (score == file.score and vetoed == file.vetoed):
        raise RuleError(
            _("异议成立的，应当写明调整后的得分。"),
            article=OBJECTION_ARTICLE,
            remedy=_("请填写与原得分不同的得分，或者选择异议不成立。"),
            field="total",
        )
    results.assert_score(score, vetoed)
    grade = Sheet(file.campaign.sheet).grade(score)
    return {"score": score, "grade": grade, "vetoed": vetoed, "way": scoring.CONSENSUS}


@transaction.atomic
def demand_rectification(file: FileReview, *, by: User, on: date, text: str) -> Rectification:
    """Tell the agency what to put right (整改), within the days of its rules.

    RuleError while the file has no result or an objection is open, and a second time.
    """
    demand_in(by, MANAGE, file.campaign.agency_id)
    _assert_words(text, "text")
    row = (
        FileReview.objects.select_for_update().select_related("agency", "campaign").get(pk=file.pk)
    )
    if not rectifiable(row):
        raise RuleError(
            _("评定之后、没有未答复的异议时才能下达整改，且只下达一次。"),
            article=RECTIFY_ARTICLE,
            remedy=_("请返回查看。"),
        )
    rules = row.agency.rules()
    due = periods.apply(rules.period(RECTIFYING, on=on), on, calendar.load(rules.region))
    made = Rectification.objects.create(
        file=row, demand=text.strip(), demanded_by=by, demanded_on=on, due_on=due.due_on
    )
    _open(row, RECTIFYING, RECTIFY_SUBJECT, str(made.pk), gettext_noop("评查整改"), on)
    data = {"file": row.pk, "due_on": made.due_on}
    audit.append("rectification.demand", obj=made, actor=by, data=data)
    return made


def rectifiable(file: FileReview) -> bool:
    """Whether a demand may be made: there is a result, no objection is open, none was made yet."""
    done = file.status in (FileReview.Status.SCORED, FileReview.Status.ANSWERED)
    return done and not Rectification.objects.filter(file=file).exists()


@transaction.atomic
def report(
    row: Rectification,
    *,
    by: User,
    on: date,
    text: str,
    stream: IO[bytes] | None = None,
    file_name: str = "",
) -> RectificationEntry:
    """The agency reports what it put right, with a proof if there is one (PDF, DOCX, picture)."""
    demand_in(by, ANSWER, row.file.agency_id)
    _assert_words(text, "text")
    moved = flows.RECTIFICATION.move(row, "report", by=by)
    blob = _proof(stream, file_name) if stream is not None else None
    name = file_name if blob is not None else ""
    return _enter(moved, Kind.REPORT, by=by, on=on, text=text, blob=blob, file_name=name)


def _proof(stream: IO[bytes], name: str) -> Blob:
    head = stream.read(sniff.HEAD_BYTES)
    stream.seek(0)
    return files.store(stream, content_type=sniff.sniff(head, name, PROOF), max_bytes=MOST_BYTES)


def _enter(
    row: Rectification,
    kind: str,
    *,
    by: User,
    on: date,
    text: str,
    blob: Blob | None = None,
    file_name: str = "",
) -> RectificationEntry:
    entry = RectificationEntry.objects.create(
        rectification=row,
        kind=kind,
        text=text.strip(),
        on=on,
        by=by,
        blob=blob,
        file_name=clean_name(file_name) if blob else "",
    )
    data = {"entry": entry.pk, "kind": kind, "sha256": blob.pk if blob else ""}
    audit.append("rectification.enter", obj=row, actor=by, data=data)
    return entry


@transaction.atomic
def send_back(row: Rectification, *, by: User, on: date, text: str) -> RectificationEntry:
    """What was reported does not do; the day by which it must be done stays."""
    demand_in(by, MANAGE, row.file.campaign.agency_id)
    _assert_words(text, "text")
    moved = flows.RECTIFICATION.move(row, "return", by=by, note=text.strip())
    return _enter(moved, Kind.RETURNED, by=by, on=on, text=text)


@transaction.atomic
def confirm(row: Rectification, *, by: User, on: date, text: str = "") -> RectificationEntry:
    """It was put right. Whether in time is judged by the day of the report that is confirmed."""
    demand_in(by, MANAGE, row.file.campaign.agency_id)
    moved = flows.RECTIFICATION.move(row, "confirm", by=by)
    last = row.entries.filter(kind=Kind.REPORT).last()
    deadlines.close(RECTIFY_SUBJECT, str(row.pk), on=last.on if last else on)
    return _enter(moved, Kind.CONFIRMED, by=by, on=on, text=text or _("同意整改结果。"))
