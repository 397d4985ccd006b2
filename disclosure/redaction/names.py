"""Finding natural persons by the words around their names, and everywhere they recur."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from disclosure.redaction.ends import (
    DOT,
    SURNAME,
    list_from,
    name_end,
    normal_name,
    spaced_end,
    with_list,
)
from disclosure.redaction.foreigners import find_nationals
from disclosure.redaction.lexicon import HAN, MIDDLE_DOTS, any_of, characters, words
from disclosure.redaction.officers import find_officers, only_of_officers, without_officers
from disclosure.redaction.shapes import find_shapes, is_personal_text
from disclosure.redaction.told import find_announced, find_listed, find_told
from disclosure.redaction.transliterated import (
    SOUND,
    find_transliterated,
    sounds_like_one,
    without_role,
)

_NOT_NAMES = words("not_names")
_LABEL = (
    r"(?:性\s{0,4}别|[男女](?:[，、；\s]|$)|身份证|公民身份|证件|住\s{0,4}[址所]|联系|电\s{0,4}话|手机|职\s{0,4}务"
    r"|出生|年龄|民族|同志|先生|女士|营业执照|统一社会|注册|等\d?[人名位]|委托|行政相对)"
)
_END = rf"(?=[\s，。；、（）：“”/\[\]—－-]|$|{_LABEL})"
_PLAIN = rf"{SURNAME}{HAN}{{1,2}}"
_SPACED_GIVEN = rf"[ \t]{{1,3}}(?!{_LABEL}|地\s{{0,4}}址){HAN}(?:[ \t]?{HAN})?(?:(?![ \t]?{HAN})|(?=[ \t](?:{_LABEL}|地\s{{0,4}}址)))"
_SPACED = rf"{SURNAME}{_SPACED_GIVEN}"
_SPACED_COMPOUND = rf"{any_of(words('compound_surnames'), spaced=False)}{_SPACED_GIVEN}"
_DOTTED = rf"{HAN}{{1,10}}(?:{DOT}{HAN}{{1,12}}){{1,4}}"
_LATIN = r"[A-Z][A-Za-z'’-]{1,20}(?:[ .·]{1,2}[A-Z][A-Za-z'’.-]{0,20}){1,4}"
STRICT = rf"(?:{_DOTTED}?{_END}|{_SPACED_COMPOUND}{_END}|{_PLAIN}{_END}|{_SPACED}{_END}|{_LATIN})"
_STRICT = re.compile(STRICT)
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
    rf"(?P<role>{any_of(_PARTY, _REPRESENTATIVE, _OTHER, spaced=False)})(?:{_BRACKET})“?(?={SURNAME}[ \t]{{0,3}}{HAN}|{HAN}{{1,8}}{DOT}{HAN})"
)
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
        rf"(?<!{HAN})(?P<one>{_DOTTED}|{SURNAME}{HAN}{{1,2}}|{SURNAME}[ \t]{{1,3}}{HAN})[，、；（\s]{{0,3}}(?:性\s{{0,4}}别[：\s]{{0,4}})?[男女](?=[，、；）。\s])"
    ),
    # 张三，身份证号码
    re.compile(
        rf"(?:(?<!{HAN})|(?<=[和与及对向人员长]))(?P<one>{SURNAME}{HAN}{{1,2}}?)[，、（\s]{{0,3}}(?:的)?(?:公民|居民)?身份(?:证|号码)"
    ),
    # 张三的证言, 对张三的询问笔录
    re.compile(
        rf"(?:(?<!{HAN})|(?<=[和与及对向了人员]))(?P<one>{SURNAME}{HAN}{{1,2}}?)的?(?:证人)?(?:证言|陈述笔录|询问笔录|调查笔录|调查询问笔录|谈话笔录|讯问笔录|陈述和|身份证明|户口|驾驶证)"
    ),
)
_ALIAS = re.compile(
    rf"(?:{any_of(words('aliases'), spaced=False)})(?:为|是|叫|[：“‘\"\s]){{0,3}}({HAN}{{2,4}}?)(?=[”’\"，。；、）\s（的])"
)
_ROLES = any_of(_PARTY, _REPRESENTATIVE, _OTHER, spaced=False)
# Names that begin with no surname, behind a role: by their sounds, or in Latin letters.
_BY_SOUND = re.compile(
    rf"(?:{_ROLES}|[人员者])(?:{_BRACKET})(?:为|是|系)?[：\s]{{0,3}}({SOUND}{{3,8}}?)(?=[，。；、：（）\s“”]|$|[于系在未因对的等称驾与及向从]|和(?={SURNAME}{HAN})"
    rf"|负责|现场|正在|进行|保管|操作|值班|陪同|{any_of(words('after_person'), spaced=False)})"
)
_IN_LATIN = re.compile(
    rf"(?:{_ROLES}|[人员者、和与对由给及至方导])(?:{_BRACKET})(?:为|是|系)?[：\s“]{{0,3}}({_LATIN})(?!\s?[A-Za-z])"
)


@dataclass(frozen=True)
class Person:
    """A name found in a text. `is_party` tells a punished party from everybody else."""

    name: str
    is_party: bool


def find_people(text: str, told: Collection[str] = ()) -> list[Person]:
    """The natural persons whom folded text names by role, position, context or shape; officers left out.

    `told`: names known from the case. What runs one of these on into the next word (王强作证) is nobody else.
    """
    officers = set(find_officers(text))
    rest = without_officers(text, officers)
    found: dict[str, bool] = {}
    for name, is_party in find_told(text):
        _add(found, name, is_party, officers, sure=True)
    for name, is_party in _named(text, rest):
        _add(found, name, is_party, officers, sure=False)
    for known in sorted({*found, *told}):
        for name in _listed_with(text, known):
            _add(found, name, False, officers)
    personal = bool(told) or any(found.values())
    for name in sorted(find_shapes(text, {*found, *told}, personal=personal)):
        if name[:-1] not in told:
            _add(found, name, False, officers)
    return [
        Person(name, is_party)
        for name, is_party in found.items()
        if (is_party or not only_of_officers(name, officers, rest)) and not _cut_short(name, found)
    ]


def _cut_short(name: str, found: Collection[str]) -> bool:
    """Whether a name is but the surname of another one that was typed with a space: 尉迟 敏."""
    compound = name in words("compound_surnames")
    return compound and any(one != name and one.startswith(name) for one in found)


def _add(
    found: dict[str, bool], name: str, is_party: bool, officers: set[str], *, sure: bool = False
) -> None:
    plain = without_role(normal_name(name))
    if looks_like_name(plain, sure=sure) and (is_party or plain not in officers):
        found[plain] = found.get(plain, False) or is_party


def _listed_with(text: str, known: str) -> Iterator[str]:
    """Names joined to a known one somewhere: 张三、李四和王五."""
    reached = 0
    for match in re.finditer(re.escape(known), text):
        if match.start() >= reached:
            for start, end in list_from(text, *match.span()):
                yield text[start:end]
                reached = end
    yield from find_listed(text, known)


def _named(text: str, rest: str) -> Iterator[tuple[str, bool]]:
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
    for match in _IN_LATIN.finditer(text) if personal else ():
        yield match[1], False
    for match in _BY_SOUND.finditer(text):
        if personal or sounds_like_one(match[1]):
            yield match[1], False
    yield from ((name, False) for name in (*find_nationals(text), *find_transliterated(rest)))


def _by_role(text: str) -> Iterator[tuple[str, bool]]:
    """Names behind a role word: after a colon up to a delimiter, or run into the sentence."""
    for match in _LABELLED.finditer(text):
        value = _STRICT.match(text, match.end())
        if value:
            is_party = re.sub(r"\s", "", match["role"]) in _PARTY
            yield from ((n, is_party) for n in with_list(text, value.start(), value.end()))
    for match in _ADJACENT.finditer(text):
        end = name_end(text, match.end()) or spaced_end(text, match.end())
        if end:
            yield from ((n, match["role"] in _PARTY) for n in with_list(text, match.end(), end))


_FIRM = re.compile(
    r"(?<![A-Za-z])(?:Ltd|Limited|Inc|LLC|Corp|Corporation|Company|Co|GmbH|PLC)\.?$", re.IGNORECASE
)


def looks_like_name(name: str, *, sure: bool = False) -> bool:
    """Whether a run can be a person's name: not masked already, no ordinary word, no organisation.

    `sure`: the case or the form of the text says that it is one, though it begin like a word (安全福).
    """
    if re.search(r"某|×|X{1,3}$|\*|○|□|隐去|公司|单位|企业|个人|先生|女士", name) or _FIRM.search(
        name
    ):
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
