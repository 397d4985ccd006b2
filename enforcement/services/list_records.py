"""What a row of the lists said before and after every change, kept as versions.

The services that write the rows call this, and their own entry in the log tells of the change; those
that have a change approved are in list_versions.
"""

from datetime import date
from typing import Any

from django.utils import timezone

from enforcement import lists
from enforcement.lists import Content
from enforcement.models import Agency, ListVersion, User

Way, Status = ListVersion.Way, ListVersion.Status
LENGTH = ListVersion._meta.get_field("title").max_length or 0


def versions(row: Any) -> Any:
    """The versions of a row, the first one first."""
    return ListVersion.objects.of(lists.list_of(row).kind, row.pk)


def next_number(row: Any) -> int:
    """The number of the next version."""
    last = versions(row).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def record(row: Any, before: Content, *, by: User | None = None) -> ListVersion | None:
    """Keep a change that was made at once; None when the public reads nothing else than before.

    What the row said until then becomes its first version when it has none.
    """
    book, after = lists.list_of(row), lists.content(row)
    made = ListVersion(created_by=by)
    on = timezone.localtime(made.created_at).date()
    was, now = lists.says_public(book, before, on), lists.says_public(book, after, on)
    if lists.same(before, after) or not (was or now):
        return None
    if was:
        first(row, before, on)
    newest = versions(row).held().first()
    if newest is not None and lists.same(newest.content, after):
        return None
    return _kept(made, row, after, on)


def first(row: Any, said: Content, on: date) -> None:
    """Keep what a row says as its first version, unless it has one that held."""
    if versions(row).held().exists():
        return
    _kept(ListVersion(), row, said, min(on, since(row, said, on)))


def since(row: Any, said: Content, on: date) -> date:
    """Since when at the latest the row is known to have said it."""
    days = [said.get(key) for key in (lists.PUBLISHED, "effective_from", "announced_on")]
    known = [date.fromisoformat(each) for each in days if each]
    if known:
        return max(known)
    written = getattr(row, "updated_at", None)
    return timezone.localtime(written).date() if written else on


def _kept(made: ListVersion, row: Any, said: Content, on: date) -> ListVersion:
    made.kind, made.row = lists.list_of(row).kind, row.pk
    made.agency_id = row.pk if isinstance(row, Agency) else row.agency_id
    made.number, made.title = next_number(row), str(said["name"])[:LENGTH]
    made.content, made.way, made.status = dict(said), Way.RECORDED, Status.PUBLISHED
    made.valid_from = made.published_on = made.applied_on = on
    made.save(force_insert=True)
    return made
