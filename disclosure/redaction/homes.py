"""Homes that no label announces, told by whose they are: beside a name, before «的住宅», behind «家在»."""

import re
from collections.abc import Collection, Iterator

from disclosure.redaction.lexicon import HAN, any_of, words
from disclosure.redaction.spans import Span, span

PLACE = any_of(words("place_suffixes"), spaced=False)
_NUMBERED = r"(?:\d|[一二三四五六七八九十])[号组社屯队户排委连栋幢室楼]"
_BEGINS = rf"(?={HAN}{{1,12}}?{PLACE})"
_INSIDE = r"[^\n，。；：、“”《》\[\]（）]"
_HOME_IS = re.compile(
    rf"(?<![国专大商独店厂买卖管])(?:{any_of(words('home_words'), spaced=False)})(?:地址|地)?(?:就|也|现|均)?(?:在|位于|于|为|是)"
    rf"(?P<value>{_BEGINS}{_INSIDE}{{3,60}})"
)
_HOUSE = re.compile(
    rf"(?:坐落于|坐落在|座落于|位于|[在从于到往至系向将把（])(?P<value>{_BEGINS}{_INSIDE}{{3,50}}?)(?=(?:的|内的)?{any_of(words('house_words'), spaced=False)})"
)
_HOUSE_AT = re.compile(
    rf"(?:房屋|房产|住宅|住房|老宅|老屋|自建房|宅基地|住处|住所|家)(?:现?位于|坐落于|坐落在|座落于|（)(?P<value>{_BEGINS}{_INSIDE}{{3,50}})"
)
_DOOR = re.compile(r"\d{1,5}(?:号|室|户|栋|单元|门)|\d{1,3}[-－]\d{1,3}[-－]\d{2,4}")
_NATIVE = re.compile(
    rf"(?:(?<=[^关联])[系是]|[，（：]\s?(?![系是]))(?P<value>{_BEGINS}{_INSIDE}{{3,40}}?)(?=(?:的|本地)?{any_of(words('native_words'), spaced=False)}(?:[，。；、）\s]|$))"
)
_SEGMENT = re.compile(r"[^，、；（）：\s]+")
_LEAD = re.compile(
    r"^(?:(?:现|家|暂|户籍|长期|常年|均|一直)?(?:居住|租住|住|暂住)(?:[址所]|[在于])?[为是]?|系|是|户籍地?(?:为|是)?|[在来][自]?|家在|原籍)"
)
_TAIL = re.compile(rf"(?:的?{any_of(words('native_words'), spaced=False)})$")
_ADDRESS = re.compile(
    rf"{HAN}{{1,12}}?{PLACE}{_INSIDE}{{0,30}}?(?:{_NUMBERED}|{PLACE})|{HAN}{{2,12}}?{_NUMBERED}"
)
_NO_HOME = re.compile(
    r"公司|企业|单位|政府|(?<![村居][民])委员会|(?:[局厅厂店矿]|(?<![农林牧渔])场)(?![号内村镇乡家])|法院|医院|学校|小学|中学|幼儿园|银行|派出所|大队|支队|项目|工程|工地|路口|路段|市场|商场"
)
_SAYS_MORE = re.compile(r"[在对向将从并与被把的]|要求|签收|负责|现$")
_SOMEBODY = re.compile(
    rf"{any_of(words('owner_words'), spaced=False)}|你(?![公单厂店局合企])|其[妻夫父母子女家住自](?![公行主])"
)
_STOP = re.compile(r"[。；！？\n]")
_REACH = 90
# 16栋，2单元，9层0902: the parts of an address behind a comma, but not «，3层楼房».
_PART = (
    r"(?:第?[A-Za-z\d]{1,5}|[一二三四五六七八九十]{1,3})\s?(?:号楼|号院|[栋幢座层楼室户]|单元|门)"
)
_FURTHER = re.compile(
    rf"(?:[ \t]?[，、][ \t]?{_PART}(?:{_PART}|[A-Za-z\d-]{{2,6}}(?:室|号|户|房)?(?![\d年月日.元])){{0,4}}"
    r"(?![\d楼房共的以高砖建框]|面积)){1,6}"
)


def with_tail(text: str, end: int) -> int:
    """Where an address ends that goes on behind commas from `end`."""
    further = _FURTHER.match(text, end)
    return further.end() if further else end


def find_homes(text: str, names: Collection[str] = ()) -> Iterator[Span]:
    """Homes in folded text; `names` are the people whom the text is known to speak of."""
    for match in _HOME_IS.finditer(text):
        yield from _home(match)
    for pattern in (_HOUSE, _HOUSE_AT, _NATIVE):
        for match in pattern.finditer(text):
            told = pattern is _NATIVE and re.search(r"\d", match["value"])
            if told or _about_somebody(text, match, names):
                yield from _home(match)
    for name in names:
        for match in re.finditer(re.escape(name), text):
            yield from _beside(text, match.end())


def _home(match: re.Match[str]) -> Iterator[Span]:
    value = match["value"].rstrip()
    if not _NO_HOME.search(value) and not _SAYS_MORE.search(value):
        end = match.start("value") + len(value)
        yield span(match.start("value"), with_tail(match.string, end), "ADDRESS")


def _about_somebody(text: str, match: re.Match[str], names: Collection[str]) -> bool:
    begin = max(0, match.start() - _REACH)
    ends = [m.end() for m in _STOP.finditer(text, begin, match.start())]
    following = _STOP.search(text, match.end(), match.end() + _REACH)
    sentence = text[
        ends[-1] if ends else begin : following.start() if following else match.end() + _REACH
    ]
    if any(name in sentence for name in names) or _SOMEBODY.search(sentence):
        return True
    return bool(_DOOR.search(match["value"])) and not _NO_HOME.search(sentence)


def _beside(text: str, end: int) -> Iterator[Span]:
    """张三（1980年1月2日生，某县某镇某村三组，电话略）: the parts behind a name that read as an address."""
    stop = _STOP.search(text, end, end + _REACH)
    limit = stop.start() if stop else min(len(text), end + _REACH)
    if text[end : end + 1] not in "，（、,(":
        return
    for part in list(_SEGMENT.finditer(text, end, limit))[:7]:
        if text[part.start() - 1] == "：":
            continue  # what a label announces is told by the label
        lead, tail = _LEAD.match(part[0]), _TAIL.search(part[0])
        start = part.start() + (lead.end() if lead else 0)
        value = text[start : part.end() - (len(tail[0]) if tail else 0)]
        if (
            not _SAYS_MORE.search(value)
            and _ADDRESS.fullmatch(value)
            and not _NO_HOME.search(value)
        ):
            yield span(start, with_tail(text, start + len(value)), "ADDRESS")
