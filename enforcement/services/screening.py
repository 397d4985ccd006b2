"""What may not stand in a text the public is about to read.

The eyes for it are in a room further right, which registers them here with `screen`; the services
that hand in and publish ask `assert_clean`, so that no page, import or command goes around them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement.models import EntryVersion, ListVersion

ARTICLE = "个人信息保护法第六条"


@dataclass(frozen=True)
class Remark:
    """Something found: in which field, the words, and why. `barred`: it may not be published."""

    field: str
    words: str
    reason: str
    barred: bool

    def __str__(self) -> str:
        return f"{self.field}：“{self.words}”（{self.reason}）"


Version = EntryVersion | ListVersion
Screen = Callable[[Version], list[Remark]]
_screens: list[Screen] = []


def screen(found: Screen) -> Screen:
    """Have every version looked through before it is public (as a decorator)."""
    _screens.append(found)
    return found


def remarks(version: Version) -> list[Remark]:
    """Everything found in a version, what bars it first."""
    found = [remark for each in _screens for remark in each(version)]
    return sorted(found, key=lambda remark: not remark.barred)


def assert_clean(version: Version) -> None:
    """RuleError naming each place that bars the version."""
    barred = [str(remark) for remark in remarks(version) if remark.barred]
    if barred:
        raise RuleError(
            _("公开的内容中有个人信息：%(places)s。") % {"places": "；".join(barred)},
            article=ARTICLE,
            remedy=_("请删去，或者改为空白、隐去部分号码；单位的联系方式写在它自己的栏目。"),
        )
