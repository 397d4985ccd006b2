"""Dates, numbers and money as official documents write them (GB/T 9704, GB/T 15835).

Pure functions; dates may also be ISO strings, because a frozen document context is JSON.
"""

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from core.errors import RuleError

DIGITS = "〇一二三四五六七八九"
CAPITALS = "零壹贰叁肆伍陆柒捌玖"
CAPITAL_UNITS = ("", "拾", "佰", "仟")
CAPITAL_GROUPS = ("", "万", "亿", "万亿")
# One group holds four digits; four groups are all that 万亿 can name.
LARGEST = Decimal(10) ** 16


def date_text(value: date | str) -> str:
    """2026年11月21日: Arabic digits, month and day without a leading zero."""
    day = _date(value)
    return f"{day.year}年{day.month}月{day.day}日"


def datetime_text(value: datetime | str) -> str:
    """2026年11月21日9时05分, in the time zone the value carries."""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{date_text(at.date())}{at.hour}时{at.minute:02d}分"


def date_numerals(value: date | str) -> str:
    """二〇二六年十一月二十一日, the form used on covers."""
    day = _date(value)
    year = "".join(DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{number_text(day.month)}月{number_text(day.day)}日"


def number_text(value: int) -> str:
    """一, 十, 十一, 二十一 … 九十九: the numbers of headings. ValueError outside 1..99."""
    if not 1 <= value <= 99:
        raise ValueError(f"no heading number for {value}")
    tens, ones = divmod(value, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return head + (DIGITS[ones] if ones else "")


def money_figures(amount: Decimal) -> str:
    """人民币20000元 or 人民币1234.50元: 分 are shown only when there are any."""
    cents = _cents(amount)
    yuan, rest = divmod(cents, 100)
    return f"人民币{yuan}.{rest:02d}元" if rest else f"人民币{yuan}元"


def money_capitals(amount: Decimal) -> str:
    """贰万元整, 壹仟零伍元陆角整, 叁角贰分: the capital figures that cannot be altered."""
    cents = _cents(amount)
    yuan, rest = divmod(cents, 100)
    jiao, fen = divmod(rest, 10)
    text = f"{_integer_capitals(yuan)}元" if yuan or not rest else ""
    if jiao:
        text += f"{CAPITALS[jiao]}角"
    elif fen and yuan:
        text += "零"
    return text + (f"{CAPITALS[fen]}分" if fen else "整")


def money_text(amount: Decimal) -> str:
    """人民币20000元（大写：贰万元整）. RuleError for a negative, over-long or over-precise amount."""
    return f"{money_figures(amount)}（大写：{money_capitals(amount)}）"


def _date(value: date | str) -> date:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def _cents(amount: Decimal) -> int:
    if amount.is_finite() and 0 <= amount < LARGEST:
        # Whole numbers: arithmetic of Decimal would round what is finer than its precision.
        numerator, denominator = amount.as_integer_ratio()
        cents, rest = divmod(numerator * 100, denominator)
        if not rest:
            return cents
    raise RuleError(
        _("金额“%(amount)s”无法写入文书。") % {"amount": amount},
        remedy=_("请填写不小于零、最多两位小数的金额。"),
    )


def _integer_capitals(value: int) -> str:
    if value == 0:
        return CAPITALS[0]
    groups: list[int] = []
    while value:
        value, group = divmod(value, 10_000)
        groups.append(group)
    text = ""
    gap = False
    for place in reversed(range(len(groups))):
        group = groups[place]
        if group == 0:
            gap = True
            continue
        # A skipped group, or a group short of thousands, is read aloud as one 零.
        if text and (gap or group < 1000):
            text += CAPITALS[0]
        # 万亿 and 亿 share their 亿: 壹万贰仟亿 is not 壹万亿贰仟亿.
        name = "万" if place == 3 and groups[2] else CAPITAL_GROUPS[place]
        text += _group_capitals(group) + name
        gap = False
    return text


def _group_capitals(group: int) -> str:
    text = ""
    gap = False
    for place in reversed(range(4)):
        digit = group // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += (CAPITALS[0] if gap else "") + CAPITALS[digit] + CAPITAL_UNITS[place]
        gap = False
    return text
