"""Pages of a list by cursor: the place of the last row, never an offset or an exact count.

Page 50,000 costs what page 1 costs, and a row added meanwhile neither repeats nor hides another.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleError

M = TypeVar("M", bound=Model)
MAX_CURSOR = 2000  # 300 ideographs and a key


@dataclass(frozen=True)
class Page(Generic[M]):
    """The rows of one page, and the cursor of the next one ("" on the last page)."""

    rows: list[M]
    next_cursor: str


@dataclass(frozen=True)
class Place:
    """Where a page begins: behind the row with this value of the ordering field and this key."""

    value: Any
    pk: Any


def cursor_page(
    queryset: QuerySet[M],
    after: str,
    *,
    size: int,
    field: str,
    descending: bool = True,
    strict: bool = False,
) -> Page[M]:
    """One page of `queryset`, ordered by (`field`, key); `field` must not be null.

    `after` is the `next_cursor` of the page before, "" for the first. A cursor that is none gives
    the first page, or with `strict` a RuleError.
    """
    place = cursor_place(queryset, after, field, strict=strict) if after else None
    rows = _behind(queryset, place, field, descending=descending) if place else queryset
    sign = "-" if descending else ""
    found = list(rows.order_by(f"{sign}{field}", f"{sign}pk")[: size + 1])
    more = len(found) > size
    return Page(found[:size], write_cursor(found[size - 1], field) if more else "")


def write_cursor(row: Model, field: str) -> str:
    """The cursor behind a row: opaque to the reader, but made of public values only."""
    text = json.dumps([_text(getattr(row, field)), _text(row.pk)], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(queryset: QuerySet[M], after: str, field: str) -> Place:
    """The place a cursor names. Raises RuleError for a text that is not one of our cursors."""
    meta = queryset.model._meta
    try:
        value, pk = _unpack(after)
        return Place(_clean(meta.get_field(field), value), _clean(meta.pk, pk))
    except (ValueError, ValidationError, OverflowError, FieldDoesNotExist) as error:
        raise RuleError(
            _("翻页参数 after 无效。"), remedy=_("请从第一页重新开始。"), field="after"
        ) from error


def cursor_place(queryset: QuerySet[M], after: str, field: str, *, strict: bool) -> Place | None:
    """The place a cursor names; for one that is none the first page, or with `strict` a RuleError."""
    try:
        return read_cursor(queryset, after, field)
    except RuleError:
        if strict:
            raise
        return None


def _behind(queryset: QuerySet[M], place: Place, field: str, *, descending: bool) -> QuerySet[M]:
    # The first condition is implied by the second, but it is the one an index can seek to.
    side, edge = ("lt", "lte") if descending else ("gt", "gte")
    beyond = Q(**{f"{field}__{side}": place.value}) | Q(**{f"pk__{side}": place.pk})
    return queryset.filter(beyond, **{f"{field}__{edge}": place.value})


def _text(value: Any) -> str:
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)


def _unpack(after: str) -> tuple[str, str]:
    if len(after) > MAX_CURSOR or not after.isascii():
        raise ValueError("too long or not ASCII")
    try:
        raw = base64.b64decode(after + "=" * (-len(after) % 4), altchars=b"-_", validate=True)
        parts = json.loads(raw)
    except (binascii.Error, UnicodeDecodeError, RecursionError) as error:
        raise ValueError("not a cursor") from error
    if not (isinstance(parts, list) and len(parts) == 2 and all(isinstance(p, str) for p in parts)):
        raise ValueError("not a pair")
    value, pk = parts
    "".join(parts).encode()  # a lone surrogate is a UnicodeEncodeError here, not in the database
    if "\x00" in value or "\x00" in pk:
        raise ValueError("a null character")
    return value, pk


def _clean(field: Any, text: str) -> Any:
    """The field's own value of the text; an instant must be one the database can hold."""
    if not isinstance(field, Field):
        raise ValueError("not a column")
    value = field.to_python(text)
    if value is None:
        raise ValueError("empty")
    if isinstance(value, datetime):
        if timezone.is_naive(value):
            raise ValueError("no time zone")
        return value.astimezone(UTC)
    return value
