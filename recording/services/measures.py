"""Measures with their papers: decision and inventory on the spot, extension, return (CL 18-28)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement.models import Measure, MeasureRelease, User
from enforcement.services import assignment, measure_course, measure_end, measures
from recording import measure_papers
from recording.manner import Facts, Manner
from recording.models import Service
from recording.services import coercion, documents, steps

SERIES = "measure"
STEP = "seizure"


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
def judge(measure: Measure, *, by: User, at: datetime, agree: bool, opinion: str) -> Measure:
    """The head's answer, with the approval form kept."""
    moved = measures.judge(measure, by=by, at=at, agree=agree, opinion=opinion)
    on = timezone.localtime(at).date()
    coercion.keep(moved.case, "measure_approval", measure_papers.for_approval(moved), by=by, on=on)
    return moved


@transaction.atomic
def enforce(measure: Measure, *, by: User, scene: Scene) -> Measure:
    """Carry the measure out: number, decision and inventory handed over, the record of the scene.

    All of it or nothing: without both papers in the party's hands that day nothing is sealed
    (CL 24). A freezing has no scene: its decision follows within three working days (CL 31).
    """
    case, on = measure.case, timezone.localtime(scene.at).date()
    documents.refuse_archived(case)
    doc_no = coercion.number(case, SERIES, on)
    frozen = measure.kind == Measure.Kind.FREEZE
    if not frozen:
        _assert_witnessed(scene)
    moved = measure_course.enforce(
        measure,
        by=by,
        at=scene.at,
        place=scene.place,
        doc_no=doc_no,
        papers_on=None if frozen else on,
    )
    context = measure_papers.for_decision(moved, remedies=coercion.remedy_text(case, on))
    if frozen:
        coercion.keep(case, "freeze_decision", context, by=by, on=on, number=doc_no)
        return moved
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
    place = row.measure.place or case.place or case.party.address or "—"
    coercion.hand_over(paper, by=by, on=on, receiver=receiver, place=place)
    return row


@transaction.atomic
def hand_over(measure: Measure, *, by: User, on: date, organ: str, note: str) -> Measure:
    """The goods go with the criminal case; the party is told in writing."""
    documents.refuse_archived(measure.case)
    moved = measure_end.hand_over(measure, by=by, on=on, organ=organ, note=note)
    coercion.keep(moved.case, "goods_handover", measure_papers.for_handover(moved), by=by, on=on)
    return moved
