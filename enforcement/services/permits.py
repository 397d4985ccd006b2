"""What an agency does with an application (行政许可法 32): answer at once, once, or let it be accepted.

The papers of each answer are kept by recording.services.permits, which calls these.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import audit
from core.errors import RuleError
from core.models import Deadline
from core.permissions import demand
from enforcement import flows
from enforcement.models import Application, Case, User
from enforcement.services import cases, intake

ARTICLE = intake.ARTICLE
HANDLE = "enforcement.file_case"
Status, Ground = Application.Status, Application.Ground
REFUSED = gettext_noop("不予受理")


def open_for(case: Case, *, by: User) -> Application:
    """The application of the case, locked, for one of its handlers."""
    demand(by, HANDLE)
    cases.assert_handler(case, by)
    return Application.objects.select_for_update().select_related("case__agency").get(case=case)


def assert_on_or_after(on: date, first: date, article: str = ARTICLE) -> None:
    """Refuse a day before `first`."""
    if on < first:
        raise RuleError(
            _("日期不能早于%(day)s。") % {"day": first},
            article=article,
            remedy=_("请核对日期。"),
            field="on",
        )


def _unanswered(row: Application, on: date) -> None:
    if row.status not in (Status.RECEIVED, Status.CORRECTING):
        raise RuleError(
            _("申请的状态为“%(state)s”，不能再这样办理。") % {"state": row.get_status_display()},
            article=ARTICLE,
            remedy=_("请刷新页面，查看最新状态。"),
        )
    assert_on_or_after(on, row.corrected_on or row.correction_asked_on or row.received_on)


def _named(items: Sequence[str], field: str) -> list[str]:
    found = [item.strip() for item in items if item.strip()]
    if not found:
        raise RuleError(
            _("应当逐项列明。"), article=ARTICLE, remedy=_("请每行填写一项。"), field=field
        )
    return found


@transaction.atomic
def receive(
    case: Case, *, by: User, on: date, channel: str, materials: Sequence[str], joint: bool = False
) -> Application:
    """Write down what was handed in and how. `joint`: several organs decide together (LL 26)."""
    row = open_for(case, by=by)
    _unanswered(row, on)
    row.channel, row.joint = channel, joint
    row.materials = _named(materials, "materials")
    row.save(update_fields=["channel", "materials", "joint"])
    data = {"on": on, "channel": channel, "materials": row.materials}
    audit.append("application.receive", obj=row, actor=by, data=data)
    return row


@transaction.atomic
def correct_on_spot(case: Case, *, by: User, on: date, what: str) -> Application:
    """当场更正: the applicant corrected a slip at once; nothing is sent back for it."""
    row = open_for(case, by=by)
    _unanswered(row, on)
    if not what.strip():
        raise RuleError(
            _("应当写明更正的内容。"), article=ARTICLE, remedy=_("请填写更正内容。"), field="what"
        )
    row.fixed_on_spot = "\n".join(filter(None, [row.fixed_on_spot, what.strip()]))
    row.save(update_fields=["fixed_on_spot"])
    audit.append("application.fix", obj=row, actor=by, data={"on": on, "what": what})
    return row


@transaction.atomic
def ask_correction(case: Case, *, by: User, on: date, items: Sequence[str]) -> Application:
    """一次告知补正: everything that is missing, told once and within five working days.

    RuleError when it was told before, or when the five days have passed: then the application is
    accepted already.
    """
    row = open_for(case, by=by)
    _unanswered(row, on)
    intake.assert_not_lapsed(row, on)
    if row.correction_asked_on is not None:
        raise RuleError(
            _("已于%(day)s告知补正，需要补正的全部内容应当一次告知。")
            % {"day": row.correction_asked_on},
            article=ARTICLE,
            remedy=_("请依法受理，或者以未补正全部材料为由决定不予受理。"),
        )
    changes = {"correction_asked_on": on, "correction_items": _named(items, "items")}
    moved = flows.APPLICATION.move(row, "ask", by=by, changes=changes)
    intake.end_clock(row.case, on)
    return moved


@transaction.atomic
def take_correction(case: Case, *, by: User, on: date, materials: Sequence[str]) -> Application:
    """The applicant handed in what was missing; what is complete must now be accepted."""
    row = open_for(case, by=by)
    if row.correction_asked_on is not None:
        assert_on_or_after(on, row.correction_asked_on)
    given = _named(materials, "materials")
    changes = {"corrected_on": on, "materials": [*row.materials, *given]}
    return flows.APPLICATION.move(row, "correct", by=by, changes=changes)


@transaction.atomic
def refuse(
    case: Case, *, by: User, on: date, ground: str, reason: str, told_organ: str = ""
) -> Application:
    """不受理、不予受理, with its ground and reasons; the case ends with it.

    RuleError when the ground does not fit what happened, the reason is blank, or the organ that
    decides is not named to the applicant.
    """
    row = open_for(case, by=by)
    _unanswered(row, on)
    intake.assert_not_lapsed(row, on)
    _assert_ground(row, ground, reason, told_organ)
    changes = {
        "refused_on": on,
        "ground": ground,
        "reason": reason.strip(),
        "told_organ": told_organ.strip(),
        "false_on": on if ground == Ground.FALSE else None,
    }
    moved = flows.APPLICATION.move(row, "refuse", by=by, changes=changes, note=reason)
    flows.CASE.move(row.case, "reject", by=by, changes={"close_ground": REFUSED}, note=reason)
    intake.end_clock(row.case, on)
    return moved


def _assert_ground(row: Application, ground: str, reason: str, told_organ: str) -> None:
    if ground == Ground.INCOMPLETE and row.correction_asked_on is None:
        raise RuleError(
            _("尚未一次告知补正，不能以材料不全为由不予受理。"),
            article=ARTICLE,
            remedy=_("请先一次告知需要补正的全部内容。"),
            field="ground",
        )
    if ground == Ground.NO_POWER and not told_organ.strip():
        raise RuleError(
            _("不属于本机关职权范围的，应当告知申请人向有关行政机关申请。"),
            article=ARTICLE,
            remedy=_("请填写有权机关的名称。"),
            field="told_organ",
        )
    if not reason.strip():
        raise RuleError(
            _("不予受理应当说明理由。"),
            article="行政许可法第三十二条、第七十二条",
            remedy=_("请填写理由。"),
            field="reason",
        )


@transaction.atomic
def find_false(case: Case, *, by: User, on: date) -> Application:
    """Record that an accepted application hid facts or rests on false papers (行政许可法 78)."""
    row = open_for(case, by=by)
    if row.status != Status.ACCEPTED or row.false_on is not None:
        raise RuleError(
            _("申请未受理或者已经记录。"), article="行政许可法第七十八条", remedy=_("请核对。")
        )
    assert_on_or_after(on, row.received_on, "行政许可法第七十八条")
    row.false_on = on
    row.save(update_fields=["false_on"])
    audit.append("application.false", obj=row, actor=by, data={"on": on})
    return row


def lapsed(on: date) -> list[UUID]:
    """Keys of the cases whose applicant was told nothing in time: accepted by law."""
    clocks = Deadline.objects.filter(
        subject_type="case",
        key=intake.CORRECTION,
        outcome=Deadline.Outcome.OPEN,
        due_on__lt=on,
    )
    keys = [UUID(text) for text in clocks.values_list("subject_id", flat=True)]
    rows = Application.objects.filter(
        case__in=keys, status=Status.RECEIVED, correction_asked_on=None
    )
    return list(rows.order_by("received_on", "pk").values_list("pk", flat=True))


@transaction.atomic
def deem_accepted(key: UUID, on: date) -> bool:
    """逾期未告知补正: accepted from the day of receipt. False when that has been done already."""
    row = Application.objects.select_for_update().select_related("case__agency").get(pk=key)
    if not intake.lapsed(row, on):
        return False
    cases.enter(row.case, by=None, on=row.received_on, deemed=True)
    return True
