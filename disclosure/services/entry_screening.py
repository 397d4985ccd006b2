"""Personal data in the registers kept entry by entry, looked for before an entry is public.

What identifies a person beyond doubt bars the entry; what only may be somebody's is shown to the
one who hands in and the one who approves. The office's own contact stands in its own fields.
"""

from disclosure.redaction import Party, Span, redact_fields
from disclosure.redaction.spans import ORGANISATION
from enforcement import registers
from enforcement.models import EntryVersion
from enforcement.services.screening import Remark, screen

# By the types of disclosure/redaction/rules.toml.
BARRED = frozenset({"ID_CARD", "MOBILE", "PASSPORT", "HMT_PERMIT", "BIRTHDATE"})
REACHED = frozenset({"MOBILE", "PHONE", "EMAIL", "SOCIAL_ACCOUNT", "ADDRESS"})
CONTACTS = frozenset({"phone", "consult", "complaint", "address", "web", "location", "progress"})
SHOWN = 40  # characters of what was found


@screen
def personal(version: EntryVersion) -> list[Remark]:
    """What the detectors find in the title, the note of the change and every field."""
    book = registers.book_of(version.entry.register)
    labels = {"title": str(book.title), "change_note": str(_label(version))}
    labels |= {row.key: str(row.label) for row in book.fields}
    texts = {"title": version.title, "change_note": version.change_note}
    texts |= {row.key: registers.words(row, version.said().get(row.key)) for row in book.fields}
    office = Party(version.entry.agency.name, ORGANISATION)
    found = redact_fields(texts, [office])
    return [
        Remark(labels[key], texts[key][one.start : one.end][:SHOWN], one.reason, one.type in BARRED)
        for key, result in found.items()
        for one in result.spans
        if not _of_the_office(key, one)
    ]


def _label(version: EntryVersion) -> object:
    return version._meta.get_field("change_note").verbose_name


def _of_the_office(key: str, found: Span) -> bool:
    return key in CONTACTS and found.type in REACHED
