"""Who may review a case: qualified on the day, and without another part in it."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.permissions import demand
from enforcement.models import Case, Officer, User
from enforcement.services import recusal
from legal_review.models import Qualification, Review, ReviewAssignment

REVIEW, DECIDE = "legal_review.review", "enforcement.decide"


def qualification(user: User, on: date) -> Qualification | None:
    """The reviewer's qualification on the day, or None."""
    return Qualification.objects.valid(on).filter(account=user).first()


def assert_may_review(review: Review, by: User, on: date) -> Qualification:
    """Refuse a reviewer who is unqualified, of another agency, or has touched the case."""
    demand(by, REVIEW)
    recusal.assert_not_recused(review.decision.case, by)
    found = qualification(by, on)
    if found is None:
        raise RuleError(
            _("审核人员在%(on)s没有有效的法制审核资格。") % {"on": on},
            article="行政处罚法第五十八条第二款",
            remedy=_("请由具备国家统一法律职业资格的审核人员办理。"),
        )
    case = review.decision.case
    if by.agency_id != review.agency_id or has_touched(case, by):
        raise RuleError(
            _("审核人员不得是本案承办、拟稿或者决定人员。"),
            article="市场监督管理行政处罚程序规定第四十九条",
            remedy=_("请由未参与本案的审核人员办理。"),
        )
    given = assigned(review)
    if given is not None and given.reviewer_id != by.pk:
        raise RuleError(
            _("本次审核已分派给%(who)s。") % {"who": given.reviewer},
            article="国办发〔2018〕118号第十一条",
            remedy=_("请由其办理；确需更换的，由其本人或者本机关负责人改派。"),
        )
    return found


def assigned(review: Review) -> ReviewAssignment | None:
    """Who has the review now; None when it was given to nobody."""
    return (
        ReviewAssignment.objects.filter(review=review, ended_on=None)
        .select_related("reviewer")
        .first()
    )


def has_touched(case: Case, user: User) -> bool:
    """Whether the account handled, drafted, decided, submitted or opened the case at any time."""
    if case.created_by_id == user.pk:
        return True
    if Officer.objects.filter(assignments__case=case, account=user).exists():
        return True
    if case.decisions.filter(Q(drafted_by=user) | Q(issued_by=user)).exists():
        return True
    return Review.objects.filter(decision__case=case, submitted_by=user).exists()
