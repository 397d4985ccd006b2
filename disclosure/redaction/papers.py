"""Papers of identity beside the identity card, and what is left of its number when it was half hidden."""

import re
from collections.abc import Iterator

from disclosure.redaction.spans import Span, span

_SAID = r"(?:号码|编号|证号|号)?(?:为|是|[：\s]){0,3}"
_CARD = r"(?:身\s{0,4}份\s{0,4}证(?!据)|公民身份)(?:件)?(?:号码|号)?"
# 外国人永久居留证 as issued until 2023: three letters and twelve digits.
_RESIDENCE = re.compile(
    r"永久居留(?:身份)?证[^\dA-Za-z\n，。；]{0,12}([A-Za-z]{3}\d{12})(?![\dA-Za-z])"
)
_MILITARY = re.compile(
    rf"(?:军官|士官|士兵|义务兵|文职干部|军人保障|残疾军人)证(?:件)?{_SAID}"
    r"([\u4e00-\u9fff]{0,3}?字?第?\s?[A-Za-z]?\d{5,12}号?)(?![\dA-Za-z])"
)
_DRIVER = re.compile(rf"驾驶证?[^，。；\n\d]{{0,8}}档案{_SAID}(\d{{12}})(?!\d)")
# The card of 社会保障 or 医疗保险 has letters and digits that nothing checks.
_INSURED = re.compile(
    r"(?:社会?保(?:障|险)?|医(?:疗)?保(?:险)?)卡(?:[（(][^（）()\n]{1,8}[）)])?"
    rf"{_SAID}([A-Za-z]{{0,2}}\d[\dA-Za-z]{{6,17}})(?![\dA-Za-z])"
)
_TAIL = re.compile(
    rf"{_CARD}[^\d\n，。；]{{0,4}}(?:尾号|后[四五六4-6]位)(?:数字|数)?(?:为|是|[：\s]){{0,3}}"
    r"(\d{3,5}[\dXx])(?![\dA-Za-z])"
)
_HALF_HIDDEN = re.compile(rf"{_CARD}(?:为|是|[：\s]){{0,3}}(\d{{3,14}}[*×●]{{2,15}}[\dXx]{{0,4}})")
# An identity number with its middle struck out, whatever stands before it.
_STRUCK_OUT = re.compile(
    r"(?<![\dA-Za-z据])([1-9]\d{5,11}[*×●＊]{4,12}\d{0,4}[\dXx]?)(?![\dA-Za-z*×])"
)
_PAPERS = (_STRUCK_OUT, _RESIDENCE, _MILITARY, _DRIVER, _INSURED, _TAIL, _HALF_HIDDEN)


def find_other_papers(text: str) -> Iterator[Span]:
    """By label alone: none of these numbers has a check character that would tell it."""
    for pattern in _PAPERS:
        for match in pattern.finditer(text):
            yield span(*match.span(1), "ID_PAPER")
