"""Measures with their papers: decision and inventory on the spot, extension, return (CL 18-28)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement.models import Decision, Measure, MeasureRelease, MeasureTest, User
from enforcement.services import assignment, measure_course, measure_end, measures
from recording import measure_papers
from recording.manner import Facts, Manner
from recording.models import Service
from recording.services import coercion, documents, steps

SERIES = "measure"
STEP, FREEZE_STEP = "seizure", "freeze"


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What happened at the scene (CL 18): where, what was done and said, who was there."""

    at: datetime
    place: str
    text: str
    party_present: bool = True
    witness: str = ""
    receiver: str = ""
    method: str = Service.Method.DIRECT
    note: str = ""


@transaction.atomic
def judge(
    measure: Measure,
    *,
    by: User,
    at: datetime,
    agree: bool,
    opinion: str,
    reviewed: Decision | None = None,
) -> Measure:
    """The head's answer, with the approval form kept."""
    moved = measures.judge(measure, by=by, at=at, agree=agree, opinion=opinion, reviewed=reviewed)
    on = timezone.localtime(at).date()
    coercion.keep(moved.case, "measure_approval", measure_papers.for_approval(moved), by=by, on=on)
    return moved


@transaction.atomic
def enforce(measure: Measure, *, by: User, scene: Scene) -> Measure:
    """Carry the measure out: number, decision and inventory handed over, the record of the scene.

    All of it or nothing: without both papers in the party's hands that day nothing is sealed
    (CL 24). A freezing has a page of its own.
    """
    case, on = measure.case, timezone.localtime(scene.at).date()
    documents.refuse_archived(case)
    _assert_kind(measure, frozen=False)
    doc_no = coercion.number(case, SERIES, on)
    _assert_witnessed(scene)
    moved = measure_course.enforce(
        measure, by=by, at=scene.at, place=scene.place, doc_no=doc_no, papers_on=on
    )
    context = measure_papers.for_decision(moved, remedies=coercion.remedy_text(case, on))
    _on_the_spot(moved, context, by=by, on=on, scene=scene)
    steps.record(
        case,
        by=by,
        kind=STEP,
        at=scene.at,
        text=_told(scene),
        place=scene.place,
        officers=list(assignment.on_the_case(case, on).order_by("pk")),
        party_present=scene.party_present,
    )
    return moved


@transaction.atomic
def freeze(
    measure: Measure, *, by: User, at: datetime, bank: str, receiver: str, text: str
) -> Measure:
    """冻结 at the bank, which gets its notice; the decision follows in three days (CL 30, 31).

    `receiver` took the notice for the bank. RuleError for a sealing or seizure.
    """
    case, on = measure.case, timezone.localtime(at).date()
    documents.refuse_archived(case)
    _assert_kind(measure, frozen=True)
    number = coercion.number(case, SERIES, on)
    moved = measure_course.enforce(measure, by=by, at=at, place=bank, doc_no=number, papers_on=None)
    decision = measure_papers.for_decision(moved, remedies=coercion.remedy_text(case, on))
    coercion.keep(case, "freeze_decision", decision, by=by, on=on, number=number)
    notice = measure_papers.for_bank(moved, on, receiver)
    coercion.keep(case, "bank_notice", notice, by=by, on=on, number=number)
    steps.record(
        case,
        by=by,
        kind=FREEZE_STEP,
        at=at,
        text=f"{text}\n冻结通知书由{bank}{receiver}签收。",
        place=bank,
        officers=list(assignment.on_the_case(case, on).order_by("pk")),
        party_present=False,
    )
    return moved


def _assert_kind(measure: Measure, *, frozen: bool) -> None:
    if frozen == (measure.kind == Measure.Kind.FREEZE):
        return
    raise RuleError(
        _("“%(kind)s”不能这样实施：查封、扣押在现场实施，冻结由金融机构协助实施。")
        % {"kind": measure.get_kind_display()},
        article="行政强制法第二十四条、第三十条",
        remedy=_("请返回案件的行政强制页面，按措施种类办理。"),
    )


def _told(scene: Scene) -> str:
    """The record, with the witness who stands in for an absent party."""
    return f"{scene.text}\n见证人：{scene.witness}" if scene.witness.strip() else scene.text


def _assert_witnessed(scene: Scene) -> None:
    if not scene.party_present and not scene.witness.strip():
        raise RuleError(
            _("当事人不到场的，应当邀请见证人到场，由见证人和执法人员在现场笔录上签名或者盖章。"),
            article="行政强制法第十八条第九项",
            remedy=_("请填写见证人。"),
            field="witness",
        )


def _on_the_spot(
    measure: Measure, decision: dict[str, object], *, by: User, on: date, scene: Scene
) -> None:
    """Decision and inventory, kept and handed over on the day itself."""
    inventory = measure_papers.for_inventory(measure)
    for kind, context in (("measure_decision", decision), ("measure_inventory", inventory)):
        paper = coercion.keep(measure.case, kind, context, by=by, on=on, number=measure.doc_no)
        coercion.hand_over(
            paper,
            by=by,
            on=on,
            receiver=scene.receiver or measure.case.party.name,
            place=scene.place,
            method=Manner(scene.method, Facts(witness=scene.witness)),
            note=scene.note or scene.witness,
        )


@transaction.atomic
def exclude_test(
    measure: Measure,
    *,
    by: User,
    subject: str,
    body: str,
    from_on: date,
    until_on: date,
    notified_on: date,
    receiver: str,
    method: str,
    note: str = "",
) -> MeasureTest:
    """Leave the days of a test out, with the notice that tells the party beforehand (CL 25)."""
    documents.refuse_archived(measure.case)
    row = measure_course.exclude_test(
        measure,
        by=by,
        subject=subject,
        body=body,
        from_on=from_on,
        until_on=until_on,
        notified_on=notified_on,
    )
    case = row.measure.case
    context = measure_papers.for_test(row)
    paper = coercion.keep(case, "test_notice", context, by=by, on=notified_on)
    coercion.hand_over(
        paper,
        by=by,
        on=notified_on,
        receiver=receiver,
        place=_where(row.measure),
        method=Manner(method, Facts(witness=note)),
        note=note,
    )
    return row


def _where(measure: Measure) -> str:
    """Where papers of the measure change hands."""
    case = measure.case
    return measure.place or case.place or case.party.address or "—"


@transaction.atomic
def extend(measure: Measure, *, by: User, on: date, reason: str) -> Measure:
    """The head's one extension, with the paper that tells the party why."""
    moved = measure_course.extend(measure, by=by, on=on, reason=reason)
    coercion.keep(
        moved.case,
        "measure_extension",
        measure_papers.for_extension(moved),
        by=by,
        on=on,
        number=coercion.number(moved.case, "measure_extension", on),
    )
    return moved


@transaction.atomic
def release(
    measure: Measure,
    *,
    by: User,
    on: date,
    ground: str,
    reason: str,
    receiver: str,
    receipt: str,
) -> MeasureRelease:
    """Lift the measure: goods back against a receipt, the decision handed over with them."""
    documents.refuse_archived(measure.case)
    row = measure_end.release(
        measure,
        by=by,
        on=on,
        ground=ground,
        reason=reason,
        receiver=receiver,
        receipt=receipt,
    )
    case = row.measure.case
    paper = coercion.keep(
        case,
        "measure_release",
        measure_papers.for_release(row),
        by=by,
        on=on,
        number=coercion.number(case, "measure_release", on),
    )
    if row.measure.kind == Measure.Kind.FREEZE:
        notice = measure_papers.for_bank(row.measure, on)
        coercion.keep(case, "bank_notice", notice, by=by, on=on, number=row.measure.doc_no)
    coercion.hand_over(paper, by=by, on=on, receiver=receiver, place=_where(row.measure))
    return row


@transaction.atomic
def hand_over(measure: Measure, *, by: User, on: date, organ: str, note: str) -> Measure:
    """The goods go with the criminal case; the party is told in writing."""
    documents.refuse_archived(measure.case)
    moved = measure_end.hand_over(measure, by=by, on=on, organ=organ, note=note)
    coercion.keep(moved.case, "goods_handover", measure_papers.for_handover(moved), by=by, on=on)
    return moved
