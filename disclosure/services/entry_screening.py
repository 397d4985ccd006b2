"""Personal data in the registers and lists, looked for before a version of them is public.

What identifies a person beyond doubt bars the version; what only may be somebody's is shown to the
one who hands in and the one who approves. The office's own contact stands in its own fields.
"""

from functools import lru_cache

from django.db import models

from disclosure.redaction import Party, Span, redact_fields
from disclosure.redaction.spans import ORGANISATION
from enforcement import lists, registers
from enforcement.lists import Content, PublicList
from enforcement.models import Agency, EntryVersion, ListVersion
from enforcement.services import list_records
from enforcement.services.screening import Remark, Version, screen

# By the types of disclosure/redaction/rules.toml.
BARRED = frozenset({"ID_CARD", "MOBILE", "PASSPORT", "HMT_PERMIT", "BIRTHDATE"})
REACHED = frozenset({"MOBILE", "PHONE", "EMAIL", "SOCIAL_ACCOUNT", "ADDRESS"})
CONTACTS = frozenset({"phone", "consult", "complaint", "address", "web", "location", "progress"})
OF_SUBJECTS = frozenset({"supervise_phone", "office_addr", "mail_addr"})
Read = tuple[dict[str, str], dict[str, str], Agency]  # labels and texts by key, whose they are
SHOWN = 40  # characters of what was found


@screen
def personal(version: Version) -> list[Remark]:
    """What the detectors find in the note of the change and in every field that is new."""
    read = _of_row(version) if isinstance(version, ListVersion) else _of_entry(version)
    labels, texts, agency = read
    labels["change_note"], texts["change_note"] = str(_label(version)), version.change_note
    found = redact_fields(texts, [Party(agency.name, ORGANISATION)])
    return [
        Remark(labels[key], texts[key][one.start : one.end][:SHOWN], one.reason, one.type in BARRED)
        for key, result in found.items()
        for one in result.spans
        if not _of_the_office(key, one)
    ]


def _of_entry(version: EntryVersion) -> Read:
    """Every field, and the title."""
    book = registers.book_of(version.entry.register)
    labels = {"title": str(book.title), **{row.key: str(row.label) for row in book.fields}}
    said = {row.key: registers.words(row, version.said().get(row.key)) for row in book.fields}
    return labels, {"title": version.title, **said}, version.entry.agency


def _of_row(version: ListVersion) -> Read:
    """The fields that say something else than before."""
    book = lists.LISTS[version.kind]
    begins = not lists.says_public(book, version.base, version.created_at.date())
    before = [] if begins else lists.lines(book, version.base)
    fresh = [line for line in lists.lines(book, version.content) if line not in before]
    # The number of a certificate is an office's own, whatever it looks like.
    fresh = [line for line in fresh if not line[0].startswith(lists.CARD)]
    labels = {key: str(label) for key, label, _words in fresh}
    return labels, {key: words for key, _label, words in fresh}, version.agency


def barred(version: ListVersion) -> bool:
    """Whether anything in the whole text of a version identifies a person; its names are no texts."""
    return bool(_bars(lists.LISTS[version.kind], version.said(), version.agency.name))


@screen
def along(version: Version) -> list[Remark]:
    """What identifies a person in the rows that become public together with their agency."""
    rows = list_records.along(version) if isinstance(version, ListVersion) else []
    return [
        Remark(str(row), words, reason, barred=True)
        for row in rows
        for words, reason in _bars(lists.list_of(row), lists.content(row), version.title)
    ]


def _bars(book: PublicList, said: Content, agency: str) -> tuple[tuple[str, str], ...]:
    written = (models.CharField, models.TextField)
    texts = {key: said.get(key) for key in book.fields if isinstance(book.column(key), written)}
    texts |= said.get("disclosed") or {}
    return _found(agency, tuple((key, str(text)) for key, text in texts.items() if text))


@lru_cache(maxsize=4096)
def _found(agency: str, texts: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    found = redact_fields(dict(texts), [Party(agency, ORGANISATION)])
    return tuple(
        (dict(texts)[key][one.start : one.end][:SHOWN], one.reason)
        for key, result in found.items()
        for one in result.spans
        if one.type in BARRED and not _of_the_office(key, one)
    )


def _label(version: Version) -> object:
    return version._meta.get_field("change_note").verbose_name


def _of_the_office(key: str, found: Span) -> bool:
    return key in CONTACTS | OF_SUBJECTS and found.type in REACHED
