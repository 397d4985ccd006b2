"""Requests and signatures between a log and its witness: read as written, refused when anything is off."""

import base64
from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from core import cosigning, merkle

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
NOTE = merkle.Checkpoint("portal/ledger", 3, bytes(32)).sign(
    "portal/ledger", (merkle.ED25519_NOTE, PUBLIC, KEY.sign)
)
LINE = cosigning.cosign(NOTE, "portal/witness", PUBLIC, KEY.sign, AT)


def good(signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(PUBLIC).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def said(line: str, *, note: str = NOTE, name: str = "portal/witness") -> datetime:
    return cosigning.cosigned_at(note, line, name, PUBLIC, good)


def test_what_a_witness_signed_is_read_with_its_moment() -> None:
    assert said(LINE) == AT
    assert said(LINE.rstrip("\n")) == AT


def test_the_signed_text_is_that_of_the_standard() -> None:
    body = NOTE.partition("\n\n")[0] + "\n"
    assert cosigning.message(body, 7) == b"cosignature/v1\ntime 7\n" + body.encode()
    blob = base64.b64decode(LINE.split()[2])
    assert len(blob) == 4 + 8 + 64
    assert blob[:4] == merkle.key_id("portal/witness", PUBLIC, b"\x04")


def forged(place: int) -> str:
    blob = bytearray(base64.b64decode(LINE.split()[2]))
    blob[place] ^= 1
    return f"\u2014 portal/witness {base64.b64encode(bytes(blob)).decode()}\n"


@pytest.mark.parametrize("place", [0, 3, 4, 11, 12, 43, 44, 75])
def test_no_byte_of_a_signature_may_differ(place: int) -> None:
    with pytest.raises(cosigning.Malformed):
        said(forged(place))


@pytest.mark.parametrize(
    "line",
    [
        "",
        "\n",
        "- portal/witness AAAA",
        "\u2014 portal/witness",
        "\u2014 portal/witness AAAA",
        "\u2014 portal/witness A",
        f"\u2014 portal/witness {'A' * 4000}",
        LINE + LINE,
        "\u2014 portal/witness 汉字",
    ],
)
def test_what_is_no_signature_line_is_refused(line: str) -> None:
    with pytest.raises(cosigning.Malformed):
        said(line)


def test_a_signature_belongs_to_one_note_one_name_and_one_kind() -> None:
    other = NOTE.replace("\n3\n", "\n4\n")
    with pytest.raises(cosigning.Malformed):
        said(LINE, note=other)
    with pytest.raises(cosigning.Malformed):
        said(LINE, name="portal/other")
    with pytest.raises(cosigning.Malformed):
        cosigning.body_of("a head without signatures")
    own = NOTE.splitlines()[-1]  # the log's own signature is none of a witness
    with pytest.raises(cosigning.Malformed):
        said(own, name="portal/ledger")


nodes = st.lists(st.binary(min_size=32, max_size=32), max_size=cosigning.MOST_NODES)


@given(st.integers(0, 10**18 - 1), nodes, st.text(max_size=200))
def test_a_request_is_read_as_it_was_written(old: int, proof: list[bytes], note: str) -> None:
    asked = cosigning.Request(old, tuple(proof), note)
    assert cosigning.Request.from_text(asked.to_text()) == asked


@given(st.text(max_size=300))
def test_any_text_is_a_request_or_is_refused_in_one_way(text: str) -> None:
    try:
        asked = cosigning.Request.from_text(text)
    except cosigning.Malformed:
        return
    assert asked.old >= 0 and all(len(node) == 32 for node in asked.proof)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "old 3",
        "old 03\n\nx",
        "old -1\n\nx",
        "old ３\n\nx",
        "old 3\nAAAA\n\nx",
        "old 3\n*\n\nx",
        "old 1" + "0" * 18 + "\n\nx",
        "old 3" + f"\n{base64.b64encode(bytes(32)).decode()}" * 64 + "\n\nx",
        "new 3\n\nx",
    ],
)
def test_a_request_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(cosigning.Malformed):
        cosigning.Request.from_text(text)
