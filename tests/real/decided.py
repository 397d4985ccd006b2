"""What a published decision decides: kinds of penalty, amounts in cents, and its days."""

import re
from datetime import date
from decimal import Decimal

from enforcement.models.kinds import PenaltyKind
from tests.real.texts import DAY, Text

DIGITS = {
    **dict(zip("零壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    **dict(zip("〇一二三四五六七八九", range(10), strict=True)),
    **{"两": 2, "0": 0, "○": 0},
}
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
WORDS = "零壹贰叁肆伍陆柒捌玖拾佰仟万一二三四五六七八九十百千两"
FIGURE = re.compile(r"(\d+(?:\.\d+)?)\s*(万)?\s*元|￥\s*(\d+(?:\.\d+)?)")
SPELT = re.compile(rf"((?!万)[{WORDS}]+)\s*[元圆](?:([{WORDS}])角)?")
FINES = re.compile(r"罚款|处人民币|处以人民币|的罚")
INCOME = re.compile(r"没收(违法|非法)所得")
KINDS = (
    (PenaltyKind.WARNING, re.compile(r"警告")),
    (PenaltyKind.FINE, FINES),
    (PenaltyKind.CONFISCATE_INCOME, INCOME),
    (PenaltyKind.CONFISCATE_GOODS, re.compile(r"没收(?!违法|非法)")),
    (PenaltyKind.STOP_BUSINESS, re.compile(r"责令[^。；]{0,60}(停止生产|停产)")),
    (PenaltyKind.RESTRICT_BUSINESS, re.compile(r"暂停经营")),
    (PenaltyKind.OTHER, re.compile(r"禁止参与政府采购|不良行为记录")),
    (PenaltyKind.REVOKE_LICENCE, re.compile(r"撤销|吊销")),
)


def spelt(text: str) -> int:
    """A number in Chinese words, ordinary or capital: 拾伍万 is 150000, 壹万贰仟伍佰 is 12500."""
    total = group = digit = 0
    for char in text:
        if char == "万":
            total, group, digit = (total + group + digit) * 10_000, 0, 0
        elif char in UNITS:
            group, digit = group + (digit or 1) * UNITS[char], 0
        else:
            digit = DIGITS[char]
    return total + group + digit


def amounts(line: str) -> list[int]:
    """Every amount of money of a line in cents, in the order written."""
    found = []
    for match in FIGURE.finditer(line):
        number = Decimal(match[1] or match[3]) * (10_000 if match[2] else 1)
        found.append((match.start(), int(number * 100)))
    for match in SPELT.finditer(line):
        tenths = spelt(match[2]) * 10 if match[2] else 0
        found.append((match.start(), spelt(match[1]) * 100 + tenths))
    return [cents for _, cents in sorted(found)]


def kinds(text: Text) -> list[str]:
    """The kinds of penalty that the operative part names, in the order of the law."""
    said = text.said("result")
    return [str(kind) for kind, rule in KINDS if rule.search(said)]


def fine(text: Text) -> int:
    """The fine in cents: the sum where the text sums up, else the last amount of a line of fine."""
    lines = [row for row in text.parts.get("result", []) if FINES.search(row) and amounts(row)]
    summed = [row for row in lines if "合计" in row or "共计" in row]
    return amounts((summed or lines)[-1])[-1] if lines else 0


def confiscated(text: Text) -> int:
    """The unlawful gains taken away, in cents: the amount that follows these words."""
    for line in text.parts.get("result", []):
        if (found := INCOME.search(line)) and amounts(line[found.end() :]):
            return amounts(line[found.end() :])[0]
    return 0


def days(line: str) -> list[date]:
    """Every full date of a line that is one."""
    found = []
    for year, month, day in re.findall(DAY, line):
        try:
            found.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return found


def _numerals(line: str) -> date | None:
    match = re.search(r"二(.)(.)(.)年(.{1,2})月(.{1,3})日", line)
    if match is None:
        return None
    year = 2000 + 100 * DIGITS[match[1]] + 10 * DIGITS[match[2]] + DIGITS[match[3]]
    return date(year, spelt(match[4]), spelt(match[5]))


def decided_on(text: Text) -> date | None:
    """The day under the decision, else that of the index; None when neither has one."""
    signed = text.said("sign", "tail", "remedies")
    for line in reversed(signed.splitlines()):
        found = days(line)
        if found:
            return found[-1]
        if (spelled := _numerals(line)) is not None:
            return spelled
    return date.fromisoformat(text.decided) if text.decided else None


def told_on(text: Text) -> date | None:
    """The day the party was told; None when the text does not say."""
    for line in text.parts.get("told", []):
        if (found := days(line)) and "告知" in line:
            return found[0]
    return None
