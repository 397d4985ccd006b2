"""Having a row announced or ended: written as a version and handed in for approval, in one act."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import StaleError
from enforcement import lists
from enforcement.models import Benchmark, Delegation, ListVersion, User
from enforcement.services import benchmarks, delegations, list_versions
from enforcement.services.keeping import demand_kept


@transaction.atomic
def announce(row: Any, *, by: Any, on: date, valid_from: date, change_note: str) -> None:
    """报请公布. The line of an agency that is not announced yet waits for its agency instead.

    StaleError when the line is public already; RuleError for what handing in refuses.
    """
    fresh = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if getattr(fresh, lists.PUBLISHED) is not None:
        raise StaleError(_("该条目已经公布。"), remedy=_("请刷新页面。"))
    version = list_versions.change(fresh, by=by, on=on, changes={lists.PUBLISHED: on})
    if version is not None:
        list_versions.submit(version, by=by, on=on, valid_from=valid_from, change_note=change_note)


@transaction.atomic
def end_benchmark(
    row: Benchmark, *, by: User, on: date, reason: str, asked_on: date
) -> ListVersion | None:
    """废止, from the day on. A day to come waits for its approval; what ends now ends at once.

    RuleError for what benchmarks.assert_may_end refuses, and while a version of the row is open.
    """
    changes = {"effective_to": on}
    if not list_versions.needs_approval(row, changes, asked_on):
        benchmarks.end(row, by=by, on=on, reason=reason)
        return None
    benchmarks.assert_may_end(row, on=on, reason=reason)
    version = list_versions.change(row, by=by, on=asked_on, changes=changes)
    if version is not None:
        days = {"on": asked_on, "valid_from": asked_on}
        list_versions.submit(version, by=by, change_note=reason, **days)
    return version


@transaction.atomic
def end_deed(
    row: Delegation, *, by: User, on: date, reason: str, asked_on: date
) -> ListVersion | None:
    """提前终止, from the day on. That of a public deed waits for its approval, whatever its day.

    An ended deed stays on the register with day and reason: what the public is to read of it, another
    approves. One that nobody reads ends at once. RuleError for what delegations.assert_may_end refuses,
    and while a version is open.
    """
    demand_kept(row.delegator, by)
    delegations.assert_may_end(row, on=on, reason=reason)
    changes = {"ended_on": on, "end_reason": reason.strip()}
    version = list_versions.change(row, by=by, on=asked_on, changes=changes)
    if version is not None:
        days = {"on": asked_on, "valid_from": asked_on}
        list_versions.submit(version, by=by, change_note=reason, **days)
    return version
