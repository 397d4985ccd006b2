"""The column layouts of the 双公示 sheets as data, old and current, and finding them in a file.

A column is known by its header or its exchange code after folding; the numbers in 行政相对人代码_n
differ between layouts, so only what stands in the brackets counts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.folding import fold_header
from enforcement.models.kinds import ActionKind

_PARTY_CODE = re.compile(r"^行政相对人代码_?\d?\((.+)\)$")
HEADER_DEPTH = 10
# Fewer known columns than this is some other table.
LEAST_COLUMNS = 4


class Form(StrEnum):
    """How the cells of a column are read."""

    TEXT = "text"
    DATE = "date"
    WAN = "wan"
    PENALTY_KINDS = "penalty_kinds"
    PARTY_KIND = "party_kind"
    SECRET = "secret"  # noqa: S105  # names a column type, not a password


@dataclass(frozen=True)
class Column:
    """One data item: its key in ExternalRecord.fields, its headers (the first is exported)."""

    key: str
    headers: tuple[str, ...]
    codes: tuple[str, ...] = ()
    form: Form = Form.TEXT
    required: bool = False

    @property
    def header(self) -> str:
        """The header of the current layout."""
        return self.headers[0]


@dataclass(frozen=True)
class Layout:
    """A named order of columns; which one a sheet came in is kept with the record."""

    name: str
    kind: str
    keys: tuple[str, ...]


def _party(prefix: str) -> list[Column]:
    """The columns about the party, which both kinds of sheet begin with."""
    x, f = f"{prefix}_XDR_", f"{prefix}_FR"
    return [
        Column("party_name", ("行政相对人名称",), (f"{x}MC",), required=True),
        Column("party_kind", ("行政相对人类别",), (f"{x}LB",), Form.PARTY_KIND, required=True),
        Column("uscc", ("行政相对人代码_1(统一社会信用代码)",), (f"{x}SHXYM",)),
        Column(
            "reg_no",
            ("行政相对人代码_2(工商注册号)", "行政相对人代码_3(工商登记码)"),
            (f"{x}GSZC", f"{x}GSDJ"),
        ),
        Column("org_code", ("行政相对人代码_3(组织机构代码)",), (f"{x}ZZJG", f"{x}ZDM")),
        Column("tax_no", ("行政相对人代码_4(税务登记号)",), (f"{x}SWDJ",)),
        Column("inst_no", ("行政相对人代码_5(事业单位证书号)",), (f"{x}SYDW",)),
        Column("ngo_no", ("行政相对人代码_6(社会组织登记证号)",), (f"{x}SHZZ",)),
        Column("legal_rep", ("法定代表人", "法定代表人姓名"), (f"{f}DB", f)),
        Column("rep_id_type", ("法定代表人证件类型",), (f"{f}_ZJLX",)),
        Column(
            "rep_id_no",
            ("法定代表人证件号码", "法定代表人身份证号"),
            (f"{f}_ZJHM", f"{f}_SFZH"),
            Form.SECRET,
        ),
        Column("id_type", ("证件类型",), (f"{x}ZJLX",)),
        Column("id_no", ("证件号码",), (f"{x}ZJHM",), Form.SECRET),
    ]


# In the 2016 layouts one column holds the person's own number or that of the legal representative.
_ANY_ID = "any_id_no"


def _old(prefix: str) -> list[Column]:
    """Columns of older layouts that the current one has no place for."""
    return [
        Column(_ANY_ID, ("行政相对人代码_5(居民身份证号)",), (f"{prefix}_XDR_SFZ",), Form.SECRET),
        Column("region_code", ("地方编码",), ("DFBM",)),
        Column("source_updated", ("数据更新时间戳", "数据时间更新戳"), ("SJC",)),
    ]


# The day on which the sender made it public itself: how timely it was is judged by it.
SOURCE_DAY = Column("source_published_on", ("公示日期", "公开日期", "公示时间"), form=Form.DATE)
PENALTY = (
    *_party("CF"),
    Column(
        "doc_no",
        ("行政处罚决定书文号", "行政处罚决定文书号", "行政许可决定书文号"),
        ("CF_WSH",),
        required=True,
    ),
    Column("violation_type", ("违法行为类型",), ("CF_WFXW",), required=True),
    Column("facts", ("违法事实", "处罚事由"), ("CF_SY",), required=True),
    Column("basis", ("处罚依据",), ("CF_YJ",), required=True),
    Column(
        "penalty_kinds_text",
        ("处罚类别", "处罚类别1"),
        ("CF_CFLB", "CF_CFLB1"),
        Form.PENALTY_KINDS,
        required=True,
    ),
    Column("content", ("处罚内容", "处罚结果"), ("CF_NR", "CF_JG"), required=True),
    Column("fine_wan", ("罚款金额（万元）",), ("CF_NR_FK",), Form.WAN),
    Column(
        "confiscated_wan",
        ("没收违法所得、没收非法财物的金额（万元）",),
        ("CF_NR_WFFF",),
        Form.WAN,
    ),
    Column("licence", ("暂扣或吊销证照名称及编号",), ("CF_NR_ZKDX",)),
    Column("decided_on", ("处罚决定日期", "处罚决定期"), ("CF_JDRQ",), Form.DATE, required=True),
    Column("valid_to", ("处罚有效期", "处罚截止期"), ("CF_YXQ", "CF_JZQ"), Form.DATE),
    Column("publish_until", ("公示截止期",), ("CF_GSJZQ",), Form.DATE),
    Column("organ", ("处罚机关", "处罚机构"), ("CF_CFJG", "CF_XZJG"), required=True),
    Column("organ_uscc", ("处罚机关统一社会信用代码",), ("CF_CFJGDM",), required=True),
    Column("source_org", ("数据来源单位",), ("CF_SJLY",), required=True),
    Column("source_uscc", ("数据来源单位统一社会信用代码",), ("CF_SJLYDM",), required=True),
    Column("remark", ("备注",), ("BZ",)),
)
PENALTY_OLD = (
    Column("title", ("处罚名称", "案件名称"), ("CF_CFMC",)),
    Column("penalty_kinds_2", ("处罚类别2",), ("CF_CFLB2",), Form.PENALTY_KINDS),
    Column("effective_on", ("处罚生效期",), ("CF_SXQ",), Form.DATE),
    Column("department", ("处罚部门",)),
    Column("publish_years", ("公示期限",)),
    Column("status", ("当前状态", "处罚状态"), ("CF_ZT",)),
    *_old("CF"),
    SOURCE_DAY,
)
PERMIT = (
    *_party("XK"),
    Column("doc_title", ("行政许可决定文书名称",), ("XK_XKWS",), required=True),
    Column("doc_no", ("行政许可决定文书号", "行政许可决定书文号"), ("XK_WSH",), required=True),
    Column("permit_kind", ("许可类别", "审批类别"), ("XK_XKLB", "XK_SPLB"), required=True),
    Column("cert_title", ("许可证书名称",), ("XK_XKZS",)),
    Column("permit_no", ("许可编号", "行政许可编码"), ("XK_XKBH",)),
    Column("content", ("许可内容",), ("XK_NR",), required=True),
    Column("decided_on", ("许可决定日期",), ("XK_JDRQ",), Form.DATE, required=True),
    Column("valid_from", ("有效期自",), ("XK_YXQZ",), Form.DATE, required=True),
    Column(
        "valid_to", ("有效期至", "许可截止期"), ("XK_YXQZI", "XK_JZQ"), Form.DATE, required=True
    ),
    Column("organ", ("许可机关",), ("XK_XKJG", "XK_XZJG"), required=True),
    Column("organ_uscc", ("许可机关统一社会信用代码",), ("XK_XKJGDM",), required=True),
    Column("status", ("当前状态",), ("XK_ZT",), required=True),
    Column("source_org", ("数据来源单位",), ("XK_LYDW",), required=True),
    Column("source_uscc", ("数据来源单位统一社会信用代码",), ("XK_LYDWDM",), required=True),
    Column("remark", ("备注",), ("BZ",)),
)
PERMIT_OLD = (
    Column("title", ("项目名称",), ("XK_XMMC",)),
    Column("use_scope", ("信息使用范围",), ("XK_SYFW",)),
    *_old("XK"),
    SOURCE_DAY,
)
CURRENT: dict[str, tuple[Column, ...]] = {
    ActionKind.PENALTY: PENALTY,
    ActionKind.PERMIT: PERMIT,
}
COLUMNS: dict[str, tuple[Column, ...]] = {
    ActionKind.PENALTY: PENALTY + PENALTY_OLD,
    ActionKind.PERMIT: PERMIT + PERMIT_OLD,
}
BY_KEY = {kind: {c.key: c for c in columns} for kind, columns in COLUMNS.items()}
SECRET_KEYS = frozenset({"rep_id_no", "id_no"})
# The short names of the export command.
EXPORTS = {"xzcf": ActionKind.PENALTY, "xzxk": ActionKind.PERMIT}

_CODES = ("uscc", "reg_no", "org_code", "tax_no", "inst_no", "ngo_no")
_OLD_CODES = ("uscc", "org_code", "reg_no", "tax_no", _ANY_ID, "legal_rep")
_OLD_PENALTY = ("title", "doc_no", "facts", "basis", "penalty_kinds_text", "content")
_PERSON = ("party_name", "id_type", "id_no")
_DECISION = tuple(c.key for c in PENALTY[13:])
_PERMISSION = tuple(c.key for c in PERMIT[13:])
_TAIL_2016 = ("status", "region_code", "source_updated", "remark")
LAYOUTS = (
    Layout("xzcf_current", ActionKind.PENALTY, tuple(c.key for c in PENALTY)),
    Layout(
        "xzcf_entity_2019",
        ActionKind.PENALTY,
        ("party_name", *_CODES, "legal_rep", "rep_id_no", *_DECISION),
    ),
    Layout("xzcf_person_2019", ActionKind.PENALTY, (*_PERSON, *_DECISION)),
    Layout(
        "xzcf_2016",
        ActionKind.PENALTY,
        (
            *(*_OLD_PENALTY, "penalty_kinds_2", "party_name", *_OLD_CODES),
            *("decided_on", "valid_to", "organ", *_TAIL_2016),
        ),
    ),
    Layout(
        "xzcf_2018",
        ActionKind.PENALTY,
        (
            *(*_OLD_PENALTY, "party_name", *_OLD_CODES),
            *("effective_on", "valid_to", "organ", *_TAIL_2016),
        ),
    ),
    Layout(
        "xzcf_2018_department",
        ActionKind.PENALTY,
        (
            *(*_OLD_PENALTY, "penalty_kinds_2", "party_name", *_OLD_CODES, "decided_on"),
            *(
                "valid_to",
                "publish_years",
                "organ",
                "department",
                "status",
                "region_code",
                "remark",
            ),
        ),
    ),
    Layout("xzxk_current", ActionKind.PERMIT, tuple(c.key for c in PERMIT)),
    Layout(
        "xzxk_entity_2019",
        ActionKind.PERMIT,
        ("party_name", *_CODES, "legal_rep", "rep_id_no", *_PERMISSION),
    ),
    Layout("xzxk_person_2019", ActionKind.PERMIT, (*_PERSON, *_PERMISSION)),
    Layout(
        "xzxk_2016",
        ActionKind.PERMIT,
        (
            *("doc_no", "title", "permit_kind", "content", "party_name", *_OLD_CODES),
            *("decided_on", "valid_to", "organ", "permit_no", "use_scope", *_TAIL_2016),
        ),
    ),
)


@dataclass(frozen=True)
class Heading:
    """A recognised header row: what stands in each column ("" where it is not known)."""

    layout: Layout
    keys: tuple[str, ...]
    headers: tuple[str, ...]

    def repeated_by(self, cells: Sequence[str]) -> bool:
        """Whether a row only names the columns again, for example by their exchange codes."""
        names = _NAMES[self.layout.kind]
        keys = tuple(names.get(header_key(cell), "") for cell in cells)
        return sum(bool(key) for key in keys) >= LEAST_COLUMNS and set(keys) <= {*self.keys, ""}


def header_key(text: str) -> str:
    """A header folded for comparison."""
    folded = fold_header(text)
    match = _PARTY_CODE.match(folded)
    return match[1] if match else folded


_NAMES = {
    kind: {header_key(text): c.key for c in columns for text in (*c.headers, *c.codes)}
    for kind, columns in COLUMNS.items()
}


def recognise(cells: Sequence[str]) -> Heading | None:
    """The heading a row is, or None. The kind is the one that knows more of the columns."""
    best: Heading | None = None
    for kind, names in _NAMES.items():
        keys = tuple(names.get(header_key(cell), "") for cell in cells)
        known = set(keys) - {""}
        if "party_name" not in known or len(known) < LEAST_COLUMNS:
            continue
        if best is None or len(known) > len(set(best.keys) - {""}):
            best = Heading(_closest(kind, known), keys, tuple(cells))
    return best


def _closest(kind: str, known: set[str]) -> Layout:
    """The layout that shares most with the columns of the sheet."""
    rows = [layout for layout in LAYOUTS if layout.kind == kind]
    return max(rows, key=lambda row: len(known & set(row.keys)) / len(known | set(row.keys)))


def is_catalogue(cells: Sequence[str]) -> bool:
    """Whether a table lists the columns of a layout instead of holding records."""
    return {"CODE", "HEADER"} <= {fold_header(cell) for cell in cells}
