"""What keeps a row of the lists from being written now: what somebody wrote, or is to decide on."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.errors import RuleError, StaleError
from enforcement import lists
from enforcement.flows.list_versions import ARTICLE
from enforcement.models import ListVersion, User
from enforcement.services import list_records

Status = ListVersion.Status


def state(row: Any) -> str:
    """The open version of a row as a form shows it, to know it again; "" without one."""
    draft = list_records.versions(row).open().first()
    if draft is None:
        return ""
    text = json.dumps([draft.pk, draft.status, draft.content], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def assert_seen(row: Any, seen: str) -> None:
    """StaleError when somebody wrote or decided on the open version since it was shown."""
    if state(row) != seen:
        raise StaleError(
            _("该条目的版本在您打开页面之后有了变化。"), remedy=_("请重新打开页面，核对后再修改。")
        )


def assert_own(draft: ListVersion | None, by: User, batch: str) -> None:
    """RuleError where a sheet comes upon a draft that no sheet of the same account has made."""
    if draft is None or draft.status != ListVersion.Status.DRAFT or not batch:
        return
    if draft.batch != batch and not (draft.batch and draft.created_by_id == by.pk):
        raise RuleError(
            _("已有他人编制中的版本。"),
            article=ARTICLE,
            remedy=_("请先报批或者放弃该版本，再导入表格。"),
        )


def assert_none_begun(row: Any, shown: set[str], on: date) -> None:
    """RuleError when the row is to become public by a version that has its text already."""
    draft = list_records.versions(row).open().first()
    if shown and draft and not list_records.told_of(row, draft.base, on):
        raise RuleError(
            _("已有编制中或者待批准的版本。"),
            article=ARTICLE,
            remedy=_("请先公布或者放弃该版本。"),
        )


def assert_unchanged(shown: Any, changes: Mapping[str, Any]) -> None:
    """RuleError for another text than the open version's of a row that is off its list at once."""
    moved = [key for key, value in changes.items() if getattr(shown, key) != value]
    if moved:
        raise RuleError(
            _("已有编制中或者待批准的版本。"),
            article=ARTICLE,
            remedy=_("现在只能修改状态和内设机构；其他内容请在该版本公布或者放弃之后再修改。"),
            field=moved[0],
        )


def assert_day_stays(kept: Any, wanted: Any, on: date) -> None:
    """Once public, a row is not given another day of publication; taking it off the list is free."""
    known = getattr(kept, lists.PUBLISHED, None)
    asked = getattr(wanted, lists.PUBLISHED, None)
    if known and asked and asked != known and lists.announced(kept, on):
        raise RuleError(
            _("公布日期不得改写。"),
            article=ARTICLE,
            remedy=_("请填写原公布日期；撤下时清空该项。"),
            field=lists.PUBLISHED,
        )
