"""Somebody at a browser window who has no mouse: every control is reached and used by key."""

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, expect

from tests.stage import Visitor

MANY = 250  # presses of the Tab key before a control counts as out of reach
FOCUSED = "one => one === document.activeElement"
IN_GROUP = "all => all.includes(document.activeElement)"


@dataclass
class Typist(Visitor):
    """As a visitor, by key only. A file is chosen in a window of the system, so that alone is not."""

    def reach(self, control: Locator, *, test: str = FOCUSED) -> None:
        """Press Tab until the control (or one of a group) has the keyboard."""
        look = control.evaluate_all if test == IN_GROUP else control.evaluate
        for _ in range(MANY):
            if look(test):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"out of reach of the Tab key: {control}")

    def go(self, control: Locator) -> None:
        """Reach a link or a button and press Enter."""
        self.reach(control)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def press(self, name: str, *, within: str = "main") -> None:
        self.go(self.page.locator(within).get_by_role("button", name=name, exact=True))

    def follow(self, name: str, *, within: str = "main") -> None:
        self.go(self.page.locator(within).get_by_role("link", name=name, exact=True).first)

    def enter(self, **values: Any) -> None:
        for name, value in values.items():
            self._put(self.page.locator(f'main [name="{name}"]'), value)

    def _put(self, control: Locator, value: Any) -> None:
        kind = control.first.evaluate("one => one.type")
        if kind == "file":
            control.set_input_files(value)
        elif kind == "checkbox" and isinstance(value, bool):
            self._tick(control, value)
        elif kind == "checkbox":
            for each in value:
                self._tick(control.and_(self.page.locator(f'[value="{each}"]')), True)
        elif kind == "radio":
            self._choose(control, value)
        elif kind == "select-one":
            self._select(control, value)
        elif kind in ("date", "datetime-local"):
            self._date(control, value)
        else:
            self.reach(control)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(value)

    def _tick(self, box: Locator, wanted: bool) -> None:
        self.reach(box)
        if box.is_checked() != wanted:
            self.page.keyboard.press("Space")
        expect(box).to_be_checked(checked=wanted)

    def _choose(self, group: Locator, value: str) -> None:
        wanted = group.and_(self.page.locator(f'[value="{value}"]'))
        self.reach(group, test=IN_GROUP)
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow key leads to {value}")

    def _select(self, control: Locator, value: str) -> None:
        self.reach(control)
        self.page.keyboard.press("Home")
        for _ in range(control.locator("option").count()):
            if control.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow key leads to {value}")

    def _date(self, control: Locator, value: str) -> None:
        """Month, day, year, then hour and minute of twelve: the order of an English browser."""
        year, month, day, *clock = re.split(r"[-T:]", value)
        self.reach(control)
        self.page.keyboard.type(f"{month}{day}{year}")
        if clock:
            hour = int(clock[0])
            self.page.keyboard.press("ArrowRight")
            self.page.keyboard.type(f"{hour % 12 or 12:02d}{clock[1]}{'AM' if hour < 12 else 'PM'}")
        expect(control).to_have_value(value)
