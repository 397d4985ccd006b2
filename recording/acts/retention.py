"""Keeping an item longer, and holds."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.acts import Act
from recording.forms.retention import ReasonForm, RetentionForm
from recording.models import Disposal, Evidence, LegalHold
from recording.services import retention


def _items(user: Any) -> QuerySet[Evidence]:
    return Evidence.objects.visible_to(user).select_related("case__agency", "blob")


def _holds(user: Any) -> QuerySet[LegalHold]:
    rows = LegalHold.objects.select_related("evidence__case__agency")
    return rows.filter(evidence__in=Evidence.objects.visible_to(user))


def custody_of(row: Evidence) -> tuple[str, str]:
    """The custody page of the item."""
    return str(gettext_lazy("保管记录")), reverse("custody-page", args=[row.pk])


def _kept(row: Evidence) -> bool:
    return not Disposal.objects.filter(evidence=row).exists()


RETENTION_EXTEND = Act(
    name="retention-extend",
    permission=retention.KEEP,
    title=gettext_lazy("延长保管期限"),
    done=gettext_lazy("保管期限已延长。"),
    rows=_items,
    form=RetentionForm,
    do=retention.extend,
    home=custody_of,
    open=_kept,
    lead=lambda row, on: gettext_lazy("期限保存后只能再延长，存储中的锁定同时延长。"),
)
HOLD_SET = Act(
    name="hold-set",
    permission=retention.KEEP,
    title=gettext_lazy("冻结处置"),
    done=gettext_lazy("已冻结，解除前不得处置。"),
    rows=_items,
    form=ReasonForm,
    do=retention.hold,
    home=custody_of,
    open=_kept,
    lead=lambda row, on: gettext_lazy(
        "诉讼、复议、审计、信访等需要的，冻结后即使保管期满也不得处置。"
    ),
)
HOLD_LIFT = Act(
    name="hold-lift",
    permission=retention.KEEP,
    title=gettext_lazy("解除冻结"),
    done=gettext_lazy("已解除冻结。"),
    rows=_holds,
    form=ReasonForm,
    do=retention.lift,
    home=lambda row: custody_of(row.evidence),
    open=lambda row: row.lifted_at is None,
    lead=lambda row, on: f"{row.evidence.title}：{row.reason}",
)
