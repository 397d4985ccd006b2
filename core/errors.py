"""Errors a person can act on: what is wrong, which rule says so, what to do next."""

import dataclasses


@dataclasses.dataclass
class RuleError(Exception):
    """A statutory or house rule refuses the action.

    `message` says what is wrong, `article` which rule, `remedy` what to do; all in the interface
    language. `field` names the form field at fault, if one is.
    """

    message: str
    article: str = ""
    remedy: str = ""
    field: str = ""
    extra: list[str] = dataclasses.field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(str(self))

    def __str__(self) -> str:
        parts = [str(self.message)]
        if self.article:
            parts.append(f"（{self.article}）")
        if self.remedy:
            parts.append(str(self.remedy))
        return "".join(parts)


class GoneError(RuleError):
    """What is asked for was destroyed, lawfully and for good (410)."""


class NoRoomError(RuleError):
    """The database has no room: nothing of this request was kept (507)."""


class StaleError(RuleError):
    """Somebody else moved the row first; the person should reload and look again."""
