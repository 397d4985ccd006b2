"""Numbers written out in Chinese figures, as people write them so that nobody finds them: hidden by their label."""

import re
from collections.abc import Iterator

from core.identifiers import luhn_ok
from disclosure.redaction.detectors import ACCOUNT_LABEL, ID_LENGTH, is_id, paid_to_treasury
from disclosure.redaction.spans import Span, span

FIGURES = "〇○零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_TO_DIGITS = str.maketrans(FIGURES, "0001234567891" + "123456789")
_AT_LEAST_ONE = rf"(?=[\dX -]{{0,30}}[{FIGURES}])"


def _run(least: int, most: int) -> str:
    """So many figures, some of them perhaps digits, that are no date and no sum."""
    figure = rf"[{FIGURES}\dXx]"
    return rf"({_AT_LEAST_ONE}{figure}(?:[ -]?{figure}){{{least - 1},{most - 1}}})(?!{figure}|[年月日元十百千万亿个点])"


_SAID = r"(?:号码|号)?[：:\s为是“（]{0,4}"
_CARD = re.compile(
    rf"(?:身\s{{0,4}}份\s{{0,4}}证(?!据)|公民身份|居民证|证件)(?:号码|号)?[：\s为是“（]{{0,4}}{_run(13, 18)}"
)
_ACCOUNT = re.compile(rf"{ACCOUNT_LABEL}[：\s为是“（]{{0,4}}{_run(8, 30)}")
_SOCIAL = re.compile(
    rf"(?:QQ|企鹅|扣扣|(?<![A-Z])Q|微信|支付宝|抖音|快手)(?:账号|帐号)?{_SAID}{_run(5, 18)}",
    re.IGNORECASE,
)
_MOBILE = re.compile(rf"(?:电\s{{0,4}}话|手机|联系方式|号码){_SAID}{_run(11, 11)}")
_ALONE = re.compile(
    rf"(?<![{FIGURES}\d])[{FIGURES}](?:[ -]?[{FIGURES}Xx]){{15,18}}(?![{FIGURES}\d])"
)


def digits(written: str) -> str:
    """The figures as digits, nothing between them."""
    return re.sub(r"[ -]", "", written).translate(_TO_DIGITS).upper()


def find_written(text: str) -> Iterator[Span]:
    """Identity numbers, accounts and telephones in Chinese figures, in folded text."""
    for pattern, kind in ((_CARD, "ID_CARD"), (_SOCIAL, "SOCIAL_ACCOUNT"), (_MOBILE, "MOBILE")):
        yield from (span(*match.span(1), kind) for match in pattern.finditer(text))
    for match in _ACCOUNT.finditer(text):
        if not paid_to_treasury(text, match.start(), match.end()):
            yield span(*match.span(1), "BANK_ACCOUNT")
    for match in _ALONE.finditer(text):
        number = digits(match[0])
        if len(number) == ID_LENGTH and is_id(number):
            yield span(*match.span(), "ID_CARD")
        elif len(set(number)) > 3 and number.isdigit() and luhn_ok(number):
            yield span(*match.span(), "BANK_ACCOUNT")
