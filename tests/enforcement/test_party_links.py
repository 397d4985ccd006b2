"""The link of a party: handed out by a handler, opened once, tied to a browser, withdrawn."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from core.triggers import refusal
from enforcement.models import Case, PartyLink
from enforcement.services import party_links
from enforcement.services.party_links import Door
from tests import factories
from tests.base import Cast
from tests.enforcement.dossier import audited, lead
from tests.party_links import CODE, NOON, TAIL, again, bound, case, issued

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def open_case(cast: Cast) -> Case:
    return case(cast.bureau)


def refused(act: Callable[[], object]) -> RuleError:
    with pytest.raises(RuleError) as caught:
        act()
    return caught.value


def knock(token: str, *, secret: str = "", at: object = NOON) -> Door:
    return party_links.knock(party_links.find(token), secret=secret, at=at)  # type: ignore[arg-type]  # a moment


def logged() -> str:
    rows = AuditEntry.objects.values_list("action", "object_id", "data", "actor")
    return " ".join(" ".join(row) for row in rows)


# ------------------------------------------------------------------------------- handing out
def test_a_link_expires_when_its_profile_says_and_the_making_is_on_record(open_case: Case) -> None:
    link, token = issued(open_case)

    hours = open_case.agency.rules().period(party_links.LIFE).count
    assert link.expires_at - NOON == timedelta(hours=hours)
    assert audited(link, "partylink.issue")
    assert knock(token) == Door.ASKS


def test_neither_token_nor_secret_is_kept_or_logged(open_case: Case) -> None:
    link, token = issued(open_case)
    secret = party_links.bind(link, answer=TAIL, at=NOON)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM enforcement_partylink")
        stored = " ".join(map(str, cursor.fetchone()))
    for text in (token, token.partition(".")[0], secret, TAIL):
        assert text not in stored
        assert text not in logged()


def test_a_second_link_ends_the_first(open_case: Case) -> None:
    first, old = issued(open_case)
    _second, new = issued(open_case)

    assert (knock(old), knock(new)) == (Door.CLOSED, Door.ASKS)
    assert again(first).revoke_reason == "重新出具"
    assert again(first).revoked_by_id == lead(open_case).pk


def test_only_a_handler_hands_one_out(cast: Cast, open_case: Case) -> None:
    for by in (cast.head, cast.supervisor, cast.publisher):
        with pytest.raises(PermissionDenied):
            party_links.issue(open_case, by=by, at=NOON)
    assert "只有本案承办人员" in str(
        refused(lambda: party_links.issue(open_case, by=cast.outsider, at=NOON))
    )
    assert not PartyLink.objects.exists()


def test_a_sealed_case_gets_no_link_and_its_old_one_ends(open_case: Case) -> None:
    link = bound(open_case)
    Case.objects.filter(pk=open_case.pk).update(sealed=True)

    error = refused(lambda: issued(open_case))
    assert error.article == "治安管理处罚法第一百三十六条"
    assert not again(link).live(NOON)


def test_a_case_not_filed_yet_gets_no_link(cast: Cast) -> None:
    row = factories.case(cast.bureau)
    assert "待立案" in refused(lambda: issued(row)).message


def test_a_party_that_cannot_be_asked_anything_gets_no_link(open_case: Case) -> None:
    open_case.party.uscc = ""
    open_case.party.save(update_fields=["uscc"])
    assert "无法核对其身份" in refused(lambda: issued(open_case)).message


@pytest.mark.parametrize(
    ("fields", "label", "tail"),
    [
        ({"kind": "person", "id_no": "11010519491231002X"}, "证件号码", "002X"),
        ({"kind": "org", "uscc": CODE}, "统一社会信用代码", TAIL),
        ({"kind": "person", "uscc": CODE, "phone": "13800005678"}, "联系电话", "5678"),
    ],
)
def test_each_kind_of_party_is_asked_for_its_own_code(
    cast: Cast, fields: dict[str, str], label: str, tail: str
) -> None:
    party = factories.party(cast.bureau)
    for name, value in {"uscc": "", "id_no": "", "phone": "", **fields}.items():
        setattr(party, name, value)
    assert party_links.mark_of(party) == party_links.Mark(label, tail)


# ------------------------------------------------------------------------------- the address
def test_a_forged_token_finds_nothing(open_case: Case) -> None:
    _link, token = issued(open_case)
    body, _dot, seal = token.rpartition(".")
    elsewhere = signing.Signer(salt="another purpose", sep=".").sign(body)
    for forged in ("", body, f"{body}x.{seal}", f"{body}.{seal[:-1]}!", elsewhere, token + " "):
        assert party_links.find(forged) is None
        assert knock(forged) == Door.CLOSED


def test_a_token_we_signed_but_never_gave_out_finds_nothing(open_case: Case) -> None:
    issued(open_case)
    assert party_links.find(party_links._signer().sign("made-up")) is None


def test_a_link_ends_to_the_second(open_case: Case) -> None:
    link, token = issued(open_case)
    last = link.expires_at - SECOND

    assert (knock(token, at=last), knock(token, at=link.expires_at)) == (Door.ASKS, Door.CLOSED)
    secret = party_links.bind(link, answer=TAIL, at=last)
    assert knock(token, secret=secret, at=last) == Door.OPEN
    assert knock(token, secret=secret, at=link.expires_at) == Door.GONE


def test_it_cannot_be_opened_first_when_it_has_ended(open_case: Case) -> None:
    link, _token = issued(open_case)
    with pytest.raises(StaleError):
        party_links.bind(link, answer=TAIL, at=link.expires_at)


def test_another_browser_learns_as_little_as_from_no_link_at_all(open_case: Case) -> None:
    link, token = issued(open_case)
    secret = party_links.bind(link, answer=TAIL, at=NOON)

    assert knock(token, secret=secret) == Door.OPEN
    assert {knock(token), knock(token, secret="x"), knock("made.up")} == {Door.CLOSED}
    assert audited(link, "partylink.refuse")
    with pytest.raises(StaleError):
        party_links.bind(link, answer=TAIL, at=NOON)


# ------------------------------------------------------------------------------- the answer
def test_the_answer_is_taken_however_it_is_typed(open_case: Case) -> None:
    link, _token = issued(open_case)
    assert party_links.bind(link, answer=" ０ｙ43 ", at=NOON)
    assert audited(link, "partylink.bind")


def test_wrong_answers_are_counted_slowed_down_and_end_the_link(open_case: Case) -> None:
    link, token = issued(open_case)
    most = int(open_case.agency.rules().value(party_links.TRIES))
    for count in range(1, most + 1):
        assert "核对不符" in str(refused(lambda: party_links.bind(link, answer="0000", at=NOON)))
        assert again(link).failures == count
        if count % party_links.PACE == 0:
            assert "操作过于频繁" in str(
                refused(lambda: party_links.bind(link, answer=TAIL, at=NOON))
            )
            cache.clear()

    assert knock(token) == Door.CLOSED
    assert (again(link).revoked_by, again(link).revoke_reason) == (None, party_links.GUESSED)
    assert AuditEntry.objects.filter(action="partylink.fail").count() == most
    with pytest.raises(StaleError):
        party_links.bind(link, answer=TAIL, at=NOON)


# ------------------------------------------------------------------------------- withdrawing
def test_a_handler_withdraws_with_a_reason_and_only_once(cast: Cast, open_case: Case) -> None:
    link, by = bound(open_case), lead(open_case)
    assert refused(lambda: party_links.revoke(link, by=by, at=NOON, reason=" ")).field == "reason"
    with pytest.raises(PermissionDenied):
        party_links.revoke(link, by=cast.head, at=NOON, reason="误发")
    refused(lambda: party_links.revoke(link, by=cast.outsider, at=NOON, reason="误发"))

    party_links.revoke(link, by=by, at=NOON, reason="手机遗失")

    assert not again(link).live(NOON)
    assert audited(link, "partylink.revoke")
    with pytest.raises(StaleError):
        party_links.revoke(link, by=by, at=NOON, reason="再撤")


# ------------------------------------------------------------------------------- the database
def code_of(statement: str, link: PartyLink) -> str:
    """The gate that refused a statement of somebody at a database prompt."""
    with (
        pytest.raises(DatabaseError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"{statement} WHERE id = %s", [link.pk])  # noqa: S608  # our own statements
    found = refusal(caught.value)
    return found[0] if found else type(caught.value).__name__


def test_raw_sql_neither_rebinds_nor_revives_nor_prolongs_a_link(open_case: Case) -> None:
    link = bound(open_case)
    table = "UPDATE enforcement_partylink SET"
    assert code_of(f"{table} binding_hash = 'x'", link) == "PARTY_LINK_BOUND"
    assert code_of(f"{table} bound_at = NULL, binding_hash = ''", link) == "PARTY_LINK_BOUND"
    for change in ("token_hash = 'x'", "expires_at = '2099-01-01 00:00:00+00:00'"):
        assert code_of(f"{table} {change}", link) == "APPEND_ONLY"
    assert code_of("DELETE FROM enforcement_partylink", link) == "APPEND_ONLY"
    party_links.revoke(link, by=lead(open_case), at=NOON, reason="误发")
    assert code_of(f"{table} revoked_at = NULL, revoke_reason = ''", link) == "PARTY_LINK_REVOKED"


def test_the_database_keeps_one_standing_link_for_a_case(open_case: Case) -> None:
    link, _token = issued(open_case)
    with pytest.raises(IntegrityError), transaction.atomic():
        PartyLink.objects.create(
            case=open_case,
            party=open_case.party,
            token_hash="x",
            expires_at=NOON,
            created_by=link.created_by,
            created_at=NOON,
        )
