"""Records sent as JSON: the identifiers of domain §6.13-6.15 with the whole text, read like a sheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.tables import Cell
from disclosure.exchange import rows
from disclosure.exchange.layouts import COLUMNS, PENALTY, SECRET_KEYS, SOURCE_DAY, Column, Form
from disclosure.exchange.rows import CONTROL, ImportRow
from enforcement.models.kinds import ActionKind, PenaltyKind

LAYOUT = "api"
AGENCY, KIND, PENALTY_KINDS = "agency_uscc", "kind", "penalty_kinds"
PARTY = tuple(column for column in PENALTY[:13])
DECISION = (
    Column("title", ("案件名称",)),
    Column("item_name", ("事项名称",)),
    Column("doc_title", ("决定文书名称",)),
    Column("doc_no", ("决定文书号",), required=True),
    Column("facts", ("事实摘要",), required=True),
    Column("basis", ("法律依据",), required=True),
    Column("content", ("决定内容",), required=True),
    Column("decided_on", ("决定日期",), form=Form.DATE, required=True),
    Column("publish_until", ("公示截止期",), form=Form.DATE),
    Column("organ", ("执法机关",)),
    Column("organ_uscc", ("执法机关统一社会信用代码",)),
    Column("source_org", ("数据来源单位",)),
    Column("source_uscc", ("数据来源单位统一社会信用代码",)),
    Column("remark", ("备注",)),
)
# Beside the sheets: what the plans ask to be public as well (domain §6.13, portal extras).
BESIDE = (
    Column("case_no", ("案号",)),
    Column("remedies", ("救济途径",)),
    Column("full_text", ("决定书全文",)),
    SOURCE_DAY,
)
OWN: dict[str, tuple[Column, ...]] = {
    ActionKind.COERCION: (
        Column("coercion_kind", ("强制种类",), required=True),
        Column("subject", ("强制标的",)),
        Column("valid_from", ("期限自",), form=Form.DATE),
        Column("valid_to", ("期限至",), form=Form.DATE),
        Column("extended_to", ("延长至",), form=Form.DATE),
        Column("released_on", ("解除日期",), form=Form.DATE),
        Column("execution", ("执行结果",)),
    ),
    ActionKind.INSPECTION: (
        Column("inspection_type", ("检查类型",), required=True),
        Column("task_no", ("检查任务编号",)),
        Column("matter", ("检查事项",)),
        Column("method", ("检查方式",)),
        Column("inspected_on", ("检查日期",), form=Form.DATE),
        Column("joint", ("是否联合检查",)),
        Column("check_result", ("检查结果",), required=True),
        Column("handling", ("处理结果",)),
    ),
    ActionKind.LEVY: (
        Column("levy_item", ("征收征用项目",), required=True),
        Column("standard", ("征收标准或者补偿标准",)),
        Column("amount_wan", ("金额（万元）",), form=Form.WAN),
        Column("relief", ("减免缓情况",)),
        Column("pay_until", ("缴纳期限",), form=Form.DATE),
        Column("requisitioned", ("征用标的",)),
        Column("valid_from", ("期限自",), form=Form.DATE),
        Column("valid_to", ("期限至",), form=Form.DATE),
        Column("returned_on", ("返还日期",), form=Form.DATE),
    ),
}


def _columns(kind: str) -> dict[str, Column]:
    known = COLUMNS.get(kind) or (*PARTY, *DECISION, *OWN[kind])
    keyed = {column.key: column for column in (*known, *BESIDE)}
    # Of these only the sheets before 2019 knew no better.
    return {key: column for key, column in keyed.items() if key != "any_id_no"}


FIELDS: dict[str, dict[str, Column]] = {kind: _columns(kind) for kind in ActionKind.values}
LABELS = {str(ActionKind(kind).label): kind for kind in ActionKind.values}


def described(most: int) -> dict[str, Any]:
    """A batch as a JSON schema for the description of the API; which fields a kind has is checked later."""
    columns = {key: column for known in FIELDS.values() for key, column in known.items()}
    fields: dict[str, Any] = {key: _shape(column) for key, column in sorted(columns.items())}
    fields |= {
        AGENCY: {"type": "string"},
        KIND: {"type": "string", "enum": [*FIELDS, *LABELS]},
        PENALTY_KINDS: {
            "type": "array",
            "items": {"type": "string", "enum": list(PenaltyKind.values)},
        },
    }
    required = [AGENCY, KIND, "doc_no", "content", "decided_on"]
    record = {"type": "object", "properties": fields, "required": required}
    return {"type": "array", "minItems": 1, "maxItems": most, "items": record}


def _shape(column: Column) -> dict[str, Any]:
    text = {"type": "string", "nullable": True}
    shape = {"oneOf": [text, {"type": "number"}]} if column.form == Form.WAN else text
    return {**shape, "description": column.header}


@dataclass
class WireRow(ImportRow):
    """A record of a batch; `number` counts from 0, and fields go by their identifiers."""

    def header(self, key: str) -> str:
        """Senders know a field by its identifier."""
        return key


def kind_of(record: Mapping[str, Any]) -> str:
    """The kind of act a record names by identifier or label, "" for an unknown one."""
    return named(record.get(KIND))


def named(kind: Any) -> str:
    """The identifier of a kind of act given by identifier or label; "" for anything else."""
    if not isinstance(kind, str):
        return ""
    return kind if kind in FIELDS else LABELS.get(kind, "")


def read(record: Mapping[str, Any], number: int) -> WireRow:
    """One record: values by their columns, then the rules between them. All fields are replaced."""
    kind = kind_of(record)
    columns = FIELDS.get(kind, {})
    row = WireRow(number, kind or ActionKind.PENALTY, LAYOUT, frozenset(columns))
    if not kind:
        words = _("执法类别“%(kind)s”无法识别，应为：%(known)s")
        row.error(KIND, words % {"kind": str(record.get(KIND))[:40], "known": "、".join(FIELDS)})
        return row
    _refuse_strangers(row, record, columns)
    row.secret_headers = frozenset(SECRET_KEYS & record.keys())
    for key, column in columns.items():
        _take(row, column, record.get(key))
    _take_agency(row, record.get(AGENCY))
    rows.settle(row)
    _take_penalty_kinds(row, record.get(PENALTY_KINDS))
    return row


def _refuse_strangers(
    row: WireRow, record: Mapping[str, Any], columns: Mapping[str, Column]
) -> None:
    for key in sorted(record.keys() - columns.keys() - {AGENCY, KIND, PENALTY_KINDS}):
        row.error(key.translate(CONTROL)[:60], _("没有这一数据项"))


def _take(row: WireRow, column: Column, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal | None):
        row.error(column.key, _("应为文字或者数字"))
        return
    cell: Cell = value.translate(CONTROL) if isinstance(value, str) else _plain(value)
    if cell not in (None, ""):
        row.raw[column.key] = str(cell)
    rows.take_cell(row, column, cell)


def _plain(value: int | Decimal | None) -> str | None:
    """A number as it was written; a sheet would have it as a number, which text says as well."""
    return None if value is None else f"{value:f}"


def _take_penalty_kinds(row: WireRow, value: Any) -> None:
    """Identifiers instead of labels in a sentence; they win over what the words would give."""
    if value is None:
        return
    unknown = value if not isinstance(value, list) else [x for x in value if not _is_kind(x)]
    if row.kind != ActionKind.PENALTY or unknown or not value:
        row.error(
            PENALTY_KINDS,
            _("应为行政处罚种类标识的数组，可用：%(known)s")
            % {"known": "、".join(PenaltyKind.values)},
        )
        return
    # What the identifiers say need not be said in words again.
    row.flags = [flag for flag in row.flags if flag[0] != "penalty_kinds_text"]
    row.raw[PENALTY_KINDS] = ",".join(value)
    row.fields[PENALTY_KINDS] = [kind for kind in PenaltyKind.values if kind in value]


def _is_kind(value: Any) -> bool:
    return isinstance(value, str) and value in PenaltyKind.values


def _take_agency(row: WireRow, value: Any) -> None:
    if not isinstance(value, str) or not value.strip():
        row.error(AGENCY, _("应当写明执法机关的统一社会信用代码"))
        return
    row.raw[AGENCY] = value.strip()
    row.fields["organ_uscc"] = value.strip()
