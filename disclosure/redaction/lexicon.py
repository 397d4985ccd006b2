"""The word lists of lexicon.toml as sets and regular expressions."""

import re
import tomllib
from functools import lru_cache

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


@lru_cache(maxsize=32)
def words(key: str) -> frozenset[str]:
    """A list of words, separated by spaces in the file."""
    return frozenset(_table()[key].split())


@lru_cache(maxsize=32)
def characters(key: str) -> frozenset[str]:
    """A list of single characters."""
    return frozenset(_table()[key]) - {"\n", " "}


def any_of(*found: frozenset[str], spaced: bool = True) -> str:
    """An alternation, longest first; `spaced` lets «住 址» stand for «住址»."""
    gap = r"[ \t]{0,4}" if spaced else ""
    ordered = sorted(frozenset().union(*found), key=lambda w: (-len(w), w))
    return "(?:" + "|".join(gap.join(map(re.escape, word)) for word in ordered) + ")"
