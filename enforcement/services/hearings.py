"""Setting, holding, closing and terminating a hearing (行政处罚法 63-65; 行政许可法 48)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, calendar, periods
from core.errors import RuleError
from core.periods import Period
from core.permissions import demand_in
from core.workdays import Count
from enforcement import flows
from enforcement.models import Case, Hearing, Notice, User
from enforcement.models.kinds import ActionKind
from enforcement.services import assignment, cases, notices, recusal

ARTICLE = "行政处罚法第六十四条"
PERMIT_ARTICLE = "行政许可法第四十八条"
NOTICE_DAYS = "proc.hearing_notice_days"
PERMIT_NOTICE_DAYS = "permit.hearing.notice_days"
STRICT = "proc.hearing_notice_strict"
AGENTS = "proc.hearing_agents_max"
SEE = "enforcement.view_case"
APPOINT = "enforcement.approve_filing"
ON_THE_DAY = (Hearing.Ground.ABSENT, Hearing.Ground.LEFT)


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """When, where and before whom; `private_reason` says why a hearing is not public."""

    scheduled_on: date
    starts_at: time
    place: str
    host: User
    clerk: User
    public: bool = True
    private_reason: str = ""


def notice_period(case: Case, on: date) -> Period:
    """How long before the hearing the party must be told of it."""
    key = PERMIT_NOTICE_DAYS if case.kind == ActionKind.PERMIT else NOTICE_DAYS
    return case.agency.rules().period(key, on=on, domain=cases.rules_domain(case))


def earliest(case: Case, notified_on: date) -> Count:
    """The first day a hearing may be held when the party is told of it on `notified_on`."""
    rules = case.agency.rules()
    strict = bool(rules.value(STRICT, on=notified_on))
    book = calendar.load(rules.region)
    return periods.earliest_event(
        notice_period(case, notified_on), notified_on, book, strict=strict
    )


def max_agents(case: Case, on: date) -> int:
    """How many people may act for the party at a hearing on the day."""
    return int(case.agency.rules().value(AGENTS, on=on))


def may_preside(case: Case, user: User) -> bool:
    """Whether the account may host or keep the record: works on cases of the agency, not on this."""
    free = not assignment.took_part(case, user) and not recusal.is_recused(case, user)
    return user.agency_id == case.agency_id and user.has_perm(SEE) and free


@transaction.atomic
def schedule(notice: Notice, *, by: User, notified_on: date, sitting: Sitting) -> Hearing:
    """Set the hearing that was asked for and record that the party was told of it on the day.

    RuleError when none was asked for, one is set already, the party was told too late, the host
    investigated the case, or a hearing behind closed doors has no reason.
    """
    demand_in(by, APPOINT, notice.case.agency_id)
    locked = _asked(notice, notified_on)
    if locked.hearings.exclude(status=Hearing.Status.RESCHEDULED).exists():
        raise RuleError(
            _("本次听证已经通知。"), article=ARTICLE, remedy=_("需要变更时间的，请办理改期。")
        )
    return _create(locked, by=by, notified_on=notified_on, sitting=sitting)


def _asked(notice: Notice, on: date) -> Notice:
    locked = Notice.objects.select_for_update().select_related("case__agency").get(pk=notice.pk)
    notices.assert_in_force(locked)
    requested = locked.hearing_requested_on
    if requested is None or locked.hearing_closed_on is not None or on < requested:
        raise RuleError(
            _("没有待办的听证申请，或者日期早于申请日期。"),
            article=ARTICLE,
            remedy=_("请先记录当事人的听证申请，并核对日期。"),
            field="on",
        )
    return locked


def _create(
    notice: Notice,
    *,
    by: User,
    notified_on: date,
    sitting: Sitting,
    previous: Hearing | None = None,
) -> Hearing:
    _assert_in_time(notice.case, notified_on, sitting.scheduled_on)
    _assert_bench(notice.case, sitting.host, sitting.clerk)
    _assert_described(sitting)
    values = {field: getattr(sitting, field) for field in Sitting.__dataclass_fields__}
    row = Hearing.objects.create(
        case=notice.case,
        notice=notice,
        previous=previous,
        notified_on=notified_on,
        created_by=by,
        **values,
    )
    people = {"host": sitting.host.pk, "clerk": sitting.clerk.pk}
    data = {"on": sitting.scheduled_on, "notified_on": notified_on, **people}
    audit.append("hearing.schedule", obj=row, actor=by, data=data)
    return row


def _assert_in_time(case: Case, notified_on: date, scheduled_on: date) -> None:
    first, period = earliest(case, notified_on).date, notice_period(case, notified_on)
    if scheduled_on < first:
        raise RuleError(
            _("听证应当在举行的七个工作日前通知当事人：%(told)s通知的，最早%(first)s举行。")
            % {"told": notified_on, "first": first},
            article=period.article,
            remedy=_("请把听证日期改到%(first)s或者以后。") % {"first": first},
            field="scheduled_on",
        )


def _assert_bench(case: Case, host: User, clerk: User) -> None:
    for field, person in (("host", host), ("clerk", clerk)):
        if not may_preside(case, person):
            raise RuleError(
                _("%(name)s是本案调查人员或者不是本机关人员，不能主持听证或者担任记录员。")
                % {"name": person},
                article="行政处罚法第六十四条第四项",
                remedy=_("请指定本机关未参与本案调查的人员。"),
                field=field,
            )
    if host == clerk:
        raise RuleError(
            _("听证主持人和记录员不得为同一人。"),
            article="行政处罚法第六十四条",
            remedy=_("请另行指定记录员。"),
            field="clerk",
        )


def _assert_described(sitting: Sitting) -> None:
    if not sitting.place.strip():
        raise RuleError(
            _("听证通知应当载明地点。"), article=ARTICLE, remedy=_("请填写地点。"), field="place"
        )
    if not sitting.public and not sitting.private_reason.strip():
        raise RuleError(
            _("听证应当公开举行；涉及国家秘密、商业秘密或者个人隐私依法予以保密的除外。"),
            article="行政处罚法第六十四条第三项",
            remedy=_("请填写不公开的理由，或者改为公开举行。"),
            field="private_reason",
        )


@transaction.atomic
def reschedule(
    hearing: Hearing, *, by: User, notified_on: date, sitting: Sitting, reason: str
) -> Hearing:
    """Set another day and tell the party again, as long before as the first time."""
    demand_in(by, APPOINT, hearing.case.agency_id)
    notice = _asked(hearing.notice, notified_on)
    _assert_written(reason, "reason", _("改期应当说明理由。"))
    moved = flows.HEARING.move(
        hearing, "reschedule", by=by, note=reason, changes={"note": reason.strip()}
    )
    return _create(notice, by=by, notified_on=notified_on, sitting=sitting, previous=moved)


@transaction.atomic
def change_bench(
    hearing: Hearing, *, by: User, on: date, host: User, clerk: User, reason: str
) -> Hearing:
    """Appoint other people, for example after a host was challenged (回避)."""
    demand_in(by, APPOINT, hearing.case.agency_id)
    locked = flows.HEARING.lock(hearing, "hold")
    _assert_bench(locked.case, host, clerk)
    _assert_written(reason, "reason", _("更换听证主持人、记录员应当说明理由。"))
    before = {"host": locked.host_id, "clerk": locked.clerk_id}
    locked.host, locked.clerk = host, clerk
    locked.save(update_fields=["host", "clerk"])
    after = {"host": host.pk, "clerk": clerk.pk}
    data = {"before": before, "after": after, "reason": reason, "on": on}
    audit.append("hearing.bench", obj=locked, actor=by, data=data)
    return locked


@transaction.atomic
def hold(
    hearing: Hearing,
    *,
    by: User,
    on: date,
    record: str,
    signed: bool,
    unsigned_reason: str = "",
    agents: Sequence[str] = (),
) -> Hearing:
    """Record the hearing as held: what was said, and that the party signed it or would not."""
    locked = _presided(hearing, "hold", by)
    _assert_none_recused(locked)
    names = [name.strip() for name in agents if name.strip()]
    most = max_agents(locked.case, on)
    if len(names) > most:
        raise RuleError(
            _("当事人至多可以委托%(most)d人代理。") % {"most": most},
            article=locked.case.agency.rules().article(AGENTS, on=on),
            remedy=_("请删去多填的代理人。"),
            field="agents",
        )
    _assert_the_day(locked, on)
    _assert_written(record, "record", _("举行听证应当制作笔录。"))
    if not signed:
        text = _("笔录应当交当事人或者其代理人核对后签名；拒绝签名的，应当注明。")
        _assert_written(unsigned_reason, "unsigned_reason", text)
    changes = {
        "held_on": on,
        "record": record.strip(),
        "signed": signed,
        "unsigned_reason": "" if signed else unsigned_reason.strip(),
        "agents": names,
    }
    return flows.HEARING.move(hearing, "hold", by=by, changes=changes)


@transaction.atomic
def close(hearing: Hearing, *, by: User, on: date, report: str) -> Hearing:
    """End the hearing with the host's report; the case goes on, on the ground of the record."""
    locked = _presided(hearing, "close", by)
    if locked.held_on is not None and on < locked.held_on:
        raise _too_early(locked.held_on)
    _assert_written(report, "report", _("听证结束后，主持人应当写出听证报告。"))
    changes = {"report": report.strip(), "ended_on": on}
    moved = flows.HEARING.move(hearing, "close", by=by, changes=changes)
    notices.close_hearing(moved.notice, by=by, on=on)
    return moved


@transaction.atomic
def terminate(hearing: Hearing, *, by: User, on: date, ground: str, note: str) -> Hearing:
    """End a hearing that does not take place or is broken off: the party gave it up."""
    locked = _presided(hearing, "terminate", by)
    return _terminate(locked, by=by, on=on, ground=ground, note=note)


@transaction.atomic
def withdraw(notice: Notice, *, by: User, on: date, note: str) -> Hearing:
    """Record that the party took its request back, whether a day was set or not."""
    assignment.assert_handler(notice.case, by)
    locked = _asked(notice, on)
    _assert_written(note, "note", _("撤回听证申请应当记明当事人的书面声明等证据。"))
    ground = Hearing.Ground.WITHDRAWN
    live = locked.hearings.exclude(status=Hearing.Status.RESCHEDULED).first()
    if live is not None:
        return _terminate(live, by=by, on=on, ground=ground, note=note)
    row = Hearing.objects.create(
        case=locked.case,
        notice=locked,
        status=Hearing.Status.TERMINATED,
        ground=ground,
        note=note.strip(),
        ended_on=on,
        created_by=by,
    )
    audit.append("hearing.withdraw", obj=row, actor=by, data={"on": on})
    notices.close_hearing(locked, by=by, on=on)
    return row


def _terminate(hearing: Hearing, *, by: User, on: date, ground: str, note: str) -> Hearing:
    if ground in ON_THE_DAY:
        _assert_the_day(hearing, on)
    if hearing.notified_on is not None and on < hearing.notified_on:
        raise _too_early(hearing.notified_on)
    _assert_written(note, "note", _("终止听证应当写明情况。"))
    changes = {"ground": ground, "note": note.strip(), "ended_on": on}
    moved = flows.HEARING.move(hearing, "terminate", by=by, note=ground, changes=changes)
    notices.close_hearing(moved.notice, by=by, on=on)
    return moved


def presides(hearing: Hearing, user: User) -> bool:
    """Whether the account hosts the hearing or keeps its record."""
    return user.pk in (hearing.host_id, hearing.clerk_id)


def _presided(hearing: Hearing, move: str, by: User) -> Hearing:
    """The hearing as it is now, locked for a move by its host or clerk."""
    locked = flows.HEARING.lock(hearing, move)
    if not presides(locked, by):
        raise RuleError(
            _("只有本次听证的主持人或者记录员可以办理。"),
            article="行政处罚法第六十四条第四项",
            remedy=_("请由主持人或者记录员登录办理，或者由负责人更换主持人。"),
        )
    recusal.assert_not_recused(locked.case, by)
    return locked


def _assert_none_recused(hearing: Hearing) -> None:
    """Refuse a hearing before somebody who was recused after the appointment."""
    bench = [person for person in (hearing.host, hearing.clerk) if person is not None]
    names = [str(person) for person in bench if recusal.is_recused(hearing.case, person)]
    if names:
        raise RuleError(
            _("%(names)s已经回避本案，不得主持听证或者担任记录员。") % {"names": "、".join(names)},
            article="行政处罚法第六十四条第四项",
            remedy=_("请先由负责人更换主持人、记录员。"),
        )


def _assert_the_day(hearing: Hearing, on: date) -> None:
    if on != hearing.scheduled_on:
        raise RuleError(
            _("听证通知的日期是%(day)s。") % {"day": hearing.scheduled_on},
            article=ARTICLE,
            remedy=_("请核对日期；改在其他日期举行的，请先办理改期并重新通知。"),
            field="on",
        )


def _assert_written(text: str, field: str, message: str) -> None:
    if not text.strip():
        raise RuleError(message, article=ARTICLE, remedy=_("请填写。"), field=field)


def _too_early(day: date) -> RuleError:
    return RuleError(
        _("日期不能早于%(day)s。") % {"day": day},
        article=ARTICLE,
        remedy=_("请核对日期。"),
        field="on",
    )
