"""Officers of enforcement, whose names stay: behind their role, before their certificate, or behind their agency."""

import re
from collections.abc import Collection, Iterator

from disclosure.redaction.contacts import agency_contact
from disclosure.redaction.ends import DOT, SURNAME, name_end, normal_name, with_list
from disclosure.redaction.lexicon import HAN, any_of, words
from disclosure.redaction.shapes import is_personal_text
from disclosure.redaction.transliterated import SOUND, sounds_like_one, without_role

# 对 or 当事人 before a name with a middle dot are no sounds: what they begin is no officer's name.
_SOUNDED = rf"{SOUND}{{1,8}}(?:{DOT}{HAN}{{1,12}}){{1,4}}?|{SOUND}{{3,8}}?"
_OFFICER = re.compile(
    rf"(?<![被受])(?:{any_of(words('officer_roles'), spaced=False)})"
    rf"(?:[ \t]{{0,3}}：[ \t]{{0,3}}|[ \t]|为|是)?(?={SURNAME}|{SOUND}{{1,8}}{DOT}|{SOUND}{{3}})"
)
_ALONE = re.compile(
    rf"{SOUND}{{3,8}}?(?=[，。；、：（）\s]|$|[对于在将向和及因到]|{any_of(words('after_person'), spaced=False)})"
)
_CERTIFICATE = rf"（{HAN}{{0,10}}[：\s]{{0,2}}{HAN}{{0,2}}[A-Z\d—－-]{{4,20}}号?）"
_LISTED = re.compile(
    rf"(?P<one>{SURNAME}{HAN}{{1,2}}|{_SOUNDED})(?:{_CERTIFICATE}(?P<joint>[、，和及]|[ \t])?"
    r"|(?P<bare>[、，\s和])|(?=[。；（]|$))"
)
_MOST_LISTED = 20
_CERTIFIED = re.compile(rf"执法(?:证件?|编号|资格证)(?:号码?|编号)?[：\s]{{0,2}}{HAN}{{0,2}}$")
_CONTACT = re.compile(
    rf"联\s{{0,4}}系\s{{0,4}}人\s?：\s{{0,4}}({SURNAME}[ \t]?{HAN}(?:[ \t]?{HAN})?)(?=[\s，。；、（]|联\s?系|电\s?话|$)"
)
# The agency signs in the line below: whoever is named above it is its own contact.
_SIGNED = re.compile(
    r"[^\n]{0,30}\n[^\n，。；]{3,30}(?:局|委员会|厅|政府|支队|大队)[ \t]*(?:\n|$|20\d\d)"
)
_BY_NUMBER = re.compile(
    rf"((?:{SURNAME}{HAN}{{1,2}}|(?<!{SOUND}){_SOUNDED}))\s?（\s?(?:执法证|执法编号|证号|编号)"
)
_AGENCY = "".join(f"(?<!{word})" for word in sorted(words("no_agencies")))
# A mobile number in the bracket is nobody's certificate.
_NUMBERED = rf"(?:{SURNAME}{HAN}{{1,2}}|{_SOUNDED})（(?!1[3-9]\d{{9}}）)\d{{8,11}}）"
_OF_AGENCY = re.compile(
    rf"{_AGENCY}{any_of(words('agency_endings'), spaced=False)}(?P<list>{_NUMBERED}(?:[、和及与]\s?{_NUMBERED}){{0,9}})"
)
_THEIR_PHONE = re.compile(
    r"(?:(?!当事人|被处罚|相对人|证人|举报|投诉|身份证|住址|经营|负责|法定代表|公司|[对向与和给由])[^。；\n：]){0,30}?(?:联系)?电话(?:号码)?[：为是\s]{0,3}"
)


def find_officers(text: str) -> Iterator[str]:
    """The names of officers in folded text."""
    for match in _OFFICER.finditer(text):
        end = name_end(text, match.end())
        if end:
            yield from _plain(with_list(text, match.end(), end))
        yield from _plain(_listed(text, match.end()))
        alone = _ALONE.match(text, match.end())
        if alone and sounds_like_one(alone[0]):
            yield alone[0]
    yield from _plain(match[1] for match in _BY_NUMBER.finditer(text))
    for match in _OF_AGENCY.finditer(text):
        yield from _plain(re.split(r"（\d+）[、和及与]?\s?", match["list"])[:-1])
    personal = is_personal_text(text)
    for match in _CONTACT.finditer(text):
        ours = not personal and agency_contact(text, match.start())
        if ours or _SIGNED.match(text, match.end()):
            yield normal_name(match[1])


def _plain(names: Iterator[str] | list[str]) -> Iterator[str]:
    """One spelling; what begins with a word for somebody else (其子) is nobody's here."""
    yield from (normal_name(one) for one in names if without_role(one) == one)


def _listed(text: str, start: int) -> Iterator[str]:
    """Names with or without certificates, from `start` on, if there are two or more: 李明（0123）、王强."""
    found = []
    for _ in range(_MOST_LISTED):
        match = _LISTED.match(text, start)
        if not match:
            end = name_end(text, start) if text[start - 1] in "、和及" else None
            found += [text[start:end]] if end else []
            break
        found.append(match["one"])
        start = match.end()
        if not (match["joint"] or match["bare"] or text[start - 1] == "）"):
            break
    if len(found) > 1 or text[start - 1 : start] == "）":
        yield from found


def only_of_officers(name: str, officers: Collection[str], rest: str) -> bool:
    """Whether a name is nothing but a part of an officer's; `rest`: the text without theirs."""
    return any(name in one for one in officers) and name not in re.sub(r"\s", "", rest)


def without_officers(text: str, officers: Collection[str]) -> str:
    """The text without the names of officers, so that no part of one is read as somebody's name."""
    if not officers:
        return text
    longest = sorted(officers, key=lambda one: (-len(one), one))
    spelled = (re.escape(one).replace("·", DOT) for one in longest)
    return re.sub("|".join(spelled), "，", text)


def is_theirs(text: str, start: int) -> bool:
    """Whether the number at `start` is an officer's certificate, or the telephone of officers named before it."""
    if _CERTIFIED.search(text, max(0, start - 20), start):
        return True
    return any(
        match.end() > start or _THEIR_PHONE.fullmatch(text, match.end(), start)
        for match in _OF_AGENCY.finditer(text, max(0, start - 160), start + 80)
        if match.start() < start
    )
