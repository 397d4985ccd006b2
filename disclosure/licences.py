"""What the public sees of the licence behind a permit: whether it holds, and why not."""

from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from disclosure.models import Publication
from enforcement.models import Decision, Licence, Proceeding
from enforcement.models.kinds import ActionKind
from enforcement.services import proceedings
from enforcement.services.licences import GRANTED

# 当前状态 of the exchange sheets (XK_ZT), as they are written there.
VALID, INVALID = "有效", "无效"


@dataclass(frozen=True)
class Standing:
    """Whether the licence holds on the day; `since` and `why` when it does not.

    `number` and the term are those of the licence now: after a renewal no longer the decision's.
    """

    valid: bool
    since: date | None = None
    why: str = ""
    number: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


def licence_of(decision: Decision | None) -> Licence | None:
    """The licence a decision gave, or renewed or changed; None for every other decision."""
    if decision is None or decision.outcome != GRANTED:
        return None
    return concerned(decision)


def concerned(decision: Decision) -> Licence | None:
    """The licence a decision of a permit is about, those that end one or refuse to renew it as well."""
    own: Licence | None = getattr(decision, "licence", None)
    if own is not None:
        return own
    about = Proceeding.objects.filter(case_id=decision.case_id)
    found = about.select_related("licence__decision").first()
    return found.licence if found is not None else None


def standing(publication: Publication, on: date) -> Standing | None:
    """How the licence stands on the day; None when the record is not of a licence."""
    if publication.kind != ActionKind.PERMIT or publication.decision_id is None:
        return None
    # A public page reads no raw text: of the decision only what says whose licence it is.
    decision = Decision.objects.only("outcome", "case").get(pk=publication.decision_id)
    licence = licence_of(decision)
    if licence is None:
        return None
    return replace(
        holds(licence, on),
        number=licence.number,
        valid_from=licence.valid_from,
        valid_to=licence.valid_to,
    )


def holds(licence: Licence, on: date) -> Standing:
    """Whether a licence holds on the day, and if not, since when and why."""
    if licence.status != Licence.Status.VALID:
        return Standing(False, licence.ended_on, _why(licence))
    over = licence.valid_to is not None and on > licence.valid_to
    if over and proceedings.pending_renewal(licence) is None:
        return Standing(False, licence.valid_to, str(Licence.Status.EXPIRED.label))
    return Standing(True)


def _why(licence: Licence) -> str:
    """The end in words; a penalty is named by its number, unless its record is sealed."""
    words = str(licence.get_status_display())
    penalty = licence.penalty
    if penalty is None or penalty.case.sealed:
        return words
    return _("%(state)s：%(doc)s") % {"state": words, "doc": penalty.doc_no}


@translation.override(settings.LANGUAGE_CODE)
def sheet_status(decision: Decision | None) -> str:
    """当前状态 for the exchange; "" when the record is not of a licence."""
    licence = concerned(decision) if decision is not None else None
    return word(licence.status if licence is not None else None)


def word(status: str | None) -> str:
    """当前状态 of a licence by its status, "" without one."""
    if status is None:
        return ""
    return VALID if status == Licence.Status.VALID else INVALID
