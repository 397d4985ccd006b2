"""What a public file goes with: the publication of a decision, or the deed of a delegation.

A deed is published in full by both sides (行政处罚法 20). Whoever signs it acts in office, so its file
may show names; numbers, addresses and accounts of persons are covered there as everywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import RuleError
from disclosure import eligibility, projection, redaction
from disclosure.models import Publication
from disclosure.models.public_file import Owner
from disclosure.public_files.making import refused
from enforcement.models import Agency, Decision, Delegation

OPEN = (
    Publication.Status.PENDING,
    Publication.Status.REDACTED,
    Publication.Status.APPROVED,
    Publication.Status.PUBLISHED,
)
IN_OFFICE = frozenset({"PERSON"})  # 政府信息公开条例 20(2): who acts in office is named


@dataclass(frozen=True)
class Known:
    """Whose names the pages are searched for, how names are shown, and what may stay in sight."""

    parties: Sequence[redaction.Party] = ()
    policy: str = redaction.SURNAME_MOU
    shown: frozenset[str] = frozenset()


def allowed(owner: Owner) -> Known:
    """What a file of the owner must hide; the owner is locked. RuleError when it takes no file."""
    if isinstance(owner, Publication):
        decision = _decision(owner)
        return Known(projection.parties(decision), projection.policy_of(decision))
    rows = Delegation.objects.select_for_update(of=("self",)).select_related("delegator")
    if rows.get(pk=owner.pk).delegator.status == Agency.Status.CLOSED:
        raise refused(_("委托机关已经撤销，委托书不再公开。"), _("无需办理。"))
    return Known(shown=IN_OFFICE)


def _decision(owner: Publication) -> Decision:
    """The decision of a publication that is public or may become so."""
    locked = Publication.objects.select_for_update().get(pk=owner.pk)
    if locked.status not in OPEN:
        raise refused(_("该决定不公开或者已经撤下，不能公开附件。"), _("无需办理。"))
    if owner.decision is None:
        raise refused(_("外部报送的记录没有附件。"), _("请由报送单位办理。"))
    bar = eligibility.bar(owner.decision)
    if bar is not None:
        raise RuleError(bar.reason, article=bar.article, remedy=_("请办理不公开。"))
    return owner.decision


def leaks(text: str, owner: Owner) -> list[str]:
    """What a label would give away, in words."""
    if isinstance(owner, Publication):
        return projection.text_leaks(text, owner)
    return sorted({span.reason for span in redaction.redact(text).spans})


def takes_files(owner: Owner) -> bool:
    """Whether the page of its files offers the upload."""
    if isinstance(owner, Delegation):
        return bool(owner.delegator.status != Agency.Status.CLOSED)
    binding = owner.decision and owner.decision.status != Decision.Status.REVOKED
    return bool(binding) and owner.status in OPEN


def pages(owner: Owner) -> dict[str, Any]:
    """The pages above its files: `name` at `up_url`, `list_url`, and the `owner` itself."""
    if isinstance(owner, Publication):
        return {
            "owner": owner,
            "name": owner.name,
            "list_url": reverse("public-file-list", args=[owner.pk]),
            "up_url": reverse("publication-detail", args=[owner.pk]),
        }
    return {
        "owner": owner,
        "name": owner.number,
        "list_url": reverse("delegation-file-list", args=[owner.pk]),
        "up_url": reverse("delegation-admin-list"),
    }
