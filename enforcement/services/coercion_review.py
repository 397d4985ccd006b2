"""The legal review of a measure or a forced execution that the list in force names (118号 11).

What is done in a case (查封、扣押、冻结, 强制执行) has no draft of its own. Where the list wants it reviewed,
it stands on a decision on coercion against the same party that passed its review, one act on each.
"""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement.models import Case, Decision, ForcedExecution, Measure
from enforcement.models.kinds import ActionKind
from enforcement.review_scope import Hit

ARTICLE = "国办发〔2018〕118号第十一条"


def reviewable(case: Case, on: date) -> QuerySet[Decision]:
    """Decisions on coercion against the same party that passed review, in force and not yet used."""
    rows = Decision.objects.filter(
        agency=case.agency_id,
        case__party=case.party_id,
        kind=ActionKind.COERCION,
        status__in=[Decision.Status.ISSUED, Decision.Status.SERVED],
        clearance__isnull=False,
        issued_on__lte=on,
    )
    for model in (ForcedExecution, Measure):
        rows = rows.exclude(pk__in=model._default_manager.used_reviews())
    return rows.order_by("-issued_on", "pk")


def demand_for(case: Case, found: Sequence[Hit], on: date, reviewed: Decision | None) -> bool:
    """Whether the list of the day wants a review; RuleError where none of the right kind is named.

    `found`: the rules of that list that hit. To be called within the transaction of the act.
    """
    # Locked, so that of two acts that name it at once the second sees the first.
    named = reviewed and Decision.objects.select_for_update().get(pk=reviewed.pk)
    fits = named is not None and reviewable(case, on).filter(pk=named.pk).exists()
    if named is not None and not fits:
        raise RuleError(
            _("所选的不是对该当事人作出、经法制审核通过且尚未使用的行政强制决定。"),
            article=ARTICLE,
            remedy=_("请重新选择。"),
            field="reviewed",
        )
    if found and not fits:
        raise RuleError(
            _("本项行政强制列入法制审核目录：%(why)s；没有经审核通过的行政强制决定，不得作出。")
            % {"why": found[0].reason},
            article=found[0].article,
            remedy=_(
                "请对该当事人另立行政强制案件，拟制决定并送法制审核，通过并作出后在这里选择。"
            ),
            field="reviewed",
        )
    return bool(found)
