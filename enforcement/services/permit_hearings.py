"""Hearings before a permit is decided (行政许可法 46-48): announced, asked for, held, on record."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import audit, calendar, deadlines, periods
from core.errors import RuleError
from core.permissions import demand
from enforcement.models import Application, Case, PermitHearing, SpecialProcedure, User
from enforcement.services import cases
from enforcement.services.hearings import may_preside
from enforcement.services.permit_steps import (
    RECORD,
    assert_accepted,
    begin_special,
    finish_special,
)
from enforcement.services.permits import assert_on_or_after

ORGANISE, NOTICE = "permit.hearing.organise_days", "permit.hearing.notice_days"
ASKED, HELD = "行政许可法第四十七条", "行政许可法第四十八条"
# Kept in the file, so Chinese whatever the language of the account that acts.
ORGANISING, OVER = gettext_noop("组织听证"), gettext_noop("听证结束")
Origin = PermitHearing.Origin


@transaction.atomic
def announce(case: Case, *, by: User, on: date, subject: str) -> PermitHearing:
    """依职权听证: announced to the public, because the matter touches it (行政许可法 46)."""
    return _start(case, by=by, on=on, origin=Origin.OFFICE, subject=subject)


@transaction.atomic
def request(case: Case, *, by: User, on: date, origin: str, subject: str) -> PermitHearing:
    """A hearing asked for by the applicant or a third party within five working days of being told.

    RuleError when nobody was told yet, or the day lies before the first was told or after the last
    day to ask.
    """
    rows = case.application.third_parties
    told, first = rows.order_by("-hearing_until").first(), rows.order_by("told_on").first()
    if told is None or first is None:
        raise RuleError(
            _("尚未告知听证权利。"), article=ASKED, remedy=_("请先告知利害关系人和申请人。")
        )
    assert_on_or_after(on, first.told_on, ASKED)
    if on > told.hearing_until:
        raise RuleError(
            _("听证申请期限已于%(day)s届满。") % {"day": told.hearing_until},
            article=ASKED,
            remedy=_("确有必要的，可以依职权公告听证。"),
            field="on",
        )
    return _start(case, by=by, on=on, origin=Origin(origin), subject=subject)


def _start(case: Case, *, by: User, on: date, origin: str, subject: str) -> PermitHearing:
    demand(by, RECORD)
    cases.assert_handler(case, by)
    row = assert_accepted(case)
    if not subject.strip():
        raise RuleError(
            _("应当写明听证事项。"),
            article=HELD,
            remedy=_("请填写听证事项。"),
            field="subject",
        )
    rules = case.agency.rules()
    period = rules.period(ORGANISE, on=on)
    hearing = PermitHearing.objects.create(
        application=row,
        origin=origin,
        opened_on=on,
        subject=subject.strip(),
        created_by=by,
        procedure=begin_special(
            row, by=by, on=on, kind=SpecialProcedure.Kind.HEARING, days_needed=period.count
        ),
    )
    deadlines.open_deadline(
        key=ORGANISE,
        label=ORGANISING,
        subject_type="case",
        subject_id=str(case.pk),
        agency_id=case.agency_id,
        region=rules.region,
        period=period,
        start_on=on,
    )
    audit.append("permit_hearing.open", obj=hearing, actor=by, data={"on": on, "origin": origin})
    return hearing


@transaction.atomic
def schedule(
    hearing: PermitHearing, *, by: User, on: date, scheduled_on: date, place: str, host: User
) -> PermitHearing:
    """Notify applicant and third parties of day, place and host, seven working days before."""
    row = _locked(hearing, by)
    assert_on_or_after(on, row.opened_on, HELD)
    _assert_host(row, host)
    rules = row.case.agency.rules()
    latest = periods.latest_notice(
        rules.period(NOTICE, on=on), scheduled_on, calendar.load(rules.region)
    )
    if on > latest.date:
        raise RuleError(
            _("%(day)s举行听证的，最迟应当于%(latest)s通知。")
            % {"day": scheduled_on, "latest": latest.date},
            article=HELD,
            remedy=_("请另定听证日期。"),
            field="scheduled_on",
        )
    row.notified_on, row.scheduled_on, row.place, row.host = on, scheduled_on, place, host
    row.save(update_fields=["notified_on", "scheduled_on", "place", "host"])
    data = {"on": on, "scheduled_on": scheduled_on, "host": host.pk}
    audit.append("permit_hearing.schedule", obj=row, actor=by, data=data)
    return row


def _assert_host(hearing: PermitHearing, host: User) -> None:
    if not may_preside(hearing.case, host):
        raise RuleError(
            _("听证主持人应当由本机关审查该申请的工作人员以外的人员担任。"),
            article=HELD,
            remedy=_("请指定其他人员主持。"),
            field="host",
        )


@transaction.atomic
def close(hearing: PermitHearing, *, by: User, on: date, record: str) -> PermitHearing:
    """The hearing is over and its record signed; the decision must rest on it."""
    row = _locked(hearing, by)
    if row.scheduled_on is None:
        raise RuleError(
            _("尚未通知举行听证的时间、地点。"), article=HELD, remedy=_("请先通知听证。")
        )
    assert_on_or_after(on, row.scheduled_on, HELD)
    if not record.strip():
        raise RuleError(
            _("听证应当制作笔录。"), article=HELD, remedy=_("请填写听证笔录。"), field="record"
        )
    row.closed_on, row.record = on, record.strip()
    row.save(update_fields=["closed_on", "record"])
    finish_special(row.procedure, by=by, on=on, result=OVER)
    deadlines.close("case", str(row.case.pk), on=on, key=ORGANISE)
    audit.append("permit_hearing.close", obj=row, actor=by, data={"on": on})
    return row


def _locked(hearing: PermitHearing, by: User) -> PermitHearing:
    demand(by, RECORD)
    cases.assert_handler(hearing.case, by)
    assert_accepted(hearing.case)
    row = PermitHearing.objects.select_for_update().get(pk=hearing.pk)
    if row.closed_on is not None:
        raise RuleError(
            _("听证已于%(day)s结束。") % {"day": row.closed_on}, article=HELD, remedy=_("请核对。")
        )
    return row


def of(application: Application) -> list[PermitHearing]:
    """The hearings of an application, the oldest first."""
    return list(application.hearings.select_related("host").order_by("pk"))
