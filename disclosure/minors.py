"""Whether the texts of a received record make its party out to be a minor.

未成年人保护法 103 forbids to publish anything that identifies one, and a record often comes without the
number of an identity card. A text is no proof: what is found here is a doubt, about which a person says.
Minors who were sold to or let in are spoken of in records of adults too, so words count only where they
are said of who acted.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from core.identifiers import age_on, check_id_card
from disclosure import redaction
from disclosure.redaction.lexicon import fold
from enforcement.citations import parse_number

_NUMBER = r"\d{1,3}|[〇零一二三四五六七八九十百]{1,4}"
_BELOW = re.compile(
    rf"(?:不满|未满|不足|不到)\s?({_NUMBER})\s?周?岁(?!的?(?:人|儿童|幼儿|未成年|学生|者))"
)
_AGED = re.compile(
    rf"(?:[男女]\s?[，、；]|年龄\s?[：为是]?|当事人|现年|时年|年仅|今年|[，、；（(])\s?({_NUMBER})\s?周?岁"
    r"(?!以[上下内]|儿童|幼儿|婴|至|的?(?:未成年|儿童))"
)
_CALLED = re.compile(
    r"(?:系|属于?|当事人为|其为|本人为|因|鉴于|考虑到?|(?:当事人|违法行为人)(?:是|尚|仍)?)"
    r"[^，。；、\n向对给让使容招接]{0,6}未成年(?!人?(?:保护|提供|出售|销售|开放|进入|购买))"
    r"|未成年(?:的)?(?:当事人|违法行为人|行为人)"
    r"|未成年人?(?:，|、)?(?:且|但|并|又)?[^，。；\n]{0,8}(?:依法|应当|可以|予以)?(?:从轻|减轻|不予)"
)
_GUARDED = re.compile(
    r"(?:当事人|其|违法行为人)的?(?:法定)?(?:监护人|法定代理人)|(?:^|[，。；\s（(])(?:法定)?(?:监护人|法定代理人)\s?[：:为是]"
    r"|责令(?:其|当事人)?的?(?:父母|监护人)[^，。；\n]{0,8}管教"
)
_FIGURES = re.compile(r"\d+|[〇○零一二三四五六七八九十]+")
LATEST = (12, 28)  # month and day that every year has, where the words leave them out
CENTURY = 100
_PLAIN_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")


def told(texts: Iterable[str], *, on: date, adult: int) -> bool:
    """Whether a text says, by number, birth, age or word, that somebody below `adult` years acted on `on`."""
    whole = {str(no): fold(text) for no, text in enumerate(texts) if text}
    return any(_said(text, adult) for text in whole.values()) or any(
        born is not None and age_on(born, on) < adult for born in _births(whole, on)
    )


def _said(text: str, adult: int) -> bool:
    if _CALLED.search(text) or _GUARDED.search(text):
        return True
    # Who is not yet eighteen is a minor, and so is who is seventeen.
    below = any(_number(match[1]) <= adult for match in _BELOW.finditer(text))
    return below or any(_number(match[1]) < adult for match in _AGED.finditer(text))


def _number(text: str) -> int:
    return parse_number(text.replace("○", "〇"))


def _births(texts: Mapping[str, str], on: date) -> "list[date | None]":
    """Days of birth that the engine of redaction finds, and those in numbers of identity cards."""
    found: list[date | None] = []
    for key, result in redaction.redact_fields(texts, (), redaction.HIDDEN).items():
        for one in result.spans:
            words = texts[key][one.start : one.end]
            if one.type == "ID_CARD":
                found.append(check_id_card(words).birth_date)
            elif one.type == "BIRTHDATE":
                found.append(_day(words, on))
    return found


def _day(words: str, on: date) -> date | None:
    """The last day that the words may mean; None where they are no day."""
    plain = _PLAIN_DAY.fullmatch(words.strip())
    parts = [_number(part) for part in (plain.groups() if plain else _FIGURES.findall(words))]
    if not parts:
        return None
    year, month, day = (*parts, *LATEST[len(parts) - 1 :])[:3]
    if year < CENTURY:
        year += 2000 if 2000 + year <= on.year else 1900
    try:
        return date(year, month, day)
    except ValueError:
        return None
