"""Codes and identifiers: check and explain, never refuse, never correct silently.

Sources: GB 32100-2015 (统一社会信用代码), GB 11714-1997 (组织机构代码), GB 11643-1999 (公民身份号码,
check character by ISO 7064 MOD 11-2), GB/T 2260 (行政区划代码), ISO/IEC 7812-1 (bank cards).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from django.utils.translation import gettext as _

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
USCC_DIGITS = 6  # of the division in it
ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
# First two digits of GB/T 2260, and the numbers that residence permits carry in their place.
PROVINCES = frozenset(
    f"{code}"
    for first, last in (
        (11, 15),
        (21, 23),
        (31, 37),
        (41, 46),
        (50, 54),
        (61, 65),
        (71, 71),
        (81, 82),
    )
    for code in range(first, last + 1)
)
RESIDENCE_PERMITS = frozenset({"81", "82", "83"})
SUBJECT_KINDS = {
    "11": "机关",
    "12": "事业单位",
    "13": "编办直接管理机构编制的群众团体",
    "51": "社会团体",
    "52": "民办非企业单位",
    "53": "基金会",
    "91": "企业",
    "92": "个体工商户",
    "93": "农民专业合作社",
}
LOOKALIKES = {"O": "0", "I": "1", "S": "5", "Z": "2", "V": "U"}
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NOISE = re.compile(r"[\s\u200b-\u200d\ufeff‐-―—－]+")
# A bare hyphen is noise only between the characters of a code (12345678-9).
_CODE_NOISE = re.compile(r"[\s\u200b-\u200d\ufeff‐-―—\-]+")
_COUNTRY = re.compile(r"^(?:\+|00)?86[\s-]?(?=1\d|0\d|[2-9]\d)", re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LAND_LINE = re.compile(r"(?P<area>0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,6})?", re.ASCII)


@dataclass(frozen=True)
class Check:
    """What was read (`normal`), whether it is right, and in Chinese why not and what to look at.

    `birth_date` and `sex` ("男"/"女") are set for identity cards only, when they can be read.
    """

    normal: str
    valid: bool
    problems: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    birth_date: date | None = None
    sex: str = ""


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as ASCII; every character stays at its position."""
    return text.translate(_HALF_WIDTH).replace("\u3000", " ")


def normalise_code(text: str) -> str:
    """Upper case, half width, without spaces and hyphens."""
    return _CODE_NOISE.sub("", half_width(text)).upper()


def luhn_ok(digits: str) -> bool:
    """Whether a string of ASCII digits passes the check of bank cards (ISO/IEC 7812-1 annex B)."""
    doubled = (int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits)))
    return (
        digits.isascii()
        and digits.isdigit()
        and sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0
    )


def uscc_check_char(first17: str) -> str:
    """The 18th character of a 统一社会信用代码. Raises ValueError on a foreign character."""
    total = sum(USCC_ALPHABET.index(c) * w for c, w in zip(first17, USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[(31 - total % 31) % 31]


def org_check_char(first8: str) -> str:
    """The 9th character of an 组织机构代码 (0-9, X). Raises ValueError on a foreign character."""
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    total = sum(alphabet.index(c) * w for c, w in zip(first8, ORG_WEIGHTS, strict=True))
    return {10: "X", 11: "0"}.get(11 - total % 11, str((11 - total % 11) % 10))


def id_check_char(first17: str) -> str:
    """The 18th character of a 公民身份号码, from 17 ASCII digits (ISO 7064 MOD 11-2)."""
    return ID_CHECKS[sum(int(d) * w for d, w in zip(first17, ID_WEIGHTS, strict=True)) % 11]


def uscc_ok(code: str) -> bool:
    """Whether a normalised code is a 统一社会信用代码 with the right check character."""
    well_formed = len(code) == 18 and all(c in USCC_ALPHABET for c in code)
    return well_formed and uscc_check_char(code[:17]) == code[17]


def uscc_meant(text: str) -> bool:
    """Whether a text is to be read as a 统一社会信用代码, right or mistyped, and not as a name.

    A code begins with eight characters of which six at least are digits; names that are written in
    letters and digits (3M, 51job) have fewer of both.
    """
    signs = [char for char in normalise_code(text) if char.isalnum()]
    digits = sum(char in "0123456789" for char in signs)
    return all(char.isascii() for char in signs) and (
        digits >= USCC_DIGITS or 2 * digits > len(signs)
    )


def check_uscc(text: str) -> Check:
    """统一社会信用代码. A wrong organisation-code digit inside a right code is only a hint."""
    code = normalise_code(text)
    problems: list[str] = []
    hints: list[str] = []
    if len(code) != 18:
        problems.append(_("统一社会信用代码应为 18 位，现为 %d 位") % len(code))
    foreign = sorted({c for c in code if c not in USCC_ALPHABET})
    if foreign:
        problems.append(_("含有统一社会信用代码不使用的字符：%s") % "、".join(foreign))
        hints += [
            _("“%(bad)s”可能应为“%(good)s”，请核对证照") % {"bad": c, "good": LOOKALIKES[c]}
            for c in foreign
            if c in LOOKALIKES
        ]
    if not problems and not uscc_ok(code):
        problems.append(_("统一社会信用代码校验码不符"))
    if not problems:
        hints += _uscc_hints(code)
    return Check(code, not problems, problems, hints)


def _uscc_hints(code: str) -> list[str]:
    hints = []
    if code[:2] not in SUBJECT_KINDS:
        hints.append(_("登记管理部门及机构类别代码“%s”不常见，请核对") % code[:2])
    if not (code[2:8].isdigit() and (code[2:4] in PROVINCES or code[2:4] == "10")):
        hints.append(_("第 3 至 8 位不是已知的登记机关行政区划代码"))
    if code[16] != org_check_char(code[8:16]):
        hints.append(_("第 9 至 17 位的组织机构代码校验位不符，请核对"))
    return hints


def subject_kind(uscc: str) -> str:
    """The kind of subject a 统一社会信用代码 announces ("企业", "个体工商户", ...), or ""."""
    return SUBJECT_KINDS.get(normalise_code(uscc)[:2], "")


def check_org_code(text: str) -> Check:
    """组织机构代码: eight characters and a check character, with or without the hyphen."""
    code = normalise_code(text)
    problems = []
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code):
        problems.append(_("组织机构代码应为 8 位数字或大写字母加 1 位校验码"))
    elif org_check_char(code[:8]) != code[8]:
        problems.append(_("组织机构代码校验码不符"))
    return Check(code, not problems, problems)


def check_id_card(text: str) -> Check:
    """公民身份号码, 18 digits or the 15 digits used before 1999, and residence permits.

    An unknown or abolished division is a hint, not a problem. 15 digits have no check character.
    """
    code = normalise_code(text)
    if not re.fullmatch(r"[0-9]{17}[0-9X]|[0-9]{15}", code):
        return Check(code, False, [_("身份证号码应为 18 位（或旧式 15 位），最后一位可以是 X")])
    problems = []
    birth = id_birth_date(code)
    if birth is None:
        problems.append(_("身份证号码中的出生日期不存在"))
    if len(code) == 18 and id_check_char(code[:17]) != code[17]:
        problems.append(_("身份证号码校验码不符"))
    sex = "男" if int(code[16] if len(code) == 18 else code[14]) % 2 else "女"
    return Check(code, not problems, problems, _id_hints(code), birth, sex)


def id_shaped(text: str) -> bool:
    """Whether a text is a 公民身份号码, or one with a slip in its check character.

    A right 统一社会信用代码 with a date in it by chance is none.
    """
    code = normalise_code(text)
    check = check_id_card(code)
    if check.valid:
        return len(code) == 18 or id_region_known(code)
    return check.birth_date is not None and id_region_known(code) and not uscc_ok(code)


def _id_hints(code: str) -> list[str]:
    hints = []
    if len(code) == 15:
        hints.append(_("15 位身份证号码已停止使用，请核对是否已换领 18 位证件"))
    if code[:2] in RESIDENCE_PERMITS:
        hints.append(_("这是港澳台居民居住证号码"))
    elif code[0] == "9":
        hints.append(_("这是外国人永久居留身份证号码"))
    elif not id_region_known(code):
        hints.append(_("前两位“%s”不是已知的行政区划代码") % code[:2])
    return hints


def id_birth_date(code: str) -> date | None:
    """The birth date in a normalised number of 18 or 15 digits, None if there is no such day."""
    digits = code[6:14] if len(code) == 18 else "19" + code[6:12]
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return born if 1800 <= born.year < 2100 else None


def id_region_known(code: str) -> bool:
    """Whether the first digits are a province, a residence permit or a permanent residence card."""
    return code[:2] in PROVINCES or code[:2] in RESIDENCE_PERMITS or code[:1] == "9"


def age_on(birth: date, on: date) -> int:
    """Completed years of age on a day: a birthday counts from the day after it.

    So 法释〔2006〕1号 art. 2 counts «周岁» in criminal cases; followed here by analogy, in the
    interest of the minor.
    """
    return on.year - birth.year - ((on.month, on.day) <= (birth.month, birth.day))


def check_division(text: str) -> Check:
    """行政区划代码 of GB/T 2260 (6 digits), or with 街道 (9) or 村 (12) as statistics use it."""
    code = normalise_code(text)
    problems = []
    hints = []
    if not re.fullmatch(r"[0-9]{6}([0-9]{3}){0,2}", code):
        problems.append(_("行政区划代码应为 6 位、9 位或 12 位数字"))
    elif code[:2] not in PROVINCES:
        hints.append(_("前两位“%s”不是已知的省级代码") % code[:2])
    return Check(code, not problems, problems, hints)


def division_level(code: str) -> str:
    """ "province", "prefecture", "county", "township" or "village" of a division code."""
    if len(code) > 6:
        return "township" if len(code) == 9 or code[9:] == "000" else "village"
    if code[2:] == "0000":
        return "province"
    return "prefecture" if code[4:] == "00" else "county"


def division_parents(code: str) -> list[str]:
    """The codes above a 6-digit division, widest first: 140524 -> [140000, 140500]."""
    parents = [code[:2] + "0000", code[:4] + "00"]
    return [p for i, p in enumerate(parents) if p != code and p not in parents[:i]]


def is_mobile(text: str) -> bool:
    """Whether it is a mobile number of the mainland, with blanks or hyphens at most."""
    return _MOBILE.fullmatch(re.sub(r"[\s-]", "", text)) is not None


def check_phone(text: str) -> Check:
    """A mobile number (11 digits) or a land line with area code and optional extension."""
    plain = half_width(text).strip()
    # 86543210 is a land line of Hangzhou: 86 is the country only where the rest makes a number.
    for number in (plain, _COUNTRY.sub("", plain)):
        compact = _NOISE.sub("", number)
        if _MOBILE.fullmatch(compact.replace("-", "")):
            return Check(compact.replace("-", ""), True)
        found = _LAND_LINE.fullmatch(compact)
        if found:
            return Check(compact, True, [], [] if found["area"] else [_("固定电话缺少区号")])
    return Check(compact, False, [_("不是有效的手机号码或固定电话号码")])


def check_bank_card(text: str) -> Check:
    """A bank card number: 13 to 19 digits with a right check digit."""
    code = normalise_code(text)
    problems = []
    if not re.fullmatch(r"[0-9]{13,19}", code):
        problems.append(_("银行卡号应为 13 至 19 位数字"))
    elif not luhn_ok(code):
        problems.append(_("银行卡号校验位不符"))
    return Check(code, not problems, problems)


def check_reg_no(text: str) -> Check:
    """工商注册号: 13 digits of the old form or 15 digits with a MOD 11,10 check digit."""
    code = normalise_code(text)
    if re.fullmatch(r"[0-9]{13}", code):
        return Check(code, True, [], [_("13 位旧式注册号没有校验位")])
    if not re.fullmatch(r"[0-9]{15}", code):
        return Check(code, False, [_("工商注册号应为 15 位数字（旧式 13 位）")])
    carry = 10
    for digit in code[:14]:
        carry = ((int(digit) + carry) % 10 or 10) * 2 % 11
    right = (int(code[14]) + carry) % 10 == 1
    return Check(code, right, [] if right else [_("工商注册号校验位不符")])


def _check_pattern(text: str, *, pattern: str, problem: str) -> Check:
    code = normalise_code(text)
    return (
        Check(code, True)
        if re.fullmatch(pattern, code, re.ASCII)
        else Check(code, False, [_(problem)])
    )


# Documents of natural persons without a public check digit: only their shape can be looked at.
check_passport: Callable[[str], Check] = partial(
    _check_pattern,
    pattern=r"[A-Z]{1,2}\d{7,8}|[A-Z0-9]{6,12}",
    problem="护照号码应为 6 至 12 位数字或字母",
)
check_hmt_permit: Callable[[str], Check] = partial(
    _check_pattern,
    pattern=r"[HMhm]\d{8}(\d{2})?|\d{8}(\d{2})?",
    problem="通行证号码应为 8 位或 10 位数字，港澳居民证件以 H 或 M 开头",
)
