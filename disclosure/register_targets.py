"""The rows of the registers that somebody may ask to have put right, and whether they were.

What the public read is kept as a digest of the text that the API and the snapshots give for the row.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.errors import RuleError
from disclosure import list_lines, open_data, registers
from disclosure.flows import PUT_RIGHT
from disclosure.models import CorrectionRequest
from disclosure.verify_open_data import canonical, sha256
from enforcement.models import Agency, EntryVersion, RegisterEntry
from enforcement.registers import BOOKS

LONGEST = 12  # digits of a key
Row = Any  # Agency, Officer, Item or RegisterEntry


@dataclass(frozen=True, kw_only=True)
class Target:
    """A row that is public on the day: its column in a request, whose it is, what the public reads."""

    column: str
    row: Row
    agency: Agency
    title: str
    told: str
    version: EntryVersion | None = None
    line: dict[str, str] | None = None

    @property
    def key(self) -> str:
        """What tells it from every other target."""
        return f"{self.column} {self.row.pk}" + (f" {self.line['key']}" if self.line else "")

    def columns(self) -> dict[str, Any]:
        """The values that name it in a request."""
        given = {self.column: self.row, "entry_version": self.version, "told": self.told}
        return given | {"line": self.line}


# Name in an address -> column of a request.
LISTED = {"agency": "organ", "officer": "officer", "item": "item"}
# Name in an address -> table of the snapshots.
TABLES = {"agency": "agencies", "officer": "officers", "item": "items"}


def find(text: str, on: date) -> Target:
    """The row of "guide-12", "officer-3", "item-4" or "agency-5", as the public reads it on the day.

    RuleError when the public reads no such row, registers.Gone for an entry that was withdrawn.
    """
    name, _dash, key = text.partition("-")
    if not (key.isascii() and key.isdigit() and len(key) <= LONGEST):
        raise _missing()
    found = _found(name, int(key), on)
    if found is None:
        raise _missing()
    return found


def _found(name: str, pk: int, on: date) -> Target | None:
    if name in list_lines.FINDERS:
        return _line(name, pk, on)
    return _entry(name, pk, on) if name in BOOKS else _listed(name, pk, on)


def _missing() -> RuleError:
    return RuleError(
        _("没有找到这条公开的信息。"),
        article=PUT_RIGHT,
        remedy=_("请打开公开该信息的网页，点击“信息有误，申请更正”。"),
    )


def _entry(register: str, pk: int, on: date) -> Target | None:
    try:
        row = registers.entry(BOOKS[register], pk)
    except RegisterEntry.DoesNotExist:
        return None
    version = row.version_on(on)
    if version is None:
        return None
    return Target(
        column="entry",
        row=row,
        agency=row.agency,
        title=version.title,
        told=_digest(version),
        version=version,
    )


def _digest(version: EntryVersion) -> str:
    return sha256(canonical({"title": version.title, "content": version.content}).encode())


def _listed(name: str, pk: int, on: date) -> Target | None:
    if name not in LISTED:
        return None
    table = open_data.TABLES[TABLES[name]]
    row = table.rows(on).filter(pk=pk).first()
    if row is None:
        return None
    agency = row if isinstance(row, Agency) else row.agency
    ((_key, text),) = table.texts([row], on)
    told = sha256(text.encode())
    return Target(column=LISTED[name], row=row, agency=agency, title=str(row), told=told)


def _line(name: str, pk: int, on: date) -> Target | None:
    line = list_lines.find(name, pk, on)
    if line is None:
        return None
    return Target(
        column="organ",
        row=line.agency,
        agency=line.agency,
        title=line.title,
        told=sha256(canonical(line.said).encode()),
        line={"key": f"{name}-{pk}", "title": line.title},
    )


def outcome(request: CorrectionRequest, on: date) -> dict[str, Any]:
    """What the public reads on the day instead, as columns of the request.

    RuleError while it still reads what was asked about.
    """
    now = _now(request, on)
    told = now.told if now else ""
    remade = now.version if now else None
    if told == request.told or (remade is not None and remade.pk == request.entry_version_id):
        raise RuleError(
            _("公开的内容还没有更正。"),
            article=PUT_RIGHT,
            remedy=_("请先在清单中更正：变更、公布新的版本，或者撤下；之后再答复。"),
        )
    return {"told_after": told, "remade": remade}


def _now(request: CorrectionRequest, on: date) -> Target | None:
    if request.line:
        name, _dash, key = request.line["key"].partition("-")
        return _line(name, int(key), on)
    if request.entry is not None:
        try:
            return _entry(request.entry.register, request.entry.pk, on)
        except registers.Gone:
            return None
    for name, column in LISTED.items():
        key = getattr(request, f"{column}_id")
        if key is not None:
            return _listed(name, key, on)
    return None
