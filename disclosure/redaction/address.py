"""Where a natural person lives. The registered or business address of an organisation stays."""

import re
from collections.abc import Iterator, Sequence

from disclosure.redaction.contacts import agency_contact
from disclosure.redaction.homes import with_tail
from disclosure.redaction.lexicon import HAN, any_of, words
from disclosure.redaction.names import STRICT, is_personal
from disclosure.redaction.spans import ORGANISATION, Party, Span, span

_PLACE = r"(?:省|市|县|区|乡|镇|村|州|旗|盟|街道|社区|小区|路|道|街|巷|弄|胡同|屯|寨|组(?!织)|团|连|苏木|嘎查|花园|家园|公寓|家属院)"
_VALUE = r"[^\n，。；：“”《》\[\]|]{3,70}"
_UNTIL = re.compile(
    rf"[ \t（]{{0,3}}(?:{any_of(words('after_address'))})|（(?![^）\n]*[号室栋幢])|[ \t]{{2,}}|、(?!\d)"
    r"|(?:19|20)\d\d年"
)
_PERSONAL = re.compile(
    rf"(?<!单位)(?P<label>{any_of(words('personal_address_labels'))})(?P<sep>[ \t]{{0,3}}(?:为|是|在|于|：|\|)?\s{{0,4}})(?P<value>{_VALUE})"
)
_GENERAL = re.compile(
    rf"(?P<before>{HAN}{{0,4}})(?P<label>{any_of(words('general_address_labels'))})"
    rf"(?P<sep>[ \t]{{0,3}}(?:：\s{{0,4}}|位于|为|[ \t]))(?P<value>{_VALUE})"
)
_LIVES = re.compile(
    rf"(?<![居入留守挡拦停记保稳抓捂按压])住(?![址所宅房建院户])(?P<sep>：?\s?)(?P<value>(?={HAN}{{1,12}}?{_PLACE}){_VALUE})",
    re.MULTILINE,
)
_AT_HOME = re.compile(
    r"[在到至于](?P<value>[^\n，。；、“”\[\]]{3,40}?(?:号|组|村|室|栋|幢)[^\n，。；、“”\[\]]{0,6}?)(?=的?(?:家中|家里|住处|住宅(?![小楼工项区])|家门|自家))"
)
# 男，1990年1月生，某县某镇某村人
_NATIVE = re.compile(
    rf"(?:(?:出生|[日月年已隐去\]]生|族|[男女])\s?[，、]\s?|(?<=[^关联])[系是])(?P<value>(?={HAN}{{1,12}}?{_PLACE})[^\n，。；：“”《》]{{4,40}}?)人(?=[，。；、])"
)
_RENTS = re.compile(
    rf"[在于](?P<value>(?={HAN}{{1,12}}?{_PLACE})[^\n，。；、“”\[\]]{{4,50}}?)(?=租住|居住|暂住|租房|的(?:住宅|住房|住处|出租房|出租屋|房屋(?:出租|租给)))"
)
_BORN_AT = re.compile(
    rf"出生[于在](?P<value>(?={HAN}{{1,12}}?{_PLACE})[^\n，。；：“”《》]{{3,40}})(?=[，。；]|$)"
)
# A cell of a table behind an identity number.
_CELL = re.compile(
    rf"(?:\d{{17}}[\dXx]|证号码已隐去\])[ \t|，]{{1,4}}(?P<value>(?={HAN}{{1,12}}?(?:{_PLACE}|\d{{1,3}}号?楼))[^\s，。；：|“”《》\[\]]{{4,60}})(?<!公司)(?=[\s|，])"
)
_DWELLING = re.compile(
    rf"(?P<value>(?:{HAN}|[\dA-Za-z#-]){{2,50}}?\d{{1,5}}(?:号楼|栋|幢|座|号)?[\d\s]{{0,4}}单元\s?"
    r"(?:\d{1,5}(?:室|号|户|房)|\d{3,4}(?![\d.]|[个元米㎡平])))"
)
_IN_PARTS = re.compile(
    rf"(?P<value>(?:{HAN}|[\dA-Za-z#-]){{2,50}}?，\d{{1,4}}(?:号楼|[栋幢座])，?\d{{1,3}}单元，?(?:\d{{1,3}}[层楼]，?)?\d{{2,5}}(?:[室号户])?(?![\d.]|[个元米㎡平]))"
)
_DOOR = re.compile(r"\d\s?单元[，、\s]?\d")
_LEAD_IN = re.compile(
    r"^.{0,20}?(?:位于|坐落于?|(?:现|家|暂)?住(?:[址所]|[在于])?[为是]?|地址[为是]?|座落于?|搬至|迁至|租住于?|[在于至到从原](?=[^室]{3,}))"
)
_BUSINESS = re.compile(
    rf"(?:{any_of(words('business_address_labels'))})[ \t]{{0,3}}(?:：|为|是|位于|在|\s)?\s{{0,3}}$"
)
_ORG_LABELS = words("organisation_labels")
_PARTY_MARK = re.compile(
    rf"(?<!工作)(?<!姓名或)(?<!姓名/)(?<!姓名、)(?P<label>{any_of(words('party_roles'), _ORG_LABELS, frozenset({'姓名'}))})[ \t]{{0,3}}(?:（[^）\n]{{1,14}}）)?(?:：\s{{0,4}}(?:姓名：)?|[ \t]{{1,4}})(?P<value>[^\n，。；]{{2,50}})"
)
_PERSON_MARK = re.compile(
    rf"(?:姓\s{{0,4}}名|法\s?定\s?代\s?表\s?人|负责人|经营者|业主|联系人|代理人)[^\n：]{{0,8}}[：\s]\s{{0,4}}(?={STRICT})|[男女][，、；]"
)
_ORGANISATION = re.compile(
    any_of(words("organisation_endings"), spaced=False) + r"(?=$|[\s（）、]|[A-Za-z]|地址|住所)"
)
_OTHER_OWNER = re.compile(
    r"[我本][局委厅会关队所站单]|机关|部门|法院|工程|场所|项目|制造|生产|经营|办公|注册|仓库|企业|公司|单位"
)
_PERSONAL_ENTRY = re.compile(r"身份|[男女][，、；\s]|性\s?别|民\s?族|出生")
_ENTRY = re.compile(r"信用代码|组织机构代码|注册号|营业执照|登记证号|许可证")
_HEAD = re.compile(
    r"[\s，。；]{0,4}(?:法定代表|法人代表|主要负责|负责人|统一社会|组织机构代码|经营者)"
)
_ORGANISATION_OPEN = re.compile(
    any_of(words("organisation_endings"), spaced=False) + r"（[^）]{0,4}$"
)
_ENTRY_OR_HEAD = re.compile(f"{_ENTRY.pattern}|(?:法定代表人|法人代表|负\\s?责\\s?人|事业法人)")
_BANK = re.compile(r"银行|支行|信用社|开户|账号|帐号|缴款")
_NOT_DWELLING = re.compile(r"[我本]局|机关地址|缴款|缴至")
# What somebody's post is says nothing of who lives here: 职务：时任某支行临时负责人。
_POST = re.compile(r"职\s{0,4}务[：\s][^\n，。；]{0,60}")
_REACH = 400


def find_addresses(text: str, parties: Sequence[Party] = ()) -> Iterator[Span]:
    """Home addresses in folded text, from the first division to the door."""
    for match in _PERSONAL.finditer(text):
        if _begins_like_address(match) and not _of_organisation(text, match, parties, near=True):
            yield _address(text, match)
    for match in _GENERAL.finditer(text):
        if not _is_agencys(text, match) and not _of_organisation(text, match, parties, near=False):
            yield _address(text, match)
    for pattern in (_LIVES, _AT_HOME, _NATIVE, _RENTS, _BORN_AT, _CELL):
        yield from (_address(text, match) for match in pattern.finditer(text))
    yield from _dwellings(text)


def _address(text: str, match: re.Match[str]) -> Span:
    start = match.start("value")
    end = _value_end(text, match)
    value = text[start : with_tail(text, end)].rstrip(" \t、")
    known = re.search(rf"{_PLACE}|\d+[号室栋幢]", value)
    return span(start, start + len(value) if known else start, "ADDRESS")


def _value_end(text: str, match: re.Match[str]) -> int:
    """Where the address ends: at the next label, a year, or a bracket it did not open."""
    start, end = match.span("value")
    cut = _UNTIL.search(text, start, end)
    end = cut.start() if cut and cut.start() > start else end
    closing = text.find("）", start, end)
    return closing if closing > 0 and "（" not in text[start:end] else end


def _with_tail(text: str, match: re.Match[str]) -> str:
    return text[match.start("value") : with_tail(text, match.end("value"))]


def _begins_like_address(match: re.Match[str]) -> bool:
    """After a bare «居住» or «户籍» something must read like a place; after a colon anything may."""
    return bool(match["sep"].strip() or match["sep"]) or bool(
        re.match(rf"{HAN}{{1,12}}?(?:{_PLACE}|\d{{1,4}}(?:号楼|[栋幢号室]))", match["value"])
    )


def _is_agencys(text: str, match: re.Match[str]) -> bool:
    if _OTHER_OWNER.search(match["before"]):
        return True
    before = text[max(0, match.start("label") - _REACH) : match.start("label")]
    if _BANK.search(_POST.sub("", before)[-40:]):
        return True
    tail = text[match.end("value") : match.end("value") + 24]
    return agency_contact(text, match.start("label")) and (
        "邮" in tail or not _DOOR.search(_with_tail(text, match))
    )


def _of_organisation(
    text: str, match: re.Match[str], parties: Sequence[Party], *, near: bool
) -> bool:
    """Whether the subject before the label is an organisation and the place no dwelling."""
    if _DOOR.search(_with_tail(text, match)):
        return False
    before = text[max(0, match.start("label") - _REACH) : match.start("label")]
    end = with_tail(text, _value_end(text, match))
    if _registered(_POST.sub("", before)[-70:], text[end : end + 12], near=near):
        return True
    marks = list(_PARTY_MARK.finditer(before))
    last = marks[-1] if marks else None
    position = last.start() if last else -1
    if near and any(mark.end() > position for mark in _PERSON_MARK.finditer(before)):
        return False
    if last is None:
        return bool(parties) and all(p.kind == ORGANISATION for p in parties)
    return _names_organisation(re.sub(r"\s", "", last["label"]), last["value"], parties)


def _registered(before: str, after: str, *, near: bool) -> bool:
    """Whether the address stands among the register entries of an organisation."""
    person = max((m.end() for m in _PERSONAL_ENTRY.finditer(before)), default=-1)
    entry = _ENTRY if near else _ENTRY_OR_HEAD
    code = max((m.end() for m in entry.finditer(before)), default=-1)
    head = _HEAD.match(after) and (not near or "经营者" not in after)
    named = _ORGANISATION_OPEN.search(before)
    return code > person or (person < 0 and bool(head or named))


def _names_organisation(label: str, value: str, parties: Sequence[Party]) -> bool:
    name = value.strip()
    for party in parties:
        if party.name and party.name in name:
            return party.kind == ORGANISATION or not is_personal(party.name)
    return label in _ORG_LABELS or bool(_ORGANISATION.search(name))


def _dwellings(text: str) -> Iterator[Span]:
    """Addresses down to the unit of a block of flats, whoever they are said to belong to."""
    for match in (*_DWELLING.finditer(text), *_IN_PARTS.finditer(text)):
        start = match.start()
        lead = _LEAD_IN.match(match["value"])
        start += lead.end() if lead else 0
        before = text[max(0, match.start() - 14) : match.start()]
        if not _BUSINESS.search(before) and not _NOT_DWELLING.search(before):
            yield span(start, match.end(), "DWELLING")
