"""Desks around the case: publication, registry hints, supervision, the system itself."""

from datetime import date, datetime

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from config import readiness
from config.desk.entries import LIMIT, READ, Entry, Queue, urgent
from core import calendar, deadlines, periods
from core.models import CalendarNotice
from disclosure.models import Publication
from disclosure.services import order, secrecy, warnings
from enforcement.models import Agency, CaseOfficer, Certificate, Officer, User
from enforcement.profiles import NATIONAL, load

Status = Publication.Status
HINT_DAYS = "alert.certificate_days"


def publication_entries(rows: QuerySet[Publication], user: User, on: date) -> list[Entry]:
    """Publications as entries; one calendar a region, however many rows."""
    rows = secrecy.with_holds(rows.select_related("deadline", "decision__case", "shown", "agency"))
    found = list(rows)
    left = deadlines.remaining_of([row.deadline for row in found if row.deadline], on)
    entries = []
    for row in found:
        step, mine = publication_step(row, user)
        title = row.decision.case.title if row.decision else row.agency.name
        entries.append(
            Entry(
                title=title,
                detail=" · ".join(
                    [
                        str(row.decision or row.name),
                        row.agency.name,
                        *filter(None, [secrecy.hold(row)]),
                    ]
                ),
                url=reverse("publication-detail", args=[row.pk]),
                step=step,
                mine=mine,
                clock=row.deadline,
                left=left.get(row.deadline_id) if row.deadline_id else None,
            )
        )
    return entries


def publication_step(row: Publication, user: User) -> tuple[str, bool]:
    """What the publication waits for, and whether this account may do it."""
    here = user.agency_id == row.agency_id
    own = row.shown is not None and row.shown.redacted_by_id == user.pk
    if order.waits(row):
        mine = here and user.has_perm(order.APPROVE)
        name = _("认定是否依法不得公开")
        return (name if mine else _("等待认定是否依法不得公开")), mine
    if row.status == Status.PENDING:
        mine = here and user.has_perm("disclosure.redact")
        return (_("脱敏") if mine else _("等待脱敏")), mine
    approves = here and user.has_perm("disclosure.approve")
    if row.status == Status.APPROVED and secrecy.hold(row):
        return (_("不会自动公开，请办理") if approves else _("等待办理")), approves
    if row.status == Status.APPROVED:
        return (_("发布") if approves else _("等待发布")), approves
    mine = approves and not own
    return (_("审批") if mine else _("等待另一名公示审核人审批")), mine


def to_publish(user: User, on: date) -> Queue:
    """Publications to redact, approve or publish, by remaining working days."""
    waiting = Publication.objects.visible_to(user).filter(
        status__in=warnings.WAITING, decision__isnull=False
    )
    if not user.has_perm("disclosure.approve"):
        # A handler sees to the publication of the cases it carried: 谁办案、谁录入、谁负责.
        mine = CaseOfficer.objects.filter(officer__account=user, until=None)
        waiting = waiting.filter(decision__case__in=mine.values("case_id"))
    rows = waiting.order_by(F("deadline__due_on").asc(nulls_last=True), "pk")[:LIMIT]
    return Queue(
        key="publications",
        title=_("待公开"),
        entries=urgent(publication_entries(rows, user, on)),
        total=waiting.count(),
        more_url=reverse("publication-queue"),
        empty=_("没有待公开的决定"),
        hint=_("决定作出后，系统自动产生公开任务，期限从决定日期起算。"),
    )


def overdue(user: User, on: date) -> Queue:
    """Publications that should be public by now, in every agency the account sees."""
    late = Publication.objects.visible_to(user).filter(
        status__in=warnings.WAITING, deadline__outcome="open", deadline__due_on__lt=on
    )
    rows = late.order_by("deadline__due_on", "pk")[:LIMIT]
    return Queue(
        key="overdue",
        title=_("逾期未公开"),
        entries=urgent(publication_entries(rows, user, on)),
        total=late.count(),
        more_url=f"{reverse('publication-queue')}?status=late",
        empty=_("没有逾期未公开的决定"),
        hint=_("超过公开期限的决定会出现在这里，并同时发出预警。"),
    )


def registry_hints(user: User, on: date) -> Queue:
    """What the lists need: certificates that end soon, agencies to confirm, a provisional year."""
    entries = [*certificates(user, on), *pending_agencies(), *provisional_years(on)]
    return Queue(
        key="registry",
        title=_("清单提示"),
        entries=urgent(entries),
        total=len(entries),
        more_url=reverse("registry-home"),
        empty=_("清单没有待办事项"),
        hint=_("执法证即将到期、主体待确认、放假安排尚未公布时，会在这里提示。"),
    )


def certificates(user: User, on: date) -> list[Entry]:
    """Last certificates of officers in post that end within the days of the national table."""
    until = periods.apply(load(NATIONAL).period(HINT_DAYS), on, calendar.load()).due_on
    rows = Certificate.objects.filter(
        officer__agency_id__in=user.visible_agency_ids(),
        officer__status=Officer.Status.ACTIVE,
        ended_on=None,
        valid_to__range=(on, until),
    )
    later = Certificate.objects.filter(ended_on=None, valid_to__gt=until)
    rows = rows.exclude(officer__in=later.values("officer_id"))
    return [
        Entry(
            title=row.officer.name,
            detail=_("执法证 %(no)s 有效期至 %(day)s") % {"no": row.number, "day": row.valid_to},
            url=reverse("officer-admin-edit", args=[row.officer_id]),
            step=_("换发或者续期执法证"),
        )
        for row in rows.select_related("officer").order_by("valid_to", "pk")[:READ]
    ]


def pending_agencies() -> list[Entry]:
    """Agencies that came with imported records and were never confirmed."""
    rows = Agency.objects.filter(status=Agency.Status.PENDING).order_by("pk")[:READ]
    return [
        Entry(
            title=str(row.name),
            detail=_("导入报送记录时产生"),
            url=reverse("agency-admin-list"),
            step=_("确认执法主体"),
        )
        for row in rows
    ]


def provisional_years(on: date) -> list[Entry]:
    """This and the next year, where no notice has been imported yet."""
    rows = CalendarNotice.objects.filter(
        Q(year=on.year) | Q(year=on.year + 1), provisional=True, superseded_at=None, region=""
    )
    return [
        Entry(
            title=_("%(year)d年工作日历为暂定") % {"year": row.year},
            detail=_("按法定节假日推算，涉及该年的期限均显示暂定"),
            url=reverse("calendar-import"),
            step=_("导入放假通知"),
        )
        for row in rows.order_by("year")
    ]


def system_state(now: datetime) -> Queue:
    """Parts of the installation that do not work, in words."""
    bad = [found for found in readiness.findings(now) if not found.ok]
    entries = [
        Entry(
            title=found.detail,
            detail=found.name,
            url=reverse("readyz" if found.vital else "fixity-list"),
            step=_("检查系统"),
        )
        for found in bad
    ]
    return Queue(
        key="system",
        title=_("系统状态"),
        entries=entries,
        total=len(entries),
        more_url=reverse("account-list"),
        empty=_("系统运行正常"),
        hint=_("数据库、原件存储、定时任务出现问题时，会在这里提示。"),
    )
