"""Facts of private life: birth dates and property titles."""

import re
from collections.abc import Iterator

from disclosure.redaction.spans import Span, span

_YMD = r"(?:(?:18|19|20)\d{2}|[一二][八九○〇零0][○〇零一二三四五六七八九]{2})"
_DATE = (
    rf"{_YMD}\s?年\s?[\d一二三四五六七八九十]{{1,3}}\s?月(?:\s?[\d一二三四五六七八九十]{{1,3}}\s?日)?"
    rf"|{_YMD}\s?[./-]\s?\d{{1,2}}(?:\s?[./-]\s?\d{{1,2}})?|{_YMD}\s?年(?=\s?出?生)|(?:19|20)\d{{6}}"
)
_BORN_BEFORE = re.compile(
    rf"(?:出\s?生\s?(?:日\s?期|年\s?月\s?日?|时\s?间)?|生\s?日|(?<![发产])生(?=于))(?:[：\s于为是]){{0,4}}({_DATE})(?!\d)"
)
# Only behind their label: 84年5月12日, 12/05/1984, 民国七十三年三月初五, 壬申年八月十五.
_COUNT = r"[\d一二三四五六七八九十〇零○元正冬腊廿卅]"
_DAY = rf"(?:\s?[闰]?{_COUNT}{{1,3}}\s?月(?:\s?初?{_COUNT}{{1,3}}\s?日?)?)"
_LOOSE_DATE = (
    rf"(?:农历|阴历|公历|阳历|公元)?(?:"
    rf"(?:民国\s?[\d一二三四五六七八九十百元]{{1,5}}|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]"
    rf"|(?:18|19|20)?\d{{2}}|(?:[一二][八九○〇零0])?[一二三四五六七八九○〇零]{{2}})\s?年{_DAY}?"
    rf"|\d{{1,2}}\s?[./-]\s?\d{{1,2}}\s?[./-]\s?(?:19|20)?\d{{2}}|\d{{2,4}}\s?[./-]\s?\d{{1,2}}(?:\s?[./-]\s?\d{{1,2}})?"
    rf"|{_COUNT}{{1,3}}月{_COUNT}{{1,3}}日)"
)
_BORN_LOOSELY = re.compile(
    rf"(?:出\s?生\s?(?:日\s?期|年\s?月\s?日?|时\s?间|年份|于)|生\s?日|(?<![发产派衍寄滋诞新原野])生于)"
    rf"[：\s于为是]{{0,4}}({_LOOSE_DATE})(?!\d)"
)
_BORN_AFTER = re.compile(rf"({_DATE})\s?(?:日)?\s?(?:出\s?生|生(?=[，。；;、\s）)]))")
_BORN_BY_SEX = re.compile(
    rf"[男女]\s?[，、]\s?(?:[^，。\n]{{1,6}}族\s?[，、]\s?)?({_DATE})\s?(?=[，、；])"
)
_TITLE_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{0,2}(?:[（〔\[]\d{4}[）〕\]][\u4e00-\u9fff]{0,8}?)?"
    r"(?:不动产(?:权|证明)(?:证)?第|房(?:地)?(?:权|产)证|国用|集用|房地证|土(?:地)?(?:证)?字|林证字|房字)"
    r"[^，。；：、《》“”\n]{0,24}?\d[\d-]{2,}\s?号"
)
_TITLE_LABELLED = re.compile(
    r"(?:不动产权(?:证书?|属证书?)?|房屋?(?:产权|所有权)证书?|房产证书?|房地产权?证书?|土地使用权?证书?|林权证书?|宅基地(?:使用权?)?证书?"
    r"|机动车登记证书?|车辆登记证书?|船舶所有权(?:登记)?证书?|产权证书?|权属证书?)"
    r"(?:编号|号码|字号|证号|号)?(?:为|是|[：\s（]){1,3}"
    r"([^\s，。；、《》“”（）\u4e00-\u9fff][A-Za-z\d\-（）〔〕\[\]]{3,30}号?|[^\s，。；、《》“”]{0,12}字?第\s?\d[\d-]{2,}\s?号)"
)


def find_birth_dates(text: str) -> Iterator[Span]:
    """Dates said to be of birth, before or after the word, or after the sex of a person."""
    for pattern in (_BORN_BEFORE, _BORN_LOOSELY, _BORN_AFTER, _BORN_BY_SEX):
        for match in pattern.finditer(text):
            yield span(*match.span(1), "BIRTHDATE")


def find_property_titles(text: str) -> Iterator[Span]:
    """Numbers of title certificates for land, buildings, woods, vehicles and ships."""
    for match in _TITLE_NUMBER.finditer(text):
        yield span(*match.span(), "PROPERTY_TITLE")
    for match in _TITLE_LABELLED.finditer(text):
        yield span(*match.span(1), "PROPERTY_TITLE")
