"""A public record sent again in words that leave a doubt whether the law bars it.

Nothing of it is taken over, so that nothing new is shown, and the approvers of the agency are warned: what
is public may be barred as well. To take down what may be rightly public is for a person to decide.
"""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit
from core.errors import RuleError
from core.models import Alert
from core.sentences import told
from disclosure import eligibility
from disclosure.models import ExternalRecord, Publication
from enforcement.models import User

APPROVE = "disclosure.approve"
SUBJECT = "doubt"
WORDS = gettext_lazy(
    "%(name)s已经公开，重新报送的内容表明可能依法不得公开（%(article)s），没有更新。请核实；不得公开的，立即撤下。"
)


class DoubtError(RuleError):
    """A record in doubt was sent for one that is public."""

    publication: Publication | None = None


def demand_none(row: Publication, record: ExternalRecord) -> None:
    """DoubtError where a public record that nobody ruled on is sent in words that leave a doubt."""
    found = eligibility.doubts(record)
    if not found or row.status != Publication.Status.PUBLISHED or row.approved_by_id is not None:
        return
    error = DoubtError(
        _("该记录已经公开，本次报送的内容表明可能依法不得公开，没有更新。"),
        article=article(found),
        remedy=_("已提醒该机关的公示审核人核实；不得公开的，由其撤下。"),
    )
    error.publication = row
    raise error


def article(codes: list[str]) -> str:
    """The articles of the bars in doubt."""
    named = {"sealed": eligibility.SEALED, "minor": eligibility.MINORS}
    return "；".join(named[code] for code in codes)


@transaction.atomic
def warn(error: DoubtError) -> int:
    """Warn the approvers of the agency, each once for a record; how many were."""
    row = error.publication
    if row is None:
        raise ValueError("a doubt is about a publication")
    values = {"name": row.name, "article": error.article}
    url = reverse("publication-detail", args=[row.pk])
    kept = {"level": Alert.Level.DOUBT, "url": url, **told(WORDS, values)}
    audit.append("publication.doubt", obj=row, actor=None, data={"note": error.article})
    accounts = User.objects.filter(agency=row.agency_id, is_active=True)
    approvers = [account for account in accounts if account.has_perm(APPROVE)]
    for account in approvers:
        Alert.objects.get_or_create(subject=f"{SUBJECT}:{row.pk}", recipient=account, defaults=kept)
    return len(approvers)
