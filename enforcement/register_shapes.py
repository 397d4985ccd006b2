"""What a register is made of: its fields in their order, and the rule that asks for them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from enforcement.models.kinds import Register

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


PUBLICITY = "国办发〔2018〕118号第四条"


@dataclass(frozen=True)
class Field:
    """One field. `shape`: line, text, lines (a list), rows (a table), number, day, choice, kinds,
    officers (keys of officers, whose names are read from their own register)."""

    key: str
    label: "StrOrPromise"
    shape: str = "line"
    needed: bool = False
    help: "StrOrPromise" = ""
    columns: "tuple[tuple[str, StrOrPromise], ...]" = ()
    choices: "tuple[tuple[str, StrOrPromise], ...]" = ()


@dataclass(frozen=True)
class Book:
    """One register: where its pages are (`route`), the rule behind it, and its fields.

    `items`: kinds of enforcement item an entry is about; empty when it is about none.
    `called`: its name among the public lists, where the name alone would be taken for another.
    """

    register: Register
    route: str
    article: str
    about: "StrOrPromise"
    title: "StrOrPromise"
    fields: tuple[Field, ...]
    items: tuple[str, ...] = ()
    called: "StrOrPromise" = ""

    @property
    def name(self) -> str:
        """What the register is called."""
        return str(self.register.label)

    @property
    def listed(self) -> str:
        """What the public lists call the register."""
        return str(self.called) or self.name

    def field(self, key: str) -> Field:
        """The field of a key. Raises KeyError."""
        return next(row for row in self.fields if row.key == key)


def needed(key: str, label: "StrOrPromise", shape: str = "line", **more: Any) -> Field:
    """A field no entry goes without."""
    return Field(key, label, shape, needed=True, **more)
