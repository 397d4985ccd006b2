"""The signing key and the notes it signs."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from core import signing
from core.merkle import Checkpoint

HEAD = Checkpoint("portal/audit", 3, b"r" * 32)


def test_a_note_of_our_key_opens_and_any_change_of_it_does_not(log_place: Path) -> None:
    note = signing.sign_checkpoint(HEAD)
    assert signing.read_signed(note, "portal/audit") == HEAD
    for forged in (
        note.replace("\n3\n", "\n4\n"),
        note.replace("portal/audit\n3", "portal/other\n3"),
        note.partition("\n\n")[0] + "\n",
        note.partition("\n\n")[0] + "\n\n\u2014 portal/audit !!!\n",
    ):
        with pytest.raises(ValueError, match="signature"):
            signing.read_signed(forged, "portal/audit")


def test_a_note_of_another_log_is_refused(log_place: Path) -> None:
    note = signing.sign_checkpoint(HEAD)
    with pytest.raises(ValueError, match="signature"):
        signing.read_signed(note, "portal/ledger")


def test_a_note_of_another_key_is_refused(log_place: Path, settings: Settings) -> None:
    note = signing.sign_checkpoint(HEAD)
    settings.VAR_DIR = log_place / "elsewhere"
    with pytest.raises(ValueError, match="signature"):
        signing.read_signed(note, "portal/audit")


def test_the_key_is_made_once_for_its_owner_only(log_place: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: signing.public_key(), range(16)))
    path = signing.key_file()
    assert len(keys) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["signing.pem"]


def test_production_does_not_make_a_key_of_its_own(log_place: Path, settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(ImproperlyConfigured, match="PORTAL_SIGNING_KEY_FILE"):
        signing.sign(b"message")


def test_a_configured_key_that_is_missing_is_named(log_place: Path, settings: Settings) -> None:
    settings.SIGNING_KEY_FILE = str(log_place / "absent.pem")
    with pytest.raises(ImproperlyConfigured, match=r"absent\.pem"):
        signing.sign(b"message")


def test_a_key_of_another_kind_is_refused(log_place: Path, settings: Settings) -> None:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = log_place / "p256.pem"
    path.write_bytes(pem)
    settings.SIGNING_KEY_FILE = str(path)
    with pytest.raises(ImproperlyConfigured, match="not an Ed25519 key"):
        signing.sign(b"message")


def test_the_second_key_follows_from_the_first_and_signs_too(
    log_place: Path, settings: Settings
) -> None:
    key, note = signing.public_key_p256(), signing.sign_checkpoint(HEAD)
    assert (len(key), key[0]) == (65, 4)
    signing.derived.cache_clear()
    assert signing.public_key_p256() == key
    assert len(note.partition("\n\n")[2].splitlines()) == 2
    good = signing.sign_p256(b"head")
    assert signing.verify_p256(good, b"head")
    assert not signing.verify_p256(good, b"tail")
    settings.VAR_DIR = log_place / "elsewhere"
    assert signing.public_key_p256() != key
    assert not signing.verify_p256(good, b"head")
