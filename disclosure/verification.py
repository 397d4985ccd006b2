"""What a code on a certificate or a document stands for, from public fields only."""

import copy
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext as _

from core.numbering import fold_doc_no
from disclosure import search
from disclosure.models import Publication
from enforcement import credentials, lists
from enforcement.models import Certificate, Credential, ListWithholding, Officer
from enforcement.services import list_records

MANY = 20


@dataclass(frozen=True)
class CertificateState:
    """One certificate and how it stands on the day: words, and the tone to draw them in."""

    certificate: Certificate
    words: str
    tone: str


@dataclass(frozen=True)
class Found:
    """Everything known under a code; false when there is nothing."""

    certificates: list[CertificateState] = field(default_factory=list)
    credential: Credential | None = None
    published: list[Publication] = field(default_factory=list)
    withdrawn: list[Publication] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.certificates or self.published or self.withdrawn)


def look_up(code: str, on: date) -> Found:
    """Certificates of announced agencies and public documents with the number."""
    number = unicodedata.normalize("NFKC", code).strip()
    if not number:
        return Found()
    card = credentials.find(number, on)
    if card is not None:
        named = _named(card.certificate, on)
        return (
            Found([replace(state_of_card(card, on), certificate=named)], card) if named else Found()
        )
    return Found(
        certificates(number, on), published=published(number, on), withdrawn=withdrawn(number)
    )


def certificates(number: str, on: date) -> list[CertificateState]:
    """The newest certificate of each officer of the list who ever held the number."""
    rows = (
        Certificate.objects.announced(on)
        .filter(number__iexact=number, officer__in=Officer.objects.listed(on))
        .select_related("officer", "officer__agency")
        .order_by("officer_id", "-valid_from")[:MANY]
    )
    named = (_named(row, on) for row in _newest(rows))
    return [state(row, on) for row in named if row is not None]


def _newest(rows: Iterable[Certificate]) -> list[Certificate]:
    first: dict[int, Certificate] = {}
    for row in rows:
        first.setdefault(row.officer_id, row)
    return list(first.values())


def _named(certificate: Certificate, on: date) -> Certificate | None:
    """The certificate, its officer in the words of the list; None where it has none to tell.

    What is written of somebody out of post nobody approves, so the list's last words of them count.
    """
    officer = certificate.officer
    if officer.status == Officer.Status.ACTIVE:
        return certificate
    held = list_records.versions(officer).held().first()
    if held is None or not list_records.told_of(officer, held.content, on):
        return None
    if held.withholdings.filter(status=ListWithholding.Status.WITHHELD).exists():
        return None
    named = copy.copy(certificate)
    named.officer = copy.copy(officer)
    for key, value in lists.values(lists.list_of(officer), held.content).items():
        setattr(named.officer, key, value)
    return named


def state(certificate: Certificate, on: date) -> CertificateState:
    """How a certificate stands on the day; an officer out of post has none that counts."""
    officer = certificate.officer
    if officer.status == Officer.Status.LEFT:
        return CertificateState(certificate, _("已注销"), "bad")
    if officer.status == Officer.Status.SUSPENDED:
        return CertificateState(certificate, _("已暂扣"), "bad")
    if certificate.ended_on is not None and certificate.ended_on <= on:
        return CertificateState(certificate, _("已暂扣或者注销"), "bad")
    if certificate.valid_to < on:
        return CertificateState(certificate, _("已过有效期"), "bad")
    if certificate.valid_from > on:
        return CertificateState(certificate, _("尚未生效"), "warn")
    return CertificateState(certificate, _("有效"), "good")


def state_of_card(card: Credential, on: date) -> CertificateState:
    """How the certificate of a QR credential stands, and the credential itself."""
    found = state(card.certificate, on)
    void = credentials.void(card)
    return found if found.tone == "bad" or not void else replace(found, words=void, tone="bad")


def published(number: str, on: date) -> list[Publication]:
    """Public decisions with the document number."""
    rows = search.decisions({"doc_no": number}, on) if fold_doc_no(number) else None
    return list(search.listed(rows).order_by(f"-{search.ORDER}")[:MANY]) if rows is not None else []


def withdrawn(number: str) -> list[Publication]:
    """Decisions with the document number that were public once; their page says why no more.

    What the law bars has no such page, and not even that it was there is confirmed.
    """
    rows = Publication.objects.filter(
        status=Publication.Status.WITHDRAWN,
        withheld_code="",
        shown__doc_no_key=fold_doc_no(number),
    )
    return list(rows.select_related("agency").only("ended_on", "agency__name")[:MANY])
