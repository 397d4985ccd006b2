"""What a row of the lists said before and after every change, kept as versions.

The services that write the rows call this, and their own entry in the log tells of the change; those
that have a change approved are in list_versions.
"""

import copy
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement import lists
from enforcement.flows.list_versions import ARTICLE
from enforcement.lists import Content
from enforcement.models import Agency, Delegation, Item, ListVersion, Officer, User
from enforcement.models.kinds import ListKind
from enforcement.services import list_days

Way, Status = ListVersion.Way, ListVersion.Status
# Whose day of publication only an approved version writes.
BY_APPROVAL = (Item, Officer, Delegation)
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
    after, made = lists.content(row), ListVersion(created_by=by)
    on = timezone.localtime(made.created_at).date()
    if lists.same(before, after):
        return None
    if by is not None:
        assert_agency_open(row, on)
    was, now = _listed(row, before, on), _listed(row, after, on)
    keep_first(row, before, on)
    if not (was or now):
        return None
    newest = versions(row).held().first()
    if newest is not None and lists.same(newest.content, after):
        return None
    return _kept(made, row, after, on)


def keep_first(row: Any, said: Content, on: date) -> None:
    """Keep what the public reads of a row as its first version, or read until its agency was closed.

    The days before the closing stay, so what is written after it is not to take their text.
    """
    stood = {Agency.Status.CONFIRMED, Agency.Status.CLOSED}
    if _told_of(row, said, on, stood) and _in_itself(row, said, on):
        first(row, said, on)


def said_today(row: Any) -> Content:
    """What the public reads of a row now; empty once it is off its list."""
    return lists.content(row) if lists.announced(row, timezone.localtime().date()) else {}


def assert_same_row(row: Any, fields: Mapping[str, Any]) -> None:
    """RuleError where a change would make another row of one that was announced, not another text."""
    book = lists.list_of(row)
    moved = [
        key
        for key in book.fixed
        if key in fields and getattr(fields[key], "pk", fields[key]) != lists.content(row)[key]
    ]
    if moved and lists.announced(row, date.max):
        names = "、".join(str(book.column(key).verbose_name) for key in moved)
        raise RuleError(
            _("已经公布的条目不能改换%(names)s。") % {"names": names},
            article=ARTICLE,
            remedy=_("请撤下该条目，另行登记并公布。"),
            field=moved[0],
        )


def assert_approved(row: Any, before: Content) -> None:
    """RuleError for a row that would come to be public by another act than an approved version.

    It is asked before the row is written, by the services whose tables the database guards too.
    """
    day, on = lists.content(row)[lists.PUBLISHED], timezone.localtime().date()
    if day in (None, before[lists.PUBLISHED]) or not lists.announced(row, on):
        return
    # The newest alone: what took the row off its list since is not undone by an older approval.
    last = versions(row).held().order_by("-number").first()
    told = last.content.get(lists.PUBLISHED) if last and last.way == Way.APPROVED else None
    if last and told and day in (told, str(last.valid_from)):
        return
    raise RuleError(
        _("该条目只能经批准公布。"),
        article=ARTICLE,
        remedy=_("请编制清单变更，由负责人批准公布。"),
        field=lists.PUBLISHED,
    )


def _listed(row: Any, said: Content, on: date) -> bool:
    """Whether the public reads a content of the row, its agency and its post being what they are."""
    return told_of(row, said, on) and _in_itself(row, said, on)


def told_of(row: Any, said: Content, on: date) -> bool:
    """Whether a content of the row is one that the public reads, its agency being what it is."""
    return _told_of(row, said, on, {Agency.Status.CONFIRMED})


def _told_of(row: Any, said: Content, on: date, standing: Collection[str]) -> bool:
    key = said.get(lists.list_of(row).keeper)
    if key and not Agency.objects.filter(pk=key, status__in=standing).exists():
        return False
    return lists.says_public(lists.list_of(row), said, on)


def resume(agency: Agency, on: date) -> None:
    """Keep what rows with a history say, when they are public again together with their agency."""
    for kind, book in lists.LISTS.items():
        if book.model is Agency:
            continue
        told = ListVersion.objects.filter(kind=kind, status=Status.PUBLISHED).values("row")
        for row in book.model.objects.filter(**{book.keeper: agency}, pk__in=told):
            newest, said = versions(row).held().first(), lists.content(row)
            if newest and lists.announced(row, on) and not lists.same(newest.content, said):
                _kept(ListVersion(), row, said, on)


def day_of(version: ListVersion) -> date:
    """The day from which a version is to hold; of a draft the day on which it was begun."""
    return version.valid_from or timezone.localtime(version.created_at).date()


def announced(version: ListVersion) -> Content:
    """What a version says; the row that it announced was public from its day, not from its drafting."""
    said, asked = version.said(), version.content.get(lists.PUBLISHED)
    if asked is None or version.valid_from is None or version.base.get(lists.PUBLISHED, ""):
        return said
    return {**said, lists.PUBLISHED: max(asked, version.valid_from.isoformat())}


def opens(version: ListVersion) -> bool:
    """Whether a version is the first publication of its row, and so changed nothing that was read.

    A benchmark that takes another's place is a revision of that one.
    """
    book = lists.LISTS[version.kind]
    public = lists.says_public(book, version.base, day_of(version))
    if version.way != Way.APPROVED or public or version.content.get("replaces"):
        return False
    earlier = ListVersion.objects.of(version.kind, version.row).filter(number__lt=version.number)
    return not earlier.held().exists()


def begins(version: ListVersion) -> bool:
    """Whether the row is public by the version, what it was written upon not having been."""
    book, on = lists.LISTS[version.kind], day_of(version)
    public = lists.says_public(book, version.base, on)
    return not public and lists.says_public(book, version.content, on)


def announces(version: ListVersion) -> bool:
    """Whether a version is the one by which an agency becomes public."""
    book, on = lists.LISTS[version.kind], day_of(version)
    if book.model is not Agency or not lists.says_public(book, version.content, on):
        return False
    return not Agency.objects.filter(pk=version.row, status=Agency.Status.CONFIRMED).exists()


def along(version: ListVersion) -> list[Any]:
    """The rows of an agency that become public with the version that announces it."""
    if not announces(version):
        return []
    on = day_of(version)
    return [
        row
        for each in lists.LISTS.values()
        if each.model is not Agency
        for row in each.model.objects.filter(**{each.keeper: version.row}).order_by("pk")
        if in_itself(row, on)
    ]


def assert_agency_open(row: Any, on: date) -> None:
    """RuleError for a text that would become public with its agency, unseen by who approves that.

    From the hour in which the agency's version is handed in, what it brings along stays as it is.
    """
    if isinstance(row, Agency) or not in_itself(row, on):
        return
    waits = Q(status__in=ListVersion.OPEN) | Q(status=Status.PUBLISHED, applied_on=None)
    rows = ListVersion.objects.of(ListKind.AGENCY, row.agency_id).filter(waits)
    # A draft is locked as well, so that it is not handed in before this text is kept.
    locked = list(rows.select_for_update(of=("self",)))
    if any(each.status != Status.DRAFT and announces(each) for each in locked):
        raise RuleError(
            _("该主体正在报批或者已经批准公布，其清单内容与其同时公开，现在不能修改。"),
            article=ARTICLE,
            remedy=_("请在该主体公布之后修改，或者由负责人退回该版本。"),
        )


def in_itself(row: Any, on: date) -> bool:
    """Whether the public reads the row once its agency is announced."""
    return _in_itself(row, lists.content(row), on)


def _in_itself(row: Any, said: Content, on: date) -> bool:
    """Whether the public reads a content of the row once its agency is announced."""
    if isinstance(row, Officer) and row.status != Officer.Status.ACTIVE:
        return False
    return lists.says_public(lists.list_of(row), said, on)


def first(row: Any, said: Content, on: date) -> None:
    """Keep what a row says as its first version, unless it has one that held."""
    if versions(row).held().exists():
        return
    _kept(ListVersion(), row, said, min(on, since(row, said, on)))


def since(
    row: Any, said: Content, on: date, changed: Mapping[int, date | None] | None = None
) -> date:
    """Since when at the latest the row is known to have said it in public.

    `changed`: of several rows by key, when list_days.changed_of was asked for all of them at once.
    """
    last = list_days.changed(_kept_by(row, said)) if changed is None else changed[row.pk]
    begins = lists.list_of(row).begins
    days = [said.get(key) for key in (lists.PUBLISHED, begins, "announced_on")]
    known = [date.fromisoformat(each) for each in days if each]
    written = getattr(row, "updated_at", None)
    if not known:
        known = [timezone.localtime(written).date() if written else on]
    return max([*known, last or date.min])


def _kept_by(row: Any, said: Content) -> Any:
    """The row at the agency that kept it when it said so: not the one it has gone to by now."""
    key = said.get(lists.list_of(row).keeper)
    if key is None or key == row.agency_id:
        return row
    made = copy.copy(row)
    made.agency = Agency.objects.get(pk=key)
    return made


def _kept(made: ListVersion, row: Any, said: Content, on: date) -> ListVersion:
    made.kind, made.row = lists.list_of(row).kind, row.pk
    made.agency_id = row.pk if isinstance(row, Agency) else row.agency_id
    made.number = next_number(row)
    made.title = lists.title(lists.list_of(row), said)[:LENGTH]
    made.content, made.way, made.status = dict(said), Way.RECORDED, Status.PUBLISHED
    made.valid_from = made.published_on = made.applied_on = on
    made.save(force_insert=True)
    return made
