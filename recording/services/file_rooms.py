"""What the archive room (档案室) of an agency has assigned: 全宗号, 目录号, where paper files lie."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from unicodedata import normalize

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.models import AuditEntry
from core.permissions import demand_in
from enforcement.models import Agency, User
from recording.models import FileRoom

MANAGE = "recording.manage_file_room"
ARTICLE = "国办发〔2018〕118号第九条"
FIELDS = ("fonds_no", "catalogue_no", "place")
# Numbers of archives: letters, digits and the marks that join them.
NUMBER = re.compile(r"[0-9A-Za-z]+([-·./][0-9A-Za-z]+)*", re.ASCII)
RECENT = 50


@dataclass(frozen=True)
class Change:
    """One change of the settings: when, by whom, and (name, before, after) of what changed."""

    at: datetime
    actor: str
    fields: Sequence[tuple[str, str, str]]


def of(agency_id: int) -> FileRoom:
    """The settings of the agency; blank ones while nobody has entered any."""
    return FileRoom.objects.filter(agency=agency_id).first() or FileRoom(agency_id=agency_id)


def unset(agency_id: int) -> list[str]:
    """The names of what covers of files will lack; empty when the room has assigned both numbers."""
    room = of(agency_id)
    wanted = ("fonds_no", "catalogue_no")
    return [_name(field) for field in wanted if not getattr(room, field)]


def _name(field: str) -> str:
    return str(FileRoom._meta.get_field(field).verbose_name)  # type: ignore[union-attr]  # a column


@transaction.atomic
def change(agency: Agency, *, by: User, fonds_no: str, catalogue_no: str, place: str) -> FileRoom:
    """Enter or change the settings of the own agency; files that are sealed keep their covers.

    RuleError for a number that is none. Unchanged values write nothing.
    """
    demand_in(by, MANAGE, agency.pk)
    given = {
        "fonds_no": _number(fonds_no, "fonds_no"),
        "catalogue_no": _number(catalogue_no, "catalogue_no"),
        "place": place.strip(),
    }
    FileRoom.objects.get_or_create(agency=agency)
    room = FileRoom.objects.select_for_update().get(agency=agency)
    before = {name: getattr(room, name) for name in FIELDS}
    if before == given:
        return room
    for name, value in given.items():
        setattr(room, name, value)
    room.save(update_fields=FIELDS)
    audit.append("fileroom.change", obj=room, actor=by, data={"before": before, "after": given})
    return room


def _number(text: str, field: str) -> str:
    found = normalize("NFKC", text).strip()
    if found and not NUMBER.fullmatch(found):
        raise RuleError(
            _("“%(text)s”不是%(name)s。") % {"text": text.strip(), "name": _name(field)},
            article=ARTICLE,
            remedy=_("请按档案部门编定的号填写，只含数字、字母和连接号。"),
            field=field,
        )
    return found


def changes(room: FileRoom) -> list[Change]:
    """What was changed, the newest first, from the log."""
    rows = AuditEntry.objects.filter(
        object_type=FileRoom._meta.label_lower, object_id=str(room.pk), action="fileroom.change"
    )
    return [_change(row) for row in rows.order_by("-id")[:RECENT]]


def _change(entry: AuditEntry) -> Change:
    data: dict[str, Any] = json.loads(entry.data)
    before, after = data["before"], data["after"]
    told = [(_name(name), before[name], after[name]) for name in FIELDS]
    return Change(entry.at, entry.actor, [row for row in told if row[1] != row[2]])
