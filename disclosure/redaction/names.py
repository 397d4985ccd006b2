"""Finding natural persons by the words around their names, and everywhere they recur."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from disclosure.redaction.contacts import agency_contact
from disclosure.redaction.lexicon import HAN, MIDDLE_DOTS, any_of, characters, neighbours, words
from disclosure.redaction.shapes import find_shapes, is_personal_text
from disclosure.redaction.told import find_announced, find_listed, find_told
from disclosure.redaction.transliterated import SOUND, find_transliterated

DOT = f"[{MIDDLE_DOTS}]"
_SURNAMES = characters("common_surnames")
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
_SURNAME = f"(?:{any_of(words('compound_surnames'), spaced=False)}|[{''.join(sorted(_SURNAMES))}])"
_END = (
    r"(?=[\s，。；、（）：“”/\[\]—－-]|$|性\s{0,4}别|[男女](?:[，、；\s]|$)|身份证|公民身份|证件|住\s{0,4}[址所]|联系"
    r"|电\s{0,4}话|手机|职\s{0,4}务|出生|年龄|民族|同志|先生|女士|营业执照|统一社会|注册|等\d?[人名位]|委托|行政相对)"
)
_PLAIN = rf"{_SURNAME}{HAN}{{1,2}}"
_SPACED = rf"{_SURNAME}[ \t]{{1,3}}{HAN}(?:[ \t]?{HAN})?(?![ \t]?{HAN})"
_DOTTED = rf"{HAN}{{1,10}}(?:{DOT}{HAN}{{1,12}}){{1,4}}"
_LATIN = r"[A-Z][A-Za-z'’-]{1,20}(?:[ .·]{1,2}[A-Z][A-Za-z'’.-]{0,20}){1,4}"
STRICT = rf"(?:{_DOTTED}?{_END}|{_PLAIN}{_END}|{_SPACED}{_END}|{_LATIN})"
_STRICT = re.compile(STRICT)
_DOTTED_HEAD = re.compile(rf"(?:{HAN}{{1,8}}{DOT}){{1,4}}")
_PARTY, _REPRESENTATIVE, _OTHER = (
    words("party_roles"),
    words("representative_roles"),
    words("other_roles"),
)
_BRACKET = r"(?:（[^）\n]{1,14}）)?"
_TO_VALUE = rf"[ \t]{{0,4}}{_BRACKET}(?:[/／](?:名称|姓名|负责人))?[ \t]{{0,4}}(?:：\s{{0,6}}|[ \t]{{1,6}}|\t)(?:姓\s{{0,4}}名[ \t]?：\s{{0,4}})?"
_LABELLED = re.compile(
    rf"(?P<role>{any_of(_PARTY, _REPRESENTATIVE, _OTHER)}){_TO_VALUE}(?={STRICT})"
)
_ANY_NAME = re.compile(
    rf"(?:姓\s{{0,4}}名|法定代表人|经营者|{any_of(_PARTY)}){_TO_VALUE}({HAN}{{2,5}}?)"
    r"(?=[，；、\s]{0,3}(?:性\s{0,4}别|身份证|公民身份|民族|年龄)|[，；、\s]{1,3}[男女][，、；\s])"
)
_ADJACENT = re.compile(
    rf"(?P<role>{any_of(_PARTY, _REPRESENTATIVE, _OTHER, spaced=False)})(?:{_BRACKET})“?(?={_SURNAME}{HAN}|{HAN}{{1,8}}{DOT}{HAN})"
)
_OFFICER_LIST = any_of(words("officer_roles"), spaced=False)
_OFFICER = re.compile(
    rf"(?<![被受])(?:{_OFFICER_LIST})(?:[ \t]{{0,3}}：[ \t]{{0,3}}|[ \t]|为|是)?(?={_SURNAME})"
)
_CERTIFIED = r"(?:（[A-Z\d—－-]{4,20}）)?"
_OFFICERS_LISTED = re.compile(
    rf"{_SURNAME}{HAN}{{1,2}}{_CERTIFIED}(?:(?:[、，\s和][ \t]?|(?<=）)){_SURNAME}{HAN}{{1,2}}{_CERTIFIED})+(?=[\s。；（，、]|$)"
)
_CONTACT = re.compile(
    rf"联\s{{0,4}}系\s{{0,4}}人\s?：\s{{0,4}}({_SURNAME}[ \t]?{HAN}(?:[ \t]?{HAN})?)(?=[\s，。；、（]|联\s?系|电\s?话|$)"
)
# The agency signs in the line below: whoever is named above it is its own contact.
_SIGNED = re.compile(
    r"[^\n]{0,30}\n[^\n，。；]{3,30}(?:局|委员会|厅|政府|支队|大队)[ \t]*(?:\n|$|20\d\d)"
)
_OFFICER_BY_NUMBER = re.compile(rf"({_SURNAME}{HAN}{{1,2}})\s?（\s?(?:执法证|执法编号|证号|编号)")
_BY_POSITION = (
    # 行政处罚决定书（张三、李四）
    re.compile(
        rf"(?:决定书?|告知书|通知书)\s{{0,3}}（\s?(?P<list>{_PLAIN}(?:、\s?{_PLAIN}){{0,9}})\s?）(?![^\n]{{0,8}}字)"
    ),
    # 张三：⏎身份证号码
    re.compile(
        rf"(?:^|\n)\s{{0,4}}(?P<list>{_PLAIN})\s{{0,3}}(?:（[^）\n]{{2,60}}）)?：\s{{0,3}}\n?[^\n]{{0,8}}(?:身份证|公民身份|住\s?址|性\s?别|出生)"
    ),
    # 张三（某店经营者）：
    re.compile(
        rf"(?:^|\n)\s{{0,4}}(?P<list>{_PLAIN})\s{{0,3}}（[^）\n]{{2,60}}(?:经营者|业主|负责人|经营户|店主|[店厂馆铺部行])）\s{{0,2}}："
    ),
    # 案件名称：张三涉嫌……案
    re.compile(
        rf"(?:^|\n|关于|案由：|名称：|案件：|对|我局对)\s{{0,3}}(?P<list>{_PLAIN}?(?:[、和与]{_PLAIN}?){{0,3}})(?:涉嫌|违反|违法|环境违法|未经|未按|未取得|无证|擅自|非法|滥伐|盗伐|酒后|醉酒|超载|不按)[^\n，。；]{{1,40}}案"
    ),
    re.compile(rf"(?:处罚名称|案件名称|案由)[：\s]{{1,4}}(?P<list>{_PLAIN})\s?[-—－]"),
    re.compile(rf"号[）)]?\s?[-—－]{{1,2}}(?P<list>{_PLAIN})(?=\s|$)"),
)
_BY_CONTEXT = (
    # 张三，男，
    re.compile(
        rf"(?<!{HAN})(?P<one>{_DOTTED}|{_SURNAME}{HAN}{{1,2}}|{_SURNAME}[ \t]{{1,3}}{HAN})[，、；（\s]{{0,3}}(?:性\s{{0,4}}别[：\s]{{0,4}})?[男女](?=[，、；）。\s])"
    ),
    # 张三，身份证号码
    re.compile(
        rf"(?:(?<!{HAN})|(?<=[和与及对向人员长]))(?P<one>{_SURNAME}{HAN}{{1,2}}?)[，、（\s]{{0,3}}(?:的)?(?:公民|居民)?身份(?:证|号码)"
    ),
    # 张三的证言, 对张三的询问笔录
    re.compile(
        rf"(?:(?<!{HAN})|(?<=[和与及对向了人员]))(?P<one>{_SURNAME}{HAN}{{1,2}}?)的?(?:证人)?(?:证言|陈述笔录|询问笔录|调查笔录|调查询问笔录|谈话笔录|讯问笔录|陈述和|身份证明|户口|驾驶证)"
    ),
)
_ALIAS = re.compile(
    rf"(?:{any_of(words('aliases'), spaced=False)})(?:为|是|叫|[：“‘\"\s]){{0,3}}({HAN}{{2,4}}?)(?=[”’\"，。；、）\s（的])"
)
_ROLES = any_of(_PARTY, _REPRESENTATIVE, _OTHER, spaced=False)
# Names that begin with no surname, behind a role: by their sounds, or in Latin letters.
_BY_SOUND = re.compile(
    rf"(?:{_ROLES}|[人员者])(?:{_BRACKET})(?:为|是|系)?[：\s]{{0,3}}({SOUND}{{3,8}}?)(?=[，。；、：（）\s“”]|$|[于系在未因对的等称驾]|{any_of(words('after_person'), spaced=False)})"
)
_IN_LATIN = re.compile(
    rf"(?:{_ROLES}|[人员者、和与对由给及至方导])(?:{_BRACKET})(?:为|是|系)?[：\s“]{{0,3}}({_LATIN})(?!\s?[A-Za-z])"
)
_NEXT_IN_LIST = re.compile(rf"[ \t]?[、和与及][ \t]?(?={_SURNAME}{HAN})")


@dataclass(frozen=True)
class Person:
    """A name found in a text. `is_party` tells a punished party from everybody else."""

    name: str
    is_party: bool


def find_people(text: str, told: Collection[str] = ()) -> list[Person]:
    """The natural persons whom folded text names by role, position, context or shape; officers left out.

    `told`: names known from the case. What runs one of these on into the next word (王强作证) is nobody else.
    """
    officers = set(_officers(text))
    found: dict[str, bool] = {}
    for name, is_party in find_told(text):
        _add(found, name, is_party, officers, sure=True)
    for name, is_party in _named(text):
        _add(found, name, is_party, officers, sure=False)
    for known in sorted({*found, *told}):
        for name in _listed_with(text, known):
            _add(found, name, False, officers)
    personal = bool(told) or any(found.values())
    for name in sorted(find_shapes(text, {*found, *told}, personal=personal)):
        if name[:-1] not in told:
            _add(found, name, False, officers)
    return [Person(name, is_party) for name, is_party in found.items()]


def _add(
    found: dict[str, bool], name: str, is_party: bool, officers: set[str], *, sure: bool = False
) -> None:
    plain = normal_name(name)
    if looks_like_name(plain, sure=sure) and (is_party or plain not in officers):
        found[plain] = found.get(plain, False) or is_party


def _listed_with(text: str, known: str) -> Iterator[str]:
    """Names joined to a known one somewhere: 张三、李四和王五."""
    reached = 0
    for match in re.finditer(re.escape(known), text):
        if match.start() >= reached:
            for start, end in _list_from(text, *match.span()):
                yield text[start:end]
                reached = end
    yield from find_listed(text, known)


def _named(text: str) -> Iterator[tuple[str, bool]]:
    yield from _by_role(text)
    for pattern in _BY_POSITION:
        for match in pattern.finditer(text):
            yield from ((name, True) for name in re.split(r"[、和与]\s?", match["list"]))
    for pattern in _BY_CONTEXT:
        yield from ((match["one"], False) for match in pattern.finditer(text))
    for pattern in (_ALIAS, _ANY_NAME):
        yield from ((match[1], False) for match in pattern.finditer(text))
    personal = is_personal_text(text)
    yield from ((name, False) for name in (find_announced(text) if personal else ()))
    for pattern in (_BY_SOUND, _IN_LATIN) if personal else ():
        yield from ((match[1], False) for match in pattern.finditer(text))
    yield from ((name, False) for name in find_transliterated(text))


def _by_role(text: str) -> Iterator[tuple[str, bool]]:
    """Names behind a role word: after a colon up to a delimiter, or run into the sentence."""
    for match in _LABELLED.finditer(text):
        value = _STRICT.match(text, match.end())
        if value:
            is_party = re.sub(r"\s", "", match["role"]) in _PARTY
            yield from ((n, is_party) for n in _with_list(text, value.start(), value.end()))
    for match in _ADJACENT.finditer(text):
        end = name_end(text, match.end())
        if end:
            yield from ((n, match["role"] in _PARTY) for n in _with_list(text, match.end(), end))


def _with_list(text: str, start: int, end: int) -> Iterator[str]:
    """The name at [start, end) and those joined to it: 张三、李四和王五."""
    yield from (text[a:b] for a, b in _list_from(text, start, end))


def _list_from(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    yield start, end
    while following := _NEXT_IN_LIST.match(text, end):
        start = following.end()
        next_end = name_end(text, start)
        if not next_end:
            return
        end = next_end
        yield start, end


def _officers(text: str) -> Iterator[str]:
    for match in _OFFICER.finditer(text):
        end = name_end(text, match.end())
        if end:
            yield from map(normal_name, _with_list(text, match.end(), end))
        listed = _OFFICERS_LISTED.match(text, match.end(), match.end() + 60)
        if listed:
            yield from re.findall(f"{_SURNAME}{HAN}{{1,2}}", listed[0])
    yield from (match[1] for match in _OFFICER_BY_NUMBER.finditer(text))
    personal = is_personal_text(text)
    for match in _CONTACT.finditer(text):
        ours = not personal and agency_contact(text, match.start())
        if ours or _SIGNED.match(text, match.end()):
            yield normal_name(match[1])


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
    if surname == 1 and (text[start] not in _SURNAMES or _is_word(text, start)):
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


def looks_like_name(name: str, *, sure: bool = False) -> bool:
    """Whether a run can be a person's name: not masked already, no ordinary word, no organisation.

    `sure`: the case or the form of the text says that it is one, though it begin like a word (安全福).
    """
    if re.search(r"某|×|X{1,3}$|\*|○|□|隐去|公司|单位|企业|个人|先生|女士", name):
        return False
    return (sure or name[:2] not in _NOT_NAMES) and 2 <= len(name) <= 40


def is_personal(name: str) -> bool:
    """Whether the whole string reads as one personal name (used for parties of unclear kind)."""
    return bool(re.fullmatch(rf"{_DOTTED}|{_PLAIN}|{_LATIN}", name)) and looks_like_name(name)


_PLACES = re.compile(f"[{''.join(sorted(characters('place_endings')))}]")
_SHOP = re.compile(
    rf"(?!{any_of(words('place_words'), spaced=False)})"
    rf"[^{re.escape(''.join(sorted(characters('not_in_shop'))))}\n ]{{0,6}}?{any_of(words('shop_endings'), spaced=False)}"
    r"(?<![受]厂)(?<![受]店)(?!(?<=[厂店])[长主员])"
)


def occurrences(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Where a name stands in folded text, spaces and kinds of middle dot apart.

    Not where it begins a shop name, or (two characters) the name of a place.
    """
    gap = r"[\s\u200b\u2060\ufeff]{0,3}" if re.search(HAN, name) else r"\s{1,3}"
    parts = (
        rf"(?:{DOT}|[.-])?" if c in MIDDLE_DOTS else re.escape(c) for c in name if not c.isspace()
    )
    spaced = gap.join(parts) if re.search(HAN, name) else gap.join(map(re.escape, name.split()))
    for match in re.finditer(spaced, text, re.IGNORECASE):
        place = len(name) == 2 and _PLACES.match(text, match.end())
        if not place and not _SHOP.match(text, match.end()):
            yield match.span()


def longest_first(names: Iterable[str]) -> list[str]:
    """Longer names first, so that 张三丰 is not read as 张三."""
    return sorted(set(names), key=lambda n: (-len(n), n))
