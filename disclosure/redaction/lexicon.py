"""The word lists of lexicon.toml as sets and regular expressions."""

import re
import tomllib
from functools import lru_cache
from typing import Any

from disclosure.redaction.spans import HERE

HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
MIDDLE_DOTS = "·•・‧．∙⋅᛫"
_FOLD = {
    c: c - 0xFEE0 for c in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]
}
_FOLD |= str.maketrans(",:;()\u3000＠－＋", "，：；（） @-+")


def fold(text: str) -> str:
    """One form for matching, character for character: ASCII letters and digits, Chinese , : ; ( )."""
    return text.translate(_FOLD)


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    return tomllib.loads((HERE / "lexicon.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=2)
def neighbours(side: str) -> dict[str, str]:
    """A character -> those that stand «before» or «after» it in ordinary text."""
    table = tomllib.loads((HERE / "neighbours.toml").read_text(encoding="utf-8"))
    return dict(table[side])


@lru_cache(maxsize=96)
def words(key: str) -> frozenset[str]:
    """A list of words, separated by spaces in the file."""
    return frozenset(_table()[key].split())


@lru_cache(maxsize=96)
def characters(key: str) -> frozenset[str]:
    """A list of single characters."""
    return frozenset(_table()[key]) - {"\n", " "}


def any_of(*found: frozenset[str], spaced: bool = True) -> str:
    """Any of the words, the longest first; `spaced` lets «住 址» stand for «住址».

    Words that begin alike share their beginning, so that a list of a thousand is read as fast as one of ten.
    """
    tree: dict[str, Any] = {}
    for word in sorted(frozenset().union(*found)):
        node = tree
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _branches(tree, r"[ \t]{0,4}" if spaced else "", first=True)


def _branches(node: dict[str, Any], gap: str, *, first: bool = False) -> str:
    """What may follow at one place of the tree; nothing more, too, where a word ends there."""
    between = "" if first else gap
    leaves = [c for c, below in node.items() if c and set(below) == {""}]
    parts = [
        between + re.escape(c) + _branches(below, gap)
        for c, below in node.items()
        if c and c not in leaves
    ]
    if leaves:
        one = re.escape(leaves[0]) if len(leaves) == 1 else f"[{''.join(map(re.escape, leaves))}]"
        parts.append(between + one)
    if not parts:
        return ""
    return f"(?:{'|'.join(parts)}){'?' if '' in node else ''}"
