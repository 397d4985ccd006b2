"""The RFC 6962 tree against published vectors and against its own recursive definition."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import merkle

# Leaves and roots of the test data published with the Certificate Transparency project.
DATA = [
    bytes.fromhex(text)
    for text in (
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SECOND_LEAF_OF_EIGHT = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]
LEAVES = [merkle.leaf_hash(data) for data in DATA]
FORTY = [merkle.leaf_hash(bytes([n])) for n in range(40)]


def defined_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, word for word."""
    if not leaves:
        return merkle.EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return merkle.node_hash(defined_root(leaves[:k]), defined_root(leaves[k:]))


def defined_path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962 section 2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return [*defined_path(m, leaves[:k]), defined_root(leaves[k:])]
    return [*defined_path(m - k, leaves[k:]), defined_root(leaves[:k])]


def defined_subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962 section 2.1.2, word for word."""
    n = len(leaves)
    if m == n:
        return [] if whole else [defined_root(leaves)]
    k = 1
    while k * 2 < n:
        k *= 2
    if m <= k:
        return [*defined_subproof(m, leaves[:k], whole), defined_root(leaves[k:])]
    return [*defined_subproof(m - k, leaves[k:], False), defined_root(leaves[:k])]


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert merkle.root([]).hex() == (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_the_published_ones(size: int) -> None:
    assert merkle.root(LEAVES[:size]).hex() == ROOTS[size - 1]


def test_an_inclusion_proof_is_the_published_one() -> None:
    assert [node.hex() for node in merkle.inclusion_proof(LEAVES, 1)] == SECOND_LEAF_OF_EIGHT


@pytest.mark.parametrize("size", range(1, 41))
def test_every_proof_follows_the_definition_and_verifies(size: int) -> None:
    leaves = FORTY[:size]
    head = merkle.root(leaves)
    assert head == defined_root(leaves)
    for index in range(size):
        proof = merkle.inclusion_proof(FORTY, index, size)
        assert proof == defined_path(index, leaves)
        assert merkle.verify_inclusion(leaves[index], index, size, proof, head)
    for old in range(1, size + 1):
        proof = merkle.consistency_proof(FORTY, old, size)
        assert proof == defined_subproof(old, leaves, True)
        assert merkle.verify_consistency(old, size, merkle.root(FORTY[:old]), head, proof)


@given(st.lists(st.binary(max_size=8), max_size=80), st.data())
def test_a_proof_fails_for_another_leaf_place_or_root(
    entries: list[bytes], data: st.DataObject
) -> None:
    leaves = [merkle.leaf_hash(entry) for entry in entries]
    if not leaves:
        return
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof = merkle.inclusion_proof(leaves, index)
    head = merkle.root(leaves)
    assert merkle.verify_inclusion(leaves[index], index, len(leaves), proof, head)
    assert not merkle.verify_inclusion(leaves[index], index, len(leaves), proof, b"x" * 32)
    assert not merkle.verify_inclusion(b"x" * 32, index, len(leaves), proof, head)
    assert not merkle.verify_inclusion(leaves[index], len(leaves), len(leaves), proof, head)
    assert not merkle.verify_inclusion(leaves[index], index, len(leaves), [*proof, head], head)


@given(st.integers(2, 60), st.data())
def test_a_rewritten_history_has_no_consistency_proof(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size - 1))
    changed = data.draw(st.integers(0, old - 1))
    before = [merkle.leaf_hash(bytes([n])) for n in range(size)]
    after = [*before[:changed], merkle.leaf_hash(b"other"), *before[changed + 1 :]]
    proof = merkle.consistency_proof(after, old, size)
    assert not merkle.verify_consistency(
        old, size, merkle.root(before[:old]), merkle.root(after), proof
    )


@given(st.integers(2, 60), st.data())
def test_a_consistency_proof_of_the_wrong_length_fails(size: int, data: st.DataObject) -> None:
    leaves = [merkle.leaf_hash(bytes([n])) for n in range(size)]
    old = data.draw(st.integers(1, size - 1))
    proof = merkle.consistency_proof(leaves, old)
    heads = merkle.root(leaves[:old]), merkle.root(leaves)
    assert not merkle.verify_consistency(old, size, *heads, proof[:-1])
    assert not merkle.verify_consistency(old, size, *heads, [*proof, heads[0]])


def test_equal_trees_need_an_empty_proof() -> None:
    head = merkle.root(LEAVES)
    assert merkle.verify_consistency(8, 8, head, head, [])
    assert not merkle.verify_consistency(8, 8, head, head, [head])
    assert not merkle.verify_consistency(0, 8, merkle.EMPTY_ROOT, head, [])


@given(st.integers(0, 200), st.integers(0, 60))
def test_a_range_goes_on_from_its_text(size: int, more: int) -> None:
    leaves = [merkle.leaf_hash(n.to_bytes(2)) for n in range(size + more)]
    tree = merkle.Range()
    for leaf in leaves[:size]:
        tree.append(leaf)
    resumed = merkle.Range.from_text(tree.size, tree.to_text())
    for leaf in leaves[size:]:
        resumed.append(leaf)
    assert resumed.root() == defined_root(leaves)


def test_a_range_refuses_an_edge_of_another_size() -> None:
    tree = merkle.Range()
    tree.append(LEAVES[0])
    with pytest.raises(ValueError, match="does not fit"):
        merkle.Range.from_text(3, tree.to_text())


@pytest.mark.parametrize(("index", "size"), [(-1, 8), (8, 8), (0, 0), (0, 9)])
def test_a_proof_of_a_leaf_outside_the_tree_is_refused(index: int, size: int) -> None:
    with pytest.raises(IndexError):
        merkle.inclusion_proof(LEAVES, index, size)


@pytest.mark.parametrize(("old", "size"), [(0, 8), (9, 8), (3, 9)])
def test_a_consistency_proof_outside_the_tree_is_refused(old: int, size: int) -> None:
    with pytest.raises(IndexError):
        merkle.consistency_proof(LEAVES, old, size)


def test_a_checkpoint_reads_back_with_its_extensions() -> None:
    head = merkle.Checkpoint("portal/audit", 8, bytes.fromhex(ROOTS[7]), ("time 2026-01-01",))
    note = head.sign("portal/audit", (merkle.ED25519_NOTE, b"k" * 32, lambda _message: b"s" * 64))
    assert note.startswith("portal/audit\n8\n")
    assert merkle.read_checkpoint(note) == head


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name\n8\n",
        "name\nx\nAAAA\n",
        "name\n08\n" + base64.b64encode(b"r" * 32).decode(),
        "name\n8\nnot base64!",
        "name\n8\n" + base64.b64encode(b"short").decode(),
    ],
)
def test_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not|root"):
        merkle.read_checkpoint(text)
