"""Closing evidence, opening it to a few, and ending either."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from core.acts import Act
from core.roles import role_labels
from enforcement.models import Case
from recording.forms.access import ClosureForm, GrantForm
from recording.forms.retention import ReasonForm
from recording.models import AccessGrant, Closure, Evidence
from recording.services import closures

VIEW = closures.VIEW
CLOSED = gettext_lazy(
    "限制后，只有本案承办人员、本机关负责人和获得授权的人员可以看到；其他人在任何页面都看不到。"
)


def _cases(user: Any) -> QuerySet[Case]:
    return Case.objects.visible_to(user).select_related("agency")


def _items(user: Any) -> QuerySet[Evidence]:
    return Evidence.objects.visible_to(user).select_related("case__agency")


def _closures(user: Any) -> QuerySet[Closure]:
    rows = Closure.objects.select_related("case__agency", "evidence")
    return rows.filter(case__in=_cases(user)).exclude(pk__in=Closure.objects.closed_to(user))


def _grants(user: Any) -> QuerySet[AccessGrant]:
    return AccessGrant.objects.filter(case__in=_cases(user)).select_related("case__agency")


def page_of(case: Case) -> tuple[str, str]:
    """The page of who may look at the evidence of the case."""
    return str(gettext_lazy("查阅权限")), reverse("case-access", args=[case.pk])


def _close_item(row: Evidence, *, by: Any, group: str, reason: str) -> object:
    return closures.close(row.case, by=by, group=group, reason=reason, evidence=row)


def _closed_by(row: Closure) -> str:
    what = row.evidence.title if row.evidence else gettext("本案全部证据")
    return gettext("%(what)s：%(group)s。%(reason)s") % {
        "what": what,
        "group": row.get_group_display(),
        "reason": row.reason,
    }


def _opened_to(row: AccessGrant) -> str:
    whom = str(row.person) if row.person else role_labels().get(row.role, row.role)
    group = row.get_group_display() if row.group else gettext("全部类别")
    told = {"whom": whom, "group": group, "purpose": row.purpose}
    return gettext("授权给%(whom)s（%(group)s），用途：%(purpose)s") % told


def _grant(row: Case, *, by: Any, **values: Any) -> object:
    return closures.grant(row, by=by, at=timezone.now(), **values)


EVIDENCE_RESTRICT = Act(
    name="evidence-restrict",
    permission=VIEW,
    title=gettext_lazy("限制查阅该证据"),
    done=gettext_lazy("已限制查阅。"),
    rows=_items,
    form=ClosureForm,
    do=_close_item,
    home=lambda row: page_of(row.case),
    lead=lambda row, on: f"{row.title}：{CLOSED}",
)
CASE_RESTRICT = Act(
    name="case-restrict",
    permission=VIEW,
    title=gettext_lazy("限制查阅本案全部证据"),
    done=gettext_lazy("已限制查阅。"),
    rows=_cases,
    form=ClosureForm,
    do=closures.close,
    home=page_of,
    lead=lambda row, on: CLOSED,
)
CLOSURE_LIFT = Act(
    name="closure-lift",
    permission=VIEW,
    title=gettext_lazy("解除限制查阅"),
    done=gettext_lazy("已解除限制。"),
    rows=_closures,
    form=ReasonForm,
    do=closures.lift,
    home=lambda row: page_of(row.case),
    lead=lambda row, on: _closed_by(row),
    open=lambda row: row.lifted_at is None,
)
ACCESS_GRANT = Act(
    name="access-grant",
    permission=VIEW,
    title=gettext_lazy("授权查阅"),
    done=gettext_lazy("已授权。"),
    rows=_cases,
    form=GrantForm,
    do=_grant,
    home=page_of,
    lead=lambda row, on: gettext_lazy("到期自动失效；撤回后立即失效。每次查看都记入调阅记录。"),
)
ACCESS_REVOKE = Act(
    name="access-revoke",
    permission=VIEW,
    title=gettext_lazy("撤回查阅授权"),
    done=gettext_lazy("已撤回，立即生效。"),
    rows=_grants,
    form=ReasonForm,
    do=closures.revoke,
    home=lambda row: page_of(row.case),
    lead=lambda row, on: _opened_to(row),
    open=lambda row: row.revoked_at is None,
)
