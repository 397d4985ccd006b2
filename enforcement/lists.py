"""The lists whose rows are models of their own: what the public reads of a row, as plain data.

A row's content is JSON by field: keys of other rows, days in ISO form. Pure but for the names of the
rows that a content mentions.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.word_diff import Change, parts
from enforcement import benchmark_words
from enforcement.models import (
    Agency,
    Benchmark,
    Certificate,
    Delegation,
    InspectionCap,
    InspectionPlan,
    Item,
    Officer,
    RandomCheckItem,
    RandomCheckPlan,
)
from enforcement.models.item import DISCLOSED
from enforcement.models.kinds import ListKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Content = Mapping[str, Any]
Named = Callable[[type[Any], int], str]  # what the row of a model and a key is called
PUBLISHED = "published_on"
STATUS = "status"
PARTED = frozenset({"disclosed"})  # fields of several texts by key
CARD = "card_"  # the keys of the lines of certificates begin so
CARDS = "listed_certificates"  # keys of an officer's certificates
# What is told of each of them, by the key of the line.
CARD_LINES: Mapping[str, Callable[[Certificate], str]] = {
    "number": lambda row: row.number,
    "area": lambda row: row.area,
    "category": lambda row: row.category,
    "validity": lambda row: f"{row.valid_from} — {row.valid_to}",
}
NONE = ("", "")
EMPTY = (None, "")


@dataclass(frozen=True)
class PublicList:
    """One list: its model, the fields that the public reads, and where a row's page is.

    `gate`: the field that makes a row public, with what it says before. `named`: the fields that
    tell one row from another. `fixed`: those that stay once it is public. `told`: fields that are no
    columns, but words made of the row. `keeper`: the field of the agency that keeps a row, `begins`:
    that of the day before which a row that is public is not on the list.
    """

    kind: ListKind
    model: type[Any]
    fields: Sequence[str]
    page: str
    form: str
    gate: str
    before: Any = None
    named: Sequence[str] = ("name",)
    fixed: Sequence[str] = ()
    told: Mapping[str, "Told"] = field(default_factory=dict)
    keeper: str = "agency"
    begins: str = "effective_from"

    def column(self, key: str) -> Any:
        """The model's own column, or the one that the words of a field would stand in."""
        return self.told[key].column if key in self.told else self.model._meta.get_field(key)

    def said(self, row: models.Model, key: str) -> Any:
        """What a row says in a field."""
        if key in self.told:
            return self.told[key].words(row)
        return _plain(getattr(row, self.column(key).attname))


@dataclass(frozen=True)
class Told:
    """A field that is made of others: its words of a row, and the column they would stand in."""

    words: Callable[[Any], str]
    column: "models.TextField[Any, Any]"


MONTHS = ("first_month", "last_month")
PERIOD = ("effective_from", "effective_to", PUBLISHED)
LISTS: Mapping[str, PublicList] = {
    row.kind.value: row
    for row in (
        PublicList(
            ListKind.AGENCY,
            Agency,
            (
                *("name", "kind", "uscc", "field", "government_name", "division_code"),
                *("confirmed_by", "confirm_doc_no", "announced_on", "office_addr", "mail_addr"),
                *("office_hours", "phone", "supervise_phone", "head_name"),
                *("duties", "powers", "basis", STATUS),
            ),
            "agency-detail",
            "agency-admin-edit",
            STATUS,
            Agency.Status.PENDING.value,
        ),
        PublicList(
            ListKind.ITEM,
            Item,
            (
                *("agency", "kind", "name", "code", "field", "unit", "basis_text", "time_limit"),
                *("fee", "remedy", "disclosed", *PERIOD),
            ),
            "item-detail",
            "item-admin-edit",
            PUBLISHED,
        ),
        PublicList(
            ListKind.RANDOM,
            RandomCheckItem,
            (
                *("agency", "item", "name", "basis", "target", "content", "ratio", "way"),
                *("method", "frequency", "weight", "field", "level", "leading_unit"),
                *("joining_units", "season", "remark", *PERIOD),
            ),
            "random-check-item",
            "random-item-edit",
            PUBLISHED,
        ),
        PublicList(
            ListKind.OFFICER,
            Officer,
            ("agency", "name", "post", CARDS, PUBLISHED),
            "officer-detail",
            "officer-admin-edit",
            PUBLISHED,
        ),
        PublicList(
            ListKind.PLAN,
            InspectionPlan,
            ("agency", "year", "item", "target", *MONTHS, "count", PUBLISHED),
            "inspection-plan",
            "plan-edit",
            PUBLISHED,
            named=("year", "item", "target"),
            fixed=("agency", "year", "item"),
        ),
        PublicList(
            ListKind.CAP,
            InspectionCap,
            ("agency", "item", "grade", "times", "basis", "valid_from", "valid_to", PUBLISHED),
            "inspection-cap",
            "cap-edit",
            PUBLISHED,
            named=("agency", "item", "grade", "basis"),
            fixed=("agency", "item", "valid_from"),
        ),
        PublicList(
            ListKind.DRAW_PLAN,
            RandomCheckPlan,
            ("agency", "year", "check_item", "base", "count", *MONTHS, PUBLISHED),
            "random-check-plan",
            "random-plan-edit",
            PUBLISHED,
            named=("year", "check_item"),
            fixed=("agency", "year", "check_item"),
        ),
        PublicList(
            ListKind.BENCHMARK,
            Benchmark,
            (
                *("agency", "violation", "basis", "penalties", "range", "base_name"),
                *("measure_name", "tiers", "issuer", "doc_no", "superior", "replaces", *PERIOD),
            ),
            "benchmark-detail",
            "benchmark-admin-detail",
            PUBLISHED,
            named=("violation", "doc_no"),
            told={
                "penalties": Told(benchmark_words.penalties, models.TextField(_("处罚种类"))),
                "range": Told(benchmark_words.statutory, models.TextField(_("法定幅度"))),
                "tiers": Told(benchmark_words.tiers, models.TextField(_("裁量阶次"))),
            },
        ),
        PublicList(
            ListKind.DELEGATION,
            Delegation,
            (
                *("delegator", "delegate", "number", "matters", "powers", "basis"),
                *("valid_from", "valid_to", "text", "staff", "filing_no", "filed_on"),
                *("ended_on", "end_reason", PUBLISHED),
            ),
            "delegation-detail",
            "delegation-admin-edit",
            PUBLISHED,
            named=("number",),
            fixed=("delegator", "delegate", "number", "valid_from"),
            keeper="delegator",
            begins="valid_from",
        ),
    )
}


def list_of(row: models.Model) -> PublicList:
    """The list a row is of."""
    return next(each for each in LISTS.values() if type(row) is each.model)


def content(row: models.Model) -> dict[str, Any]:
    """What the public reads of a row."""
    book = list_of(row)
    return {key: book.said(row, key) for key in book.fields}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def values(book: PublicList, said: Content) -> dict[str, Any]:
    """A content as the values of the model. Raises DoesNotExist for a row that it names in vain."""
    kept = {key: value for key, value in said.items() if key not in book.told}
    return {key: _value(book.column(key), value) for key, value in kept.items()}


def _value(column: Any, value: Any) -> Any:
    if value is None:
        return None
    if column.is_relation:
        return column.related_model._default_manager.get(pk=value)
    return date.fromisoformat(value) if isinstance(column, models.DateField) else value


def announced(row: Any, on: date) -> bool:
    """Whether the public reads the row on the day, or will from the day it is to hold."""
    agency = row if isinstance(row, Agency) else row.agency
    if agency.status != Agency.Status.CONFIRMED:
        return False
    if isinstance(row, Officer) and row.status != Officer.Status.ACTIVE:
        return False
    return says_public(list_of(row), content(row), on)


def says_public(book: PublicList, said: Content, on: date) -> bool:
    """Whether a content is one that the public reads, or will; what of its agency is not asked.

    A content from before its list had a day of publication says nothing of one, and was public.
    """
    if book.gate == STATUS:
        return bool(said.get(STATUS) == Agency.Status.CONFIRMED)
    return said.get(PUBLISHED, "") is not None and not ended(said, on)


def awaited(said: Content, on: date) -> bool:
    """Whether the day on which the row becomes public is still to come."""
    known = said.get(PUBLISHED)
    return known is not None and date.fromisoformat(known) > on


def ended(said: Content, on: date) -> bool:
    """Whether the row has ended by the day."""
    last = said.get("effective_to")
    return last is not None and date.fromisoformat(last) <= on


def same(one: Content, other: Content) -> bool:
    """Whether two contents say the same; the day of publication is that of the act, not a text."""
    # A text from before the list named certificates says nothing of them.
    skipped = {CARDS} if CARDS not in one or CARDS not in other else set()
    return _compared(one, skipped) == _compared(other, skipped)


def _compared(said: Content, skipped: set[str]) -> dict[str, Any]:
    told = {key: value for key, value in said.items() if key not in skipped}
    if CARDS in told:
        told[CARDS] = sorted(told[CARDS] or [])
    return {**told, PUBLISHED: bool(said.get(PUBLISHED, True))}


def lines(
    book: PublicList, said: Content, named: Named | None = None
) -> "list[tuple[str, StrOrPromise, str]]":
    """(key, name, words) of the fields that say something, in the order of the page.

    `named`: what other rows are called; what they are called today when it is left out.
    """
    found: list[tuple[str, StrOrPromise, str]] = []
    for key in book.fields:
        if key == "disclosed":
            texts: Mapping[str, str] = said.get(key) or {}
            found += [(each, DISCLOSED[each], texts[each]) for each in DISCLOSED if each in texts]
        elif key == CARDS:
            found += _cards(said.get(key) or [])
        elif key not in (PUBLISHED, STATUS) and said.get(key) not in EMPTY:
            column = book.column(key)
            found.append((key, column.verbose_name, _words(column, said[key], named)))
    return [(key, _name(book, key, label), words) for key, label, words in found]


def _cards(keys: Sequence[int]) -> "list[tuple[str, StrOrPromise, str]]":
    """The lines of certificates, of several in the order they begin."""
    rows = list(Certificate.objects.filter(pk__in=keys).order_by("valid_from", "pk"))
    told = {key: "\n".join(map(words, rows)).strip() for key, words in CARD_LINES.items()}
    labels = {key: card_label(key) for key in CARD_LINES}
    return [(f"{CARD}{key}", labels[key], told[key]) for key in CARD_LINES if told[key]]


def card_label(key: str) -> "StrOrPromise":
    """What a line of a certificate is called."""
    if key == "validity":
        return _("证件有效期")
    column: Any = Certificate._meta.get_field(key)
    label: StrOrPromise = column.verbose_name
    return label


def title(book: PublicList, said: Content, named: Named | None = None) -> str:
    """What a content calls its row; `named` as in `lines`."""
    own = {key: said[key] for key in book.named if key in said}
    return " ".join(words for _key, _label, words in lines(book, own, named))


def _name(book: PublicList, key: str, label: "StrOrPromise") -> "StrOrPromise":
    """The agency of a row stands in its column without a name of its own."""
    return Agency._meta.verbose_name or label if key == "agency" else label


def _words(column: Any, value: Any, named: Named | None) -> str:
    if column.is_relation and named is not None:
        return named(column.related_model, value)
    if column.is_relation:
        row = column.related_model._default_manager.filter(pk=value).first()
        return str(row or "")
    return str(dict(column.choices or ()).get(value, value))


def compared(
    book: PublicList, old: Content, new: Content, named: Named | None = None
) -> list[Change]:
    """The fields that differ, character by character; `named` as in `lines`."""
    before = {key: (label, words) for key, label, words in lines(book, old, named)}
    after = {key: (label, words) for key, label, words in lines(book, new, named)}
    every = {**before, **after}
    return [
        Change(key, str(every[key][0]), parts(before.get(key, NONE)[1], after.get(key, NONE)[1]))
        for key in sorted(every, key=list(_order(book)).index)
        if before.get(key, NONE)[1] != after.get(key, NONE)[1]
    ]


def _order(book: PublicList) -> Iterator[str]:
    for key in book.fields:
        if key == CARDS:
            yield from (f"{CARD}{each}" for each in CARD_LINES)
        else:
            yield from DISCLOSED if key == "disclosed" else (key,)
