"""From one line of an exchange sheet to a record: values, remarks, and what forbids taking it."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.cells import text_of
from core.identifiers import check_id_card, check_uscc, id_shaped, subject_kind, uscc_ok
from core.tables import Cell, Sheet
from disclosure.exchange import parse
from disclosure.exchange.layouts import (
    BY_KEY,
    HEADER_DEPTH,
    SECRET_KEYS,
    Column,
    Form,
    Heading,
    is_catalogue,
    recognise,
)
from enforcement.models.kinds import ActionKind, PartyKind, PenaltyKind

MAX_TEXT = 20_000
MAX_DOC_NO = 128
MAX_NAME = 200
# What the database holds as cents in eight bytes.
MOST_CENTS = 2**63 - 1
# Nothing to read: what a feed (XML), a PDF or PostgreSQL cannot hold, and what leaves no mark but parts words
# that are searched for. No character beyond the basic plane is one of these, but for tags.
_UNSEEN = {"Cc", "Cf"}
_NO_CHARACTERS = (0xFFFE, 0xFFFF)
CONTROL = {
    **{
        code: None
        for code in range(0x10000)
        if unicodedata.category(chr(code)) in _UNSEEN and chr(code) not in "\t\n\r"
    },
    **dict.fromkeys(_NO_CHARACTERS),
}
# Above this many 万元 the cell probably holds yuan.
UNLIKELY_WAN = 10_000 * 1_000_000
PENALTY_IN_STATUS = ("罚", "没收", "吊销", "警告", "责令")


@dataclass
class ImportRow:
    """One line. `fields` has only values; `columns` are the keys the sheet had a column for.

    `flags` and `errors` are (key, words); a row with errors is not taken.
    """

    number: int
    kind: str
    layout: str
    columns: frozenset[str]
    fields: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    secret_headers: frozenset[str] = frozenset()
    flags: list[tuple[str, str]] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)

    def flag(self, key: str, words: str) -> None:
        """Remark on a column."""
        self.flags.append((key, words))

    def error(self, key: str, words: str) -> None:
        """Refuse the row because of a column."""
        self.errors.append((key, words))

    def header(self, key: str) -> str:
        """The name people know a column by."""
        column = BY_KEY[self.kind].get(key)
        return column.header if column else key

    def text(self, key: str) -> str:
        """A value as text, "" where there is none."""
        return str(self.fields.get(key, ""))


@dataclass(frozen=True)
class Table:
    """A sheet with its heading; `heading` is None for a list of columns, which has no records."""

    heading: Heading | None
    rows: list[tuple[int, list[Cell]]]


def find_table(sheet: Sheet) -> Table | None:
    """The table of a sheet: header within the first rows, then data. None when it is no 双公示 sheet."""
    for depth, (_number, cells) in enumerate(sheet.rows[:HEADER_DEPTH]):
        texts = [text_of(cell) for cell in cells]
        if is_catalogue(texts):
            return Table(None, [])
        heading = recognise(texts)
        if heading is not None:
            return Table(heading, sheet.rows[depth + 1 :])
    return None


def read_rows(table: Table) -> Iterator[ImportRow]:
    """Every record of a table, rows that only describe the columns left out."""
    if table.heading is None:
        return
    for index, (number, cells) in enumerate(table.rows):
        texts = [text_of(cell) for cell in cells]
        if index < 2 and (parse.is_specification(texts) or table.heading.repeated_by(texts)):
            continue
        yield read_row(table.heading, number, cells)


def read_row(heading: Heading, number: int, cells: Sequence[Cell]) -> ImportRow:
    """One record: cells to values, then the rules between the values."""
    kind = heading.layout.kind
    keys = frozenset(key for key in heading.keys if key)
    row = ImportRow(number, kind, heading.layout.name, keys)
    columns = BY_KEY[kind]
    extra: dict[str, str] = {}
    clean = [cell.translate(CONTROL) if isinstance(cell, str) else cell for cell in cells]
    padded = [*clean, *[None] * (len(heading.keys) - len(clean))]
    secret = set()
    for key, header, cell in zip(heading.keys, heading.headers, padded, strict=False):
        if header and text_of(cell):
            row.raw[header] = text_of(cell)
        if key:
            take_cell(row, columns[key], cell)
            secret |= {header} if columns[key].form == Form.SECRET else set()
        elif header and text_of(cell):
            extra[header] = text_of(cell)
    row.secret_headers = frozenset(secret)
    if extra:
        row.fields["extra"] = extra
    settle(row)
    return row


def take_cell(row: ImportRow, column: Column, cell: Cell) -> None:
    """One value by its column; a remark where a required one is empty, an error where it cannot be read."""
    text = text_of(cell)
    if not text:
        if column.required and row.text("party_name"):
            row.flag(column.key, _("必填项为空"))
        return
    if len(text) > MAX_TEXT:
        row.error(column.key, _("内容超过 %(n)d 个字") % {"n": MAX_TEXT})
        return
    try:
        _take_value(row, column, cell, text)
    except ValueError:
        words = {Form.DATE: _("日期“%(text)s”无法识别"), Form.WAN: _("金额“%(text)s”不是万元数")}
        row.error(column.key, words[column.form] % {"text": text[:40]})


def _take_value(row: ImportRow, column: Column, cell: Cell, text: str) -> None:
    match column.form:
        case Form.DATE:
            row.fields[column.key] = parse.day(cell)
        case Form.WAN:
            _take_wan(row, column.key, cell)
        case Form.PARTY_KIND:
            label = parse.party_label(text)
            if label:
                row.fields[column.key] = label
            else:
                row.error(column.key, _("没有“%(text)s”这一类别") % {"text": text[:40]})
        case _:
            row.fields[column.key] = text


def _take_wan(row: ImportRow, key: str, cell: Cell) -> None:
    amount = parse.wan(cell)
    if amount is None:
        return
    row.fields[key], cents = amount
    if cents > MOST_CENTS:
        raise ValueError(f"no such amount: {cents}")
    row.fields[key.replace("_wan", "_cents")] = cents
    if cents > UNLIKELY_WAN:
        row.flag(key, _("金额超过一亿元，请核对单位是否为万元"))


def settle(row: ImportRow) -> None:
    """What only the values together can tell."""
    _settle_party(row)
    _settle_number(row)
    _settle_dates(row)
    if row.kind == ActionKind.PENALTY:
        _settle_penalty(row)


def _settle_party(row: ImportRow) -> None:
    _move_identity(row)
    name, uscc = row.text("party_name"), row.text("uscc")
    if not name:
        row.error("party_name", _("行政相对人名称为空"))
    if len(name) > MAX_NAME:
        row.error("party_name", _("名称超过 %(n)d 个字") % {"n": MAX_NAME})
    any_id = row.fields.pop("any_id_no", "")
    given = row.text("party_kind")
    if not given and "party_kind" not in row.columns and row.layout.endswith("person_2019"):
        given = PartyKind.PERSON
    if not given:
        ids = row.text("id_no") or any_id
        given, remark = parse.guess_party_kind(
            name=name, uscc=uscc, id_no=ids, legal_rep=row.text("legal_rep")
        )
        if remark and name:
            row.flag("party_kind", remark)
    elif subject_kind(uscc) == "个体工商户" and given != PartyKind.SOLE_TRADER:
        row.error("party_kind", _("代码以 92 开头，类别应为个体工商户"))
    given = _person_in_doubt(row, given)
    row.fields["party_kind"] = str(given)
    if any_id:
        row.fields.setdefault("id_no" if given == PartyKind.PERSON else "rep_id_no", any_id)
    _check_codes(row, uscc)


def _person_in_doubt(row: ImportRow, given: str) -> str:
    """The kind of a party; an organisation without a code that is called like a person counts as one:
    hiding too much can be put right, showing too much cannot."""
    name, uscc = row.text("party_name"), row.text("uscc")
    if given != PartyKind.ORG or uscc_ok(uscc) or not parse.looks_personal(name):
        return given
    row.flag("party_kind", _("没有有效代码而名称像自然人，按自然人处理；是单位的，请补正代码"))
    return PartyKind.PERSON


def _move_identity(row: ImportRow) -> None:
    """An identity number typed into the column of the code is kept as what it is, never as a code."""
    uscc, name = row.text("uscc"), row.text("party_name")
    if not id_shaped(uscc):
        return
    del row.fields["uscc"]
    row.fields.setdefault("any_id_no", uscc)
    row.secret_headers |= {header for header, text in row.raw.items() if text == uscc}
    row.flag("uscc", _("填写的是身份证号码，已按身份证号码保存，不作为统一社会信用代码公开"))
    if row.text("party_kind") == PartyKind.ORG and parse.looks_personal(name):
        row.fields["party_kind"] = str(PartyKind.PERSON)
        row.flag("party_kind", _("名称和号码都是自然人的，按自然人处理"))


def _check_codes(row: ImportRow, uscc: str) -> None:
    if uscc:
        check = check_uscc(uscc)
        for words in (*check.problems, *check.hints):
            row.flag("uscc", words)
    elif row.text("party_name") and row.fields["party_kind"] != PartyKind.PERSON:
        row.flag("uscc", _("缺少统一社会信用代码"))
    for key in sorted(SECRET_KEYS & row.fields.keys()):
        id_type = row.text("id_type" if key == "id_no" else "rep_id_type")
        if id_type in ("", "身份证", "居民身份证", "01"):
            for words in check_id_card(row.text(key)).problems:
                row.flag(key, words)


def _settle_number(row: ImportRow) -> None:
    if not row.text("doc_no") and row.kind == ActionKind.PERMIT and row.text("permit_no"):
        row.fields["doc_no"] = row.text("permit_no")
        row.flag("doc_no", _("没有文书号，以许可编号代替"))
    doc_no = row.text("doc_no")
    if not doc_no:
        row.error("doc_no", _("文书号为空，无法识别该决定"))
    if len(doc_no) > MAX_DOC_NO:
        row.error("doc_no", _("文书号超过 %(n)d 个字") % {"n": MAX_DOC_NO})
    if not row.text("organ") and not row.text("organ_uscc") and "organ" in row.columns:
        row.flag("organ", _("没有写明执法机关"))


def _settle_dates(row: ImportRow) -> None:
    if not row.text("decided_on") and row.text("effective_on"):
        row.fields["decided_on"] = row.text("effective_on")
        row.flag("decided_on", _("没有决定日期，以处罚生效期代替"))
    decided = row.text("decided_on")
    if not decided and "decided_on" not in dict(row.errors):
        row.error("decided_on", _("决定日期为空"))
    if decided >= f"{parse.ENDLESS.year}":
        row.error("decided_on", _("“%(day)s”表示长期，不能作为决定日期") % {"day": decided})
    for key in ("valid_to", "publish_until"):
        if decided and row.text(key) and row.text(key) < decided:
            row.flag(key, _("早于决定日期"))
    if decided and "" < row.text("source_published_on") < decided:
        row.flag("source_published_on", _("早于决定日期，不作为公开日期"))
    valid_to = row.text("valid_to")
    if valid_to and valid_to != parse.ENDLESS.isoformat() and valid_to >= f"{parse.ENDLESS.year}":
        row.flag("valid_to", _("疑为长期有效，长期有效应写 2099/12/31"))


def _settle_penalty(row: ImportRow) -> None:
    status = row.text("status")
    if not row.text("content") and any(word in status for word in PENALTY_IN_STATUS):
        # Seen in published sheets: the result was typed into the column of the state.
        row.fields["content"] = status
        row.flag("content", _("处罚内容为空，取自“当前状态”一栏"))
    texts = [row.text("penalty_kinds_text"), row.text("penalty_kinds_2"), row.text("content")]
    kinds = parse.penalty_kinds(*texts[:2])
    if kinds in ([], ["other"]):
        kinds = parse.penalty_kinds(texts[2]) or kinds
    if kinds == ["other"] and parse.spares(*texts, row.text("title"), row.text("doc_title")):
        kinds = []
    if kinds:
        row.fields["penalty_kinds"] = kinds
        _settle_conditions(row, kinds)


# What must be said where there is a kind of penalty (domain §6.13, items 19 to 21).
CONDITIONS = {
    "fine_wan": (PenaltyKind.FINE,),
    "confiscated_wan": (PenaltyKind.CONFISCATE_INCOME, PenaltyKind.CONFISCATE_GOODS),
    "licence": (PenaltyKind.SUSPEND_LICENCE, PenaltyKind.REVOKE_LICENCE),
}


def _settle_conditions(row: ImportRow, kinds: Sequence[str]) -> None:
    """Items that only some kinds of penalty need; the sheet must have a column for them."""
    for key, needing in CONDITIONS.items():
        found = [kind for kind in needing if kind in kinds]
        if found and key in row.columns and not row.text(key):
            words = "、".join(str(kind.label) for kind in found)
            row.flag(key, _("处罚类别含“%(kinds)s”，本项应当填写") % {"kinds": words})
    if row.fields.get("fine_cents") and PenaltyKind.FINE not in kinds:
        row.flag("fine_wan", _("填写了罚款金额，处罚类别没有罚款"))


def decided_on(row: ImportRow) -> date:
    """The date of the decision of a row without errors."""
    return date.fromisoformat(row.fields["decided_on"])
