"""The notice before a penalty, the defence and its answer, the waiver (行政处罚法 44, 45, 62-64)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, calendar, deadlines, periods
from core.errors import RuleError
from enforcement import hearing
from enforcement.models import Decision, Defence, Notice, User
from enforcement.services import cases

DEFENCE = "proc.defence_days"
HEARING = "proc.hearing_request_days"


def current(decision: Decision) -> Notice | None:
    """The notice in force for the draft, if one was served."""
    return decision.notices.filter(superseded=False).order_by("-pk").first()


def hearing_required(decision: Decision, on: date) -> list[str]:
    """Why the party must be told of the right to a hearing, in words; empty when it need not."""
    return hearing.grounds(
        decision.agency.rules(),
        party_kind=decision.case.party.kind,
        penalty_kinds=list(decision.penalty_kinds),
        fine_cents=decision.fine_cents,
        confiscated_cents=decision.confiscated_cents,
        on=on,
    )


@transaction.atomic
def notify(decision: Decision, *, by: User, on: date, hearing_offered: bool) -> Notice:
    """Record the notice as served on the day, and start the defence and hearing windows.

    An earlier notice of the same draft is superseded: what binds is what was told last.
    """
    cases.assert_handler(decision.case, by)
    _assert_draft(decision)
    if decision.case.filed_on and on < decision.case.filed_on:
        raise RuleError(
            _("告知日期不能早于立案日期%(day)s。") % {"day": decision.case.filed_on},
            article="行政处罚法第四十四条",
            remedy=_("请核对日期。"),
            field="on",
        )
    grounds = hearing_required(decision, on)
    if grounds and not hearing_offered:
        raise RuleError(
            _("本案应当告知听证权利：%(why)s") % {"why": "；".join(grounds)},
            article="行政处罚法第六十三条",
            remedy=_("请勾选“告知听证权利”。"),
            field="hearing_offered",
        )
    decision.notices.filter(superseded=False).update(superseded=True)
    notice = _create(decision, by=by, on=on, hearing_offered=hearing_offered)
    audit.append("notice.serve", obj=notice, actor=by, data={"on": on, "hearing": hearing_offered})
    return notice


def _assert_draft(decision: Decision) -> None:
    if decision.status != Decision.Status.DRAFT:
        raise RuleError(
            _("决定已经作出，不能再告知或记录陈述申辩。"),
            article="行政处罚法第四十四条",
            remedy=_("请在作出决定前办理。"),
        )


def _create(decision: Decision, *, by: User, on: date, hearing_offered: bool) -> Notice:
    rules = decision.agency.rules()
    region = rules.region
    book = calendar.load(region)
    until = {
        key: periods.apply(rules.period(key, on=on), on, book).due_on for key in (DEFENCE, HEARING)
    }
    notice = Notice.objects.create(
        case=decision.case,
        decision=decision,
        penalty_kinds=decision.penalty_kinds,
        fine_cents=decision.fine_cents,
        confiscated_cents=decision.confiscated_cents,
        facts=decision.facts,
        basis=decision.basis,
        hearing_offered=hearing_offered,
        served_on=on,
        defence_until=until[DEFENCE],
        hearing_until=until[HEARING] if hearing_offered else None,
        created_by=by,
    )
    for key in (DEFENCE, HEARING) if hearing_offered else (DEFENCE,):
        deadlines.open_deadline(
            key=key,
            label=_("申请听证期限") if key == HEARING else _("陈述申辩期限"),
            subject_type="notice",
            subject_id=str(notice.pk),
            agency_id=decision.agency_id,
            region=region,
            period=rules.period(key, on=on),
            start_on=on,
        )
    return notice


@transaction.atomic
def defend(notice: Notice, *, by: User, on: date, text: str) -> Defence:
    """Record a defence as received."""
    cases.assert_handler(notice.case, by)
    _assert_draft(notice.decision)
    if on < notice.served_on:
        raise RuleError(
            _("收到陈述申辩的日期不能早于告知日期%(day)s。") % {"day": notice.served_on},
            article="行政处罚法第四十五条",
            remedy=_("请核对日期。"),
            field="on",
        )
    row = Defence.objects.create(notice=notice, received_on=on, text=text, created_by=by)
    audit.append("defence.receive", obj=row, actor=by, data={"on": on})
    return row


@transaction.atomic
def answer(defence: Defence, *, by: User, on: date, adopted: bool, reasons: str) -> Defence:
    """Answer a defence: adopted or not, always with reasons."""
    cases.assert_handler(defence.notice.case, by)
    _assert_draft(defence.notice.decision)
    if not reasons.strip():
        raise RuleError(
            _("复核陈述申辩应当说明是否采纳的理由。"),
            article="行政处罚法第四十五条",
            remedy=_("请填写复核意见及理由。"),
            field="reasons",
        )
    locked = Defence.objects.select_for_update().get(pk=defence.pk)
    if locked.answered_on is not None:
        raise RuleError(_("该陈述申辩已经复核。"), remedy=_("请刷新页面查看。"))
    locked.adopted, locked.reasons, locked.answered_on = adopted, reasons, on
    locked.save(update_fields=["adopted", "reasons", "answered_on"])
    audit.append("defence.answer", obj=locked, actor=by, data={"adopted": adopted})
    return locked


@transaction.atomic
def waive(notice: Notice, *, by: User, on: date, note: str) -> Notice:
    """Record that the party expressly waived defence and hearing (行政处罚法 62)."""
    cases.assert_handler(notice.case, by)
    _assert_draft(notice.decision)
    if on < notice.served_on or not note.strip():
        raise RuleError(
            _("放弃陈述申辩、听证应当在告知之后，并记明证据。"),
            article="行政处罚法第六十二条",
            remedy=_("请核对日期，并填写书面声明等证据。"),
            field="note",
        )
    locked = Notice.objects.select_for_update().get(pk=notice.pk)
    locked.waived_on, locked.waiver_note = on, note
    locked.save(update_fields=["waived_on", "waiver_note"])
    audit.append("notice.waive", obj=locked, actor=by, data={"on": on})
    return locked


@transaction.atomic
def request_hearing(notice: Notice, *, by: User, on: date) -> Notice:
    """Record the party's request for a hearing; after the window it is refused."""
    cases.assert_handler(notice.case, by)
    _assert_draft(notice.decision)
    locked = Notice.objects.select_for_update().get(pk=notice.pk)
    if locked.hearing_until is None or on > locked.hearing_until:
        raise RuleError(
            _("不在听证申请期限内（截止%(day)s）。") % {"day": locked.hearing_until or "—"},
            article="行政处罚法第六十四条",
            remedy=_("逾期申请的，请书面答复当事人。"),
            field="on",
        )
    locked.hearing_requested_on = on
    locked.save(update_fields=["hearing_requested_on"])
    audit.append("notice.hearing_request", obj=locked, actor=by, data={"on": on})
    return locked


@transaction.atomic
def close_hearing(notice: Notice, *, by: User, on: date) -> Notice:
    """Record that the hearing was held and closed; a review passed before it no longer counts."""
    cases.assert_handler(notice.case, by)
    _assert_draft(notice.decision)
    locked = Notice.objects.select_for_update().get(pk=notice.pk)
    if locked.hearing_requested_on is None or on < locked.hearing_requested_on:
        raise RuleError(
            _("没有在先的听证申请，不能记录听证结束。"),
            article="行政处罚法第六十四条",
            remedy=_("请先记录听证申请。"),
            field="on",
        )
    locked.hearing_closed_on = on
    locked.save(update_fields=["hearing_closed_on"])
    Decision.objects.filter(pk=locked.decision_id).update(clearance=None)
    audit.append("notice.hearing_close", obj=locked, actor=by, data={"on": on})
    return locked
