"""From the cells of an exchange sheet to values, and back."""

import re
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from core.cells import date_of, decimal_of, text_of
from core.folding import fold
from core.identifiers import normalise_code, subject_kind
from core.tables import Cell
from enforcement.models.kinds import PartyKind, PenaltyKind

CENTS_PER_WAN = Decimal(1_000_000)
# The sheets write "no end" as this day (domain §6.14).
ENDLESS = date(2099, 12, 31)
ENDLESS_WORDS = frozenset({"长期", "长期有效", "永久", "永久有效", "无固定期限", "无期限"})
_SPEC = re.compile(r"^(?:文本|日期|年限|数字|金额|字符|必填|选填|示例|填写)")
_ORG_WORDS = re.compile(
    r"公司|企业|厂|店|社|行|部|院|校|园|所|站|局|会|中心|集团|协会|队|馆|场|坊|室|铺|铺子|超市|餐厅|饭馆|酒楼|宾馆|网吧"
)
_PERSON_NAME = re.compile(r"^[一-龥·]{2,4}$")
PARTY_LABELS = {
    "法人及非法人组织": PartyKind.ORG,
    "法人": PartyKind.ORG,
    "非法人组织": PartyKind.ORG,
    "法人或其他组织": PartyKind.ORG,
    "法人或非法人组织": PartyKind.ORG,
    "自然人": PartyKind.PERSON,
    "个人": PartyKind.PERSON,
    "个体工商户": PartyKind.SOLE_TRADER,
    "个体": PartyKind.SOLE_TRADER,
}
# Every label of the sheets, old and new, by the words it is known by (行政处罚法 9).
PENALTY_WORDS = (
    (PenaltyKind.WARNING, re.compile("警告")),
    (PenaltyKind.CRITICISM, re.compile("通报批评")),
    (PenaltyKind.FINE, re.compile(r"罚款|处罚\d|罚金")),
    (PenaltyKind.CONFISCATE_INCOME, re.compile("没收(?:违法|非法)?(?:所得|收入)")),
    (PenaltyKind.CONFISCATE_GOODS, re.compile("没收(?!(?:违法|非法)?(?:所得|收入))|非法财物")),
    (PenaltyKind.SUSPEND_LICENCE, re.compile("暂扣")),
    (PenaltyKind.LOWER_GRADE, re.compile("降低资质")),
    (PenaltyKind.RESTRICT_BUSINESS, re.compile("限制开展")),
    (PenaltyKind.STOP_BUSINESS, re.compile("停产|停业")),
    (PenaltyKind.CLOSE_DOWN, re.compile("责令关闭")),
    (PenaltyKind.RESTRICT_PRACTICE, re.compile("限制从业")),
    (PenaltyKind.REVOKE_LICENCE, re.compile("吊销")),
    (PenaltyKind.DETENTION, re.compile("拘留")),
)
SPARED = re.compile("(?:不予|免予|免于)(?:行政)?处罚")


def day(cell: Cell) -> str:
    """ISO date, "" for an empty cell; 长期 is 2099-12-31. Raises ValueError."""
    if fold(text_of(cell)) in ENDLESS_WORDS:
        return ENDLESS.isoformat()
    found = date_of(cell)
    return found.isoformat() if found else ""


def wan(cell: Cell) -> tuple[str, int] | None:
    """(the 万元 as plain decimal text, the same in cents), None when empty. Raises ValueError.

    0.2 is 2,000 yuan: ("0.2", 200000). Six decimals are one cent; more, or a minus, is an error.
    """
    number = decimal_of(str(cell).replace("万元", "") if isinstance(cell, str) else cell)
    if number is None:
        return None
    cents = number * CENTS_PER_WAN
    if number < 0 or cents != cents.to_integral_value():
        raise ValueError(f"not an amount in ten thousand yuan: {number}")
    plain = f"{number:f}"
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain), int(cents)


def penalty_kinds(*texts: str) -> list[str]:
    """The kinds of penalty the texts name, light to heavy; [OTHER] when they name none."""
    joined = " ".join(texts)
    found = [kind.value for kind, pattern in PENALTY_WORDS if pattern.search(joined)]
    return found or ([PenaltyKind.OTHER.value] if joined.strip() else [])


def spares(*texts: str) -> bool:
    """Whether the texts say that no penalty is imposed (行政处罚法 33)."""
    return any(SPARED.search(fold(text)) for text in texts)


def party_label(text: str) -> str:
    """The party kind a label names, or "" for an unknown label."""
    return str(PARTY_LABELS.get(fold(text), ""))


def guess_party_kind(*, name: str, uscc: str, id_no: str, legal_rep: str) -> tuple[str, str]:
    """(party kind, remark) where the sheet has no such column: by the code, else by the name.

    A short personal-looking name without any code counts as a person, because hiding too much can
    be put right and showing too much cannot.
    """
    announced = subject_kind(uscc)
    if announced == "个体工商户":
        return PartyKind.SOLE_TRADER, ""
    if announced or len(normalise_code(uscc)) >= 9:
        return PartyKind.ORG, ""
    if id_no and not legal_rep:
        return PartyKind.PERSON, ""
    if not legal_rep and looks_personal(name):
        return PartyKind.PERSON, _("没有类别和代码，按名称归为自然人")
    return PartyKind.ORG, _("没有类别和代码，按名称归为法人及非法人组织")


def looks_personal(name: str) -> bool:
    """Whether a name is written as that of a person."""
    return bool(_PERSON_NAME.match(fold(name))) and not _ORG_WORDS.search(name)


def is_specification(cells: list[str]) -> bool:
    """Whether a row below the header describes the columns (文本(128个字符)) instead of a case."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    described = sum(bool(_SPEC.match(cell)) for cell in filled)
    return described >= 3 and described * 2 >= len(filled)
