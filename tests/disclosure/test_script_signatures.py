"""The signatures of the script that checks the publication log, against the library that made them."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure import verify_ledger
from disclosure.verify_ledger import L, Q, combined, plus_ed25519, plus_p256, point_of

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
FEW = settings(max_examples=10, deadline=None)
# RFC 8032, 7.1, test 3.
RFC = tuple(
    bytes.fromhex(text)
    for text in (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        "af82",
    )
)


def test_the_example_of_the_standard_is_good() -> None:
    assert verify_ledger.signed_ed25519(*RFC)


@FEW
@given(message=st.binary(max_size=300), bit=st.integers(0, 511))
def test_what_was_signed_is_good_and_one_bit_more_is_not(message: bytes, bit: int) -> None:
    good = KEY.sign(message)
    bad = bytearray(good)
    bad[bit // 8] ^= 1 << bit % 8
    assert verify_ledger.signed_ed25519(PUBLIC, good, message)
    assert not verify_ledger.signed_ed25519(PUBLIC, bytes(bad), message)
    assert not verify_ledger.signed_ed25519(PUBLIC, good, message + b"x")


def test_no_other_writing_of_a_signature_or_a_key_passes() -> None:
    good = KEY.sign(b"head")
    number = int.from_bytes(good[32:], "little")
    again = good[:32] + (number + L).to_bytes(32, "little")  # malleable without the bound
    keys = (b"", PUBLIC[:-1], PUBLIC + b"\0", b"\xff" * 32, Q.to_bytes(32, "little"), bytes(32))
    for signature in (again, good[:-1], good + b"\0", b"", bytes(64), b"\xff" * 64):
        assert not verify_ledger.signed_ed25519(PUBLIC, signature, b"head")
    for key in keys:
        assert not verify_ledger.signed_ed25519(key, good, b"head")


def test_the_point_with_a_sign_and_no_size_is_none() -> None:
    one = (1).to_bytes(32, "little")
    assert point_of(one) == (0, 1)
    assert point_of(one[:-1] + b"\x80") is None
    assert point_of((2).to_bytes(32, "little")) is None, "not on the curve"


@FEW
@given(one=st.integers(1, 2**64), two=st.integers(1, 2**64))
def test_a_sum_of_multiples_is_the_multiple_of_the_sum(one: int, two: int) -> None:
    for plus, base in ((plus_p256, verify_ledger.G), (plus_ed25519, verify_ledger.BASE)):
        both = combined(plus, (one, base), (two, base))
        assert both == combined(plus, (one + two, base))
