"""What a cell of a received sheet means: text, date or decimal, whatever it was typed as."""

import math
import re
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from core.folding import fold
from core.tables import Cell

NULL_WORDS = frozenset(
    "无 空 暂无 未知 不详 未填 未填写 待补充 没有 不适用 NULL NONE NIL NAN N/A #N/A NA (空) (无) (NULL)".split()  # noqa: SIM905  # a word list reads better as a line
) | {"", "/", "\\", "//", "-", "--", "---", "—", "——", "―", "–", "_", ".", "。", "无。"}
YES, NO, END = "是", "否", "结束"
MAX_DIGITS = 30  # before or behind the point: more is no amount of anything
EXCEL_DAY_ZERO = date(1899, 12, 30).toordinal()
EXCEL_SERIALS = range(20_000, 80_000)  # 1954 to 2119: below and above it is not a date of an act
_DATE = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:T|\s)*(?:\d{1,2}[:时]\d{1,2}.*)?", re.ASCII
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?", re.ASCII)
_UNSAVABLE = re.compile("[\x00\ud800-\udfff]")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)


def text_of(cell: Cell) -> str:
    """The cell as text without outer blanks; a whole number loses its .0, a null word is ""."""
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else (YES if cell else NO)
    if isinstance(cell, datetime):
        return str(cell.date() if cell.time() == time() else cell)
    if isinstance(cell, float):
        return _number_text(cell)
    text = str(cell).replace("\ufeff", "").replace("\r\n", "\n").strip()
    return "" if is_null(text) else text


def literal(cell: Cell) -> str:
    """The cell as it was typed, in one spelling of its ends of lines; a null word stays a word.

    Raises ValueError for characters no database keeps: NUL and halves of pairs.
    """
    text = cell if isinstance(cell, str) else text_of(cell)
    if _UNSAVABLE.search(text):
        raise ValueError("not to be kept")
    return re.sub(r"\r\n?", "\n", text.replace("\ufeff", "")).strip()


def _number_text(number: float) -> str:
    if not math.isfinite(number):  # what a sheet holds after a division by nothing
        return ""
    return f"{number:.15g}" if not number.is_integer() else str(int(number))


def is_null(text: str) -> bool:
    """Whether a text says that there is no value."""
    return fold(text).upper() in NULL_WORDS


def date_of(cell: Cell) -> date | None:
    """The day a cell names, None for an empty one. Raises ValueError when it names none.

    Takes 2018-11-21, 2018/11/21, 2018.11.21, 2018年11月21日, 20181121, each with or without a
    time, and the serial numbers of spreadsheets.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    if not text:
        return None
    return _parse_date(unicodedata.normalize("NFKC", text).strip())


def _parse_date(text: str) -> date:
    match = _DATE.fullmatch(text) or _COMPACT.fullmatch(text)
    if match:
        return date(int(match[1]), int(match[2]), int(match[3]))
    if _SERIAL.fullmatch(text) and int(float(text)) in EXCEL_SERIALS:
        return date.fromordinal(EXCEL_DAY_ZERO + int(float(text)))
    raise ValueError(f"not a date: {text!r}")


def decimal_of(cell: Cell) -> Decimal | None:
    """The number of a cell, None for an empty one. Raises ValueError when it is none."""
    text = unicodedata.normalize("NFKC", text_of(cell)).replace(",", "").replace(" ", "")
    if not text:
        return None
    if "_" in text:  # Python reads 3_5 as 35; a person meant something else
        raise ValueError(f"not a number: {text!r}")
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(f"not a number: {text!r}") from error
    # 1e999999 is a number to Decimal, but no amount, and arithmetic with it fails or never ends.
    places = number.as_tuple().exponent
    if not isinstance(places, int) or places < -MAX_DIGITS or number.adjusted() > MAX_DIGITS:
        raise ValueError(f"not a number: {text!r}")
    return number
