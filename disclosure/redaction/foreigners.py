"""Foreigners and people named with their nation: papers typed in groups, names by nationality, parts of Latin names."""

import re
from collections.abc import Iterable, Iterator

from disclosure.redaction.ends import DOT, SURNAME
from disclosure.redaction.lexicon import HAN, any_of, characters, words
from disclosure.redaction.spans import Span, span
from disclosure.redaction.transliterated import ROLES, SOUND

_TO_NUMBER = (
    r"(?:(?!电话|热线|传真|有效|签发|日期|期限|已隐去)[^\dA-Za-z\n，。；]){0,12}(?:，?号码[：为是\s]{0,3})?"
    r"(?:(?:passport|no|nr|number)(?![A-Za-z])[^\dA-Za-z\n，。；]{0,6}){0,2}"
    r"(?!(?:19|20)\d\d[ -]\d\d?[ -]\d\d?(?!\d))"
)
# Six to nine digits, whose groups may stand apart.
_PASSPORT = re.compile(
    rf"(?:护\s?照|旅行证|passport){_TO_NUMBER}((?<![A-Za-z])[A-Z]{{0,3}}[ -]?\d(?:[ -]?\d){{5,8}})(?![\dA-Za-z])",
    re.IGNORECASE,
)
_RESIDENCE = re.compile(
    rf"(?:居留(?:身份)?(?:证件?|许可)|residence (?:permit|card)){_TO_NUMBER}"
    r"((?<![A-Za-z])[A-Z]{0,3}(?:[ -]?\d){6,18})(?![\dA-Za-z])",
    re.IGNORECASE,
)
_ABROAD = rf"(?:(?![户学原祖]籍|籍贯){HAN}{{1,6}}?(?:(?<![户学党书祖古典史军会原客船车])籍|国籍|国公民|国人(?![参民事才员寿口权大力]))|国籍)"
_NATION = rf"{any_of(words('nations'), spaced=False)}族(?![特传服歌舞语文食医乡镇村寨自聚])"
_SHOP_BEHIND = (
    rf"[^{re.escape(''.join(sorted(characters('not_in_shop'))))}\n ]{{0,6}}?"
    rf"(?:{any_of(words('shop_endings'), spaced=False)}|轮|船(?![员长工民东主])|艇|货车|客车|飞机)"
)
_BEFORE_NATION = re.compile(
    rf"(?P<run>{HAN}{{2,16}}(?:{DOT}{HAN}{{1,12}}){{0,4}})(?=（(?:(?P<abroad>{_ABROAD})|{_NATION})[^（）\n]{{0,30}}）(?!{_SHOP_BEHIND}))"
)
_JAPANESE = any_of(words("japanese_surnames"), spaced=False)
_BEGINS = re.compile(
    rf"{_JAPANESE}{HAN}{{1,3}}$|{SURNAME}{HAN}{{1,2}}$|{SURNAME}氏{HAN}{{1,2}}$|{SOUND}{{2,8}}$"
)
_ANYBODY = re.compile(
    r"(?:[男女]子|妇女|[男女]人|儿童|[婴幼]儿|旅客|游客|船员|[人员者]|青年|人士|同胞|群众|公民|号|轮|渔?船|艇|舶|车|机|语|文|菜|饰|装|服|药|品|茶|节|舞|歌|戏|曲|琴|籍|批"
    rf"|[省市县区乡镇村路街州旗]|{any_of(words('organisation_endings'), spaced=False)})$"
)
_OF_A_NATION = re.compile(
    rf"[{''.join(sorted(characters('common_surnames') | characters('rare_surnames')))}]|{SOUND}{{2}}"
)
_BEFORE = frozenset("对与和向给被由从将为让叫把请系及等的是名员者")
_LEAD_IN = re.compile("后来|随后|其中|现场|当[日天时]|经查|查明|发现|另[有查]|[现有]")
_LONGEST, _MOSTLY = 5, 4
_LATIN = r"A-Za-z\u00c0-\u024f"
_PARTICLES = frozenset(
    ("van", "von", "der", "den", "bin", "del", "della", "dos", "and", "the", "ltd", "inc")
)


def find_foreign_papers(text: str) -> Iterator[Span]:
    """Passports and permits of residence behind their label, with spaces inside."""
    for match in _PASSPORT.finditer(text):
        yield span(*match.span(1), "PASSPORT")
    for match in _RESIDENCE.finditer(text):
        yield span(*match.span(1), "ID_PAPER")


def find_nationals(text: str) -> Iterator[str]:
    """Names directly before a bracket that begins with a nationality or a nation: 山口由美（日本籍）."""
    for match in _BEFORE_NATION.finditer(text):
        run = _behind_role(match["run"])
        if re.search(DOT, run):
            yield run
        elif run and not _ANYBODY.search(run) and (match["abroad"] or _OF_A_NATION.match(run)):
            yield run if len(run) <= _LONGEST else _end_of(run)


def _behind_role(run: str) -> str:
    """What stands behind the last word for a person, or the last word that takes one."""
    for end in range(len(run), 0, -1):
        if any(run[at:end] in ROLES for at in range(max(0, end - 8), end - 1)):
            return run[end:] if len(run) - end >= 2 else ""
        if len(run) - end >= 2 and run[end - 1] in _BEFORE:
            return run[end:]
    lead = _LEAD_IN.match(run)
    return run[lead.end() :] if lead and len(run) - lead.end() > 1 else run


def _end_of(run: str) -> str:
    """The longest end of a run of words that is made like a name, or as long as most names of foreigners."""
    starts = range(len(run) - _LONGEST, len(run) - 1)
    return next((run[at:] for at in starts if _BEGINS.match(run, at)), run[-_MOSTLY:])


def latin_parts(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Where parts of a Latin name stand for the whole in folded text: Harrison, HARRISON MICHAEL."""
    if re.search(HAN, name):
        return
    parts = sorted(set(re.findall(rf"[{_LATIN}]+", name)), key=len, reverse=True)
    long = [part for part in parts if len(part) > 2 and part.lower() not in _PARTICLES]
    if not long:
        return
    one, other = "|".join(long), "|".join([*parts, *sorted({part[0] for part in parts})])
    found = re.compile(
        rf"(?<![{_LATIN}\d_@])(?:(?:{other})[ .·-]{{1,2}}){{0,4}}(?:{one})"
        rf"(?:[ ，.·-]{{1,2}}(?:{other})){{0,4}}(?![{_LATIN}\d_])",
        re.IGNORECASE,
    )
    yield from (match.span() for match in found.finditer(text))


def said_again(name: str, known: Iterable[str]) -> bool:
    """Whether a Latin name is another spelling of a known one: HARRISON MICHAEL, Michael J. Harrison."""
    parts = _parts(name)
    return bool(parts) and any(
        name != one and parts <= _parts(one) | {part[0] for part in _parts(one)} for one in known
    )


def _parts(name: str) -> set[str]:
    return set() if re.search(HAN, name) else set(re.findall(rf"[{_LATIN}]+", name.lower()))
