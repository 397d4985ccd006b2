"""The QR credential of an officer: made, replaced, taken back, and void when what it says is not so."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import segno
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.errors import RuleError
from core.models import AuditEntry
from enforcement import credentials, verify_credential
from enforcement.models import Agency, Certificate, Credential, Officer
from enforcement.services import credentials as service
from enforcement.services import officers
from tests.base import Cast, client_of
from tests.enforcement.carded import card, certificate_of, scanned

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 4, 1, 4, tzinfo=UTC)
TODAY = date(2026, 4, 1)
MOST, MODULES = 512, 93  # bytes of the text of a code; modules of the largest symbol it may take


def listed(row: Credential, on: date = TODAY) -> bool:
    """Whether the signed list names it."""
    return verify_credential.mark(row.code) in credentials.revoked(NOON, on).split("\n")


def again(row: Credential) -> Credential:
    found: Credential = Credential.objects.select_related("certificate__officer__agency").get(
        pk=row.pk
    )
    return found


def test_a_new_one_replaces_the_one_before_at_once_and_both_acts_are_logged(cast: Cast) -> None:
    first = card(cast, NOON)
    assert not listed(first)
    second = card(cast, NOON + timedelta(minutes=1))
    old = again(first)
    assert (old.ended_at, old.why, old.ended_by) == (second.issued_at, "replaced", cast.listadmin)
    assert (listed(first), listed(second)) == (True, False)
    assert first.code != second.code
    kinds = AuditEntry.objects.filter(action__startswith="credential.").order_by("pk")
    assert [row.action for row in kinds] == [
        "credential.issue",
        "credential.end",
        "credential.issue",
    ]


def test_the_list_names_nobody_and_cannot_be_guessed_from_the_number(cast: Cast) -> None:
    row = card(cast, NOON)
    service.end(row, by=cast.listadmin, at=NOON, why="returned")
    text = credentials.revoked(NOON, TODAY)
    for secret in (row.code, row.certificate.number, cast.officers[0].name, cast.bureau.name):
        assert secret not in text
    assert verify_credential.mark(row.certificate.number) not in text


CHANGES: dict[str, Callable[[Cast, Credential], object]] = {
    "suspended": lambda cast, row: officers.set_status(
        row.certificate.officer, Officer.Status.SUSPENDED, by=cast.listadmin, on=TODAY
    ),
    "left": lambda cast, row: officers.set_status(
        row.certificate.officer, Officer.Status.LEFT, by=cast.listadmin, on=TODAY
    ),
    "ended": lambda cast, row: officers.end_certificate(
        row.certificate, by=cast.listadmin, on=TODAY, reason="注销"
    ),
    "lost": lambda cast, row: service.end(row, by=cast.listadmin, at=NOON, why="lost"),
    "renamed": lambda cast, row: officers.update(
        row.certificate.officer, by=cast.listadmin, name="安试十"
    ),
    "moved": lambda cast, row: officers.update(row.certificate.officer, agency=cast.other_bureau),
    "agency renamed": lambda cast, row: Agency.objects.filter(pk=cast.bureau.pk).update(
        name="新局"
    ),
    "agency not announced": lambda cast, row: Agency.objects.filter(pk=cast.bureau.pk).update(
        status=Agency.Status.CLOSED
    ),
    "area changed": lambda cast, row: Certificate.objects.filter(pk=row.certificate_id).update(
        area="云海市"
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_ends_or_changes_it_is_in_the_list_at_once(cast: Cast, what: str) -> None:
    row = card(cast, NOON)
    assert not listed(row)
    CHANGES[what](cast, row)
    assert listed(row)
    assert not credentials.stands(again(row), TODAY)
    assert scanned(row).judged(NOON)[0] == verify_credential.INVALID


def test_what_is_not_on_it_changes_nothing(cast: Cast) -> None:
    row = card(cast, NOON)
    officers.update(row.certificate.officer, by=cast.listadmin, post="科长", unit="一科")
    assert (listed(row), credentials.void(again(row))) == (False, "")


def test_an_end_set_for_a_later_day_counts_from_that_day(cast: Cast) -> None:
    row = card(cast, NOON)
    tomorrow = TODAY + timedelta(days=1)
    officers.end_certificate(row.certificate, by=cast.listadmin, on=tomorrow, reason="调离")
    assert (listed(row), listed(row, tomorrow)) == (False, True)


def test_one_past_its_last_day_leaves_the_list_for_the_text_says_so(cast: Cast) -> None:
    row = card(cast, NOON)
    service.end(row, by=cast.listadmin, at=NOON, why="lost")
    last = row.certificate.valid_to
    assert listed(row, last)
    assert not listed(row, last + timedelta(days=1))


@pytest.mark.parametrize("what", ["suspended", "ended", "expired"])
def test_none_is_made_for_a_certificate_that_does_not_count(cast: Cast, what: str) -> None:
    row = certificate_of(cast)
    at = NOON
    if what == "suspended":
        Officer.objects.filter(pk=row.officer_id).update(status=Officer.Status.SUSPENDED)
    elif what == "ended":
        officers.end_certificate(row, by=cast.listadmin, on=TODAY, reason="注销")
    else:
        at = datetime(2032, 1, 1, tzinfo=UTC)
    with pytest.raises(RuleError, match="不能制发"):
        service.issue(row, by=cast.listadmin, at=at)
    assert not Credential.objects.exists()


def test_only_who_keeps_the_lists_of_the_agency_makes_and_ends_them(cast: Cast) -> None:
    for stranger in (cast.officer1, cast.head, cast.admin, cast.outsider):
        with pytest.raises(PermissionDenied):
            service.issue(certificate_of(cast), by=stranger, at=NOON)
    row = card(cast, NOON)
    with pytest.raises(PermissionDenied):
        service.end(row, by=cast.officer1, at=NOON, why="lost")
    other = officers.update(cast.officers[0], agency=cast.other_bureau)
    with pytest.raises(RuleError, match="不由您维护"):
        service.end(again(row), by=cast.listadmin, at=NOON, why="lost")
    assert other.agency == cast.other_bureau


def test_what_has_ended_is_not_ended_again(cast: Cast) -> None:
    row = card(cast, NOON)
    service.end(row, by=cast.listadmin, at=NOON, why="lost")
    with pytest.raises(RuleError, match="已经失效"):
        service.end(row, by=cast.listadmin, at=NOON, why="returned")
    with pytest.raises(ValueError, match="nonsense"):
        service.end(card(cast, NOON), by=cast.listadmin, at=NOON, why="nonsense")


RAW = [
    "UPDATE enforcement_credential SET text = 'x' WHERE id = %s",
    "UPDATE enforcement_credential SET code = 'x' WHERE id = %s",
    "UPDATE enforcement_credential SET ended_at = NULL, ended_by_id = NULL, why = '' WHERE id = %s",
    "UPDATE enforcement_credential SET why = 'returned' WHERE id = %s",
    "DELETE FROM enforcement_credential WHERE id = %s",
]


def test_the_database_lets_nobody_rewrite_revive_or_delete_one(cast: Cast) -> None:
    row = card(cast, NOON)
    service.end(row, by=cast.listadmin, at=NOON, why="lost")
    for sql in RAW:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [row.pk])
    live = card(cast, NOON)
    fields = {"certificate": live.certificate, "text": "x", "issued_at": NOON}
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.create(code="B" * 24, issued_by=cast.listadmin, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.filter(pk=live.pk).update(ended_at=NOON)


# ------------------------------------------------------------------------------ the symbol
def test_the_symbol_stays_small_enough_to_scan(cast: Cast) -> None:
    usual = scanned(card(cast, NOON)).text
    symbol = segno.make(usual, error="m", micro=False)
    assert (len(usual) <= 400, symbol.symbol_size(border=0)[0] <= 81) == (True, True)
    Agency.objects.filter(pk=cast.bureau.pk).update(name="云溪经济技术开发区综合行政执法局" * 6)
    Certificate.objects.filter(officer=cast.officers[0]).update(
        area="云溪经济技术开发区管理委员会辖区" * 6,
        category="综合行政执法" * 9,
        number="云执〔2026〕" * 2,
    )
    longest = scanned(card(cast, NOON)).text
    assert len(longest.encode()) <= MOST
    assert segno.make(longest, error="m", micro=False).symbol_size(border=0)[0] <= MODULES
    assert (
        scanned(again(Credential.objects.latest("pk"))).judged(NOON)[0] == verify_credential.VALID
    )


@pytest.mark.parametrize(
    "text", ["", "云", "云溪市" * 40, "a\n\tb\x0b c", "𠮷" * 40, "e\u0301" * 60]
)
@pytest.mark.parametrize("most", [4, 36, 72])
def test_a_long_field_is_cut_between_characters_and_stays_on_its_line(text: str, most: int) -> None:
    found = credentials.cut(text, most)
    assert len(found.encode()) <= most
    assert "\n" not in found
    short = " ".join(text.split())
    assert found == short or (found.endswith("…") and short.startswith(found[:-1]))


def test_names_with_odd_blanks_keep_the_lines_in_their_places(cast: Cast) -> None:
    Officer.objects.filter(pk=cast.officers[0].pk).update(name="安\n试\r\n一 ")
    row = card(cast, NOON)
    assert row.text.split("\n")[0] == "安 试 一"
    assert scanned(row).judged(NOON)[0] == verify_credential.VALID


# ------------------------------------------------------------------------------ the pages
def test_the_officer_page_leads_to_making_printing_and_ending(cast: Cast) -> None:
    client = client_of(cast.listadmin)
    certificate = certificate_of(cast)
    edit = f"/office/registry/officers/{certificate.officer_id}/"
    make = f"/office/registry/certificates/{certificate.pk}/credential/"
    assert make in client.get(edit).content.decode()
    assert client.post(make, {"sent": "1"}).headers["Location"] == edit
    row = Credential.objects.get(certificate=certificate)
    page = client.get(edit).content.decode()
    for path in (make, f"/office/registry/credentials/{row.pk}/", "换发二维码证件"):
        assert path in page
    shown = client.get(f"/office/registry/credentials/{row.pk}/")
    assert shown.headers["Cache-Control"] == "private, no-store"
    for told in ("安试一", cast.bureau.name, certificate.number, 'class="qr"'):
        assert told in shown.content.decode()
    ended = client.post(f"/office/registry/credentials/{row.pk}/end/", {"why": "lost"})
    assert ended.headers["Location"] == edit
    assert "已挂失" in client.get(f"/office/registry/credentials/{row.pk}/").content.decode()
    refused = client.post(f"/office/registry/credentials/{row.pk}/end/", {"why": "replaced"})
    assert refused.status_code == 200
    assert again(row).why == "lost"


def test_a_card_of_another_agency_is_no_page(cast: Cast) -> None:
    row = card(cast, timezone.now())
    officers.update(cast.officers[0], agency=cast.other_bureau)
    client = client_of(cast.listadmin)
    for path in ("", "end/"):
        assert client.get(f"/office/registry/credentials/{row.pk}/{path}").status_code == 404
