"""How a measure ends: by its time, lifted, handed over, confiscated (行政强制法 21, 27, 28, 33)."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, deadlines
from core.errors import RuleError
from core.permissions import demand
from enforcement import flows
from enforcement.models import Case, Decision, Measure, MeasureRelease, User
from enforcement.models.kinds import PenaltyKind
from enforcement.services import cases
from enforcement.services.measures import RECORD, SUBJECT, Status, approval_limit

Ground = MeasureRelease.Ground
TAKES_GOODS = {PenaltyKind.CONFISCATE_GOODS.value, PenaltyKind.CONFISCATE_INCOME.value}


def to_expire(on: date) -> list[int]:
    """Keys of the measures whose last day has come, or whose emergency nobody approved in time."""
    run_out = set(Measure.objects.run_out(on).values_list("pk", flat=True))
    unapproved = Measure.objects.filter(
        status=Status.IN_FORCE, emergency=True, approved_at=None
    ).select_related("case__agency")
    late = {row.pk for row in unapproved if _unapproved_too_long(row, on)}
    return sorted(run_out | late)


def _unapproved_too_long(measure: Measure, on: date) -> bool:
    return timezone.localtime(approval_limit(measure)).date() < on


@transaction.atomic
def expire(key: int, on: date) -> bool:
    """Turn one measure to 应当解除; False when it was dealt with meanwhile."""
    row = Measure.objects.select_for_update().select_related("case__agency").get(pk=key)
    if row.status != Status.IN_FORCE or row.pk not in to_expire(on):
        return False
    flows.MEASURE.move(row, "expire", by=None)
    return True


def expire_all(on: date) -> int:
    """Turn every measure whose time has come; safe to repeat. How many were turned."""
    return sum(expire(key, on) for key in to_expire(on))


def _lock(measure: Measure, name: str, *, by: User, on: date) -> Measure:
    demand(by, RECORD)
    cases.assert_handler(measure.case, by)
    locked = flows.MEASURE.lock(measure, name)
    if locked.from_on is None or on < locked.from_on:
        raise RuleError(
            _("日期不能早于实施日期%(day)s。") % {"day": locked.from_on},
            article="行政强制法第二十八条",
            remedy=_("请核对日期。"),
            field="on",
        )
    return locked


def _end(measure: Measure, name: str, *, by: User, on: date, changes: dict[str, Any]) -> Measure:
    moved = flows.MEASURE.move(measure, name, by=by, changes={**changes, "ended_on": on})
    moved.items.update(held=False)
    deadlines.close(SUBJECT, str(moved.pk), on=on)
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
    """解除 on one of the five grounds; the goods go back at once against a receipt (CL 28)."""
    locked = _lock(measure, "release", by=by, on=on)
    end = locked.end_on
    if ground not in Ground.values or (ground == Ground.EXPIRED and end and on < end):
        raise RuleError(
            _("解除事由不成立：期限至%(day)s届满。") % {"day": end},
            article="行政强制法第二十八条",
            remedy=_("请按实际情况选择解除事由。"),
            field="ground",
        )
    if not (receiver.strip() and receipt.strip() and reason.strip()):
        raise RuleError(
            _("解除后应当立即退还财物，由领取人清点签收，并说明理由。"),
            article="行政强制法第二十八条",
            remedy=_("请填写领取人、清点签收情况和说明。"),
            field="receiver" if not receiver.strip() else "receipt",
        )
    moved = _end(measure, "release", by=by, on=on, changes={})
    row = MeasureRelease.objects.create(
        measure=moved,
        ground=ground,
        released_on=on,
        reason=reason.strip(),
        receiver=receiver.strip(),
        receipt=receipt.strip(),
        created_by=by,
    )
    audit.append("measure.return", obj=row, actor=by, data={"ground": ground, "on": on})
    return row


@transaction.atomic
def hand_over(measure: Measure, *, by: User, on: date, organ: str, note: str) -> Measure:
    """移送 with the criminal case: the goods go along, the party is told in writing (CL 21)."""
    _lock(measure, "hand_over", by=by, on=on)
    if not (organ.strip() and note.strip()):
        raise RuleError(
            _("移送财物应当写明接收机关和交接情况，并书面告知当事人。"),
            article="行政强制法第二十一条",
            remedy=_("请填写接收机关和交接情况。"),
            field="note" if organ.strip() else "organ",
        )
    text = f"{organ.strip()}：{note.strip()}"
    return _end(measure, "hand_over", by=by, on=on, changes={"end_note": text})


@transaction.atomic
def confiscate(
    measure: Measure, *, by: User, on: date, note: str, destroyed: bool = False
) -> Measure:
    """没收 by a decision made within the period, or lawful destruction (CL 27)."""
    locked = _lock(measure, "confiscate", by=by, on=on)
    end = locked.end_on
    if end is None or on > end:
        raise RuleError(
            _("应当在期限内作出没收、销毁的处理决定，期限已于%(day)s届满。") % {"day": end},
            article="行政强制法第二十七条、第二十八条",
            remedy=_("请解除强制措施，退还财物。"),
            field="on",
        )
    if not destroyed and not _confiscated(locked.case, on):
        raise RuleError(
            _("本案没有在该日前作出的没收决定。"),
            article="行政强制法第二十七条",
            remedy=_("请先作出没收决定；依法应当销毁的，请选择销毁并写明依据。"),
            field="on",
        )
    if not note.strip():
        raise RuleError(
            _("应当写明没收、销毁的依据和处理情况。"),
            article="行政强制法第二十七条",
            remedy=_("请填写处理情况。"),
            field="note",
        )
    return _end(measure, "confiscate", by=by, on=on, changes={"end_note": note.strip()})


def _confiscated(case: Case, on: date) -> bool:
    made = case.decisions.filter(
        status__in=[Decision.Status.ISSUED, Decision.Status.SERVED], issued_on__lte=on
    )
    return any(TAKES_GOODS & set(row.penalty_kinds) for row in made)


def assert_none_held(case: Case) -> None:
    """Refuse to end a case while something of the party is still held (CL 27, 28)."""
    row = case.measures.held().order_by("pk").first()
    if row is not None:
        raise RuleError(
            _("%(measure)s尚未解除，不能结案。") % {"measure": row},
            article="行政强制法第二十七条、第二十八条",
            remedy=_("请先解除、移送或者依法处理被查封、扣押、冻结的财物。"),
        )
