"""Opening, filing and moving a case."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import audit, deadlines, numbering
from core.errors import RuleError
from core.permissions import demand_in
from enforcement import flows, sealing
from enforcement.models import Agency, Case, Item, Officer, Party, User
from enforcement.models.kinds import ACTS_OF_POWER, PROCEDURES, ActionKind, Procedure
from enforcement.services import assignment, filing_clock, intake, recusal
from enforcement.services.assignment import assert_certified, assert_handler, is_handler
from enforcement.services.inspections import approve_case, assert_item
from enforcement.services.visits import follow_closing

__all__ = [
    "DECIDE_PERIODS",
    "assert_certified",
    "assert_handler",
    "assert_own",
    "assert_published",
    "enter",
    "file",
    "is_handler",
    "is_sealed",
    "may_file",
    "open_case",
    "reject",
    "rules_domain",
    "seal",
    "start_decision_clock",
]

# Which period of the profile limits the time to decide, by kind of act; that of a permit follows
# from its application.
DECIDE_PERIODS = {ActionKind.PENALTY: "proc.file_decide_days"}
# Kept in the file, so Chinese whatever the language of the account that acts.
DECIDE = gettext_noop("作出决定")
REJECTED = gettext_noop("不予立案")


@transaction.atomic
def open_case(
    *,
    by: User,
    agency: Agency,
    kind: str,
    procedure: str,
    party: Party,
    discovered_on: date,
    officers: Sequence[Officer],
    applied: bool = True,
    **details: Any,
) -> Case:
    """Create a case awaiting filing, with its handlers. The first officer leads.

    `applied`: a permit case rests on an application received on the day; False for what the agency
    begins of its own motion. `details`: title, cause, source, summary and what else a Case holds.
    Raises RuleError when the kind is out of the agency's scope, the procedure is not one of the
    kind, or a row is another agency's.
    """
    demand_in(by, "enforcement.file_case", agency.pk)
    _assert_in_scope(agency, kind, procedure)
    _assert_usable(agency, kind, party, details.get("item"))
    case = Case.objects.create(
        agency=agency,
        kind=kind,
        procedure=procedure,
        party=party,
        discovered_on=discovered_on,
        sealed=is_sealed(agency, kind, details.get("item")),
        created_by=by,
        **details,
    )
    assignment.assign(case, officers=officers, on=discovered_on)
    if kind == ActionKind.PERMIT and applied:
        intake.register(case)
    filing_clock.start(case, domain=rules_domain(case))
    staff = [officer.pk for officer in officers]
    data = {"title": case.title, "kind": kind, "procedure": procedure, "officers": staff}
    audit.append("case.open", obj=case, actor=by, data=data)
    return case


def _assert_in_scope(agency: Agency, kind: str, procedure: str) -> None:
    rules = agency.rules()
    if kind not in rules.kinds:
        raise RuleError(
            _("本机关的实施范围不包括“%(kind)s”。")
            % {"kind": dict(ActionKind.choices).get(kind, kind)},
            article=rules.source,
            remedy=_("请选择本机关有权实施的执法类别。"),
            field="kind",
        )
    if procedure not in PROCEDURES[kind]:
        names = "、".join(str(Procedure(name).label) for name in PROCEDURES[kind])
        raise RuleError(
            _("该执法类别不适用此程序。"),
            article="行政处罚法第五十一条、第五十四条",
            remedy=_("可选的程序：%(names)s。") % {"names": names},
            field="procedure",
        )


def _assert_usable(agency: Agency, kind: str, party: Party, item: Item | None) -> None:
    assert_own(agency, party, item)
    assert_power(kind, item)


def assert_own(agency: Agency, party: Party, item: Item | None) -> None:
    """Refuse a party or an item of another agency."""
    if party.agency_id != agency.pk:
        raise RuleError(
            _("当事人信息不属于本机关。"), remedy=_("请重新选择当事人。"), field="party"
        )
    if item is not None and item.agency_id != agency.pk:
        raise RuleError(
            _("执法事项不属于本机关。"),
            article="行政处罚法第十七条",
            remedy=_("请从本机关的事项清单中选择。"),
            field="item",
        )


def assert_power(kind: str, item: Item | None) -> None:
    """Refuse an item of a power that is not used in cases of the kind."""
    if item is not None and item.kind not in ACTS_OF_POWER:
        raise RuleError(
            _("事项“%(item)s”属于%(power)s，不是%(kind)s，不能立案办理。")
            % {
                "item": item.name,
                "power": item.get_kind_display(),
                "kind": ActionKind(kind).label,
            },
            article="国办发〔2018〕118号",
            remedy=_("请选择与执法类别相符的事项。"),
            field="item",
        )


def is_sealed(agency: Agency, kind: str, item: Item | None) -> bool:
    """Whether the record must be sealed: a penalty in the field of 治安 (治安管理处罚法 136).

    An item under the law of 治安 seals whatever its field; else the item says the field, and without
    one the agency's own does, so that doubt seals.
    """
    if kind != ActionKind.PENALTY:
        return False
    if item is not None and sealing.cited(agency.rules(), item.name, *_bases(item)):
        return True
    field = item.field if item is not None and item.field else agency.field
    return field.strip() in agency.rules().sealed_domains


def _bases(item: Item) -> list[str]:
    cited = item.bases.values_list("citation", flat=True) if item.pk else []
    return [item.basis_text, *cited]


def seal(case: Case, *, texts: Collection[str], kinds: Collection[str]) -> bool:
    """Seal the case when its decision shows that it is one of 治安; whether it was sealed now."""
    if case.sealed or not sealing.told(case.agency.rules(), case.kind, texts=texts, kinds=kinds):
        return False
    case.sealed = True
    case.save(update_fields=["sealed"])
    audit.append("case.seal", obj=case, data={"article": case.agency.rules().sealed_article})
    return True


def rules_domain(case: Case) -> str | None:
    """The field whose own periods and amounts apply: 治安 cases have theirs; None is the profile's."""
    return case.agency.rules().sealed_rules if case.sealed else None


def may_file(case: Case, user: User) -> bool:
    """Who approves the filing: the unit head or head; the officer himself for an on-the-spot case."""
    if user.agency_id != case.agency_id:
        return False
    if user.has_perm("enforcement.approve_filing"):
        return True
    own = case.procedure in (Procedure.SIMPLE, Procedure.PERMIT)
    return own and is_handler(case, user) and user.has_perm("enforcement.file_case")


@transaction.atomic
def file(case: Case, *, by: User, on: date, opinion: str = "") -> Case:
    """立案 or 受理: two certified officers, a number, and the clock to decide starts.

    Filing an inspection approves its task; `opinion` is kept with it. Raises RuleError for missing
    certificates or an inspection its gates refuse, StaleError when the case was filed already.
    """
    if not may_file(case, by):
        raise PermissionDenied("enforcement.approve_filing")
    recusal.assert_not_recused(case, by)
    locked = flows.CASE.lock(case, "file")
    if on < locked.discovered_on:
        raise RuleError(
            _("立案日期不能早于发现日期%(day)s。") % {"day": locked.discovered_on},
            article="行政处罚法第五十四条",
            remedy=_("请核对日期。"),
            field="on",
        )
    assert_published(locked, on)
    assert_certified(locked, on)
    approve_case(locked, by=by, on=on, opinion=opinion)
    return enter(case, by=by, on=on)


@transaction.atomic
def enter(case: Case, *, by: User | None, on: date, deemed: bool = False) -> Case:
    """Give the case its number and start its clock; `deemed`: the law accepts it by itself."""
    intake.accept(case, by=by, on=on, deemed=deemed)
    number = numbering.take(
        agency_id=case.agency_id,
        kind=f"case.{case.kind}",
        year=on.year,
        format=str(case.agency.rules().value(f"number.case.{case.kind}")),
        prefix=case.agency.doc_prefix,
    )
    flows.CASE.move(case, "file", by=by, changes={"filed_on": on, "number": number})
    filing_clock.end(case, on=on)
    start_decision_clock(case, on)
    return case


def assert_published(case: Case, on: date) -> None:
    """An inspection item that is not published may not be used (国办发〔2024〕54号)."""
    if case.kind != ActionKind.INSPECTION:
        return
    assert_item(case.item, on)


def start_decision_clock(case: Case, on: date) -> None:
    """Start the period within which the case must be decided."""
    key = DECIDE_PERIODS.get(ActionKind(case.kind)) or intake.decide_period(case)
    if not key or case.procedure == Procedure.SIMPLE:
        return
    rules = case.agency.rules()
    deadlines.open_deadline(
        key=key,
        label=DECIDE,
        subject_type="case",
        subject_id=str(case.pk),
        agency_id=case.agency_id,
        region=rules.region,
        period=rules.period(key, on=on, domain=rules_domain(case)),
        start_on=on,
    )


@transaction.atomic
def reject(case: Case, *, by: User, on: date, reason: str) -> Case:
    """不予立案, with its reason. RuleError for an application: its own answer is 不予受理."""
    recusal.demand_in_case(by, "enforcement.approve_filing", case)
    _assert_no_application(case)
    if not reason.strip():
        raise RuleError(
            _("不予立案应当说明理由。"),
            article="行政处罚法第五十四条",
            remedy=_("请填写理由。"),
            field="reason",
        )
    flows.CASE.move(case, "reject", by=by, changes={"close_ground": REJECTED}, note=reason)
    filing_clock.end(case, on=on)
    follow_closing(case, by=by, ground=reason)
    return case


def _assert_no_application(case: Case) -> None:
    """An application is answered to the applicant, in writing; its clock ends with that answer."""
    if intake.of(case) is not None:
        raise RuleError(
            _("许可申请不适用不予立案。"),
            article=intake.ARTICLE,
            remedy=_("请在“许可”中作出不予受理决定，并告知申请人。"),
            field="reason",
        )
