"""The yearly report: started with what the record says, written, frozen, published, corrected."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError, StaleError
from core.permissions import demand
from disclosure import redaction
from enforcement.models import Agency, User
from supervision.annual import entered, figures, narrative
from supervision.annual.scope import scope
from supervision.flows.yearly import ARTICLE, YEARLY
from supervision.models import YearlyReport
from supervision.models.yearly import PARTS, PUBLISH, WRITE

DUE = "pub.annual_report_due"
# Of one person alone; an office has a telephone and an address too.
PERSONAL = {
    *("ID_CARD", "PASSPORT", "HMT_PERMIT", "BIRTHDATE"),
    *("MOBILE", "BANK_ACCOUNT", "PLATE"),
}


def due_on(agency: Agency, year: int) -> date:
    """The last day to publish the report of the year, in the year after it."""
    return agency.rules().yearly(DUE, date(year + 1, 1, 1))


@transaction.atomic
def start(*, by: User, agency: Agency, year: int, on: date) -> YearlyReport:
    """Begin the report of a year. RuleError when there is one, or the year has not begun."""
    _demand_own(by, agency, WRITE)
    rules = scope(agency, year, on=on)
    if YearlyReport.objects.filter(agency=agency, year=year).exists():
        raise RuleError(
            _("%(year)s年度的年报已经起草。") % {"year": year},
            article=ARTICLE,
            remedy=_("请在年报列表中打开；已经定稿或者公布的，请起草更正版。"),
            field="year",
        )
    row = YearlyReport.objects.create(
        agency=agency,
        year=year,
        due_on=due_on(agency, year),
        created_by=by,
        **narrative.parts(rules),
    )
    audit.append("yearlyreport.start", obj=row, actor=by, data={"year": year})
    return row


@transaction.atomic
def write(
    report: YearlyReport, *, by: User, numbers: Mapping[str, str] | None = None, **texts: str
) -> YearlyReport:
    """Put down the 情况说明 (`texts` by part) and the numbers the agency states (by entered key).

    StaleError once the report is frozen; RuleError for what is no number.
    """
    _demand_own(by, report.agency, WRITE)
    row = YEARLY.lock(report, "freeze")
    for part in PARTS:
        setattr(row, part, texts.get(part, getattr(row, part)).strip())
    unit = str(row.agency.rules().value("annual.amount_unit", on=date(row.year, 12, 31)))
    told = {
        key: entered.read(entered.ENTRIES[key], text, unit) for key, text in (numbers or {}).items()
    }
    row.entered = {**(row.entered or {}), **told}
    row.save(update_fields=[*PARTS, "entered"])
    audit.append("yearlyreport.write", obj=row, actor=by, data={"parts": sorted([*texts, *told])})
    return row


@transaction.atomic
def freeze(report: YearlyReport, *, by: User, on: date) -> YearlyReport:
    """定稿: count the year as of the day and keep the numbers; nothing of it changes from here on.

    RuleError while the year runs, or while a part of the 情况说明 or a number to state is missing.
    """
    _demand_own(by, report.agency, WRITE)
    row = YEARLY.lock(report, "freeze")
    told = figures.compute(scope(row.agency, row.year, on=on, entered=row.entered))
    if not told["complete"]:
        raise RuleError(
            _("%(year)s年度还没有结束，不能定稿。") % {"year": row.year},
            article=ARTICLE,
            remedy=_("统计期间为1月1日至12月31日，请在次年定稿。"),
        )
    empty = [part for part in PARTS if not getattr(row, part).strip()]
    if empty:
        names = [YearlyReport.heading(part) for part in empty]
        raise RuleError(
            _("情况说明还没有写完：%(list)s。") % {"list": "、".join(names)},
            article=ARTICLE,
            remedy=_("请先填写情况说明；没有的，写明“无”。"),
        )
    _assert_stated(row)
    _assert_impersonal(row)
    changes = {"figures": told, "queried_on": on, "frozen_by": by}
    return YEARLY.move(report, "freeze", by=by, changes=changes, note=on.isoformat())


def _assert_stated(row: YearlyReport) -> None:
    names = entered.missing(row.entered or {})
    if names:
        raise RuleError(
            _("还有没有填报的数字：%(list)s。") % {"list": "、".join(names)},
            article=ARTICLE,
            remedy=_("请先填报；有职责未发生的填“0”，没有这项职责的填“无”。"),
        )


def _assert_impersonal(row: YearlyReport) -> None:
    """The narrative goes to the public as it is: nothing that belongs to one person may stand in it."""
    for part in (*PARTS, "notice"):
        found = {span.type for span in redaction.redact(getattr(row, part)).spans}
        if found & PERSONAL:
            raise RuleError(
                _("“%(part)s”中有身份证号、手机号等个人信息，不能定稿。")
                % {"part": row.heading(part)},
                article="个人信息保护法第二十五条",
                remedy=_("请删除个人信息后再定稿。"),
                field=part,
            )


@transaction.atomic
def publish(report: YearlyReport, *, by: User, on: date) -> YearlyReport:
    """公布. A late report stays late. RuleError when a newer version is there."""
    _demand_own(by, report.agency, PUBLISH)
    row = YEARLY.lock(report, "publish")
    if _versions(row).filter(version__gt=row.version).exists():
        raise RuleError(
            _("本版之后已经起草了更正版，不能再公布本版。"),
            article=ARTICLE,
            remedy=_("请定稿并公布更正版。"),
        )
    if row.queried_on is not None and on < row.queried_on:
        raise RuleError(
            _("公布日期不能早于查询日期%(day)s。") % {"day": row.queried_on},
            article=ARTICLE,
            remedy=_("请核对日期。"),
            field="on",
        )
    changes = {"published_on": on, "published_by": by}
    note = "late" if row.version == 1 and on > row.due_on else ""
    return YEARLY.move(report, "publish", by=by, changes=changes, note=note)


@transaction.atomic
def correct(report: YearlyReport, *, by: User, notice: str) -> YearlyReport:
    """Begin a new version of a frozen or published report; `notice` says what was wrong.

    The version corrected stays as it is. RuleError without a notice, StaleError for an older version.
    """
    _demand_own(by, report.agency, WRITE)
    rows = _versions(report).select_for_update().order_by("-version")
    newest = rows.select_related("agency")[0]
    if newest.pk != report.pk or newest.status == YearlyReport.Status.DRAFT:
        raise StaleError(
            _("该年度已有更新的版本或者尚未定稿的草稿。"),
            article=ARTICLE,
            remedy=_("请在年报列表中打开最新一版。"),
        )
    if not notice.strip():
        raise RuleError(
            _("更正应当说明错在何处和理由。"),
            article=ARTICLE,
            remedy=_("请填写更正说明，公布时一并公开。"),
            field="notice",
        )
    kept: dict[str, Any] = {part: getattr(newest, part) for part in PARTS}
    row = YearlyReport.objects.create(
        agency=newest.agency,
        year=newest.year,
        version=newest.version + 1,
        entered=newest.entered,
        notice=notice.strip(),
        due_on=newest.due_on,
        created_by=by,
        **kept,
    )
    audit.append("yearlyreport.correct", obj=row, actor=by, data={"notice": row.notice})
    return row


def _versions(report: YearlyReport) -> Any:
    return YearlyReport.objects.filter(agency=report.agency_id, year=report.year)


def _demand_own(by: User, agency: Agency, permission: str) -> None:
    demand(by, permission)
    if by.agency_id != agency.pk:
        raise RuleError(
            _("年报由本机关起草和公布。"),
            article=ARTICLE,
            remedy=_("请由该机关的人员办理。"),
        )
