"""The term of a published permit follows its licence when silence renewed it (行政许可法 50)."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F

from core import audit
from disclosure.models import Publication
from enforcement.models import Licence, LicenceEvent
from enforcement.services import proceedings


def outgrown() -> list[UUID]:
    """Keys of the published permits whose licence was renewed by silence beyond their end."""
    rows = Publication.objects.filter(
        status=Publication.Status.PUBLISHED,
        decision__licence__status=Licence.Status.VALID,
        decision__licence__valid_to__gt=F("publish_until"),
        decision__licence__events__kind=LicenceEvent.Kind.DEEMED,
    )
    return list(rows.distinct().values_list("pk", flat=True))


@transaction.atomic
def follow(key: UUID) -> bool:
    """Let the publication last as long as the licence."""
    row = Publication.objects.select_for_update(of=("self",)).get(pk=key)
    licence = Licence.objects.filter(decision=row.decision).first()
    if licence is None or licence.valid_to is None:
        return False
    before, row.publish_until = row.publish_until, licence.valid_to
    row.save(update_fields=["publish_until", "updated_at"])
    data = {"old": before, "new": row.publish_until}
    audit.append("publication.term", obj=row, data=data)
    return True


def awaits_renewal(publication: Publication, on: date) -> bool:
    """Whether silence is about to renew the licence: its record does not expire on its last day."""
    licence = Licence.objects.filter(
        decision=publication.decision, status=Licence.Status.VALID, valid_to__lte=on
    ).first()
    return licence is not None and proceedings.pending_renewal(licence) is not None
