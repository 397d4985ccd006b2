"""Personal data is encrypted at rest, found by a keyed hash, and unreadable without the key."""

from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models
from hypothesis import given
from hypothesis import strategies as st

from core.fields import EncryptedTextField
from core.secrets import SecretError, decrypt, encrypt, keyed_hash
from enforcement.models import Party
from tests import factories

NUMBER = "11010519491231002X"


@given(st.text(min_size=1, max_size=200).filter(lambda t: t.isprintable()))
def test_what_is_encrypted_comes_back(text: str) -> None:
    stored = encrypt(text)
    assert decrypt(stored) == text
    assert stored.isascii()


def test_the_stored_value_does_not_hold_the_text() -> None:
    assert NUMBER not in encrypt(NUMBER)
    assert NUMBER[:6] not in encrypt(NUMBER)


def test_the_same_text_is_stored_differently_each_time() -> None:
    assert encrypt(NUMBER) != encrypt(NUMBER)


def test_nothing_stays_nothing() -> None:
    assert encrypt("") == decrypt("") == keyed_hash("") == keyed_hash("  ") == ""


def test_another_key_cannot_read_and_says_which_key_is_needed(settings: Any) -> None:
    stored = encrypt(NUMBER)
    settings.PII_KEY = "another key of this test"
    with pytest.raises(SecretError, match=stored.split(".")[1]):
        decrypt(stored)


def test_a_changed_value_is_refused_without_telling_it() -> None:
    stored = encrypt(NUMBER)
    broken = stored[:-6] + ("A" if stored[-6] != "A" else "B") + stored[-5:]
    with pytest.raises(SecretError) as caught:
        decrypt(broken)
    assert NUMBER not in str(caught.value)


@pytest.mark.parametrize("stored", ["plain text", "v1.zzzz", NUMBER, "v2.00000000.AAAA"])
def test_a_value_that_was_never_encrypted_is_refused(stored: str) -> None:
    with pytest.raises(SecretError):
        decrypt(stored)


def test_a_truncated_value_is_refused() -> None:
    head, _, _ = encrypt(NUMBER).rpartition(".")
    with pytest.raises(SecretError, match="damaged"):
        decrypt(f"{head}.AAAA")


def test_without_a_key_nothing_is_stored(settings: Any) -> None:
    settings.PII_KEY = ""
    with pytest.raises(SecretError, match="PORTAL_PII_KEY"):
        encrypt(NUMBER)


@pytest.mark.parametrize(
    "text", ["11010519491231002x", "110105 19491231 002X", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_the_hash_is_the_same_for_every_way_to_write_a_number(text: str) -> None:
    assert keyed_hash(text) == keyed_hash(NUMBER)


def test_the_hash_depends_on_the_key_and_the_text(settings: Any) -> None:
    first = keyed_hash(NUMBER)
    assert len(first) == 64
    assert keyed_hash("110105194912310029") != first
    settings.PII_KEY = "another key of this test"
    assert keyed_hash(NUMBER) != first


def test_the_field_writes_ciphertext_and_reads_text() -> None:
    field = EncryptedTextField()
    stored = field.get_prep_value(NUMBER)
    assert stored is not None
    assert stored.startswith("v1.")
    assert field.from_db_value(stored, None, connection) == NUMBER
    assert field.get_prep_value(None) is None
    assert field.from_db_value(None, None, connection) is None


def test_the_field_cannot_be_searched_but_for_being_empty() -> None:
    field = EncryptedTextField()
    field.set_attributes_from_name("id_no")
    for lookup in ("exact", "contains", "in", "gt"):
        with pytest.raises(FieldError, match="keyed hash"):
            field.get_lookup(lookup)
    assert field.get_lookup("isnull") is not None


def test_the_field_is_recorded_in_migrations_by_its_own_path() -> None:
    _, path, args, kwargs = EncryptedTextField(blank=True).deconstruct()
    assert path == "core.fields.EncryptedTextField"
    assert (list(args), kwargs) == ([], {"blank": True})
    assert issubclass(EncryptedTextField, models.TextField)


@pytest.mark.django_db
def test_the_database_holds_only_ciphertext_and_the_model_gives_the_text() -> None:
    row = factories.party(factories.agency(), kind="person", id_no=NUMBER, phone="13800138000")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_no, phone FROM enforcement_party WHERE id = %s", [row.pk])
        stored = cursor.fetchone()
    assert all(value.startswith("v1.") for value in stored)
    assert NUMBER not in str(stored)
    fresh = Party.objects.get(pk=row.pk)
    assert (fresh.id_no, fresh.phone) == (NUMBER, "13800138000")


@pytest.mark.django_db
def test_a_query_by_the_encrypted_column_is_refused() -> None:
    with pytest.raises(FieldError, match="keyed hash"):
        Party.objects.filter(id_no=NUMBER).exists()
