"""Who reviews the files of a campaign: how many, who may, and who comes on the list later."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand_in
from enforcement.models import Agency, User
from supervision.models import Campaign
from supervision.models.campaign import MANAGE
from supervision.models.file import REVIEW
from supervision.services import recusals

LEAST = "evaluate.reviewers"


def least(agency: Agency, on: date) -> int:
    """How many reviewers must score each file, by the rules of the organiser."""
    return int(agency.rules().value(LEAST, on=on))


def assert_enough(organiser: Agency, reviewers: Sequence[User], each: int, on: date) -> None:
    """RuleError for fewer reviewers than the rules ask for, or one without the permission."""
    few = least(organiser, on)
    if each < few or len(reviewers) < each:
        raise RuleError(
            _("每卷应当由不少于%(least)s名评查人员独立评分，名单中的评查人员不得少于每卷人数。")
            % {"least": few},
            article=recusals.ARTICLE,
            remedy=_("请增加评查人员。"),
            field="reviewers",
        )
    assert_fit(reviewers)


def assert_fit(reviewers: Sequence[User]) -> None:
    """RuleError when one of them may not review files."""
    unfit = [row for row in reviewers if not row.is_active or not row.has_perm(REVIEW)]
    if unfit:
        raise RuleError(
            _("%(name)s没有案卷评查的权限。") % {"name": unfit[0]},
            remedy=_("请选择法制审核人员或者行政执法监督人员。"),
            field="reviewers",
        )


@transaction.atomic
def add(campaign: Campaign, *, by: User, person: User, reason: str) -> Campaign:
    """Put a further reviewer on the list while files are scored: one stood aside and nobody is left.

    The order of the seed stays: whoever is added comes after everybody it was committed to, so that
    no file changes hands. RuleError without a reason, for somebody listed already or who may not
    review, before the draw and after the announcement.
    """
    demand_in(by, MANAGE, campaign.agency_id)
    row = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if row.status != Campaign.Status.SCORING:
        raise RuleError(
            _("抽取之后、通报之前才能增补评查人员。"),
            article=recusals.ARTICLE,
            remedy=_("抽取之前请终止后重新拟定。"),
        )
    if not reason.strip():
        raise RuleError(_("增补评查人员应当写明理由。"), remedy=_("请填写理由。"), field="reason")
    if row.reviewers.filter(pk=person.pk).exists():
        raise RuleError(
            _("%(name)s已经在名单中。") % {"name": person},
            remedy=_("请选择其他人员。"),
            field="person",
        )
    assert_fit([person])
    row.reviewers.add(person)
    data = {"reviewer": person.pk, "reason": reason.strip()}
    audit.append("campaign.add_reviewer", obj=row, actor=by, data=data)
    return row
