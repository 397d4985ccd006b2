"""The notice before a penalty, the defence and its answer, the waiver (行政处罚法 44, 45, 62-64)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import audit, calendar, deadlines, periods
from core.errors import RuleError
from core.workdays import ONE_DAY
from enforcement import hearing, standstill
from enforcement.models import Decision, Defence, Notice, PartyLink, User
from enforcement.services import cases, clearance

DEFENCE = "proc.defence_days"
HEARING = "proc.hearing_request_days"
# Kept with the deadline, so Chinese whatever the language of the account that acts.
LABELS = {DEFENCE: gettext_noop("陈述申辩期限"), HEARING: gettext_noop("申请听证期限")}
HEARING_PAUSE = gettext_noop("听证")


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
        domain=cases.rules_domain(decision.case),
    )


def heavier(decision: Decision, notice: Notice) -> bool:
    """Whether the draft goes beyond what was told, in kind or in amount (行政处罚法 44)."""
    return (
        decision.fine_cents > notice.fine_cents
        or decision.confiscated_cents > notice.confiscated_cents
        or not set(decision.penalty_kinds) <= set(notice.penalty_kinds)
    )


@transaction.atomic
def notify(decision: Decision, *, by: User, on: date, hearing_offered: bool) -> Notice:
    """Record the notice as served on the day, and start the defence and hearing windows.

    An earlier notice of the same draft is superseded: what binds is what was told last.
    """
    cases.assert_handler(decision.case, by)
    row = Decision.objects.select_for_update().get(pk=decision.pk)
    _assert_draft(row)
    _assert_notice_day(row, on)
    grounds = hearing_required(row, on)
    if grounds and not hearing_offered:
        raise RuleError(
            _("本案应当告知听证权利：%(why)s") % {"why": "；".join(grounds)},
            article="行政处罚法第六十三条",
            remedy=_("请勾选“告知听证权利”。"),
            field="hearing_offered",
        )
    _supersede(row, on)
    clearance.void(row, by=by, reason="notice")
    notice = _create(row, by=by, on=on, hearing_offered=hearing_offered)
    audit.append("notice.serve", obj=notice, actor=by, data={"on": on, "hearing": hearing_offered})
    return notice


def _assert_draft(decision: Decision) -> None:
    if decision.status != Decision.Status.DRAFT:
        raise RuleError(
            _("决定已经作出，不能再告知或记录陈述申辩。"),
            article="行政处罚法第四十四条",
            remedy=_("请在作出决定前办理。"),
        )


def _assert_notice_day(decision: Decision, on: date) -> None:
    earlier = current(decision)
    for day, what in (
        (decision.case.filed_on, _("立案日期")),
        (earlier.served_on if earlier else None, _("上次告知日期")),
    ):
        if day is not None and on < day:
            raise RuleError(
                _("告知日期不能早于%(what)s%(day)s。") % {"what": what, "day": day},
                article="行政处罚法第四十四条",
                remedy=_("请核对日期。"),
                field="on",
            )


def _supersede(decision: Decision, on: date) -> None:
    """End the earlier notice, unless a hearing under it is pending or it would be held against the party."""
    earlier = current(decision)
    if earlier is None:
        return
    if earlier.hearing_requested_on and not earlier.hearing_closed_on:
        raise RuleError(
            _("当事人已申请听证，听证结束前不能重新告知。"),
            article="行政处罚法第六十三条",
            remedy=_("请先组织听证；当事人撤回申请的，记录听证终止后再告知。"),
        )
    heard = earlier.defences.exists() or earlier.hearing_closed_on is not None
    if heard and heavier(decision, earlier) and not told_otherwise(decision, earlier):
        raise RuleError(
            _("不得因当事人陈述、申辩而给予更重的处罚。"),
            article="行政处罚法第四十五条第二款",
            remedy=_("请按原告知的种类和数额拟稿；发现新的违法事实的，应当在事实中写明。"),
        )
    deadlines.void("notice", str(earlier.pk), on=on)
    earlier.superseded = True
    earlier.save(update_fields=["superseded"])


def told_otherwise(decision: Decision, notice: Notice) -> bool:
    """Whether the facts or the legal basis of the draft are others than those the party was told."""
    return (decision.facts.strip(), decision.basis.strip()) != (
        notice.facts.strip(),
        notice.basis.strip(),
    )


def _create(decision: Decision, *, by: User, on: date, hearing_offered: bool) -> Notice:
    rules = decision.agency.rules()
    book = calendar.load(rules.region)
    keys = (DEFENCE, HEARING) if hearing_offered else (DEFENCE,)
    terms = {
        key: rules.period(key, on=on, domain=cases.rules_domain(decision.case)) for key in keys
    }
    until = {key: periods.apply(term, on, book).due_on for key, term in terms.items()}
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
        hearing_until=until.get(HEARING),
        created_by=by,
    )
    for key, term in terms.items():
        deadlines.open_deadline(
            key=key,
            label=LABELS[key],
            subject_type="notice",
            subject_id=str(notice.pk),
            agency_id=decision.agency_id,
            region=rules.region,
            period=term,
            start_on=on,
        )
    return notice


def end_windows(decision: Decision, *, on: date) -> None:
    """The windows of the party no longer run: the decision is made or the draft given up."""
    for notice in decision.notices.all():
        deadlines.void("notice", str(notice.pk), on=on)


def _lock(notice: Notice, by: User) -> Notice:
    """The notice in force, locked, for a handler. Raises RuleError for one that was replaced."""
    cases.assert_handler(notice.case, by)
    return lock_in_force(notice)


def lock_in_force(notice: Notice) -> Notice:
    """The notice, locked; RuleError when it was replaced or the decision is made."""
    locked = Notice.objects.select_for_update().select_related("decision", "case").get(pk=notice.pk)
    assert_in_force(locked)
    return locked


def assert_in_force(notice: Notice) -> None:
    """Refuse what comes after the decision, or to a notice that was replaced."""
    _assert_draft(notice.decision)
    if notice.superseded:
        raise RuleError(
            _("该告知书已被重新告知取代。"),
            article="行政处罚法第四十四条",
            remedy=_("请在最近一次告知中记录。"),
        )


@transaction.atomic
def defend(notice: Notice, *, by: User, on: date, text: str) -> Defence:
    """Record a defence as received."""
    return receive(_lock(notice, by), by=by, on=on, text=text)


def receive(
    locked: Notice, *, on: date, text: str, by: User | None = None, link: PartyLink | None = None
) -> Defence:
    """The defence of a locked notice: recorded by a handler, or filed by the party itself."""
    if on < locked.served_on or not text.strip():
        raise RuleError(
            _("应当如实记录陈述申辩的内容，收到日期不能早于告知日期%(day)s。")
            % {"day": locked.served_on},
            article="行政处罚法第四十五条",
            remedy=_("请核对日期和内容。"),
            field="text" if not text.strip() else "on",
        )
    row = Defence.objects.create(notice=locked, received_on=on, text=text, created_by=by, link=link)
    audit.append("defence.receive", obj=row, actor=by, data={"on": on, **_through(link)})
    return row


def _through(link: PartyLink | None) -> dict[str, int]:
    """Which link the party came by; nothing for what a handler records."""
    return {"link": link.pk} if link else {}


@transaction.atomic
def answer(defence: Defence, *, by: User, on: date, adopted: bool, reasons: str) -> Defence:
    """Answer a defence: adopted or not, always with reasons."""
    cases.assert_handler(defence.notice.case, by)
    _assert_draft(defence.notice.decision)
    locked = Defence.objects.select_for_update().get(pk=defence.pk)
    if locked.answered_on is not None:
        raise RuleError(_("该陈述申辩已经复核。"), remedy=_("请刷新页面查看。"))
    if on < locked.received_on or not reasons.strip():
        raise RuleError(
            _("复核陈述申辩应当在收到之后，并说明是否采纳的理由。"),
            article="行政处罚法第四十五条",
            remedy=_("请核对日期，并填写复核意见及理由。"),
            field="reasons" if not reasons.strip() else "on",
        )
    locked.adopted, locked.reasons, locked.answered_on = adopted, reasons, on
    locked.save(update_fields=["adopted", "reasons", "answered_on"])
    audit.append("defence.answer", obj=locked, actor=by, data={"adopted": adopted})
    return locked


@transaction.atomic
def waive(notice: Notice, *, by: User, on: date, note: str) -> Notice:
    """Record that the party expressly waived defence and hearing (行政处罚法 62)."""
    locked = _lock(notice, by)
    if locked.waived_on is not None:
        raise RuleError(_("已记录当事人放弃权利。"), remedy=_("请刷新页面查看。"))
    if on < locked.served_on or not note.strip():
        raise RuleError(
            _("放弃陈述申辩、听证应当在告知之后，并记明证据。"),
            article="行政处罚法第六十二条",
            remedy=_("请核对日期，并填写书面声明等证据。"),
            field="note" if not note.strip() else "on",
        )
    locked.waived_on, locked.waiver_note = on, note
    locked.save(update_fields=["waived_on", "waiver_note"])
    audit.append("notice.waive", obj=locked, actor=by, data={"on": on})
    return locked


@transaction.atomic
def request_hearing(notice: Notice, *, by: User, on: date) -> Notice:
    """Record the party's request for a hearing; outside the window it is refused.

    The time to decide stands still from the request until the hearing is closed.
    """
    return ask_hearing(_lock(notice, by), by=by, on=on)


def ask_hearing(
    locked: Notice, *, on: date, by: User | None = None, link: PartyLink | None = None
) -> Notice:
    """The request on a locked notice: recorded by a handler, or made by the party itself."""
    if locked.hearing_requested_on is not None:
        raise RuleError(_("已记录听证申请。"), remedy=_("请刷新页面查看。"))
    if locked.hearing_until is None or not locked.served_on <= on <= locked.hearing_until:
        raise RuleError(
            _("不在听证申请期限内（截止%(day)s）。") % {"day": locked.hearing_until or "—"},
            article="行政处罚法第六十四条",
            remedy=_("逾期申请的，请书面答复当事人。"),
            field="on",
        )
    locked.hearing_requested_on = on
    locked.save(update_fields=["hearing_requested_on"])
    clearance.void(locked.decision, by=by, reason="hearing")
    deadlines.suspend("case", str(locked.case_id), on=on, reason=HEARING_PAUSE)
    audit.append("notice.hearing_request", obj=locked, actor=by, data={"on": on, **_through(link)})
    return locked


@transaction.atomic
def close_hearing(notice: Notice, *, by: User, on: date) -> Notice:
    """Let the case go on after the hearing of the notice; a review passed before it no longer counts.

    RuleError unless a hearing on the notice ended on the day: closed with its signed record and
    report, or terminated on a ground (`enforcement.services.hearings`).
    """
    locked = Notice.objects.select_for_update().select_related("decision", "case").get(pk=notice.pk)
    assert_in_force(locked)
    if locked.hearing_closed_on is not None:
        raise RuleError(_("已记录听证结束。"), remedy=_("请刷新页面查看。"))
    if not locked.hearings.over().filter(ended_on=on).exists():
        raise RuleError(
            _("听证没有举行或者没有依法终止，不能记录听证结束。"),
            article="行政处罚法第六十四条、第六十五条",
            remedy=_("请由听证主持人记录听证笔录和听证报告，或者记录终止听证的事由。"),
            field="on",
        )
    locked.hearing_closed_on = on
    locked.save(update_fields=["hearing_closed_on"])
    if locked.hearings.heard().exists():
        _review_again(locked.decision)
    standstill.run_again(locked.case, on=on + ONE_DAY)
    audit.append("notice.hearing_close", obj=locked, actor=by, data={"on": on})
    return locked


def _review_again(decision: Decision) -> None:
    """Every profile reviews what was heard (行政处罚法 58), and only after the hearing."""
    row = Decision.objects.select_for_update().get(pk=decision.pk)
    row.clearance, row.review_required = None, True
    row.save(update_fields=["clearance", "review_required", "updated_at"])
