"""Whether an act is one of 治安, by what its own papers say (治安管理处罚法 136). Pure.

The law, the penalty and the organ are facts that the data carry; the field an administrator typed may
be empty or in words of its own, so it never says alone that something is not sealed.
"""

import unicodedata
from collections.abc import Collection, Iterable

from enforcement.models import Agency, Decision
from enforcement.models.kinds import ActionKind
from enforcement.profiles import Profile

# What is done to somebody for a breach; permits and inspections tell nothing of one.
MAY_SEAL = frozenset({ActionKind.PENALTY, ActionKind.COERCION})


def folded(text: str) -> str:
    """As the words of the rules are written: no blanks, no invisible characters, half width."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) != "Cf")


def names(words: Iterable[str], *texts: str) -> bool:
    """Whether one of the texts holds one of the words."""
    found = [folded(text) for text in texts]
    return any(word in text for word in words for text in found)


def cited(rules: Profile, *texts: str) -> bool:
    """Whether a text cites the law of 治安 penalties."""
    return names(rules.sealed["statutes"], *texts)


def told(rules: Profile, kind: str, *, texts: Collection[str], kinds: Collection[str] = ()) -> bool:
    """Whether basis and content of an act seal it: they cite the law, or it detains somebody."""
    if kind not in MAY_SEAL:
        return False
    words = [*rules.sealed["statutes"], *rules.sealed["words"]]
    return bool(set(kinds) & set(rules.sealed["penalties"])) or names(words, *texts)


def texts_of(decision: Decision) -> list[str]:
    """What says whether a decision of our own is one of 治安: its title, basis and result."""
    return [decision.title, decision.basis, decision.result]


def of_police(rules: Profile, *organs: str) -> bool:
    """Whether one of the names is that of a public security organ."""
    return names(rules.sealed["organs"], *organs)


def in_doubt(agency: Agency, kind: str, *organs: str) -> bool:
    """Whether a penalty may be one of 治安 because of who made it, so that a person must say."""
    rules = agency.rules()
    return kind == ActionKind.PENALTY and of_police(rules, str(agency.name), *organs)
