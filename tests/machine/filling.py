"""Filling in any form of the portal with plausible values, now and then with odd ones."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet

from tests.enforcement import prepared_draws
from tests.factories import PAPER

WORDS = ("经核实，上述情况属实。", "同意。", "情况紧急，依法办理。", "云市监检〔2026〕7号")
NUMBERS = ("1", "2", "3", "10", "30", "100", "2000", "20000", "99999999")
KNOWN = 0.5
Maker = Callable[[Any, random.Random, Sequence[date]], Any]


@dataclass(frozen=True)
class Habit:
    """How somebody fills in a form, each a share: a known value kept, a field left blank."""

    kept: float
    blank: float
    optional_blank: float


# What fields that must fit each other say together.
USUAL: dict[str, Any] = {
    "penalty_kinds": ["fine"],
    "fine": "2000",
    "confiscated": None,
    "note": WORDS[0],
    "voices": "江以宁，局长，同意。\n石承方，科长，同意。\n安试一，科员，同意。",
    "votes": "江以宁，局长，同意，可以。\n石承方，副局长，同意，可以。\n安试一，科员，弃权，不了解。",
    "value": prepared_draws.VALUE,
    "seed_mask": prepared_draws.MASK,
}
CAREFUL = Habit(kept=0.95, blank=0.01, optional_blank=0.6)
CARELESS = Habit(kept=0.5, blank=0.05, optional_blank=0.05)


def chosen(field: forms.ChoiceField, dice: random.Random, days: Sequence[date]) -> Any:
    """One of the choices of a list."""
    choices: Any = field.choices
    values = [str(value) for value, _label in choices if value not in ("", None)]
    many = isinstance(field, forms.MultipleChoiceField)
    picked = dice.sample(values, min(len(values), dice.randint(1, 2)))
    return picked if many else (picked or [""])[0]


def rows_chosen(field: "forms.ModelChoiceField[Any]", dice: random.Random, days: Any) -> Any:
    """One of the rows of a list, or a few."""
    keys = [str(row.pk) for row in field.queryset[:8]] if field.queryset is not None else []
    many = isinstance(field, forms.ModelMultipleChoiceField)
    picked = dice.sample(keys, min(len(keys), dice.randint(1, 2)))
    return picked if many else (picked or [""])[0]


def ticked(field: Any, dice: random.Random, days: Any) -> str:
    """A box that is mostly ticked."""
    return "on" if dice.random() < 0.7 else ""


MAKERS: tuple[tuple[type[forms.Field], Maker], ...] = (
    (forms.ModelChoiceField, rows_chosen),
    (forms.MultipleChoiceField, chosen),
    (forms.ChoiceField, chosen),
    (forms.BooleanField, ticked),
    (forms.DateTimeField, lambda field, dice, days: f"{dice.choice(days)}T10:30"),
    (forms.DateField, lambda field, dice, days: str(dice.choice(days))),
    (forms.TimeField, lambda field, dice, days: "09:30"),
    (forms.IntegerField, lambda field, dice, days: dice.choice(NUMBERS)),
    (forms.FileField, lambda field, dice, days: SimpleUploadedFile("附件.pdf", PAPER)),
    (forms.CharField, lambda field, dice, days: dice.choice(WORDS)),
)


def value(field: forms.Field, dice: random.Random, days: Sequence[date]) -> Any:
    """What somebody might type into the field."""
    for kind, make in MAKERS:
        if isinstance(field, kind):
            return make(field, dice, days)
    return ""


def known(form: forms.BaseForm, name: str) -> Any:
    """What the form says before anybody typed, as the browser would send it; None where nothing."""
    given = form[name].value()
    if isinstance(given, bool):
        return "on" if given else None
    if isinstance(given, datetime):
        return f"{given:%Y-%m-%dT%H:%M}"
    if isinstance(given, (list, tuple, QuerySet)):
        return [str(getattr(one, "pk", one)) for one in given] or None
    return None if given in (None, "") else str(getattr(given, "pk", given))


def entered(
    form: forms.BaseForm, name: str, dice: random.Random, days: Sequence[date], habit: Habit
) -> Any:
    """What is sent for one field; None where it is left blank."""
    field, before = form.fields[name], known(form, name)
    if habit is CAREFUL and name in USUAL:
        return before or USUAL[name]
    if before is not None and dice.random() < habit.kept:
        return before
    if dice.random() < (habit.blank if field.required else habit.optional_blank):
        return None
    return value(field, dice, days)


def filled(
    form: forms.BaseForm,
    dice: random.Random,
    days: Sequence[date],
    habit: Habit,
) -> dict[str, Any]:
    """What is sent by somebody of that habit."""
    sent = {form.add_prefix(name): entered(form, name, dice, days, habit) for name in form.fields}
    return {name: made for name, made in sent.items() if made not in (None, "", [])}


def bent(values: dict[str, Any], dice: random.Random, days: Sequence[date]) -> dict[str, Any]:
    """Cleaned values of which one is what no form would have let through."""
    odd = dict(values)
    names = [name for name, value in odd.items() if isinstance(value, (date, int, str))]
    if not names or dice.random() < KNOWN:
        return odd
    name = dice.choice(names)
    before = odd[name]
    if isinstance(before, bool):
        odd[name] = not before
    elif isinstance(before, int):
        odd[name] = before * dice.choice((0, -1, 1000))
    elif isinstance(before, str):
        odd[name] = ""
    elif type(before) is date:
        odd[name] = dice.choice((*days, date(2025, 1, 2), date(2026, 12, 30)))
    return odd
