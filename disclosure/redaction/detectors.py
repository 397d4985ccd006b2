"""Numbers that identify a person: identity documents, bank accounts, number plates.

Every detector takes folded text (full-width characters as ASCII at the same offsets) and yields
spans. A number typed with spaces or hyphens inside is the same number.
"""

import re
from collections.abc import Iterator

from core.identifiers import (
    id_birth_date,
    id_check_char,
    id_region_known,
    luhn_ok,
    normalise_code,
    uscc_ok,
)
from disclosure.redaction.spans import Span, span

ID_LENGTH = 18
GAP = r"[ \u00a0\u200b\u2009-]?"
_ID18 = re.compile(rf"(?<![0-9A-Za-z])[1-9](?:{GAP}\d){{16}}{GAP}[\dXx]X{{0,4}}(?![0-9A-Za-z])")
# Typed over two lines, with dots, or run into letters: only the right check character tells.
_LOOSE = r"[\s\u200b._·/—－-]{0,3}"
_ID18_LOOSE = re.compile(rf"(?<!\d)(?=([1-9](?:{_LOOSE}\d){{16}}{_LOOSE}[\dXx])(?!\d))")
_ID15 = re.compile(rf"(?<![0-9A-Za-z])[1-9](?:{GAP}\d){{14}}(?![0-9A-Za-z])")
_ID_LABEL = r"(?:身\s{0,4}份\s{0,4}证(?!据)|公民身份|居民证|证件)[^\d\n，。；]{0,12}?"
_ID_LABELLED = re.compile(rf"{_ID_LABEL}([1-9](?:{GAP}[\dXx]){{13,22}})(?![0-9A-Za-z])")
_ID_BROKEN = re.compile(
    rf"{_ID_LABEL}\n?([1-9]\d{{2,16}}[ \t]{{0,2}}\n[ \t]{{0,2}}\d{{0,14}}[\dXx])(?![0-9A-Za-z]|\s?[年月日、.])"
)
_OTHER_NUMBER = re.compile(
    r"(?:注册号|执照号?|执照编号|许可证号?|编号|代码|单号|文号|发票|条形?码|批号|货号|税号|登记号|流水号|证书号?|序列号"
    r"|缴款码|报关单|编码|识别号|准字|票据号?|合同号?|设备号?|报告号?|检验号)(?:码)?[^\d，。；\n]{0,6}$"
)
# What has its number said of it: one with a wrong check character is no person's, of a sample not even a right one.
_THINGS_NUMBER = re.compile(
    r"(?:(?<![证份人])编号|(?<![证份人])单号|流水号|订单号?|运单号?|批号|货号|序列号|受理号)(?:码)?[：\s为是]{0,4}$"
)
_SAMPLES_NUMBER = re.compile(
    r"(?:快检|抽检|抽样|采样|送检|样品|检测|检验)(?:单|报告)?(?:编号|单号)[：\s为是]{0,4}$"
)
_CARD = re.compile(rf"(?<![\d.A-Za-z])\d(?:{GAP}\d){{12,18}}(?![\dA-Za-z])(?!\.\d)")
_SOLID_CARD = re.compile(r"(?<![\d.A-Za-z])\d{16,19}(?![\dA-Za-z])(?!\.\d)")
ACCOUNT_LABEL = r"(?:账\s{0,4}[号户]|帐\s{0,4}[号户]|卡\s{0,2}号|银行卡|储蓄卡|信用卡|借记卡|存折)(?:号码|号|尾号)?"
_ACCOUNT = re.compile(
    rf"{ACCOUNT_LABEL}[^\d\n，。；、]{{0,10}}?\n?(\d(?:[ -]?\d){{7,30}})(?![\d*])"
)
# Set over several lines: no part is a whole number by itself, and the next line begins no date, item or sum.
_ON_NEXT_LINE = r"[ \t]{0,2}\n[ \t]{0,2}\d(?:[ -]?\d){2,19}(?![ -]?\d|\s?[年月日元万号、.%％]|，\d)"
_BROKEN_ACCOUNT = re.compile(
    rf"{ACCOUNT_LABEL}[^\d\n，。；、]{{0,10}}?\n?(\d(?:[ -]?\d){{1,14}}(?:{_ON_NEXT_LINE}){{1,3}})"
)
_PAYEE = re.compile(
    r"(?:户\s{0,4}名|开户名称?|账户名称?|帐户名称?|[账帐]号名称|收款单位|收款人)[：\s]{1,4}([^\n，。；]{2,40})"
)
_PUBLIC_PAYEE = re.compile(
    r"局|财政|国库|非税|专户|委员会|海关|厅|罚没|政府|法院|支队|大队|中心|监管"
)
_PAYMENT = re.compile(
    r"缴[至入到款纳]|[缴汇]交|罚没|非税|国库|财政|代收|指定银行|汇[入至]|将罚款|委员会（"
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼] ?(?:"
    r"[A-HJ-NP-Za-hj-np-z][ ·•・.:\-]{0,2}(?:[A-HJ-NP-Za-hj-np-z\d]{5}(?:[A-HJ-NP-Za-hj-np-z\d])?"
    r"|[A-HJ-NP-Za-hj-np-z\d]{4}[学警挂港澳使领试超])|\d{2}[ .·\-]?\d{5})(?![A-Za-z\d])"
)
# Typed in groups, 晋D F3 067: at least three digits, so that no sentence is one.
_GROUPED_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼] ?[A-HJ-NP-Z][ ·•・.-]{0,2}"
    r"(?!(?:19|20)\d\d[ -](?:0[1-9]|1[0-2])(?!\d))(?=(?:[A-HJ-NP-Z ·-]{0,3}\d){3})[A-HJ-NP-Z\d](?:[ ·-]?[A-HJ-NP-Z\d]){4,5}(?![ ·-]?[A-Za-z\d]|[ ·-]?号文|\.\d|[年月元])"
)
# Plates of embassies and of the armed police; any other by its label: 号牌 临沂A12345.
_OTHER_PLATE = re.compile(
    r"(?<![\dA-Za-z])(?:使\d{6}|[WＷ]J ?[\u4e00-\u9fff]?[ ·.]?\d{4}[\dA-Z]|[军空海][A-Z] ?\d{5})(?![\dA-Za-z元万]|号文)"
)
_LABELLED_PLATE = re.compile(
    r"(?:车\s?牌|号\s?牌|牌\s?照)(?:号码?)?(?:为|是|[：\s]){1,3}([\u4e00-\u9fff]{0,3}[A-Za-z]{0,2}[ ·.-]?(?=[A-Z]{0,3}\d[\dA-Z]*\d)[\dA-Z]{4,8})(?![\dA-Za-z])"
)
# No plate has three letters among its last five characters: 渝FN2XXX is hidden already.
_STRUCK_PLATE = re.compile(r"X{3}$|[A-WYZ]\d*X{2}$")
_PASSPORT_LABEL = r"(?:护\s?照|旅行证|海员证|passport)[^\dA-Za-z\n，。；]{0,10}"
_PASSPORT = re.compile(
    rf"{_PASSPORT_LABEL}([A-Za-z]{{0,3}}\d[\dA-Za-z]{{5,10}})(?![\dA-Za-z])"
    r"|(?<![\dA-Za-z-])((?:E[A-HJ-NP-Z]\d{7}|[EGDSP]\d{8}))(?![\dA-Za-z.-])",
    re.IGNORECASE,
)
_HMT_LABELLED = re.compile(
    r"(?:通行证|回乡证|台胞证|入台证|居民来往|香港(?:永久性?)?(?:居民)?身份证|澳门(?:永久性?)?(?:居民)?身份证|台湾(?:居民)?身份证)"
    r"[^\dA-Za-z\n，。；]{0,12}([A-Za-z]{0,2}\d{6,10}(?:（[\dA-Za-z]）)?)(?![\dA-Za-z])"
)
_HMT = re.compile(
    r"(?<![\dA-Za-z])(?:[HM]\d{10}|[HM]\d{8}|[A-Z]{1,2}\d{6}（[\dA]）|[157]\d{6}（\d）)(?![\dA-Za-z])"
)
_DATE_TAIL = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


def find_identity_cards(text: str) -> Iterator[Span]:
    """18 and 15 digits: by label whatever they are, otherwise with a birth date and region."""
    for match in _ID_LABELLED.finditer(text):
        if not _is_uscc(match[1]):
            yield span(*match.span(1), "ID_CARD")
    for match in _ID18.finditer(text):
        code = normalise_code(match[0])[:ID_LENGTH]
        if _looks_like_id(code) and not _of_a_thing(text, match, code):
            yield span(*match.span(), "ID_CARD")
    yield from _loosely_typed(text)
    for match in _ID15.finditer(text):
        if _looks_like_id(match[0]) and not _OTHER_NUMBER.search(
            text[max(0, match.start() - 14) : match.start()]
        ):
            yield span(*match.span(), "ID_CARD")


def _loosely_typed(text: str) -> Iterator[Span]:
    """18 digits however they were set, where everything about them is right; by label over two lines."""
    for match in _ID_BROKEN.finditer(text):
        if len(re.sub(r"\s", "", match[1])) == ID_LENGTH:
            yield span(*match.span(1), "ID_CARD")
    for match in _ID18_LOOSE.finditer(text):
        code = re.sub(_LOOSE, "", match[1])
        if is_id(code) and not _of_a_thing(text, match, code):
            yield span(*match.span(1), "ID_CARD")


def _looks_like_id(number: str) -> bool:
    """A day of birth, and a known region or (18 digits) the right check character."""
    code = normalise_code(number)
    if id_birth_date(code) is None:
        return False
    return id_region_known(code) or (
        len(code) == ID_LENGTH and id_check_char(code[:17]) == code[17]
    )


def is_id(number: str) -> bool:
    """Region, day of birth and check character all right."""
    code = number.upper()
    right = id_birth_date(code) is not None and id_check_char(code[:17]) == code[17]
    return right and id_region_known(code)


def _is_uscc(number: str) -> bool:
    code = normalise_code(number)
    return uscc_ok(code) and code[0] in "159"


def _of_a_thing(text: str, match: re.Match[str], code: str) -> bool:
    """Whether the label says that the number is a sample's, an order's or an organisation's."""
    before = text[max(0, match.start() - 16) : match.start()]
    if _SAMPLES_NUMBER.search(before):
        return True
    wrong = id_check_char(code[:17]) != code[17].upper()
    return _labelled_uscc(text, match) or (wrong and bool(_THINGS_NUMBER.search(before)))


def _labelled_uscc(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 16) : match.start()]
    return "信用代码" in before and _is_uscc(match[0])


def find_bank_accounts(text: str) -> Iterator[Span]:
    """Labelled accounts, but not the one a fine is paid to; and any number of a card with Luhn."""
    for match in (*_ACCOUNT.finditer(text), *_BROKEN_ACCOUNT.finditer(text)):
        if not paid_to_treasury(text, match.start(), match.end()):
            yield span(*match.span(1), "BANK_ACCOUNT")
    # A number that stands alone beside another one, which spaces would join to it.
    for match in (*_CARD.finditer(text), *_SOLID_CARD.finditer(text)):
        if _is_card(match[0]) and not _excused_card(text, match):
            yield span(*match.span(), "BANK_ACCOUNT")


def _is_card(number: str) -> bool:
    digits = normalise_code(number)
    if not luhn_ok(digits) or len(set(digits)) < 4:
        return False
    return len(digits) >= 16 or digits.startswith(("34", "36", "37", "38", "4"))


def _excused_card(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 18) : match.start()]
    after = text[match.end() : match.end() + 3]
    other = re.match(r"号(?![卡账帐银])", after) or re.fullmatch(r"\d{8}-\d{8}", match[0])
    if other or _is_uscc(match[0]) or _OTHER_NUMBER.search(before):
        return True
    labelled = re.search(r"(?:[账帐]\s{0,4}[号户]|卡号)[：\s]{0,4}$", before)
    return bool(labelled) and paid_to_treasury(text, match.start(), match.end())


def paid_to_treasury(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 200) : start], text[end : end + 80]
    payees = list(_PAYEE.finditer(before)) or list(_PAYEE.finditer(after))[:1]
    if payees:
        return bool(_PUBLIC_PAYEE.search(payees[-1][1]))
    return bool(
        _PAYMENT.search(before[-120:]) or re.search(r"国库|非税|财政|项目编码|缴", after[:40])
    )


def find_plates(text: str) -> Iterator[Span]:
    """Number plates: ordinary, new-energy (eight characters), special endings, tractors, embassies."""
    for match in _PLATE.finditer(text):
        plate = match[0].isupper() or any(c.isdigit() for c in match[0])
        if plate and not _STRUCK_PLATE.search(match[0][2:]):
            yield span(*match.span(), "PLATE")
    yield from (span(*match.span(), "PLATE") for match in _GROUPED_PLATE.finditer(text))
    yield from (span(*match.span(), "PLATE") for match in _OTHER_PLATE.finditer(text))
    yield from (span(*match.span(1), "PLATE") for match in _LABELLED_PLATE.finditer(text))


def find_travel_documents(text: str) -> Iterator[Span]:
    """Passports and the permits of residents of Hong Kong, Macao and Taiwan."""
    for match in _PASSPORT.finditer(text):
        group = 1 if match[1] else 2
        if match[1] or _free_standing(text, match.start(), match[0]):
            yield span(*match.span(group), "PASSPORT")
    for match in _HMT_LABELLED.finditer(text):
        yield span(*match.span(1), "HMT_PERMIT")
    for match in _HMT.finditer(text):
        if _free_standing(text, match.start(), match[0]):
            yield span(*match.span(), "HMT_PERMIT")


def _free_standing(text: str, start: int, number: str) -> bool:
    """Not a batch, report or product number, and not a letter before a date."""
    before = text[max(0, start - 18) : start]
    personal = re.search(r"证件|护照|通行证|身份", before)
    other = _OTHER_NUMBER.search(before) or re.search(r"[型批编][号次]|规格|No", before)
    return bool(personal) or not (other or _DATE_TAIL.search(number))
