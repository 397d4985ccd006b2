"""Following up a decision that did not stand: opened by the portal, concluded by the supervisor."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand
from enforcement.models import Decision, Licence, User
from legal_review.models import Review
from supervision import accountability
from supervision.flows import LIABILITY
from supervision.flows.liability import ARTICLE
from supervision.models import Liability
from supervision.models.liability import CONCLUDE


def without() -> list[UUID]:
    """Keys of the decisions that were changed, revoked or found illegal and have no follow-up yet.

    A permit withdrawn for the public good is lawful and nobody's fault (行政许可法 8).
    """
    rows = Decision.objects.filter(status=Decision.Status.REVOKED, revoked_on__isnull=False)
    lawful = Licence.objects.filter(status=Licence.Status.WITHDRAWN).values("decision_id")
    known = Liability.objects.values("decision_id")
    rows = rows.exclude(pk__in=known).exclude(pk__in=lawful)
    return list(rows.order_by("revoked_on", "pk").values_list("pk", flat=True))


def open_due(on: date) -> int:
    """Open every follow-up that is due; how many."""
    return sum(open_one(key, on=on) for key in without())


@transaction.atomic
def open_one(key: UUID, *, on: date) -> bool:
    """Open the follow-up of one decision with its chain and checklist; False when it is there."""
    decision = Decision.objects.select_for_update().get(pk=key)
    if Liability.objects.filter(decision=decision).exists():
        return False
    if decision.revoked_on is None:
        return False
    review = accountability.cleared(decision)
    row = Liability.objects.create(
        decision=decision,
        agency_id=decision.agency_id,
        review=review,
        ground=decision.revoke_ground,
        revoked_on=decision.revoked_on,
        opened_on=on,
        chain=[part.as_dict() for part in accountability.chain_of(decision)],
        checks=checks_of(review),
    )
    audit.append("liability.open", obj=row, data={"decision": decision.pk, "on": on})
    return True


def checks_of(review: Review | None) -> list[dict[str, str]]:
    """What the checklist said, as plain values; [] without a review."""
    if review is None:
        return []
    return [
        {"head": row.head, "label": row.label, "result": row.result, "note": row.note}
        for row in review.checks.order_by("pk")
    ]


@transaction.atomic
def conclude(
    liability: Liability,
    *,
    by: User,
    on: date,
    result: str,
    conclusion: str,
    heads: Sequence[str] = (),
) -> Liability:
    """认定责任: which heads of the checklist failed, who answers for it and how.

    RuleError when the account had a part in the decision, a head was not on the checklist, the opinion is
    empty, or the day is before the follow-up was opened.
    """
    demand(by, CONCLUDE)
    row = LIABILITY.lock(liability, "conclude")
    _assert_no_part(row, by)
    _assert_heads(row, heads)
    if not conclusion.strip():
        raise RuleError(
            _("认定意见应当写明事实、责任人员和理由。"),
            article=ARTICLE,
            remedy=_("请填写认定意见。"),
            field="conclusion",
        )
    if on < row.opened_on:
        raise RuleError(
            _("认定日期不能早于立项日期%(day)s。") % {"day": row.opened_on},
            article=ARTICLE,
            remedy=_("请核对日期。"),
            field="on",
        )
    changes = {
        "result": result,
        "conclusion": conclusion.strip(),
        "heads": sorted(heads),
        "concluded_by": by,
        "concluded_on": on,
    }
    return LIABILITY.move(liability, "conclude", by=by, changes=changes, note=result)


def _assert_no_part(row: Liability, by: User) -> None:
    if by.pk in {part["account"] for part in row.chain}:
        raise RuleError(
            _("您参与了该决定，不得认定其责任。"),
            article=ARTICLE,
            remedy=_("请由未参与该决定的监督人员认定。"),
        )


def _assert_heads(row: Liability, heads: Sequence[str]) -> None:
    strange = set(heads) - {check["head"] for check in row.checks}
    if strange:
        raise RuleError(
            _("该决定的法制审核没有这些内容：%(list)s。") % {"list": "、".join(sorted(strange))},
            article=ARTICLE,
            remedy=_("请刷新页面后重新选择。"),
            field="heads",
        )
