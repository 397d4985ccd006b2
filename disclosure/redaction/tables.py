"""Cells of tables: the head of a column, or the cell before, is the label of what stands in a cell.

Tables are lines of cells between strokes or tabulators. Names in a column headed 姓名 are told by told.py.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from disclosure.redaction.detectors import paid_to_treasury
from disclosure.redaction.spans import Span, span

_PHONE, _HOME, _PLACE, _MAIL, _ACCOUNT = "PHONE", "HOME", "PLACE", "EMAIL", "BANK_ACCOUNT"
_WRITTEN = "一二三四五六七八九〇零○"
# What a head says -> how it reads, and how a cell must read to be that.
_HEADS = {
    kind: (re.compile(head), re.compile(value))
    for kind, head, value in (
        ("ID_CARD", r"(?:居民)?身份证(?:件)?(?:号码?)?|公民身份号码", r"[\dA-Za-z*×-]{6,}"),
        ("BIRTHDATE", r"出生(?:日期|年月日?|时间)?|生日", rf".*[\d{_WRITTEN}].*"),
        (
            _HOME,
            r"(?:现|家庭|个人|户籍|居住|身份证)?住址|家庭地址|现?居住地址?|户籍(?:地址?|所在地)?",
            r".*[\u4e00-\u9fff].*[\u4e00-\u9fff\d].*",
        ),
        (_PLACE, r"住所|(?:联系|通讯|送达|邮寄)?地址", r".*[\u4e00-\u9fff].*[\u4e00-\u9fff\d].*"),
        (
            _PHONE,
            r"(?:联系|手机|家庭|固定|移动)?电话(?:号码)?|手机(?:号码?)?|联系方式",
            r"（?\d[\d （）/、-]{5,}",
        ),
        (_MAIL, r"(?:电子)?(?:邮箱|邮件)(?:地址)?|[Ee]-?mail", r"[\w.+-]+ ?@.+"),
        ("SOCIAL_ACCOUNT", r"(?:微信|QQ|支付宝|抖音)(?:号码?|账号|昵称)?", r"[\w.@-]{4,}"),
        (_ACCOUNT, r"(?:银行)?(?:账号|帐号|账户|卡号)|银行卡号?", r"[\d -]{6,}"),
        ("PLATE", r"车牌(?:号码?)?|号牌(?:号码?)?", r"[\u4e00-\u9fff]{0,2}[ ·A-Za-z\d-]{5,10}"),
        ("HEALTH", r"健康状况|身体状况|病史|诊断(?:结果|意见)?|残疾(?:等级|类别)|伤情", r".{2,}"),
        ("BELIEF", r"宗教信仰", r".{2,12}"),
    )
}
_TYPE = {_HOME: "ADDRESS", _PLACE: "ADDRESS"}
# An organisation has these as well: they are a person's in a table of people only.
_OF_ANYBODY = frozenset({_PHONE, _PLACE, _MAIL})
_PEOPLE = re.compile(r".{0,4}姓\s*名|.{1,3}人|户主|业主|身份证.*|公民身份.*|性别|出生.*|年龄")
_NO_PEOPLE = re.compile(r".*(?:单位|机关|部门|机构|企业|公司|科室|窗口|执法|门店|厂家).*")
_ORGANISATION = re.compile(r".*(?:公司|合作社|厂|中心|[^某]局|委员会|事务所|银行|支行)")
_TREASURY = re.compile(r"财政|国库|非税|罚没|局")
_PLACE_NAME = re.compile(r"[\u4e00-\u9fff]{2,}(?:[省市县区乡镇村路街巷号组栋幢楼室]|社区)")
_NOTHING = re.compile(r"[\s—/–·、.*×-]*|无|略|不详|同上|良好|健康|正常|未知|(?:.*\[[^\]]*\].*)")
_RULER = re.compile(r"[\s|:：+=—-]+")
_LINE = re.compile(r"^.*$", re.MULTILINE)
_LONGEST_HEAD = 12


@dataclass(frozen=True)
class _Cell:
    start: int
    text: str

    @property
    def kind(self) -> str:
        """What the cell as a head says, or nothing."""
        plain = re.sub(r"\s", "", self.text) if len(self.text) <= _LONGEST_HEAD else ""
        return next((kind for kind, (head, _) in _HEADS.items() if head.fullmatch(plain)), "")

    def reads_as(self, kind: str) -> bool:
        return not _NOTHING.fullmatch(self.text) and bool(_HEADS[kind][1].fullmatch(self.text))


def find_cells(text: str) -> Iterator[Span]:
    """What stands under, or behind, a label of personal data in the tables of folded text."""
    heads: list[_Cell] = []
    for line in _LINE.finditer(text):
        cells = _cells(line)
        if len(cells) < 2:
            heads = []
        elif _RULER.fullmatch(line[0]):
            continue
        elif pairs := list(_pairs(cells)):
            yield from _spans(text, pairs, cells, cells)
        elif any(cell.kind for cell in cells) and not re.search(r"\d", line[0]):
            heads = cells
        else:
            under = [
                (head.kind, cell) for head, cell in zip(heads, cells, strict=False) if head.kind
            ]
            yield from _spans(text, under, heads, cells)


def _cells(line: re.Match[str]) -> list[_Cell]:
    mark = "|" if "|" in line[0] else "\t"
    if mark not in line[0]:
        return []
    cells, start = [], line.start()
    for part in line[0].split(mark):
        blank = len(part) - len(part.lstrip())
        cells.append(_Cell(start + blank, part.strip()))
        start += len(part) + 1
    framed = line[0].strip().startswith("|")
    return cells[1:-1] if framed and not cells[-1].text else cells[1:] if framed else cells


def _pairs(cells: list[_Cell]) -> Iterator[tuple[str, _Cell]]:
    """Cells behind their label in the same line: 住址 | 某镇某村."""
    for label, cell in zip(cells, cells[1:], strict=False):
        kind = label.kind
        if kind and not cell.kind and cell.reads_as(kind):
            place = len(cell.text) > 4 and _PLACE_NAME.search(cell.text)
            if place if _TYPE.get(kind) else kind != "HEALTH":
                yield kind, cell


def _spans(
    text: str, found: list[tuple[str, _Cell]], heads: list[_Cell], row: list[_Cell]
) -> Iterator[Span]:
    people = any(_PEOPLE.fullmatch(head.text) for head in heads)
    public = any(_NO_PEOPLE.fullmatch(head.text) for head in heads)
    firm = any(_ORGANISATION.fullmatch(cell.text) for cell in row)
    for kind, cell in found:
        end = cell.start + len(cell.text)
        if not cell.reads_as(kind) or (kind in _OF_ANYBODY and (not people or public)):
            continue
        if kind in _TYPE and firm and not people:
            continue
        if kind == _ACCOUNT and (
            any(_TREASURY.search(each.text) for each in row)
            or paid_to_treasury(text, cell.start, end)
        ):
            continue
        yield span(cell.start, end, _TYPE.get(kind, kind))
