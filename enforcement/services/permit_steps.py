"""Between acceptance and decision: more time, time left out, and those whose interest is touched."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core import audit, calendar, deadlines, periods
from core.errors import RuleError
from core.models import Deadline
from core.permissions import demand
from enforcement.models import Application, Case, SpecialProcedure, ThirdParty, User
from enforcement.services import cases, intake, recusal
from enforcement.services.permits import assert_on_or_after

EXTENSIONS = {
    intake.DECIDE: "permit.decide_days.extension",
    intake.JOINT: "permit.decide_days.joint_extension",
}
REQUEST = "permit.hearing.request_days"
RECORD = "enforcement.record_step"
EXTEND, SPECIAL = "行政许可法第四十二条", "行政许可法第四十五条"
TOLD = "行政许可法第三十六条、第四十七条"


def running(case: Case) -> Deadline | None:
    """The clock to decide, while it runs or stands still."""
    rows = deadlines.for_subject("case", str(case.pk))
    return rows.filter(key__in=EXTENSIONS, outcome=Deadline.Outcome.OPEN).first()


def _accepted(case: Case, *, by: User) -> Application:
    demand(by, RECORD)
    cases.assert_handler(case, by)
    return assert_accepted(case)


def assert_accepted(case: Case) -> Application:
    """The accepted application of a case that is being handled, locked. RuleError otherwise."""
    row = Application.objects.select_for_update().select_related("case__agency").get(case=case)
    if row.status != Application.Status.ACCEPTED or row.case.status != Case.Status.FILED:
        raise RuleError(
            _("申请尚未受理或者已经作出决定。"),
            article="行政许可法第三十四条",
            remedy=_("请核对案件所处的阶段。"),
        )
    return row


@transaction.atomic
def extend(case: Case, *, by: User, on: date, reasons: str) -> Deadline:
    """延长期限: once, by the head, before the period has run out, with reasons for the applicant."""
    recusal.demand_in_case(by, "enforcement.decide", case)
    row, clock = assert_accepted(case), running(case)
    if clock is None or row.extended_on is not None:
        raise RuleError(
            _("期限已经延长过，或者没有正在计算的期限。"),
            article=EXTEND,
            remedy=_("请在期限内作出决定。"),
        )
    if on > clock.due_on:
        raise RuleError(
            _("期限已于%(day)s届满，不能再批准延长。") % {"day": clock.due_on},
            article=EXTEND,
            remedy=_("请立即作出决定。"),
            field="on",
        )
    assert_on_or_after(on, clock.start_on, EXTEND)
    _assert_text(reasons, EXTEND, "reasons")
    rules = case.agency.rules()
    more = rules.period(EXTENSIONS[clock.key], on=on)
    lengthened = deadlines.lengthen(clock, by=more)
    row.extended_on, row.extension_reasons = on, reasons.strip()
    row.save(update_fields=["extended_on", "extension_reasons"])
    data = {"on": on, "due_on": lengthened.due_on, "reasons": row.extension_reasons}
    audit.append("application.extend", obj=row, actor=by, data=data)
    return lengthened


def _assert_text(text: str, article: str, field: str) -> None:
    if not text.strip():
        raise RuleError(
            _("应当写明理由和内容。"), article=article, remedy=_("请填写。"), field=field
        )


@transaction.atomic
def start_special(
    case: Case, *, by: User, on: date, kind: str, days_needed: int, body: str = ""
) -> SpecialProcedure:
    """A procedure whose time is left out: the clock stands from the day, the applicant is told."""
    row = _accepted(case, by=by)
    return begin_special(row, by=by, on=on, kind=kind, days_needed=days_needed, body=body)


def begin_special(
    row: Application, *, by: User, on: date, kind: str, days_needed: int, body: str = ""
) -> SpecialProcedure:
    """The same for a caller that has checked who acts."""
    if row.special_procedures.filter(ended_on=None).exists():
        raise RuleError(
            _("上一个特别程序尚未结束。"),
            article=SPECIAL,
            remedy=_("请先记录其结束日期。"),
            field="kind",
        )
    assert_on_or_after(on, row.accepted_on or row.received_on, SPECIAL)
    if days_needed < 1:
        raise RuleError(
            _("应当将所需时间书面告知申请人。"),
            article=SPECIAL,
            remedy=_("请填写所需的工作日数。"),
            field="days_needed",
        )
    procedure = SpecialProcedure.objects.create(
        application=row,
        kind=kind,
        started_on=on,
        days_needed=days_needed,
        body=body.strip(),
        created_by=by,
    )
    clock = running(row.case)
    if clock is not None:
        with translation.override(settings.LANGUAGE_CODE):
            reason = str(procedure.get_kind_display())
        deadlines.suspend("case", str(row.pk), on=on, reason=reason, key=clock.key)
    data = {"kind": kind, "on": on, "days": days_needed}
    audit.append("application.special", obj=procedure, actor=by, data=data)
    return procedure


@transaction.atomic
def end_special(
    procedure: SpecialProcedure, *, by: User, on: date, result: str
) -> SpecialProcedure:
    """The procedure is over: from the day the clock runs again. RuleError for a hearing."""
    _accepted(procedure.case, by=by)
    if procedure.kind == SpecialProcedure.Kind.HEARING:
        raise RuleError(
            _("听证随听证笔录结束。"), article=SPECIAL, remedy=_("请在听证中记录结束日期。")
        )
    _assert_text(result, SPECIAL, "result")
    return finish_special(procedure, by=by, on=on, result=result)


def finish_special(
    procedure: SpecialProcedure, *, by: User, on: date, result: str
) -> SpecialProcedure:
    """The same for a caller that has checked who acts."""
    row = SpecialProcedure.objects.select_for_update().get(pk=procedure.pk)
    if row.ended_on is not None:
        raise RuleError(
            _("该程序已于%(day)s结束。") % {"day": row.ended_on},
            article=SPECIAL,
            remedy=_("请核对。"),
        )
    assert_on_or_after(on, row.started_on, SPECIAL)
    row.ended_on, row.result = on, result.strip()
    row.save(update_fields=["ended_on", "result"])
    clock = running(row.case)
    if clock is not None:
        deadlines.resume("case", str(row.case.pk), on=on, key=clock.key)
    audit.append("application.special_end", obj=row, actor=by, data={"on": on})
    return row


@transaction.atomic
def tell(case: Case, *, by: User, on: date, name: str, interest: str) -> ThirdParty:
    """Tell a person whose major interest is touched, and the applicant, of their right to a hearing."""
    row = _accepted(case, by=by)
    assert_on_or_after(on, row.accepted_on or row.received_on, TOLD)
    _assert_text(interest, TOLD, "interest")
    rules = case.agency.rules()
    window = periods.apply(rules.period(REQUEST, on=on), on, calendar.load(rules.region))
    told = ThirdParty.objects.create(
        application=row,
        name=name.strip(),
        interest=interest.strip(),
        told_on=on,
        hearing_until=window.due_on,
        created_by=by,
    )
    audit.append("application.tell", obj=told, actor=by, data={"on": on})
    return told


@transaction.atomic
def hear(third_party: ThirdParty, *, by: User, on: date, opinion: str) -> ThirdParty:
    """Write down what the person said (行政许可法 36)."""
    _accepted(third_party.case, by=by)
    if ThirdParty.objects.select_for_update().get(pk=third_party.pk).heard_on is not None:
        raise RuleError(_("申请未受理或者已经记录。"), article=TOLD, remedy=_("请核对。"))
    assert_on_or_after(on, third_party.told_on, TOLD)
    _assert_text(opinion, TOLD, "opinion")
    third_party.heard_on, third_party.opinion = on, opinion.strip()
    third_party.save(update_fields=["heard_on", "opinion"])
    audit.append("application.hear", obj=third_party, actor=by, data={"on": on})
    return third_party
