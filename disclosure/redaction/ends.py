"""Where a name ends that stands in a sentence without a delimiter behind it, and its one spelling."""

import re
from collections.abc import Iterator

from disclosure.redaction.lexicon import HAN, MIDDLE_DOTS, any_of, characters, neighbours, words

DOT = f"[{MIDDLE_DOTS}]"
SURNAMES = characters("common_surnames")
SURNAME = f"(?:{any_of(words('compound_surnames'), spaced=False)}|[{''.join(sorted(SURNAMES))}])"
_WEAK = characters("weak_surnames")
_NOT_GIVEN = characters("not_given")
_FOLLOW = characters("follow")
_FOLLOW_WORDS = words("follow_words")
_SYLLABLES = characters("syllables")
_PLACE_NAMES = words("place_names")
_NEVER_ADJACENT = characters("never_adjacent")
_NOT_NAMES = words("not_names")
_DELIMITERS = frozenset(" \t\n，。；、：（）()“”《》\"'/·—-[]〔〕【】？！…")
_LIST_MARKS = frozenset("、，。；")
_DOTTED_HEAD = re.compile(rf"(?:{HAN}{{1,8}}{DOT}){{1,4}}")
_SPACED_SURNAME = re.compile(rf"(?P<surname>{SURNAME})[ \t]{{1,3}}(?={HAN})")
_SPREAD_GIVEN = re.compile(rf"{HAN}[ \t]{HAN}(?=[，。；、）]|$)")
_NEXT_IN_LIST = re.compile(rf"[ \t]?[、和与及][ \t]?(?={SURNAME}{HAN}|{HAN}{{1,8}}{DOT}{HAN})")


def name_end(text: str, start: int) -> int | None:
    """Where a Chinese name that begins at `start` ends, or None if it is none.

    Two or three characters: what follows must be a delimiter or a word that can follow a subject;
    between both, the reading that all occurrences in the text agree with wins.
    """
    dotted = _DOTTED_HEAD.match(text, start)
    if dotted:
        return _dotted_end(text, dotted.end() + 2)
    surname = 2 if text[start : start + 2] in words("compound_surnames") else 1
    if text[start : start + 2] in _NOT_NAMES | _PLACE_NAMES or text[start] in _NEVER_ADJACENT:
        return None
    if surname == 1 and (text[start] not in SURNAMES or _is_word(text, start)):
        return None
    short, long = start + surname + 1, start + surname + 2
    fits_short = _fits(text, start + surname, short)
    fits_long = _fits(text, start + surname, long)
    if surname == 1 and text[start] in _WEAK:
        fits_short = fits_short and text[short : short + 1] in _DELIMITERS
        fits_long = fits_long and text[long : long + 1] in _DELIMITERS
    if fits_short and fits_long:
        return long if _always_followed(text, text[start:short], text[short]) else short
    return short if fits_short else long if fits_long else None


def spaced_end(text: str, start: int) -> int | None:
    """The same for a name with a space behind its surname: 牛 强, 尉迟 敏."""
    head = _SPACED_SURNAME.match(text, start)
    if not head:
        return None
    given, surname = head.end(), head["surname"]
    if surname in _WEAK | _NEVER_ADJACENT or surname + text[given] in _NOT_NAMES | _PLACE_NAMES:
        return None
    spread = _SPREAD_GIVEN.match(text, given)
    if spread and _NOT_GIVEN.isdisjoint(spread[0]):
        return spread.end()
    fitting = [end for end in (given + 1, given + 2) if _fits(text, given, end)]
    closed = [end for end in fitting if text[end : end + 1] in _DELIMITERS]
    return next(iter(closed or fitting), None)


def _is_word(text: str, start: int) -> bool:
    """Whether an ordinary word begins here, and goes on into the next: 申报的, 海岛实行."""
    word = text[start + 1 : start + 2] in neighbours("after").get(text[start], "")
    return word and _DELIMITERS.isdisjoint(text[start + 2 : start + 4])


def _fits(text: str, given: int, end: int) -> bool:
    characters_given = text[given:end]
    if len(characters_given) < end - given or not re.fullmatch(f"{HAN}+", characters_given):
        return False
    if text[end : end + 1] in _LIST_MARKS and characters_given[-1] in "和及":
        # 王中和、李四: no conjunction stands before a list mark.
        characters_given = characters_given[:-1]
    return _ends(text, end) and not (set(characters_given) & _NOT_GIVEN)


def _dotted_end(text: str, earliest: int) -> int | None:
    """The end of a name with a middle dot; some words that may follow are syllables of names."""
    ends = (e for e in range(earliest, earliest + 8) if text[e : e + 1] not in _SYLLABLES)
    return next((e for e in ends if _ends(text, e)), None)


def _ends(text: str, end: int) -> bool:
    """Whether what stands at `end` can follow upon a name."""
    after = text[end : end + 1]
    if after and after in "和及" and text[end + 1 : end + 2] in _LIST_MARKS:
        return False
    plain = not after or after in _DELIMITERS or after in _FOLLOW
    return plain or text[end : end + 2] in _FOLLOW_WORDS


def _always_followed(text: str, beginning: str, character: str) -> bool:
    """Whether a third character belongs to the name: it follows the first two wherever they stand."""
    ends = [match.end() for match in re.finditer(re.escape(beginning), text)]
    if any(text[end : end + 2] in _FOLLOW_WORDS for end in ends):
        return False
    following = {text[end : end + 1] for end in ends}
    return following == {character} and (text.count(beginning) > 1 or character not in _FOLLOW)


def normal_name(name: str) -> str:
    """Without spaces inside a Chinese name, and with one form of the middle dot."""
    dotted = re.sub(DOT, "·", name.strip())
    return re.sub(rf"(?<={HAN})\s+(?={HAN})", "", dotted)


def with_list(text: str, start: int, end: int) -> Iterator[str]:
    """The name at [start, end) and those joined to it: 张三、李四和王五."""
    yield from (text[a:b] for a, b in list_from(text, start, end))


def list_from(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    yield start, end
    while following := _NEXT_IN_LIST.match(text, end):
        start = following.end()
        next_end = name_end(text, start)
        if not next_end:
            return
        end = next_end
        yield start, end
