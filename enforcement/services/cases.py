"""Opening, filing and moving a case."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, deadlines, numbering
from core.errors import RuleError
from core.permissions import demand
from enforcement import flows
from enforcement.models import Agency, Case, CaseOfficer, Item, Officer, Party, User
from enforcement.models.kinds import ActionKind, Procedure

# Which period of the profile limits the time to decide, by kind of act.
DECIDE_PERIODS = {
    ActionKind.PENALTY: "proc.file_decide_days",
    ActionKind.PERMIT: "permit.decide_days",
}


def calendar_region(agency: Agency) -> str:
    """The calendar overlay of the agency's jurisdiction ("" is the national calendar)."""
    return agency.rules().region


@transaction.atomic
def open_case(
    *,
    by: User,
    agency: Agency,
    kind: str,
    procedure: str,
    title: str,
    cause: str,
    party: Party,
    source: str,
    summary: str,
    discovered_on: date,
    officers: Sequence[Officer],
    **details: Any,
) -> Case:
    """Create a case awaiting filing, with its handlers. The first officer leads.

    Raises RuleError when the kind is out of the agency's scope or the party is another agency's.
    """
    demand(by, "enforcement.file_case")
    rules = agency.rules()
    if kind not in rules.kinds:
        raise RuleError(
            _("本机关的实施范围不包括“%(kind)s”。") % {"kind": ActionKind(kind).label},
            article=rules.name,
            remedy=_("请选择本机关有权实施的执法类别。"),
            field="kind",
        )
    if party.agency_id != agency.pk:
        raise RuleError(
            _("当事人信息不属于本机关。"), remedy=_("请重新选择当事人。"), field="party"
        )
    case = Case.objects.create(
        agency=agency,
        kind=kind,
        procedure=procedure,
        title=title,
        cause=cause,
        party=party,
        source=source,
        summary=summary,
        discovered_on=discovered_on,
        sealed=is_sealed(agency, kind, details.get("item")),
        created_by=by,
        **details,
    )
    assign(case, officers=officers, by=by, on=discovered_on)
    audit.append("case.open", obj=case, actor=by, data={"title": title, "kind": kind})
    return case


def is_sealed(agency: Agency, kind: str, item: Item | None) -> bool:
    """Whether the record must be sealed: a penalty in the field of 治安 (治安管理处罚法 136).

    The item says the field; without one the agency's own field does, so that doubt seals.
    """
    field = item.field if item is not None and item.field else agency.field
    return kind == ActionKind.PENALTY and field in agency.rules().sealed_domains


def assign(case: Case, *, officers: Sequence[Officer], by: User, on: date) -> None:
    """Put officers on a case: the first leads, the others assist."""
    for index, officer in enumerate(officers):
        if officer.agency_id != case.agency_id:
            raise RuleError(
                _("%(name)s不是本机关的执法人员。") % {"name": officer.name},
                article="行政处罚法第四十二条",
                remedy=_("请选择本机关持证执法人员。"),
                field="officers",
            )
        part = CaseOfficer.Part.SECOND if index else CaseOfficer.Part.LEAD
        CaseOfficer.objects.create(case=case, officer=officer, part=part, since=on)


def uncertified(case: Case, on: date) -> list[Officer]:
    """Handlers of the case without a certificate valid on the day."""
    handlers = Officer.objects.filter(assignments__case=case, assignments__until=None)
    certified = set(handlers.certified(on).values_list("pk", flat=True))
    return [officer for officer in handlers if officer.pk not in certified]


def assert_certified(case: Case, on: date) -> None:
    """Refuse unless enough handlers hold a certificate valid on the day (行政处罚法 42)."""
    handlers = Officer.objects.filter(assignments__case=case, assignments__until=None)
    needed = int(case.agency.rules().value("officer.min_count"))
    count = handlers.certified(on).count()
    if count < needed:
        names = "、".join(officer.name for officer in uncertified(case, on))
        detail = _("下列人员的执法证在%(on)s无效：%(names)s。") % {"on": on, "names": names}
        raise RuleError(
            _("持有效执法证的承办人员只有%(count)s名，至少需要%(needed)s名。")
            % {"count": count, "needed": needed}
            + (detail if names else ""),
            article="行政处罚法第四十二条",
            remedy=_("请更换或增加当日持有效证件的执法人员。"),
            field="officers",
        )


def is_handler(case: Case, user: User) -> bool:
    """Whether the account belongs to an officer now on the case."""
    return case.assignments.filter(until=None, officer__account=user).exists()


def assert_handler(case: Case, user: User) -> None:
    """Refuse anybody who is not a handler of the case: identity is the account, never the name."""
    if not is_handler(case, user):
        raise RuleError(
            _("只有本案承办人员可以办理。"),
            article="行政处罚法第四十二条",
            remedy=_("请由本案承办人或协办人登录办理，或由负责人调整承办人员。"),
        )


def may_file(case: Case, user: User) -> bool:
    """Who approves the filing: the unit head or head; the officer himself for an on-the-spot case."""
    if case.procedure in (Procedure.SIMPLE, Procedure.PERMIT):
        return is_handler(case, user) and user.has_perm("enforcement.file_case")
    return user.has_perm("enforcement.approve_filing")


@transaction.atomic
def file(case: Case, *, by: User, on: date) -> Case:
    """立案 or 受理: two certified officers, a number, and the clock to decide starts.

    Raises RuleError for missing certificates, StaleError when the case was filed already.
    """
    if not may_file(case, by):
        demand(by, "enforcement.approve_filing")
    if on < case.discovered_on:
        raise RuleError(
            _("立案日期不能早于发现日期%(day)s。") % {"day": case.discovered_on},
            article="行政处罚法第五十四条",
            remedy=_("请核对日期。"),
            field="on",
        )
    assert_certified(case, on)
    number = numbering.take(
        agency_id=case.agency_id,
        kind=f"case.{case.kind}",
        year=on.year,
        format=str(case.agency.rules().value(f"number.case.{case.kind}")),
        prefix=case.agency.doc_prefix,
    )
    flows.CASE.move(case, "file", by=by, changes={"filed_on": on, "number": number})
    _start_decision_clock(case, on)
    return case


def _start_decision_clock(case: Case, on: date) -> None:
    key = DECIDE_PERIODS.get(ActionKind(case.kind))
    if key is None or case.procedure == Procedure.SIMPLE:
        return
    deadlines.open_deadline(
        key=key,
        label=_("作出决定"),
        subject_type="case",
        subject_id=str(case.pk),
        agency_id=case.agency_id,
        region=calendar_region(case.agency),
        period=case.agency.rules().period(key, on=on),
        start_on=on,
    )


@transaction.atomic
def reject(case: Case, *, by: User, reason: str) -> Case:
    """不予立案, with its reason."""
    demand(by, "enforcement.approve_filing")
    if not reason.strip():
        raise RuleError(
            _("不予立案应当说明理由。"),
            article="行政处罚法第五十四条",
            remedy=_("请填写理由。"),
            field="reason",
        )
    flows.CASE.move(case, "reject", by=by, changes={"close_ground": _("不予立案")}, note=reason)
    return case
