"""What the QR code of an officer's credential holds, whether it still counts, and the signed list.

The format is that of enforcement/verify_credential.py, the script which checks it off-line.
"""

import base64
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from core import signing
from core.merkle import P256_NOTE, key_id
from enforcement import codes
from enforcement.models import Agency, Certificate, Credential, Officer
from enforcement.verify_credential import LIST, ORIGIN, STAMP, VERSION, mark, message

# The symbol must stay easy to scan: bytes of a field beyond which it is cut. Name and number never are.
AGENCY_BYTES, SCOPE_BYTES = 72, 36


def on_one_line(text: str) -> str:
    """The text with single blanks for every kind of blank."""
    return " ".join(text.split())


def cut(text: str, most: int) -> str:
    """The text on one line, shortened with … to so many bytes."""
    line = on_one_line(text)
    if len(line.encode()) <= most:
        return line
    return line.encode()[: most - len("…".encode())].decode(errors="ignore") + "…"


def text_of(certificate: Certificate, at: datetime) -> str:
    """What a credential of the certificate says that is made at a moment."""
    officer = certificate.officer
    fields = (
        on_one_line(officer.name),
        cut(officer.agency.name, AGENCY_BYTES),
        on_one_line(certificate.number),
        cut(certificate.area, SCOPE_BYTES),
        cut(certificate.category, SCOPE_BYTES),
        f"{certificate.valid_from:%Y%m%d}",
        f"{certificate.valid_to:%Y%m%d}",
        str(int(at.timestamp())),
    )
    return "\n".join(fields)


def address(row: Credential) -> str:
    """What the QR code reads as: the page of the code, and behind # what never reaches a server."""
    key = signing.public_key_p256()
    head = bytes([VERSION]) + key_id(ORIGIN, key, P256_NOTE)
    data = head + signing.sign_p256(message(row.code, row.text)) + row.text.encode()
    return f"{codes.address(row.code)}#{base64.urlsafe_b64encode(data).decode().rstrip('=')}"


def find(code: str, on: date) -> Credential | None:
    """The credential of a code of an officer of the list, however it was typed."""
    wanted = codes.folded(code)
    if not wanted:
        return None
    rows = Credential.objects.select_related("certificate__officer__agency")
    told = {"officer__in": Officer.objects.listed(on), "published_on__lte": on}
    known = {f"certificate__{key}": value for key, value in told.items()}
    return rows.filter(code=wanted, **known).first()


def void(row: Credential) -> str:
    """Why the credential itself no longer counts, in words; "" when it does."""
    if row.ended_at is not None:
        return _("二维码证件%(why)s") % {"why": row.get_why_display()}
    if row.text != text_of(row.certificate, row.issued_at):
        return _("证面信息已变更，应当换发")
    return ""


def stands(row: Credential, on: date) -> bool:
    """Whether it counts on the day, its last day apart: that is in the text."""
    certificate, officer = row.certificate, row.certificate.officer
    ended = certificate.ended_on is not None and certificate.ended_on <= on
    known = officer.agency.status == Agency.Status.CONFIRMED
    listed = officer.published_on is not None and certificate.published_on is not None
    return (
        known and listed and officer.status == Officer.Status.ACTIVE and not ended and not void(row)
    )


# --- the files ----------------------------------------------------------------------------------


def keys() -> dict[str, object]:
    """The address of the portal and the keys that sign its credentials, in hex."""
    site = codes.on_the_site("")
    return {"site": site, "keys": [signing.public_key_p256().hex()]}


def revoked(now: datetime, on: date) -> str:
    """The signed list of the credentials that no longer count though their last day has not passed."""
    rows = Credential.objects.unexpired(on).iterator()
    marks = sorted(mark(row.code) for row in rows if not stands(row, on))
    until = now + timedelta(minutes=settings.CREDENTIAL_LIST_MINUTES)
    times = (each.astimezone(UTC).strftime(STAMP) for each in (now, until))
    body = "\n".join([LIST, *times, *marks]) + "\n"
    key = signing.public_key_p256()
    blob = key_id(ORIGIN, key, P256_NOTE) + signing.sign_p256(body.encode())
    return f"{body}\n\u2014 {ORIGIN} {base64.b64encode(blob).decode()}\n"


def card_of(certificate: Certificate) -> Credential | None:
    """The credential of the certificate that is in use."""
    return Credential.objects.in_use().filter(certificate=certificate).first()
