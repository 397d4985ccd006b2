"""Proofs and signed notes under attack: any bit, any place, any order changed is noticed."""

import base64
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from core import merkle
from core.merkle import ED25519_NOTE, Checkpoint, Range, open_checkpoint, read_checkpoint
from core.signing import verify_with

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
NAME = "portal/audit"
LEAVES = [merkle.leaf_hash(bytes([n])) for n in range(70)]
HEAD = Checkpoint(NAME, 7, merkle.root(LEAVES[:7]), ("time 2026-03-02T08:00:00+00:00",))
SIZES = st.integers(2, 70)


def good(signature: bytes, message: bytes) -> bool:
    return verify_with(PUBLIC, signature, message)


def note() -> str:
    """The head signed by the key."""
    return HEAD.sign(NAME, (ED25519_NOTE, PUBLIC, KEY.sign))


def opened(text: str, name: str = NAME) -> Checkpoint:
    """The head of a note, when its signature is good."""
    return open_checkpoint(text, name, PUBLIC, good)


def flipped(data: bytes, bit: int) -> bytes:
    """The bytes with one bit changed."""
    place, mask = divmod(bit, 8)
    return data[:place] + bytes([data[place] ^ (1 << mask)]) + data[place + 1 :]


@settings(max_examples=60)
@given(SIZES, st.data())
def test_one_changed_bit_of_an_inclusion_proof_is_noticed(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(LEAVES, index, size)
    head = merkle.root(LEAVES[:size])
    node, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    spoilt = [*proof[:node], flipped(proof[node], bit), *proof[node + 1 :]]
    assert merkle.verify_inclusion(LEAVES[index], index, size, proof, head)
    assert not merkle.verify_inclusion(LEAVES[index], index, size, spoilt, head)


@settings(max_examples=60)
@given(SIZES, st.data())
def test_a_proof_shows_its_own_place_in_its_own_tree_only(size: int, data: st.DataObject) -> None:
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(-1, size))
    proof, head = merkle.inclusion_proof(LEAVES, index, size), merkle.root(LEAVES[:size])
    assert merkle.verify_inclusion(LEAVES[index], other, size, proof, head) is (other == index)
    for short in (proof[1:], proof[:-1]):
        assert not merkle.verify_inclusion(LEAVES[index], index, size, short, head)


@settings(max_examples=60)
@given(SIZES, st.data())
def test_one_changed_bit_of_a_consistency_proof_is_noticed(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size - 1))
    proof = merkle.consistency_proof(LEAVES, old, size)
    heads = merkle.root(LEAVES[:old]), merkle.root(LEAVES[:size])
    node, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    spoilt = [*proof[:node], flipped(proof[node], bit), *proof[node + 1 :]]
    assert merkle.verify_consistency(old, size, *heads, proof)
    assert not merkle.verify_consistency(old, size, *heads, spoilt)
    assert not merkle.verify_consistency(old, size, heads[1], heads[0], proof)


@settings(max_examples=40)
@given(SIZES, st.data())
def test_a_tree_is_never_an_extension_of_a_larger_one(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size - 1))
    proof = merkle.consistency_proof(LEAVES, old, size)
    heads = merkle.root(LEAVES[:size]), merkle.root(LEAVES[:old])
    assert not merkle.verify_consistency(size, old, *heads, proof)
    assert not merkle.verify_consistency(0, size, merkle.EMPTY_ROOT, heads[0], proof)
    assert not merkle.verify_consistency(-old, size, *heads[::-1], proof)
    assert not merkle.verify_consistency(old, size, *heads[::-1], [])


@settings(max_examples=40)
@given(st.permutations(range(9)))
def test_the_order_of_the_leaves_is_part_of_the_head(order: list[int]) -> None:
    shuffled = merkle.root([LEAVES[n] for n in order])
    assert (shuffled == merkle.root(LEAVES[:9])) is (order == list(range(9)))


def test_an_inner_node_is_no_leaf() -> None:
    joined = LEAVES[0] + LEAVES[1]
    assert merkle.leaf_hash(joined) != merkle.node_hash(LEAVES[0], LEAVES[1])
    assert merkle.root([merkle.leaf_hash(joined)]) != merkle.root(LEAVES[:2])


def test_doubling_the_last_leaf_makes_another_tree() -> None:
    assert merkle.root(LEAVES[:3]) != merkle.root([*LEAVES[:3], LEAVES[2]])


@settings(max_examples=40)
@given(st.integers(0, 60), st.integers(0, 9))
def test_a_tree_goes_on_from_its_edge_as_if_it_had_never_stopped(size: int, more: int) -> None:
    whole, first = Range(), Range()
    for leaf in LEAVES[: size + more]:
        whole.append(leaf)
    for leaf in LEAVES[:size]:
        first.append(leaf)
    again = Range.from_text(size, first.to_text())
    for leaf in LEAVES[size : size + more]:
        again.append(leaf)
    assert again == whole
    assert len(again.edge) == (size + more).bit_count()


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (1, ""),
        (0, "00" * 32),
        (3, "00" * 32),
        (1, "00" * 31),
        (1, "zz" * 32),
        (2, "0x00"),
        (1, "00" * 33),
    ],
)
def test_an_edge_that_was_tampered_with_is_refused(size: int, text: str) -> None:
    with pytest.raises(ValueError, match=r"edge|hex"):
        Range.from_text(size, text)


def test_a_signed_note_opens_to_its_head() -> None:
    assert opened(note()) == HEAD
    assert note().startswith(HEAD.body() + "\n\u2014 portal/audit ")


@settings(max_examples=80)
@given(st.data())
def test_no_character_of_the_signed_text_can_be_changed(data: st.DataObject) -> None:
    text = note()
    place = data.draw(st.integers(0, len(HEAD.body()) - 1))
    other = data.draw(st.sampled_from("0123456789ABab+/=\n x").filter(lambda c: c != text[place]))
    with pytest.raises(ValueError, match=r"\S"):
        opened(text[:place] + other + text[place + 1 :])


@pytest.mark.parametrize(
    "line",
    [
        "\u2014 portal/audit 不是签名",
        "\u2014 portal/audit %%%",
        "\u2014 portal/audit ",
        "\u2014",
        "- portal/audit AAAA",
        "\u2014 portal/other AAAAAAAA",
        f"\u2014 portal/audit {base64.b64encode(bytes(68)).decode()}",
    ],
    ids=["not ascii", "not base64", "empty", "bare", "hyphen", "another key", "forged"],
)
def test_a_strange_signature_beside_the_good_one_does_no_harm(line: str) -> None:
    body, _, signature = note().partition("\n\n")
    assert opened(f"{body}\n\n{line}\n{signature}") == HEAD
    assert opened(f"{body}\n\n{signature}{line}\n") == HEAD
    with pytest.raises(ValueError, match="no good signature"):
        opened(f"{body}\n\n{line}\n")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text.replace("\n7\n", "\n8\n"),
        lambda text: text.replace("time", "Time"),
        lambda text: "x\n\n" + text,
        lambda text: text.partition("\n\n")[0],
        lambda text: "",
    ],
    ids=["no blank line", "size", "extension", "in front", "unsigned", "nothing"],
)
def test_a_note_that_was_changed_does_not_open(change: Callable[[str], str]) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        opened(change(note()))


def test_a_note_opens_under_the_name_of_its_key_only() -> None:
    with pytest.raises(ValueError, match="no good signature of portal/ledger"):
        opened(note(), "portal/ledger")
    other = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()
    assert merkle.key_id(NAME, PUBLIC) != merkle.key_id(NAME, other)
    assert merkle.key_id(NAME, PUBLIC) != merkle.key_id("portal/ledger", PUBLIC)


@pytest.mark.parametrize("size", ["07", "-7", "+7", "7.0", "", " 7", "٧", "7e1", "9" * 5000])
def test_a_size_is_written_in_one_way_only(size: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        read_checkpoint(HEAD.body().replace("\n7\n", f"\n{size}\n"))


@pytest.mark.parametrize("root", ["AAAA", "根", "!" * 44, base64.b64encode(bytes(33)).decode()])
def test_a_root_is_thirty_two_bytes_in_base64(root: str) -> None:
    with pytest.raises(ValueError, match="root"):
        read_checkpoint(f"{NAME}\n7\n{root}\n")


@settings(max_examples=60)
@given(st.text(max_size=80))
def test_no_text_at_all_breaks_the_reader_of_notes(text: str) -> None:
    for read in (read_checkpoint, opened):
        with pytest.raises(ValueError, match=r"\S"):
            read(text)
