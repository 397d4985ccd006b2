"""Changing what the public reads of a list: written as a draft, approved by another, then applied.

What is not public, and what takes a row off its list, is written at once; every change is a version.
"""

import copy
import logging
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import audit
from core.errors import RuleError
from core.permissions import demand
from enforcement import lists
from enforcement.flows import LIST_VERSION
from enforcement.flows.list_versions import ARTICLE
from enforcement.lists import Content
from enforcement.models import Agency, ListVersion, Officer, User
from enforcement.models.item import disclosed
from enforcement.services import (
    delegations,
    examination,
    list_completeness,
    list_filing,
    list_guards,
    list_records,
    officers,
    screening,
)
from enforcement.services.keeping import CHANGE as CHANGE
from enforcement.services.keeping import demand_kept
from enforcement.services.list_guards import state as state
from enforcement.services.list_writers import WRITE
from enforcement.services.list_writers import Write as Write

log = logging.getLogger(__name__)
APPROVE = "enforcement.decide"
# What a sheet brought, kept with the version and so in no other language.
SHEET, NEW_BY_SHEET = gettext_noop("表格导入的修改"), gettext_noop("首次公布（表格导入）")
Values = Mapping[str, Any]
# What is wrong with one version. A lost database is not, and ends the task.
FAILS = (RuleError, IntegrityError, DataError, ValueError, LookupError, ObjectDoesNotExist)


@transaction.atomic
def change(
    row: Any,
    *,
    by: User,
    on: date,
    changes: Values,
    batch: str = "",
    seen: str | None = None,
) -> ListVersion | None:
    """Change named fields of a row. Returns the draft of what the public is to read, if there is one.

    Fields that are not public are written at once, and so is everything when the row is not public
    afterwards. RuleError for what the list's own service refuses and while a version waits for its
    approval; StaleError when the open version is not the one that was `seen`.
    """
    demand_kept(_agency(row), by)
    book = lists.list_of(row)
    demand_kept(changes.get(book.keeper, _agency(row)), by)
    kept = book.model.objects.select_for_update(of=("self",)).get(pk=row.pk)
    wanted = _wanted(kept, changes)
    list_guards.assert_day_stays(kept, wanted, on)
    shown = {key for key in changes if key in book.fields}
    if not shown or not lists.announced(wanted, on):
        fresh = {key for key in shown if getattr(kept, key) != changes[key]}
        list_guards.assert_none_begun(kept, fresh, on)
        WRITE[book.model](kept, by=by, **changes)
        return None
    if seen is not None:
        list_guards.assert_seen(kept, seen)
    _rehearse(kept, by, changes)
    apart = {key: value for key, value in changes.items() if key not in shown}
    if apart:
        WRITE[book.model](kept, by=by, **apart)
    draft = list_records.versions(kept).open().first()
    list_guards.assert_own(draft, by, batch)
    wanted = _wanted(begun(kept), changes)
    return _drafted(kept, wanted, draft, by=by, on=on, batch=batch)


def _wanted(row: Any, changes: Values) -> Any:
    """The row as the changes would have it; nothing is saved."""
    wanted = copy.copy(row)
    for key, value in changes.items():
        setattr(wanted, key, value)
    return wanted


def needs_approval(row: Any, changes: Values, on: date) -> bool:
    """Whether the public would read the row as the changes have it."""
    return lists.announced(_wanted(row, changes), on)


def _agency(row: Any) -> Agency:
    return row if isinstance(row, Agency) else row.agency


def _rehearse(row: Any, by: User, changes: Values) -> None:
    """RuleError for what the list's own service would refuse; nothing is kept of it.

    The day of publication is what the approval gives, where nothing else may.
    """
    approved = {lists.PUBLISHED} if type(row) in list_records.BY_APPROVAL else set()
    said = {key: value for key, value in changes.items() if key not in approved}
    with transaction.atomic():
        WRITE[type(row)](copy.copy(row), by=by, **said)
        transaction.set_rollback(True)


def _drafted(
    row: Any, wanted: Any, draft: ListVersion | None, *, by: User, on: date, batch: str
) -> ListVersion | None:
    """The open draft with the text, begun when there is none and the text is another."""
    live, text = lists.content(row), lists.content(wanted)
    if draft is None and lists.same(live, text):
        return None
    if draft is not None and draft.status != ListVersion.Status.DRAFT:
        if lists.same(draft.content, text):
            return draft
        raise RuleError(
            _("已有待批准的版本。"), article=ARTICLE, remedy=_("请等待批准，或者由负责人退回修改。")
        )
    if lists.announced(row, on):
        list_records.first(row, live, on)
    if draft is None:
        draft = ListVersion(
            kind=lists.list_of(row).kind, row=row.pk, number=list_records.next_number(row)
        )
        draft.agency, draft.created_by = _agency(row), by
    draft.content, draft.base, draft.batch = text, live, batch
    draft.title = lists.title(lists.list_of(row), text)[: list_records.LENGTH]
    draft.save()
    data = {"kind": draft.kind, "row": draft.row, "before": live, "after": text}
    audit.append(examination.WRITTEN, obj=draft, actor=by, data=data)
    return draft


def hand_in(version: ListVersion | None, *, by: User, on: date) -> bool:
    """Have a version that a sheet made wait for its approval; False when nothing is to be approved."""
    if version is None or version.status != ListVersion.Status.DRAFT:
        return False
    note = NEW_BY_SHEET if list_records.opens(version) else SHEET
    submit(version, by=by, on=on, valid_from=on, change_note=note)
    return True


@transaction.atomic
def add(
    kind: str, make: Write, *, by: User, on: date, values: Values, batch: str = ""
) -> tuple[Any, ListVersion | None]:
    """Make a row that is not public yet, and the draft by which it becomes so where the values ask it."""
    gate, before = lists.LISTS[kind].gate, lists.LISTS[kind].before
    asked = values.get(gate, before)
    if asked == before:
        return make(by=by, **values), None
    row = make(by=by, **{**values, gate: before})
    return row, change(row, by=by, on=on, changes={gate: asked}, batch=batch)


def begun(row: Any) -> Any:
    """The row as its open version would have it, to go on writing; the row itself without one."""
    draft = list_records.versions(row).open().first()
    if draft is None:
        return row
    return _wanted(row, _fresh(draft, row))


def _fresh(version: ListVersion, row: Any) -> dict[str, Any]:
    """What a version changes of the text it was written upon, as values for the row as it is.

    One that makes the row public says all of it: nothing is public that was not in what was approved.
    """
    base, said, book = version.base, version.content, lists.list_of(row)
    if not list_records.told_of(row, base, list_records.day_of(version)):
        return lists.values(book, said)
    fresh = {key: said[key] for key in said if said[key] != base.get(key)}
    for key in fresh.keys() & lists.PARTED:
        fresh[key] = _merged(getattr(row, key), base.get(key), said[key])
    return lists.values(book, fresh)


def _merged(live: Content | None, base: Content | None, said: Content | None) -> Content | None:
    """Texts by key, with those that the version changed and no other."""
    live, base, said = live or {}, base or {}, said or {}
    moved = {key for key in {**base, **said} if base.get(key) != said.get(key)}
    return disclosed({**live, **{key: said.get(key, "") for key in moved}})


def row_of(version: ListVersion) -> Any:
    """The row of a version."""
    return lists.LISTS[version.kind].model.objects.get(pk=version.row)


@transaction.atomic
def submit(
    version: ListVersion, *, by: User, on: date, valid_from: date, change_note: str
) -> ListVersion:
    """报请批准, with the day the version is to hold from and what it changes, in words."""
    demand_kept(version.agency, by)
    row = LIST_VERSION.lock(version, "submit")
    if lists.same(row.content, lists.content(row_of(row))):
        raise RuleError(
            _("内容与现行版本相同。"), article=ARTICLE, remedy=_("请先修改，或者放弃编制。")
        )
    if valid_from < on:
        raise RuleError(
            _("生效日期不能早于公布日期。"), remedy=_("请另定生效日期。"), field="valid_from"
        )
    if not change_note.strip():
        raise RuleError(_("应当说明理由。"), remedy=_("请填写。"), field="change_note")
    row.change_note = change_note.strip()
    screening.assert_clean(row)
    list_completeness.assert_founded(row)
    list_filing.assert_filed(row, valid_from)
    delegations.assert_not_revived(row, valid_from)
    changes = {"valid_from": valid_from, "change_note": row.change_note, "submitted_by": by}
    return LIST_VERSION.move(row, "submit", by=by, changes={**changes, "opinion": ""})


def _to_decide(version: ListVersion, move: str, by: User) -> ListVersion:
    demand(by, APPROVE)
    row = LIST_VERSION.lock(version, move)
    if not ListVersion.objects.decided_by(by).filter(pk=row.pk).exists():
        raise RuleError(
            _("由该执法主体的负责人批准。"),
            article=ARTICLE,
            remedy=_("请由该主体或者其上级机关的负责人办理。"),
        )
    if row.submitted_by_id == by.pk:
        raise RuleError(
            _("报批人不能批准自己报请的内容。"), article=ARTICLE, remedy=_("请由其他负责人批准。")
        )
    if examination.written([row], by):
        raise RuleError(
            _("编制人不能批准自己编写的内容。"), article=ARTICLE, remedy=_("请由其他负责人批准。")
        )
    return row


def decidable(version: ListVersion, by: User) -> bool:
    """Whether the account may decide on a version: its organ does, and it did not write it."""
    mine = ListVersion.objects.decided_by(by).filter(pk=version.pk).exists()
    return mine and version.submitted_by_id != by.pk and not examination.written([version], by)


@transaction.atomic
def publish(
    version: ListVersion,
    *,
    by: User,
    on: date,
    examined: bool,
    opinion: str = "",
    seen: str = "",
) -> ListVersion:
    """批准公布, by another than handed it in; the list says it from its day on, today at the earliest.

    `examined`, `seen`: see examination.clear.
    """
    row = _to_decide(version, "publish", by)
    screening.assert_clean(row)
    _assert_still_listed(row, on)
    sha256 = examination.clear(row, by=by, on=on, examined=examined, seen=seen)
    days = {"published_on": on, "valid_from": max(row.valid_from or on, on)}
    list_filing.assert_filed(row, days["valid_from"])
    delegations.assert_not_revived(row, days["valid_from"])
    changes = {"approved_by": by, "opinion": opinion, "cleared_sha256": sha256, **days}
    made = LIST_VERSION.move(row, "publish", by=by, changes=changes, note=opinion)
    if days["valid_from"] <= on:
        _apply(made, on)
    return made


def _assert_still_listed(version: ListVersion, on: date) -> None:
    """RuleError when the row is not on its list, and the version does not bring it there."""
    row = row_of(version)
    wanted = _wanted(row, _fresh(version, row))
    if not (lists.announced(row, on) or lists.announced(wanted, on)):
        raise RuleError(
            _("该条目已经撤下。"), article=ARTICLE, remedy=_("请退回，由清单管理员放弃该版本。")
        )


@transaction.atomic
def publish_all(versions: Iterable[ListVersion], *, seen: Mapping[int, str], **said: Any) -> int:
    """Approve several versions in one act: all of them, or none where one is refused.

    One by which rows of other lists become public is approved by itself, where their words are shown.
    `seen`: by key of a version the SHA-256 of what was shown of it; the rest as `publish` takes it.
    """
    versions = list(versions)
    for each in versions:
        if list_records.along(each):
            raise RuleError(
                _("“%(name)s”名下的事项、计划和执法人员等同时公开。") % {"name": each.title},
                article=ARTICLE,
                remedy=_("请打开该版本，核对各条内容后单独批准。"),
            )
    made = [publish(row, seen=seen.get(row.pk, ""), **said) for row in versions]
    return len(made)


@transaction.atomic
def give_back(version: ListVersion, *, by: User, opinion: str) -> ListVersion:
    """退回修改, with the reason."""
    row = _to_decide(version, "return", by)
    _assert_said(opinion, "opinion")
    return LIST_VERSION.move(row, "return", by=by, changes={"opinion": opinion}, note=opinion)


@transaction.atomic
def discard(version: ListVersion, *, by: User, reason: str) -> ListVersion:
    """放弃编制: the draft stays on record and is no longer worked on."""
    demand_kept(version.agency, by)
    _assert_said(reason, "reason")
    return LIST_VERSION.move(version, "discard", by=by, note=reason)


def _assert_said(text: str, field: str) -> None:
    if not text.strip():
        raise RuleError(_("应当说明理由。"), article=ARTICLE, remedy=_("请填写理由。"), field=field)


def apply_due(*, on: date) -> int:
    """Apply every approved version whose day has come; may run twice.

    One that the list refuses stays due and on the desk, and holds up no other.
    """
    done = 0
    for version in ListVersion.objects.due(on):
        try:
            done += _apply(version, on)
        except FAILS:
            log.exception("list version %s could not be applied and stays due", version.pk)
    return done


@transaction.atomic
def _apply(version: ListVersion, on: date) -> bool:
    """Have the row say what the version says; False when the row has left its list since."""
    row = ListVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if row.applied_on is not None or row.status != ListVersion.Status.PUBLISHED:
        return False
    book, target = lists.LISTS[row.kind], row_of(row)
    try:
        _assert_still_listed(row, on)
        fresh = _fresh(row, target)
    except (RuleError, ObjectDoesNotExist):
        LIST_VERSION.move(row, "lapse", by=None)
        return False
    if any(remark.barred for remark in screening.remarks(row)):  # its words stand in no log
        raise RuleError(_("公开的内容中有个人信息：%(places)s。") % {"places": row.title})
    row.applied_on = on
    row.save(update_fields=["applied_on"])
    if fresh.get(lists.PUBLISHED) and lists.announced(target, on):
        del fresh[lists.PUBLISHED]  # another version made it public meanwhile: its day stays
    elif fresh.get(lists.PUBLISHED):
        fresh[lists.PUBLISHED] = max(fresh[lists.PUBLISHED], row.valid_from or on)
    former = _agency(target)
    moved = {key for key, value in fresh.items() if getattr(target, key) != value}
    WRITE[book.model](target, **fresh)
    if isinstance(target, Officer):
        officers.note_update(row_of(row), former, moved)
    return True
