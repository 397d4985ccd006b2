"""How the fields of a register entry stand in the cells of a sheet, and how they are read back.

A list has one line for each of its members; a table one line for each row, with ｜ between the columns.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from core.cells import date_of, literal
from core.errors import RuleError
from core.tables import Cell
from enforcement.models.kinds import ActionKind
from enforcement.registers import LINE, NUMBER, ROWS, SEPARATOR, TEXT, Field, cells

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FAULTS = frozenset(("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"))
_SIGNS = {"\\": "\\\\", "\n": "\\n", SEPARATOR: f"\\{SEPARATOR}"}
_MEANT = {"\\n": "\n"}
_TOKEN = re.compile(r"\\.|.", re.DOTALL)
_BETWEEN = re.compile(r"[、，,；;\n]")
# Whom the sheet names, among the officers of the entry's agency.
Find = Callable[[str], int]


def plain(label: "StrOrPromise") -> str:
    """A label in Chinese, which sheets are written in whatever the language of their reader."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(label)


def said(field: Field, value: Any, people: Mapping[int, str]) -> str:
    """The value as a cell says it; `people`: how the sheet names each officer by key."""
    if value is None or value == []:
        return ""
    if field.shape in ("choice", "kinds"):
        labels = {key: label for label, key in choices(field).items()}
        chosen = value if isinstance(value, list) else [value]
        return "、".join(str(labels.get(each, each)) for each in chosen)
    if field.shape == "officers":
        return "\n".join(people.get(each, str(each)) for each in value)
    if field.shape == "lines":
        return "\n".join(_shielded(line, "\\\n") for line in value)
    if field.shape == "rows":
        return "\n".join(_joined(cells(field, row)) for row in value)
    return str(value)


def choices(field: Field) -> dict[str, str]:
    """The keys a field may hold by the words a sheet says them in."""
    named = ActionKind.choices if field.shape == "kinds" else field.choices
    return {plain(label): key for key, label in named}


def _shielded(text: str, signs: str) -> str:
    return "".join(_SIGNS[char] if char in signs else char for char in text)


def _joined(parts: Iterable[str]) -> str:
    return SEPARATOR.join(_shielded(part, f"\\\n{SEPARATOR}") for part in parts)


def _parted(line: str) -> list[str]:
    """The columns of a line, what was shielded as it was meant."""
    parts = [""]
    for token in _TOKEN.findall(line):
        if token == SEPARATOR:
            parts.append("")
        elif len(token) > 1:
            parts[-1] += _MEANT.get(token, token[1:])
        else:
            parts[-1] += token
    return [part.strip() for part in parts]


def same(cell: str, words: str) -> bool:
    """Whether a cell still says what an export wrote; a workbook loses control characters."""
    return _told(cell) == _told(words)


def _told(words: str) -> str:
    return literal(ILLEGAL_CHARACTERS_RE.sub("", words).replace("\ufffd", ""))


def text(cell: Cell, key: str) -> str:
    """The words of a cell. RuleError for a fault of the workbook, and for what cannot be kept."""
    try:
        words = literal(cell)
    except ValueError as error:
        raise _unread(_("含有不能保存的字符。"), _("请删去不可见字符。"), key) from error
    if words in FAULTS:
        raise _unread(
            _("单元格是公式的错误值“%(text)s”。") % {"text": words}, _("请填写内容。"), key
        )
    return words


def assert_short(words: str, key: str, limit: int) -> None:
    """RuleError for more than a field holds."""
    if len(words) > limit:
        raise _unread(_("内容超过 %(n)d 个字。") % {"n": limit}, _("请缩短。"), key)


def read(field: Field, words: str, find: Find) -> Any:
    """The value a cell says, None for nothing. Raises RuleError naming the field."""
    assert_short(words, field.key, LINE if field.shape == "line" else TEXT)
    return READERS.get(field.shape, _read_text)(field, words, find) if words else None


def _unread(message: str, remedy: str, key: str) -> RuleError:
    return RuleError(message, remedy=remedy, field=key)


def _read_text(field: Field, words: str, find: Find) -> str:
    return " ".join(words.split("\n")) if field.shape == "line" else words


def _read_number(field: Field, words: str, find: Find) -> int:
    if not re.fullmatch(r"\d{1,9}", words, re.ASCII) or int(words) > NUMBER:
        raise _unread(
            _("“%(text)s”不是 0 至 %(most)d 的整数。") % {"text": words[:LINE], "most": NUMBER},
            _("请只填数字。"),
            field.key,
        )
    return int(words)


def _read_day(field: Field, words: str, find: Find) -> str:
    return day(words, field.key).isoformat()


def day(words: str, key: str) -> date:
    """The day of a cell. RuleError when it names none."""
    try:
        found = date_of(words)
    except ValueError:
        found = None
    if found is None:
        raise _unread(
            _("日期“%(text)s”无法识别。") % {"text": words[:LINE]}, _("请写成 2026-01-31。"), key
        )
    return found


def _read_choice(field: Field, words: str, find: Find) -> str:
    (first, *more) = _chosen(field, words)
    if more:
        raise _unread(_("只能填写一项。"), _("请分为几行登记。"), field.key)
    return first


def _chosen(field: Field, words: str) -> list[str]:
    named = choices(field)
    given = [each.strip() for each in _BETWEEN.split(words) if each.strip()]
    unknown = [each for each in given if each not in named]
    if unknown or not given:
        raise _unread(
            _("没有“%(text)s”这一项。") % {"text": (unknown or [words])[0][:LINE]},
            _("可填：%(names)s。") % {"names": "、".join(named)},
            field.key,
        )
    return list(dict.fromkeys(named[each] for each in given))


def _read_lines(field: Field, words: str, find: Find) -> list[str]:
    # A line is read as one column would be, and only a table parts at the sign.
    lines = [_parted(_shielded(line, SEPARATOR))[0] for line in _said_lines(words)]
    return [line for line in lines if line]


def _said_lines(words: str) -> list[str]:
    return [line for line in words.split("\n") if line.strip()]


def _read_rows(field: Field, words: str, find: Find) -> list[dict[str, str]]:
    keys = [key for key, _label in field.columns]
    rows = [_parted(line) for line in _said_lines(words)]
    if any(len(row) > len(keys) for row in rows) or len(rows) > ROWS:
        raise _unread(
            _("应当每行一条、不超过 %(rows)d 行，列与列之间用“%(sign)s”分开。")
            % {"rows": ROWS, "sign": SEPARATOR},
            _("各列依次为：%(names)s。") % {"names": column_names(field)},
            field.key,
        )
    for row in rows:
        assert_short(max(row, key=len), field.key, LINE)
    return [{key: row[n] if n < len(row) else "" for n, key in enumerate(keys)} for row in rows]


def column_names(field: Field) -> str:
    """The columns of a table in their order, as a line of it is written."""
    return SEPARATOR.join(plain(label) for _key, label in field.columns)


def _read_officers(field: Field, words: str, find: Find) -> list[int]:
    return sorted({find(line.strip()) for line in _said_lines(words)})


READERS: Mapping[str, Callable[[Field, str, Find], Any]] = {
    "number": _read_number,
    "day": _read_day,
    "choice": _read_choice,
    "kinds": lambda field, words, find: _chosen(field, words),
    "lines": _read_lines,
    "rows": _read_rows,
    "officers": _read_officers,
}
