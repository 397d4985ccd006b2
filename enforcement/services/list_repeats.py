"""Where else the words of a version stand: in the row in force, and in the versions before and after.

A text is compared passage by passage, as one part of a field may have been taken over and another not.
A passage is named "field:place"; a field that is a choice, a number or a day is one passage.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from enforcement import lists
from enforcement.lists import Content, PublicList
from enforcement.models import ListVersion
from enforcement.services import list_records

ENDS = re.compile(r"[\n。；;]+")
Status = ListVersion.Status


@dataclass(frozen=True)
class Passage:
    """One passage of a version: its name, the field's name, its words, whether the row says it today."""

    key: str
    label: str
    words: str
    today: bool

    def __str__(self) -> str:
        return f"{self.label}：{self.words}"


@dataclass(frozen=True)
class _Text:
    """A content for looking words up: by field without its blanks, and the fields of free text."""

    whole: Mapping[str, str]
    free: frozenset[str]


def passages(version: ListVersion) -> list[Passage]:
    """What the public read in the version, passage by passage."""
    book = lists.LISTS[version.kind]
    live = _text(book, list_records.said_today(book.model.objects.get(pk=version.row)))
    return [
        Passage(f"{key}:{place}", str(label), words, _tells(live, book, key, words))
        for key, label, text in lists.lines(book, version.content)
        for place, words in enumerate(_cut(book, key, text))
    ]


def concerned(version: ListVersion, named: Sequence[str] = ()) -> list[Passage]:
    """The passages that somebody named; without any those that the row does not say today."""
    found = passages(version)
    return [each for each in found if (each.key in named if named else not each.today)]


def others(
    version: ListVersion, what: Iterable[Passage]
) -> list[tuple[ListVersion, list[Passage]]]:
    """The other versions of the row that the public reads, or will, and which of the passages they tell."""
    book, what = lists.LISTS[version.kind], list(what)
    rows = ListVersion.objects.of(version.kind, version.row).filter(status=Status.PUBLISHED)
    open_to_all = rows.exclude(pk=version.pk).exclude(withholdings__status="withheld")
    found = []
    for row in open_to_all.select_related("agency").order_by("number"):
        text = _text(book, row.content)
        told = [each for each in what if _tells(text, book, each.key.partition(":")[0], each.words)]
        if told:
            found.append((row, told))
    return found


def named(row: ListVersion, told: Iterable[Passage] = ()) -> str:
    """A version as a form or a log calls it, and the fields concerned."""
    words = _("第%(n)d版") % {"n": row.number}
    if row.valid_from is not None:
        words = _("第%(n)d版（%(day)s起）") % {"n": row.number, "day": row.valid_from}
    labels = "、".join(dict.fromkeys(each.label for each in told))
    return f"{words}：{labels}" if labels else words


def _text(book: PublicList, said: Content) -> _Text:
    whole = {key: _folded(text) for key, _label, text in lists.lines(book, said)}
    return _Text(whole, frozenset(key for key in whole if _is_free(book, key)))


def _tells(text: _Text, book: PublicList, key: str, words: str) -> bool:
    """Whether a content says the passage: free text anywhere in its free text, else in the same field."""
    asked = _folded(words)
    if not _is_free(book, key):
        return asked == text.whole.get(key, "")
    return any(asked in text.whole[each] for each in text.free)


def _cut(book: PublicList, key: str, text: str) -> list[str]:
    if not _is_free(book, key):
        return [text]
    return [words for each in ENDS.split(text) if (words := each.strip())]


def _is_free(book: PublicList, key: str) -> bool:
    """Whether a line is one that somebody writes, not a choice, a number, a day or another row."""
    if key not in book.fields:
        return True  # one of the texts of lists.PARTED
    column: Any = book.column(key)
    return isinstance(column, models.CharField | models.TextField) and not column.choices


def _folded(words: str) -> str:
    return "".join(words.split())
