"""Appraising what is over its time, and the second person's decision; `destruction` carries it out."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand_in
from enforcement.models import User
from recording.expiry import ARTICLE, assert_over
from recording.flows import DISPOSAL
from recording.models import DisposalAppraisal, DisposalItem, Evidence
from recording.services import retention

APPRAISE, APPROVE = "recording.appraise", "recording.approve_disposal"
MOST_ITEMS = 500


@transaction.atomic
def appraise(
    *,
    by: User,
    items: Sequence[Evidence],
    members: str,
    grounds: str,
    assessment: str,
    on: date,
) -> DisposalAppraisal:
    """鉴定: propose to destroy items of one's own agency whose keeping ended before the day.

    RuleError for an empty list, a blank element, or an item that may not be destroyed.
    """
    agency = by.agency_id or 0
    demand_in(by, APPRAISE, agency)
    told = {"members": members, "grounds": grounds, "assessment": assessment}
    _assert_told(told)
    rows = _locked(by, items)
    row = DisposalAppraisal.objects.create(
        agency_id=agency,
        appraiser=by,
        appraised_on=on,
        **{name: text.strip() for name, text in told.items()},
    )
    for item in rows:
        term = assert_over(item, on)
        # What was told by the file alone becomes a row, which the database looks at.
        retention.settle(item, term, by=by)
        until = term.until or on  # what may be destroyed has an end
        DisposalItem.objects.create(
            appraisal=row, evidence=item, until=until, basis=term.basis[:300]
        )
    data = {"items": [str(item.pk) for item in rows], "members": row.members}
    audit.append("disposalappraisal.create", obj=row, actor=by, data=data)
    return row


def _assert_told(told: dict[str, str]) -> None:
    names = {
        "members": _("鉴定小组成员"),
        "grounds": _("鉴定依据"),
        "assessment": _("价值鉴定意见"),
    }
    for field, text in told.items():
        if not text.strip():
            raise RuleError(
                _("没有填写%(name)s。") % {"name": names[field]},
                article=ARTICLE,
                remedy=_("请填写后重新提交。"),
                field=field,
            )


def _locked(by: User, items: Sequence[Evidence]) -> list[Evidence]:
    """The items, locked; RuleError for none, too many, or one of another agency."""
    keys = {item.pk for item in items}
    found = Evidence.objects.select_for_update(of=("self",)).filter(
        pk__in=keys, case__agency=by.agency_id
    )
    rows = list(found.select_related("case__agency", "blob").order_by("pk"))
    if not rows or len(rows) != len(keys) or len(rows) > MOST_ITEMS:
        raise RuleError(
            _("请选择本机关保管期满的证据，一次不超过 %(most)d 件。") % {"most": MOST_ITEMS},
            article=ARTICLE,
            remedy=_("请重新选择。"),
            field="items",
        )
    return rows


@transaction.atomic
def approve(appraisal: DisposalAppraisal, *, by: User, opinion: str = "") -> DisposalAppraisal:
    """The second person agrees: every item of the list, looked at again, is to be destroyed.

    RuleError for the appraiser himself, and while an item is held or its keeping was lengthened.
    """
    _assert_second(appraisal, by)
    locked = DISPOSAL.lock(appraisal, "approve")
    for item in locked.items.select_related("evidence__case__agency"):
        assert_over(item.evidence, timezone.localtime().date(), own=locked)
    return DISPOSAL.move(appraisal, "approve", by=by, changes=_decided(by, opinion))


@transaction.atomic
def refuse(appraisal: DisposalAppraisal, *, by: User, opinion: str) -> DisposalAppraisal:
    """The second person does not agree, with the reason; the items stay as they are."""
    _assert_second(appraisal, by)
    if not opinion.strip():
        raise RuleError(
            _("没有写明不予销毁的理由。"),
            article=ARTICLE,
            remedy=_("请写明理由；仍需保存的，另行延长保管期限。"),
            field="opinion",
        )
    return DISPOSAL.move(appraisal, "refuse", by=by, changes=_decided(by, opinion))


def _decided(by: User, opinion: str) -> dict[str, object]:
    return {"decided_by": by, "decided_at": timezone.now(), "opinion": opinion.strip()}


def _assert_second(appraisal: DisposalAppraisal, by: User) -> None:
    demand_in(by, APPROVE, appraisal.agency_id)
    if by.pk == appraisal.appraiser_id:
        raise RuleError(
            _("鉴定人不能审批自己的鉴定记录。"),
            article=ARTICLE,
            remedy=_("请由另一名有权限的人员审批。"),
        )
