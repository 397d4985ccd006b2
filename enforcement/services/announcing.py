"""Having a line that was kept so far announced: written as a version and handed in, in one act."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import StaleError
from enforcement import lists
from enforcement.services import list_versions


@transaction.atomic
def announce(row: Any, *, by: Any, on: date, valid_from: date, change_note: str) -> None:
    """报请公布. The line of an agency that is not announced yet waits for its agency instead.

    StaleError when the line is public already; RuleError for what handing in refuses.
    """
    fresh = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if getattr(fresh, lists.PUBLISHED) is not None:
        raise StaleError(_("该计划已经公布。"), remedy=_("请刷新页面。"))
    version = list_versions.change(fresh, by=by, on=on, changes={lists.PUBLISHED: on})
    if version is not None:
        list_versions.submit(version, by=by, on=on, valid_from=valid_from, change_note=change_note)
