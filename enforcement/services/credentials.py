"""Making the QR credential of a certificate, replacing it, and taking it back."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from enforcement import codes, credentials
from enforcement.flows.list_versions import ARTICLE as LISTED
from enforcement.models import Certificate, Credential, Officer, User
from enforcement.services.keeping import demand_kept
from enforcement.services.officers import ARTICLE

Why = Credential.Why


def issuable(certificate: Certificate, on: date) -> bool:
    """Whether the certificate counts on the day or will."""
    ended = certificate.ended_on is not None and certificate.ended_on <= on
    return (
        certificate.officer.status == Officer.Status.ACTIVE
        and certificate.valid_to >= on
        and not ended
    )


@transaction.atomic
def issue(certificate: Certificate, *, by: User, at: datetime) -> Credential:
    """Make the credential of a certificate; one made before is replaced from the same moment.

    RuleError for a certificate that has ended or expired, and of an officer who is not on the list
    yet: what the code says is read by everybody.
    """
    rows = Certificate.objects.select_for_update(of=("self",))
    row = rows.select_related("officer__agency").get(pk=certificate.pk)
    demand_kept(row.officer.agency, by)
    if not issuable(row, timezone.localtime(at).date()):
        raise RuleError(
            _("该执法证已经失效，不能制发二维码证件。"),
            article=ARTICLE,
            remedy=_("请先登记新的执法证。"),
        )
    if row.officer.published_on is None:
        raise RuleError(
            _("该执法人员尚未列入公布的执法人员清单，不能制发二维码证件。"),
            article=LISTED,
            remedy=_("请先报请批准，列入执法人员清单。"),
        )
    if row.published_on is None:
        raise RuleError(
            _("该执法证尚未经批准公布，不能制发二维码证件。"),
            article=LISTED,
            remedy=_("请由负责人批准该人员的清单变更。"),
        )
    former = credentials.card_of(row)
    if former is not None:
        _end(former, by=by, at=at, why=Why.REPLACED)
    made = Credential.objects.create(
        code=codes.new_code(),
        certificate=row,
        text=credentials.text_of(row, at),
        issued_at=at,
        issued_by=by,
    )
    audit.append("credential.issue", obj=made, actor=by, data={"certificate": row.pk})
    return made


@transaction.atomic
def end(credential: Credential, *, by: User, at: datetime, why: str) -> Credential:
    """Take a credential back, or report it lost; it stays ended."""
    demand_kept(credential.certificate.officer.agency, by)
    row = Credential.objects.select_for_update().get(pk=credential.pk)
    if row.ended_at is not None:
        raise RuleError(
            _("该二维码证件已经失效。"), article=ARTICLE, remedy=_("需要使用的请重新制发。")
        )
    return _end(row, by=by, at=at, why=Why(why))


def _end(row: Credential, *, by: User, at: datetime, why: Credential.Why) -> Credential:
    row.ended_at, row.ended_by, row.why = at, by, why
    row.save(update_fields=["ended_at", "ended_by", "why"])
    audit.append("credential.end", obj=row, actor=by, data={"why": str(why)})
    return row
