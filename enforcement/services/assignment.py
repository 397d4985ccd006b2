"""Who handles a case: enough officers, certified on the day; rows end, they are never rewritten."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand_in
from enforcement.models import Case, CaseOfficer, Delegation, Officer, User
from enforcement.services import recusal

ARTICLE = "行政处罚法第四十二条"
CLOSED = (Case.Status.CLOSED, Case.Status.ARCHIVED, Case.Status.REJECTED)


def on_the_case(case: Case, on: date) -> QuerySet[Officer]:
    """The officers who handled the case on the day."""
    parts = CaseOfficer.objects.filter(case=case, since__lte=on)
    then = parts.filter(Q(until__isnull=True) | Q(until__gt=on))
    return Officer.objects.filter(pk__in=then.values("officer"))


def assert_certified(case: Case, on: date) -> None:
    """Refuse unless enough handlers held a certificate valid on the day (行政处罚法 42)."""
    staff = list(on_the_case(case, on).order_by("pk"))
    certified = set(
        Officer.objects.certified(on)
        .filter(pk__in=[row.pk for row in staff])
        .values_list("pk", flat=True)
    )
    needed = int(case.agency.rules().value("officer.min_count", on=on))
    if len(certified) >= needed:
        return
    names = "、".join(row.name for row in staff if row.pk not in certified)
    detail = _("下列人员的执法证在%(on)s无效：%(names)s。") % {"on": on, "names": names}
    raise RuleError(
        _("持有效执法证的承办人员只有%(count)s名，至少需要%(needed)s名。")
        % {"count": len(certified), "needed": needed}
        + (detail if names else ""),
        article=ARTICLE,
        remedy=_("请更换或增加当日持有效证件的执法人员。"),
        field="officers",
    )


def assert_team(case: Case, officers: Sequence[Officer], on: date) -> None:
    """Refuse a team too small, that repeats somebody, or with a stranger or somebody recused."""
    recusal.assert_none_recused(case, officers)
    for officer in officers:
        if officer.agency_id != case.agency_id and not _delegated(case, officer, on):
            raise RuleError(
                _("%(name)s不是本机关的执法人员，所在单位当日也未受本机关委托。")
                % {"name": officer.name},
                article=f"{ARTICLE}；行政处罚法第二十条",
                remedy=_("请选择本机关或者受委托组织的持证执法人员。"),
                field="officers",
            )
    needed = int(case.agency.rules().value("officer.min_count", on=on))
    if len({officer.pk for officer in officers}) < max(needed, len(officers)):
        raise RuleError(
            _("承办人员应当是至少%(needed)s名不同的执法人员。") % {"needed": needed},
            article=ARTICLE,
            remedy=_("请另选一名执法人员。"),
            field="officers",
        )


def _delegated(case: Case, officer: Officer, on: date) -> bool:
    """Whether the officer's unit acts for the agency of the case on the day, by a deed that is public."""
    rows = Delegation.objects.filter(delegator_id=case.agency_id, delegate_id=officer.agency_id)
    return rows.empowering(on).exists()


def assign(case: Case, *, officers: Sequence[Officer], on: date) -> None:
    """Put officers on a new case: the first leads, the others assist."""
    assert_team(case, officers, on)
    for index, officer in enumerate(officers):
        CaseOfficer.objects.create(case=case, officer=officer, part=part_of(index), since=on)


def part_of(index: int) -> str:
    """The part of the officer at a place of the list."""
    return CaseOfficer.Part.SECOND if index else CaseOfficer.Part.LEAD


@transaction.atomic
def reassign(
    case: Case, *, officers: Sequence[Officer], by: User, on: date, reason: str
) -> list[CaseOfficer]:
    """调整承办人员: the head of the unit names the team that goes on from the day.

    Raises RuleError when the case is over, no reason is given, or the new team would have too few
    officers certified on the day.
    """
    demand_in(by, "enforcement.approve_filing", case.agency_id)
    locked = Case.objects.select_for_update().get(pk=case.pk)
    _assert_changeable(locked, reason)
    assert_team(locked, officers, on)
    wanted = {officer.pk: part_of(index) for index, officer in enumerate(officers)}
    present = list(locked.assignments.select_for_update().filter(until=None))
    _assert_after(present, on)
    kept = {row.officer_id for row in present if wanted.get(row.officer_id) == row.part}
    for row in present:
        if row.officer_id not in kept:
            row.until = on
            row.save(update_fields=["until"])
    for pk, part in wanted.items():
        if pk not in kept:
            CaseOfficer.objects.create(case=locked, officer_id=pk, part=part, since=on)
    assert_certified(locked, on)
    data = {"before": [row.officer_id for row in present], "after": list(wanted), "reason": reason}
    audit.append("case.reassign", obj=locked, actor=by, data={**data, "on": on})
    return list(locked.assignments.filter(until=None).order_by("part", "pk"))


def _assert_changeable(case: Case, reason: str) -> None:
    if case.status in CLOSED:
        raise RuleError(
            _("案件已办结，不能调整承办人员。"), article=ARTICLE, remedy=_("请核对案件状态。")
        )
    if not reason.strip():
        raise RuleError(
            _("调整承办人员应当说明理由。"),
            article="行政处罚法第四十三条",
            remedy=_("请填写理由，例如回避、调离、证件到期。"),
            field="reason",
        )


def _assert_after(present: Sequence[CaseOfficer], on: date) -> None:
    latest = max((row.since for row in present), default=on)
    if on < latest:
        raise RuleError(
            _("调整日期不能早于现有承办人员的承办日期%(day)s。") % {"day": latest},
            article=ARTICLE,
            remedy=_("请核对日期。"),
            field="on",
        )


def is_handler(case: Case, user: User) -> bool:
    """Whether the account belongs to an officer now on the case."""
    return case.assignments.filter(until=None, officer__account=user).exists()


def took_part(case: Case, user: User) -> bool:
    """Whether the account opened, handled or drafted the case at any time."""
    return (
        case.created_by_id == user.pk
        or case.assignments.filter(officer__account=user).exists()
        or case.decisions.filter(drafted_by=user).exists()
    )


def assert_handler(case: Case, user: User) -> None:
    """Refuse anybody who is not a handler of the case: identity is the account, never the name."""
    if not is_handler(case, user):
        raise RuleError(
            _("只有本案承办人员可以办理。"),
            article=ARTICLE,
            remedy=_("请由本案承办人或协办人登录办理，或由负责人调整承办人员。"),
        )
