"""A licence from its grant to its end; every step is an event that stays (行政许可法 8, 50, 69, 70)."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand
from enforcement import duplicates, flows
from enforcement.models import Decision, Licence, LicenceEvent, User
from enforcement.models.kinds import PenaltyKind

Kind = LicenceEvent.Kind
GRANTED = "granted"
BINDING = (Decision.Status.ISSUED, Decision.Status.SERVED)
ENDING = "行政许可法第七十条"


def note(
    licence: Licence,
    kind: LicenceEvent.Kind,
    *,
    by: User | None,
    on: date,
    words: str = "",
    decision: Decision | None = None,
) -> LicenceEvent:
    """Write one event of the licence."""
    row = LicenceEvent.objects.create(
        licence=licence, kind=kind, on=on, note=words, decision=decision
    )
    audit.append(f"licence.{kind}", obj=licence, actor=by, data={"on": on, "note": words})
    return row


def grant(decision: Decision, *, by: User, on: date) -> Licence:
    """The licence that a granted permit gives, as the decision names it."""
    row = Licence.objects.create(
        decision=decision,
        case=decision.case,
        agency_id=decision.agency_id,
        holder=decision.case.party,
        title=decision.cert_title or decision.title,
        number=decision.permit_no or decision.doc_no,
        valid_from=decision.valid_from or on,
        valid_to=decision.valid_to,
    )
    note(row, Kind.GRANTED, by=by, on=on, words=decision.doc_no, decision=decision)
    return row


def end(
    licence: Licence,
    move: str,
    *,
    by: User | None,
    on: date,
    reason: str,
    decision: Decision | None = None,
    penalty: Decision | None = None,
) -> Licence:
    """End a licence by a move of the table; the day and the reason of the first end stay."""
    locked = flows.LICENCE.lock(licence, move)
    changes = {
        "ended_on": locked.ended_on or on,
        "end_reason": locked.end_reason or reason,
        "penalty": penalty or locked.penalty,
    }
    moved = flows.LICENCE.move(licence, move, by=by, changes=changes, note=reason)
    note(moved, Kind(moved.status), by=by, on=on, words=reason, decision=decision or penalty)
    return moved


def fall(decision: Decision, *, by: User, on: date) -> None:
    """The decision that gave a licence was taken back: the licence falls with it."""
    row = Licence.objects.filter(decision=decision, status=Licence.Status.VALID).first()
    if row is not None:
        end(row, "revoke", by=by, on=on, reason=decision.revoke_ground, decision=decision)


def penalties(licence: Licence) -> list[Decision]:
    """The penalties that took a licence of the holder away, the newest first."""
    rows = Decision.objects.filter(
        agency_id=licence.agency_id,
        case__party__in=duplicates.same_party(licence.holder),
        kind="penalty",
        status__in=BINDING,
    )
    found = rows.select_related("case").order_by("-issued_on", "pk")
    return [row for row in found if PenaltyKind.REVOKE_LICENCE in row.penalty_kinds]


@transaction.atomic
def punish(licence: Licence, *, by: User, on: date, penalty: Decision) -> Licence:
    """吊销: a penalty decision takes this licence away, from the day of the penalty on."""
    demand(by, "enforcement.file_case")
    if by.agency_id != licence.agency_id or penalty not in penalties(licence):
        raise RuleError(
            _("吊销许可证件应当有本机关对持证人作出的吊销处罚决定。"),
            article="行政处罚法第九条、第五十七条",
            remedy=_("请先作出吊销许可证件的处罚决定。"),
            field="penalty",
        )
    if penalty.issued_on is not None and on < penalty.issued_on:
        raise RuleError(
            _("日期不能早于处罚决定日期%(day)s。") % {"day": penalty.issued_on},
            article="行政处罚法第九条",
            remedy=_("请核对日期。"),
            field="on",
        )
    with translation.override(settings.LANGUAGE_CODE):
        words = _("由%(doc)s吊销") % {"doc": penalty.doc_no}
    return end(licence, "punish", by=by, on=on, reason=words, penalty=penalty)


def expiring(on: date) -> list[int]:
    """Keys of the licences whose last day was before the day and that still stand as valid."""
    rows = Licence.objects.filter(status=Licence.Status.VALID, valid_to__lt=on)
    return list(rows.order_by("valid_to", "pk").values_list("pk", flat=True))


def expire(licence: Licence) -> Licence:
    """有效期届满: nobody asked for renewal, or it was refused."""
    if licence.valid_to is None:
        raise ValueError(f"licence {licence.pk} has no end")
    return end(licence, "expire", by=None, on=licence.valid_to, reason=str(_("有效期届满未延续")))
