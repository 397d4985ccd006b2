"""A credential of the first officer of the bureau, and the files that check it off-line."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from enforcement import credentials, verify_credential
from enforcement.models import Certificate, Credential
from enforcement.services import credentials as service
from tests.base import Cast


@dataclass(frozen=True)
class Scanned:
    """What a telephone read, and how it is judged by the files of a moment."""

    text: str

    def judged(
        self, at: datetime, *, listed: str | None = None, hours: float = 0
    ) -> tuple[int, str]:
        """The answer of the script at a moment, with the list of that moment or the one given."""
        known = credentials.revoked(at, timezone.localdate(at)) if listed is None else listed
        keys = json.dumps(credentials.keys())
        return verify_credential.check(self.text, keys, known, int(at.timestamp()), hours)


def certificate_of(cast: Cast) -> Certificate:
    """The certificate of the first officer."""
    return Certificate.objects.select_related("officer__agency").get(officer=cast.officers[0])


def card(cast: Cast, at: datetime | None = None) -> Credential:
    """Its credential."""
    row = service.issue(certificate_of(cast), by=cast.listadmin, at=at or timezone.now())
    found: Credential = Credential.objects.select_related("certificate__officer__agency").get(
        pk=row.pk
    )
    return found


def scanned(row: Credential) -> Scanned:
    """What its code reads as."""
    return Scanned(credentials.address(row))


def of_the_scene(cast: Cast) -> dict[str, str]:
    """The card and its code."""
    row = card(cast)
    return {"credential": str(row.pk), "credential_code": row.code}
