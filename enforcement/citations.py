"""Citations in texts: 《法名》第n条之m第k款第j项, commencement and repeal clauses. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

NUMERALS = "〇一二三四五六七八九"
DIGITS = {d: n for n, d in enumerate(NUMERALS)} | {"零": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
# Digits or characters, never mixed: 第1百条 is a slip of the pen, not an article.
_NUM = r"(?:[0-9０-９]{1,9}|[〇零一二三四五六七八九十百千两]{1,9})"
_TITLE = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
# Titles without their quotes: only where a sentence or an entry begins, or with the country's name.
_BARE = re.compile(
    r"(?:(?:(?<=[】；;。\n])|^)\s*(?:依据|依照|根据|按照|违反了?)?(?=[一-龥])|(?=中华人民共和国))"
    r"([一-龥（）()〈〉<>]{2,40}?(?<![本该])(?<![本该]办)(?:法|条例|办法|规定|细则))\s*[:：]?\s*(?=第"
    + _NUM
    + "条)"
)
_LEAD = re.compile(r"(?:\s|[:：的之]|[（(][^（）()《》]{0,40}[）)]|规定的?|中)*")
_JOIN = re.compile(r"[\s、，,]*(?:和|及|与|或者?|以及|并|至|到)?\s*")
_ARTICLE = re.compile(rf"第\s*({_NUM})\s*条(?:之([一二三四五六七八九十]{{1,3}}))?")
# 第二十九、三十条: one 第 and one 条 around several numbers.
_RUN = re.compile(rf"第\s*({_NUM}(?:\s*[、，,]\s*{_NUM})+)\s*条")
# 第一、二款 and 第（一）、（二）项: one 款 or 项 behind several numbers.
_PARAGRAPH = re.compile(
    rf"(?:第|(?<=[、和及与]))\s*({_NUM})\s*款|第\s*({_NUM})(?=[、和及与]\s*{_NUM}\s*款)"
)
_ITEM = re.compile(rf"第?\s*[（(]?\s*({_NUM})\s*[）)]?\s*项|第?[（(]({_NUM})[）)](?=[、，,和及与])")
_LISTED = re.compile(rf"^[（(]{_NUM}[）)]|^\d{{1,2}}[.．、]")
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_COMMENCEMENT = re.compile(
    r"本(?:实施)?(?:法|法典|条例|规定|办法|细则|解释|规则|决定)自(.{2,24}?)起(?:施行|生效|实施)"
)
_REPEAL = re.compile(r"([^。]*)同时废止")


@dataclass(frozen=True)
class Citation:
    """One cited provision: `span` is its place in the text; 0 stands for "not given"."""

    title: str
    no: int
    suffix: int
    paragraph: int
    span: tuple[int, int]
    item: int = 0

    @property
    def label(self) -> str:
        """第一百二十四条之一第一款第（五）项, as statutes number themselves."""
        parts = [f"第{number_text(self.no)}条"]
        parts += [f"之{number_text(self.suffix)}"] if self.suffix else []
        parts += [f"第{number_text(self.paragraph)}款"] if self.paragraph else []
        return "".join(parts + ([f"第（{number_text(self.item)}）项"] if self.item else []))

    @property
    def full(self) -> str:
        """《法名》 and the label."""
        return f"《{self.title}》{self.label}"


def number_text(value: int) -> str:
    """一百二十四 for 124, below ten thousand; a larger number stays in digits."""
    if not 0 < value < 10_000:
        return str(value)
    text, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            text += ("零" if zero else "") + NUMERALS[digit] + name
            zero = False
        else:
            zero = bool(text)
    return text.removeprefix("一") if 10 <= value < 20 else text


def parse_number(text: str) -> int:
    """一百二十, 一二〇 or 120 as a number. Raises ValueError on anything else."""
    plain = text.strip()
    if plain.isdigit():
        return int(plain)
    if plain and all(char in DIGITS for char in plain):
        # 一〇二 by place, as years are written.
        return int("".join(str(DIGITS[char]) for char in plain))
    total = digit = 0
    for char in plain:
        if char in UNITS:
            total += (digit or 1) * UNITS[char]
            digit = 0
        elif char in DIGITS:
            digit = DIGITS[char]
        else:
            raise ValueError(f"not a number: {text!r}")
    return total + digit


def find_citations(text: str) -> list[Citation]:
    """Every 《法名》第n条之m第k款第j项 of a text, in order; lists after one title are followed."""
    starts = [(m.start(), m.end(), m[1]) for m in _TITLE.finditer(text)]
    quoted = [(start, end) for start, end, _title in starts]
    starts += [
        (m.start(1), m.end(1), m[1])
        for m in _BARE.finditer(text)
        if not any(start < m.end(1) and m.start(1) < end for start, end in quoted)
    ]
    found: list[Citation] = []
    for start, end, title in sorted(starts):
        found += _provisions(text, title.strip(), start, end)
    return found


def titles(text: str) -> list[str]:
    """The titles in 《》 of a text, also those without an article behind them."""
    return [found[1].strip() for found in _TITLE.finditer(text)]


def _provisions(text: str, title: str, start: int, end: int) -> Iterator[Citation]:
    """The provisions listed behind a title that ends at `end`."""
    position = _after(_LEAD, text, end)
    no = suffix = within = 0
    while True:
        run = _RUN.match(text, position)
        if run:
            numbers = [parse_number(part) for part in re.split(r"[、，,]", run[1])]
            yield from (Citation(title, no, 0, 0, (start, run.end())) for no in numbers)
            start = position = _after(_JOIN, text, run.end())
            continue
        article = _ARTICLE.match(text, position)
        if article:
            no, suffix = parse_number(article[1]), parse_number(article[2] or "〇")
            position, within = article.end(), 0
        paragraph = _PARAGRAPH.match(text, position) if no else None
        if paragraph:
            position, within = paragraph.end(), parse_number(paragraph[1] or paragraph[2])
        item = _ITEM.match(text, position) if no else None
        if item:
            position = item.end()
        if not (article or paragraph or item):
            return
        yield Citation(
            title=title,
            no=no,
            suffix=suffix,
            paragraph=within,
            span=(start, position),
            item=parse_number(item[1] or item[2]) if item else 0,
        )
        start = position = _after(_JOIN, text, position)


def _after(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position


def paragraph_text(article_text: str, number: int) -> str:
    """第`number`款 of an article with its listed items, or "" when there is none.

    Lines that begin with （一） belong to the paragraph before them.
    """
    paragraphs: list[list[str]] = []
    for line in article_text.split("\n"):
        if paragraphs and _LISTED.match(line):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return "\n".join(paragraphs[number - 1]) if 0 < number <= len(paragraphs) else ""


def read_date(text: str) -> date | None:
    """The first Y年M月D日 of a text, when that day exists."""
    match = _DATE.search(text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def commencement(
    texts: Sequence[str], history: Sequence[str], version_date: date
) -> tuple[date, bool]:
    """(施行日期, whether the text says so) of a version promulgated or amended on `version_date`.

    An amended act keeps the commencement of its first version; the amendment's own day is then not
    in the text, so the version date stands in and the second value is False (domain §1).
    """
    for text in reversed(texts):
        match = _COMMENCEMENT.search(text)
        if match is None:
            continue
        stated = read_date(match[1])
        if stated is not None and stated >= version_date:
            return stated, True
        if stated is None and "之日" in match[1] and _promulgated(history, version_date):
            return version_date, True
        break
    for line in reversed(history):
        stated = read_date(line)
        if stated is not None and stated >= version_date and line.rstrip("）) ").endswith("施行"):
            return stated, True
    return version_date, False


def _promulgated(history: Sequence[str], on: date) -> bool:
    """Whether the whole text, not an amendment of it, was promulgated on the day."""
    return any(line.endswith(("公布", "发布")) and read_date(line) == on for line in history)


def repealed_titles(text: str) -> list[str]:
    """Titles that an article ends with 《…》同时废止."""
    return [title for match in _REPEAL.finditer(text) for title in _TITLE.findall(match[1])]
