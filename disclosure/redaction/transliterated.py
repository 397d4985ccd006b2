"""Names without a Han surname: with a middle dot, of Tibetan, Uyghur, Mongol or Yi parts, or Japanese."""

import os
import re
from collections.abc import Iterator

from disclosure.redaction.lexicon import HAN, MIDDLE_DOTS, any_of, characters, words

_SYLLABLES = characters("transliteration") | (frozenset("".join(words("name_parts"))) - {"的"})
SOUND = f"(?:(?!(?<!买买)提[供出交起])[{''.join(sorted(_SYLLABLES))}])"
_DOT = f"[{MIDDLE_DOTS}.]"
# What a quotation mark opens with is what something is called: “百益·四季”项目.
_DOTTED = re.compile(rf"(?<![“「《])(?<![“「《].)({SOUND}{{1,8}})((?:{_DOT}{SOUND}{{1,9}}){{1,4}})")
_PARTS = re.compile(rf"(?:{any_of(words('name_parts'), spaced=False)}){{2,5}}(?:[江肯仓汗])?")
_JAPANESE = re.compile(
    rf"(?<![省市县区乡镇村路街]){any_of(words('japanese_surnames'), spaced=False)}{HAN}{{1,3}}?(?=[等系与和于在驾持的到因提，、。；（）\s]|$)"
)

_WHOLE = re.compile(rf"(?:{any_of(words('name_parts'), spaced=False)}){{1,4}}[江肯仓汗]?")
_MARKS = characters("transliteration_marks")
ROLES = (
    words("party_roles")
    | words("representative_roles")
    | words("other_roles")
    | words("officer_roles")
    | words("before_person_words")
)
_LONGEST_ROLE = max(map(len, ROLES))
# No name begins with one of these: 对买买提·吐尔逊, (执法人)员买买提·吐尔逊.
_NO_BEGINNING = re.compile("[对与向由被给将把及的员们]|和(?!卓)")


def find_transliterated(text: str) -> Iterator[str]:
    """Names found in folded text by their sounds alone."""
    ends: dict[str, list[str]] = {}
    for match in _DOTTED.finditer(text):
        parts = re.split(_DOT, match[0])
        if max(map(len, parts)) < 2 or (match[2][0] == "." and len(parts[-1]) < 2):
            continue
        name = text[_behind_role(text, match.start(), match.end(1)) : match.end()]
        head, dot, tail = name.rpartition(match[2][0])
        ends.setdefault(f"{head}{dot}{tail[0]}", []).append(tail[1:])
    for head, tails in ends.items():
        yield re.sub(_DOT, "·", head + os.path.commonprefix(tails))
    yield from (match[0] for match in _PARTS.finditer(text))
    yield from (match[0] for match in _JAPANESE.finditer(text))


def sounds_like_one(run: str) -> bool:
    """Whether a run of sounds is so made that it can hardly be a word: 马合木提, 艾则孜."""
    return bool(_WHOLE.fullmatch(run)) or sum(c in _MARKS for c in run) * 2 > len(run)


def without_role(name: str) -> str:
    """A name with a middle dot, less the word for a person that ran into it: 其子艾力·买买提江."""
    dot = re.search(_DOT, name)
    return name[_behind_role(name, 0, dot.start()) :] if dot else name


def _behind_role(text: str, start: int, dot: int) -> int:
    """Where a name really begins that seems to at `start`: behind every role that ends between there and its dot."""
    while start < dot - 1 and _NO_BEGINNING.match(text, start):
        start += 1
    for end in range(dot - 1, start, -1):
        first = max(0, end - _LONGEST_ROLE)
        if any(text[at:end] in ROLES for at in range(first, min(start + 1, end - 1))):
            return _behind_role(text, end, dot)
    return start
