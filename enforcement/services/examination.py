"""公开前保密审查 of registers and lists: whoever approves a version has examined it for secrets.

The version keeps the SHA-256 of what was examined; the database refuses a published one without it.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError, StaleError
from core.models import AuditEntry
from enforcement import lists
from enforcement.models import Agency, EntryVersion, ListVersion, User
from enforcement.services import list_records, row_authors

ARTICLE = "政府信息公开条例第十七条；保守国家秘密法第三十五条"
STATEMENT = "disclosure.secrecy.statement"
UNSEEN = "-"  # the hash of no text: a version that a request names no hash of was not looked at
REWRITTEN, WRITTEN = "entryversion.rewrite", "listversion.draft"
Version = EntryVersion | ListVersion


def statement(agency: Agency, on: date | None = None) -> str:
    """What the examiner states, by the rules of the agency."""
    return str(agency.rules().value(STATEMENT, on=on))


def digest(version: Version) -> str:
    """SHA-256 of all that a version says, and the rows that become public with it."""
    said = [version.title, version.content, version.change_note]
    if isinstance(version, ListVersion):
        said += [lists.content(row) for row in list_records.along(version)]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def clear(version: Version, *, by: User, on: date, examined: bool, seen: str = "") -> str:
    """可以公开: exactly this text, on the log. Its SHA-256, to be kept with the version.

    RuleError unless it was examined. `seen`: SHA-256 of what the examiner looked at, "" names
    nothing; StaleError when the version says something else by now.
    """
    sha256, agency = digest(version), _agency(version)
    if seen and seen != sha256:
        raise StaleError(
            _("拟公开的内容在您查看之后已被修改。"),
            article=ARTICLE,
            remedy=_("请重新打开本页，核对后再审批。"),
        )
    if not examined:
        raise RuleError(
            _("拟公开的内容应当先经保密审查，未经审查不得公开。"),
            article=ARTICLE,
            remedy=_("请逐项审查并确认；含有不得公开内容的，退回修改。"),
            field="examined",
        )
    data = {"note": statement(agency, on), "outcome": "clear", "sha256": sha256}
    name = str(version._meta.model_name)
    audit.append(f"{name}.secrecy", obj=version, actor=by, data=data)
    return sha256


def _agency(version: Version) -> Agency:
    return version.agency if isinstance(version, ListVersion) else version.entry.agency


def wrote(version: EntryVersion, by: User) -> bool:
    """Whether the account wrote the text, first or further."""
    if version.created_by_id == by.pk:
        return True
    entries = AuditEntry.objects.filter(
        object_type=EntryVersion._meta.label_lower, object_id=str(version.pk), action=REWRITTEN
    )
    return entries.filter(actor_id=by.pk).exists()


def written(rows: Iterable[ListVersion], by: User) -> set[int]:
    """Keys of those versions whose text the account wrote, first or further.

    Of one by which rows become public, the text of these rows as well.
    """
    rows = list(rows)
    made = {row.pk: row.created_by_id for row in rows}
    entries = AuditEntry.objects.filter(
        object_type=ListVersion._meta.label_lower,
        object_id__in=[str(key) for key in made],
        action=WRITTEN,
        actor_id=by.pk,
    )
    found = {int(key) for key in entries.values_list("object_id", flat=True)}
    found |= {key for key, author in made.items() if author == by.pk}
    return found | row_authors.authored(rows, by)
