"""Weighing a draft, and approving that it leaves the tier of its benchmark."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from enforcement import circumstances, drafts, weighing
from enforcement.gates.discretion import GUIDE, discussed
from enforcement.models import Benchmark, Decision, Departure, Tier, User
from enforcement.services import decisions, recusal

Way = Departure.Way


@transaction.atomic
def weigh(
    decision: Decision,
    *,
    by: User,
    benchmark: Benchmark | None,
    tier: Tier | None,
    conditions: Sequence[str] = (),
    base_cents: int | None = None,
    measure: Decimal | None = None,
    departure: str = "",
    facts: Mapping[str, str] | None = None,
    education: str = "",
) -> Decision:
    """Write into the draft how it weighs; as any edit it voids the clearance and the approvals.

    `facts`: code of a circumstance -> the facts that show it. Raises RuleError for a benchmark of
    another agency or day, a tier of another benchmark, or a fine outside the statutory range.
    """
    _offered(decision, benchmark, tier)
    unknown = set(facts or {}) - set(circumstances.table())
    if unknown:
        raise ValueError(f"not circumstances of the table: {sorted(unknown)}")
    notes = {
        "conditions": [text for text in conditions if text],
        "measure": str(measure) if measure is not None else "",
        "departure": departure.strip(),
        "education": education.strip(),
    }
    stated = {code: text.strip() for code, text in (facts or {}).items() if text.strip()}
    return decisions.edit(
        decision,
        by=by,
        content={
            "benchmark_id": benchmark.pk if benchmark else None,
            "tier_id": tier.pk if tier else None,
            "base_cents": base_cents,
            "weighing": {key: value for key, value in notes.items() if value} or None,
            "circumstances": stated or None,
        },
    )


def _offered(decision: Decision, benchmark: Benchmark | None, tier: Tier | None) -> None:
    if benchmark is None:
        return
    act = weighing.day_of_act(decision.case)
    if benchmark not in weighing.offered(decision.agency, act):
        raise RuleError(
            _("该裁量基准在违法行为发生时没有效力，或者不适用于本机关。"),
            article="行政处罚法第三十四条、第三十七条",
            remedy=_("请选择违法行为发生时有效的裁量基准。"),
            field="benchmark",
        )
    if tier is not None and tier.benchmark_id != benchmark.pk:
        raise RuleError(
            _("裁量阶次不属于所选的裁量基准。"),
            article=GUIDE,
            remedy=_("请重新选择阶次。"),
            field="tier",
        )


@transaction.atomic
def approve_departure(
    decision: Decision,
    *,
    by: User,
    on: date,
    way: str,
    opinion: str,
    organ: str = "",
    doc_no: str = "",
) -> Departure:
    """Approve that this draft leaves its tier: by the head or in a meeting, or by the superior.

    The head records it; `on` is the day of the approval. The approval holds for exactly this text.
    """
    recusal.demand_in_case(by, "enforcement.decide", decision.case)
    row = Decision.objects.select_for_update().get(pk=decision.pk)
    _may_approve(row, way, opinion, organ, doc_no)
    _discussed_before(row, way, on)
    approval = Departure.objects.create(
        decision=row,
        sha256=drafts.digest(row),
        way=way,
        organ=organ.strip(),
        doc_no=doc_no.strip(),
        opinion=opinion.strip(),
        approved_on=on,
        approved_by=by,
    )
    data = {"way": way, "sha256": approval.sha256, "on": on, "doc_no": approval.doc_no}
    audit.append("decision.departure", obj=row, actor=by, data=data)
    return approval


def _may_approve(row: Decision, way: str, opinion: str, organ: str, doc_no: str) -> None:
    if row.status != Decision.Status.DRAFT or not weighing.departures(row):
        raise RuleError(
            _("草案没有偏离裁量基准，不需要批准。"),
            article=GUIDE,
            remedy=_("请核对草案的裁量阶次和罚款数额。"),
        )
    if not weighing.said(row, "departure"):
        raise RuleError(
            _("草案没有写明偏离裁量基准的理由。"),
            article=GUIDE,
            remedy=_("请承办人在“裁量”中写明理由。"),
        )
    if not opinion.strip():
        raise RuleError(
            _("请填写批准意见。"), article=GUIDE, remedy=_("批准应当写明意见。"), field="opinion"
        )
    _by_the_right_organ(row, way, organ, doc_no)


def _discussed_before(row: Decision, way: str, on: date) -> None:
    """A collective approval is the record of a discussion, not a word of it."""
    if way == Way.MEETING and not discussed(row, on):
        raise RuleError(
            _("没有负责人就现草案集体讨论通过的记录。"),
            article=GUIDE,
            remedy=_("请先在“程序事项”中提请并记录集体讨论；讨论通过的，不需要另行批准。"),
            field="way",
        )


def _by_the_right_organ(row: Decision, way: str, organ: str, doc_no: str) -> None:
    own = row.benchmark is not None and row.benchmark.own_of(row.agency_id)
    if own == (way == Way.SUPERIOR):
        message = (
            _("本机关制定的裁量基准，由本机关主要负责人批准或者集体讨论决定。")
            if own
            else _("上级机关制定的裁量基准，应当由该上级机关批准。")
        )
        raise RuleError(message, article=GUIDE, remedy=_("请更正批准方式。"), field="way")
    if way == Way.SUPERIOR and not (organ.strip() and doc_no.strip()):
        raise RuleError(
            _("请填写批准的上级机关和批准文号。"),
            article=GUIDE,
            remedy=_("批准文件应当归入案卷。"),
            field="organ" if not organ.strip() else "doc_no",
        )
