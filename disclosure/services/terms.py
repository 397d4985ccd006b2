"""How long a publication lasts: a permit as long as its licence, a penalty as long as its class."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand_in
from disclosure import period
from disclosure.models import Publication
from enforcement.models import Licence, LicenceEvent, User
from enforcement.models.kinds import ActionKind
from enforcement.services import proceedings

CLASSES = "信用修复管理办法（国家发展改革委令第36号）"
Status, CreditClass = Publication.Status, Publication.CreditClass
CLASSED = (Status.PENDING, Status.REDACTED, Status.APPROVED, Status.PUBLISHED)


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
    """Whether silence is about to renew the licence: its record does not expire with its last day."""
    licence = Licence.objects.filter(
        decision=publication.decision, status=Licence.Status.VALID, valid_to__lte=on
    ).first()
    return licence is not None and proceedings.pending_renewal(licence) is not None


@transaction.atomic
def classify(publication: Publication, *, by: User, credit_class: str, reason: str) -> Publication:
    """确定失信类别 where the agency departs from the suggested one; what is public ends accordingly.

    The choice is the agency's by the standards of its field, with its reason on record.
    """
    demand_in(by, "disclosure.approve", publication.agency_id)
    row = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    if row.kind != ActionKind.PENALTY or row.status not in CLASSED:
        raise RuleError(
            _("只有待公开和已公开的行政处罚可以确定失信类别。"),
            article=CLASSES,
            remedy=_("无需办理。"),
        )
    if credit_class not in CreditClass.values or not reason.strip():
        raise RuleError(
            _("确定失信类别应当说明依据。"),
            article=CLASSES,
            remedy=_("请选择类别并写明行业主管部门的分类标准。"),
            field="reason" if credit_class in CreditClass.values else "credit_class",
        )
    row.credit_class = CreditClass(credit_class)
    if row.status == Status.PUBLISHED:
        row.publish_until = end_of(row)
    row.save(update_fields=["credit_class", "publish_until", "updated_at"])
    data = {"class": credit_class, "until": row.publish_until, "note": reason.strip()}
    audit.append("publication.classify", obj=row, actor=by, data=data)
    return row


def end_of(row: Publication) -> date | None:
    """The last day of a public row by the rules as they are."""
    shown_on, chosen = row.first_published_on, row.credit_class or ""
    if row.decision is not None:
        return period.until(row.decision, shown_on=shown_on, chosen=chosen)
    if row.record is None:
        raise ValueError("a publication has a source")
    return period.until_record(row.record, shown_on=shown_on, chosen=chosen)
