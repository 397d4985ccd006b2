"""Who must stay away from a case: a recusal in force keeps an account out for good (行政处罚法 43)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.errors import RuleError
from core.permissions import demand_in
from enforcement.models import Case, Incident, Officer, User

ARTICLE = "行政处罚法第四十三条"


def is_recused(case: Case, user: User) -> bool:
    """Whether the account was recused from the case."""
    return case.incidents.against(user).exists()


def assert_not_recused(case: Case, user: User) -> None:
    """Refuse an account that was recused from the case, whatever it is about to do there."""
    if is_recused(case, user):
        raise RuleError(
            _("您已经回避本案，不得再参与办理、审核或者决定。"),
            article=ARTICLE,
            remedy=_("请由其他人员办理。"),
        )


def demand_in_case(user: User, perm: str, case: Case) -> None:
    """The right in the agency of the case, and no recusal from it. PermissionDenied or RuleError."""
    demand_in(user, perm, case.agency_id)
    assert_not_recused(case, user)


def recused_officers(case: Case) -> set[int]:
    """Keys of the officers who were recused, as officers or as persons."""
    rows = case.incidents.filter(kind=Incident.Kind.RECUSAL, status=Incident.Status.DONE)
    pairs = rows.values_list("officer", "person__officer")
    return {key for pair in pairs for key in pair if key is not None}


def assert_none_recused(case: Case, officers: Iterable[Officer]) -> None:
    """Refuse a team with somebody who was recused."""
    away = recused_officers(case)
    names = "、".join(officer.name for officer in officers if officer.pk in away)
    if names:
        raise RuleError(
            _("下列人员已经回避本案，不得再承办：%(names)s。") % {"names": names},
            article=ARTICLE,
            remedy=_("请另选执法人员。"),
            field="officers",
        )
