"""The day an address asks about."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleError


def day(text: str) -> date:
    """The day a URL names. Raises RuleError when it is no date."""
    if not text:
        return timezone.localdate()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RuleError(
            _("“%(text)s”不是日期。") % {"text": text[:20]},
            remedy=_("请按“2026-01-31”的格式填写 on 参数。"),
            field="on",
        ) from error


def past_day(text: str) -> date:
    """The same, of a page that says nothing of days to come."""
    found = day(text)
    if found > timezone.localdate():
        raise RuleError(
            _("不能查询今天以后的内容。"), remedy=_("请填写今天或者以前的日期。"), field="on"
        )
    return found
