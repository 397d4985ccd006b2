"""How a person is reached: mobile and land-line numbers, e-mail, WeChat, QQ.

The contact of the agency itself is public and stays; a mobile number never does.
"""

import re
from collections.abc import Collection, Iterator

from disclosure.redaction.detectors import GAP
from disclosure.redaction.owners import agencys_own
from disclosure.redaction.spans import Span, span

_MOBILE = re.compile(
    rf"(?<!\d)(?<!\d\.)(?:(?:\+|00)?（?86）?[ -]?)?1{GAP}[3-9](?:{GAP}\d){{9}}"
    r"(?:(?![\d])(?!\.\d)|(?=(?:19|20)\d{2}年))"
)
_GROUPED_MOBILE = re.compile(
    r"(?<!\d)(?<!\d\.)1[3-9]\d(?P<gap>[./·]|[ —－-]{1,3})\d{4}(?P=gap)\d{4}(?!\d)(?!\.\d)"
)
# Typed over two lines, behind its label.
_BROKEN_MOBILE = re.compile(
    r"(?:电\s?话|手\s?机|联系方式)(?:号码?)?[：\s]{1,4}(1[3-9](?:\s?\d){9})(?!\d)"
)
# As people write a number so that nobody finds it: eleven figures in Chinese.
_WRITTEN = r"〇○零一二三四五六七八九幺"
_WRITTEN_MOBILE = re.compile(
    rf"(?<![{_WRITTEN}])[一幺][三四五六七八九][{_WRITTEN}]{{9}}(?![{_WRITTEN}])"
)
_CERTIFICATE = re.compile(
    r"(?:执法证|执法证件|检查证|资格证|证号|证件号码?|工号|警号|编号)[^\d，。；\n]{0,4}$"
)
_LAND_LINE = re.compile(
    r"(?<![A-Za-z\d-])(?:（?0[1-9]\d{1,2}）?[ —－–-]{0,2})[2-9]\d{6,7}(?:\s?[-—转]\s?\d{1,6})?(?![\d-])"
)
# 0352-512 7788, and behind a label 512 7788.
_GROUPED_LINE = re.compile(
    r"(?<![A-Za-z\d-])（?0[1-9]\d{1,2}）?[ —－–-]{0,2}[2-9]\d{2,3}[ -]\d{4}(?![\d年月元.-]|，\d{3})"
    r"|(?:电\s{0,6}话|座机|宅电|联系方式)(?:号码)?[：\s为是.]{0,6}(?P<bare>[2-9]\d{2,3}[ -]\d{4})(?![\d年月元.-])"
)
_BARE_LINE = re.compile(
    r"(?:电\s{0,6}话|联系方式|联系号码|座机|宅电|[Tt][Ee][Ll])(?:号码)?[：\s为是.]{0,6}"
    r"([2-9]\d{6,7}(?:[-—转]\d{1,6})?)(?!\d)(?!年)"
)
_NEXT_LINE = re.compile(r"[、,，/]\s{0,2}([2-9]\d{6,7})(?![\d-])(?!年)")
_SHORT_NUMBER = re.compile(r"(?:虚拟网|短号|集团号|小灵通)(?:号码?)?[：\s]{0,3}(\d{3,8})(?!\d)")
# With spaces about its dot (a@b . com) only before the last part of an address.
_MAIL = (
    r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,63}\s?@\s?[A-Za-z0-9-]+(?:[.．][A-Za-z0-9-]+)*"
    r"(?:[.．][A-Za-z0-9-]+|\s{0,2}[.．]\s{0,2}(?:com|cn|net|org|edu|gov|me|cc|vip)(?![A-Za-z0-9]))"
)
_EMAIL = re.compile(rf"(?<![\w.+-]){_MAIL}", re.ASCII)
_SERVICE = r"(?:微信|weixin|wechat|QQ|支付宝|alipay|抖音|快手|微博|陌陌|淘宝旺旺|旺旺|财付通)"
_SOCIAL = re.compile(
    r"(?:微信|weixin|wechat|QQ|支付宝|抖音|快手|微博|陌陌|淘宝旺旺|旺旺)"
    r"(?:账号|帐号|账户|帐户|号码|昵称|ID|号|名|群)?(?:为|是|[：“\"（\s]){1,3}"
    r"([A-Za-z0-9][A-Za-z0-9_.-]{4,29})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
# An account that is a mail address or a telephone is the account of whoever is spoken of, never the agency's.
_SOCIAL_MAIL = re.compile(
    rf"{_SERVICE}(?:账号|帐号|账户|帐户|号码|ID|号|名|收款码)?[为是：“\"（\s]{{0,3}}({_MAIL}|（?0[1-9]\d{{1,2}}）?-?[2-9]\d{{6,7}}(?!\d))",
    re.IGNORECASE,
)
# 微信转账至qdy_19900101
_PAID_TO = re.compile(
    rf"{_SERVICE}(?:转账|转帐|付款|支付|汇款|打款|收款|充值|红包|扫码){{1,2}}(?:[\d,.]{{1,12}}元)?(?:给|至|到|入)(?:账号|帐号|账户|帐户)?[：“\"（\s]{{0,2}}"
    rf"({_MAIL}|(?=[\w.-]*\d)[A-Za-z][\w.-]{{4,29}}|\d{{5,11}}(?![\d元万千.]))",
    re.IGNORECASE | re.ASCII,
)
_SOCIAL_JOINED = re.compile(
    r"(?:QQ号?码?|企鹅号|扣扣号?码?[：\s为是]{0,3}|(?<![A-Z])Q号码?[：\s为是]{0,3})(\d{5,11})(?![\d元年月日个])"
    r"|(?:微信号?|微博号?|抖音号?|V信号?|VX号?)[：\s]{0,2}(?=[A-Za-z_.-]*[\d_])([A-Za-z][\w.-]{5,19})"
    r"(?![A-Za-z0-9])",
    re.IGNORECASE | re.ASCII,
)
_AGENCY = re.compile(
    r"我[局委厅会关队所站办部]|本[局委厅机会关队所站]关?|复议|诉讼|陈述、?(?:和|听证和)?申辩|听证和申辩|法院|举报|投诉|监督电话|咨询|热线|联系部门"
    r"|缴款|缴纳|财务室|法规[科处股]|办公室|执法机关|处罚机关|机关地址|作出机关"
)
_PARTY = re.compile(
    r"当\s{0,4}事\s{0,4}人(?=[：\s（])|被处罚|受处罚|相对人|姓\s{0,4}名|身份证|住\s{0,4}址|法定代表|经营者|负责人"
)
_AT_OFFICE = re.compile(
    r"(?:局|委员会|厅|支队|大队|海关|窗口|大厅|科|股)）?[（，]?\s?(?:联系)?(?:电话)?[：\s]{0,3}$"
)
_REACH = 300


def find_mobiles(text: str) -> Iterator[Span]:
    """Mobile numbers of the mainland, also spaced, hyphenated or run into a following year."""
    for match in (*_MOBILE.finditer(text), *_GROUPED_MOBILE.finditer(text)):
        if not _CERTIFICATE.search(text[max(0, match.start() - 12) : match.start()]):
            yield span(*match.span(), "MOBILE")
    yield from (span(*match.span(1), "MOBILE") for match in _BROKEN_MOBILE.finditer(text))
    for match in _WRITTEN_MOBILE.finditer(text):
        yield span(*match.span(), "MOBILE")


def find_land_lines(text: str, names: Collection[str] = ()) -> Iterator[Span]:
    """Land lines with an area code, or after a label; the agency's own numbers stay.

    `names`: the people whom the text is known to speak of.
    """
    ranges = [match.span() for match in _LAND_LINE.finditer(text)]
    grouped = _GROUPED_LINE.finditer(text)
    ranges += [match.span("bare") if match["bare"] else match.span() for match in grouped]
    ranges += [match.span(1) for match in _BARE_LINE.finditer(text)]
    for _, end in list(ranges):
        while following := _NEXT_LINE.match(text, end):
            ranges.append(following.span(1))
            end = following.end(1)
    for start, end in ranges:
        if not agencys_own(text, start, names):
            yield span(start, end, "PHONE")
    for match in _SHORT_NUMBER.finditer(text):
        yield span(*match.span(1), "PHONE")


def agency_contact(text: str, start: int) -> bool:
    """Whether what stands at `start` is the agency's own contact."""
    return agencys_own(text, start)


def find_emails(text: str, names: Collection[str] = ()) -> Iterator[Span]:
    """E-mail addresses outside the agency's own contact lines."""
    for match in _EMAIL.finditer(text):
        if not agencys_own(text, match.start(), names):
            yield span(*match.span(), "EMAIL")


def find_social_accounts(text: str) -> Iterator[Span]:
    """Accounts of WeChat, QQ and the like, by label."""
    for match in (
        *_SOCIAL.finditer(text),
        *_SOCIAL_MAIL.finditer(text),
        *_PAID_TO.finditer(text),
    ):
        yield span(*match.span(1), "SOCIAL_ACCOUNT")
    for match in _SOCIAL_JOINED.finditer(text):
        yield span(*match.span(match.lastindex or 0), "SOCIAL_ACCOUNT")
