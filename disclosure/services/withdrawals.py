"""Taking a decision down: revoked, changed, found illegal, or barred by what is known now."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import deadlines
from disclosure import eligibility, flows, projection
from disclosure.models import Publication
from disclosure.services import patrol, pipeline
from enforcement.models import Decision, Proceeding
from recording.services.evidence_index import batched

BATCH = 1000
STANDING = ("pending", "redacted", "approved", "published")

ENDED = (Proceeding.Kind.WITHDRAW, Proceeding.Kind.REVOKE)


def revoked(on: date) -> list[UUID]:
    """Keys of the publications of decisions revoked by the day that stand or are on their way."""
    rows = Publication.objects.filter(
        decision__status=Decision.Status.REVOKED,
        decision__revoked_on__lte=on,
        status__in=STANDING,
    )
    return list(rows.order_by("decision__revoked_on", "pk").values_list("pk", flat=True))


def barred() -> list[UUID]:
    """Keys of what is public and the law bars by what is known now, own decisions and records alike.

    What seals at a stroke is looked for among all rows, every time; what has to be read, like a
    text or a birth date, in one stretch of rows after the other (disclosure.services.patrol).
    """
    keys = sorted(patrol.struck() | patrol.suspects(timezone.now()))
    rows = Publication.objects.select_related(
        "decision__case__party", "decision__agency", "record__agency"
    )
    # A field that seals may seal every record of an agency: more keys than one question may name.
    parts = (rows.filter(pk__in=part).order_by("pk") for part in batched(keys, BATCH))
    return [row.pk for part in parts for row in part if _bar_of(row)]


def _bar_of(row: Publication) -> eligibility.Bar | None:
    if row.decision is not None:
        return eligibility.bar(row.decision)
    return eligibility.bar_record(row.record) if row.record is not None else None


@transaction.atomic
def take_barred(key: UUID, on: date) -> bool:
    """Take one of them down; False when it is no longer public or no longer barred."""
    row = Publication.objects.select_for_update().get(pk=key)
    bar = _bar_of(row)
    if bar is None or row.status != Publication.Status.PUBLISHED:
        return False
    pipeline.take_barred(row, bar, by=None, on=on)
    return True


@transaction.atomic
def take_down(key: UUID, on: date) -> bool:
    """Take one publication of a revoked decision down, with the ground made public.

    The law gives 3 working days (行政处罚法 48); the portal does it at the next sweep. What was not
    published yet is dropped. False when another worker has done it meanwhile.
    """
    row = Publication.objects.select_for_update().get(pk=key)
    decision = row.decision
    if row.status not in STANDING or decision is None or decision.revoked_on is None:
        return False
    reason = public_reason(decision)
    if row.status == Publication.Status.PUBLISHED:
        pipeline.withdraw(row, by=None, on=on, reason=reason)
        return True
    flows.PUBLICATION.move(
        row,
        "drop",
        by=None,
        changes={"withheld_code": "revoked", "public_reason": reason},
        note=decision.revoke_ground,
    )
    deadlines.void("publication", str(decision.pk), on=on)
    return True


@translation.override(settings.LANGUAGE_CODE)
def public_reason(decision: Decision) -> str:
    """The ground of revocation as the public may read it: names and numbers hidden."""
    ground = projection.redacted_text(decision.revoke_ground, decision)
    ended = Proceeding.objects.filter(licence__decision=decision, kind__in=ENDED)
    if ended.filter(settled=Proceeding.Settled.DECIDED).exists():
        # 撤回 and 撤销 of a licence say so themselves; the decision itself was not found wrong.
        return ground
    return _("该决定已被依法撤销、变更或者确认违法、无效：%(ground)s") % {"ground": ground}
