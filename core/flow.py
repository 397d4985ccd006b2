"""A state machine as a readable table, and the one function that moves a row along it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import StaleError

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

M = TypeVar("M", bound=models.Model)
Check = Callable[[Any], None]
Watcher = Callable[[Any, str], None]  # (the row after the move, the state before it)


@dataclass(frozen=True)
class Move:
    """One allowed move: `name` from any of `sources` to `target`."""

    name: str
    sources: tuple[str, ...]
    target: str
    label: "StrOrPromise"
    article: str = ""


class Flow(Generic[M]):
    """The moves of one model. `field` holds the state.

    `rows`: where a model has several tables, the SQL condition over NEW that says which of its rows
    move along this one; the database holds each row to its own (core.triggers.moves_only).
    `starts`: the states a row may be created in, by default the field's default.
    """

    def __init__(
        self,
        model: type[M],
        moves: Iterable[Move],
        *,
        field: str = "status",
        rows: str = "",
        starts: tuple[str, ...] = (),
    ) -> None:
        self.model = model
        self.field = field
        self.rows = rows
        self.starts = starts or (str(getattr(model(), field)),)
        self.moves = {move.name: move for move in moves}
        self.watchers: list[Watcher] = []

    def watch(self, watcher: Watcher) -> Watcher:
        """Have every move told in its own transaction to a room further right (as a decorator).

        For what must be recorded with the move itself, never for a rule: a rule belongs to a service.
        """
        self.watchers.append(watcher)
        return watcher

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every allowed change of state as (from, to), sorted; staying is no change."""
        pairs = {(source, move.target) for move in self.moves.values() for source in move.sources}
        return sorted((source, target) for source, target in pairs if source != target)

    def allowed(self, row: M) -> list[Move]:
        """The moves open from the row's present state."""
        state = getattr(row, self.field)
        return [move for move in self.moves.values() if state in move.sources]

    def step(self, name: str) -> Move:
        """The move of that name. StaleError when the table has none: another kind has it, perhaps."""
        if name not in self.moves:
            raise StaleError(
                _("本事项没有这一环节，不能办理。"),
                remedy=_("请返回查看本事项可以办理的环节。"),
            )
        return self.moves[name]

    def lock(self, row: M, name: str) -> M:
        """Lock the row as it is now. Raises StaleError when the move does not start from its state.

        Inside a transaction only. For a service that must write other rows before it moves this one.
        """
        step = self.step(name)
        fresh = self.model._default_manager.select_for_update().get(pk=row.pk)
        if getattr(fresh, self.field) not in step.sources:
            raise StaleError(
                _("当前状态为“%(state)s”，不能%(move)s。")
                % {"state": self.display(fresh), "move": step.label},
                article=step.article,
                remedy=_("请刷新页面，查看最新状态后再操作。"),
            )
        return fresh

    @transaction.atomic
    def move(
        self,
        row: M,
        name: str,
        *,
        by: Any,
        check: Check | None = None,
        changes: dict[str, Any] | None = None,
        note: str = "",
    ) -> M:
        """Lock the row, check, save the named changes and the new state, write the audit entry.

        Raises StaleError when the row has left the state the move starts from, RuleError from `check`.
        """
        step = self.step(name)
        fresh = self.lock(row, name)
        if check is not None:
            check(fresh)
        before = getattr(fresh, self.field)
        values = {**(changes or {}), self.field: step.target}
        for key, value in values.items():
            setattr(fresh, key, value)
        touched = ["updated_at"] if hasattr(fresh, "updated_at") else []
        fresh.save(update_fields=[*values, *touched])
        audit.append(
            f"{self.model._meta.model_name}.{name}",
            obj=fresh,
            actor=by,
            data={"from": before, "to": step.target, "note": note, "article": step.article},
        )
        for watcher in self.watchers:
            watcher(fresh, before)
        for key, value in values.items():
            setattr(row, key, value)
        return fresh

    def display(self, row: M) -> str:
        """The state in words."""
        method = getattr(row, f"get_{self.field}_display", None)
        return str(method()) if method else str(getattr(row, self.field))
