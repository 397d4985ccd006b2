"""Walking the log: finds what was changed, deleted, cut off or replaced."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from core import log_walk
from core.audit import stamping
from core.audit.entries import CONTENT, chained_hash, content_digest, leaf
from core.audit.sealing import LOG
from core.log_walk import Finding
from core.models import AuditEntry, AuditTimestamp

PAGE = 5000
ENTRY = ", ".join(f"e.{name}" for name in [*CONTENT, "prev", "hash"])
SEALED = f"""
SELECT s."index", s.entry_id, s.leaf, e.id, {ENTRY}
FROM core_auditseal s LEFT JOIN core_auditentry e ON e.id = s.entry_id
WHERE s."index" >= %s AND s."index" < %s ORDER BY s."index"
"""  # noqa: S608  # column names of our own model
UNSEALED = f"""
SELECT e.id, {ENTRY} FROM core_auditentry e
WHERE e.id > %s AND NOT EXISTS (SELECT 1 FROM core_auditseal s WHERE s.entry_id = e.id)
ORDER BY e.id LIMIT %s
"""  # noqa: S608  # column names of our own model
# Two readers of one object may chain to the same entry, so a link that is not to the row just before
# is still good when it is to an earlier entry of the same object.
BROKEN = """
SELECT l.id FROM (
  SELECT id, object_type, object_id, prev,
         LAG(hash, 1, '') OVER (PARTITION BY object_type, object_id ORDER BY id) AS expected
  FROM core_auditentry
) l
WHERE l.prev <> l.expected AND l.prev <> '' AND NOT EXISTS (
  SELECT 1 FROM core_auditentry p WHERE p.object_type = l.object_type
  AND p.object_id = l.object_id AND p.id < l.id AND p.hash = l.prev)
ORDER BY l.id LIMIT 1
"""


def verify() -> Finding | None:
    """Walk the whole log; None when it is intact, else the first finding.

    Streams; about half a minute for a million entries. An entry of the last seconds that is not sealed yet
    is checked by its own hash and its chain only.
    """
    try:
        anchors = log_walk.read_anchors(LOG)
    except ValueError as error:
        return Finding("anchor", None, _("数据库外的检查点无效：%(why)s") % {"why": error})
    newest = LOG.newest()
    rows = sealed_rows(newest.size if newest else 0)
    return (
        log_walk.check_heads(LOG, newest, anchors)
        or log_walk.check_sealed(LOG, newest, anchors, rows, check_row)
        or log_walk.check_stray(LOG)
        or check_unsealed()
        or check_chain()
        or check_stamps()
    )


def sealed_rows(size: int) -> Iterator[tuple[Any, ...]]:
    """Rows of the first `size` leaves in order, page by page."""
    for start in range(0, size, PAGE):
        with connection.cursor() as cursor:
            cursor.execute(SEALED, [start, min(start + PAGE, size)])
            yield from cursor.fetchall()


def check_row(row: tuple[Any, ...], position: int) -> Finding | None:
    """One sealed entry against its place, its hash and its leaf."""
    index, entry_id, sealed_leaf, present, *rest = row
    if index != position:
        return Finding("deleted", None, _("第 %(n)d 条的封存记录被删除。") % {"n": position})
    if present is None:
        return Finding("deleted", entry_id, _("条目 %(id)d 被删除。") % {"id": entry_id})
    if not hash_good(rest) or leaf(entry_id, rest[-1]).hex() != sealed_leaf:
        return Finding("changed", entry_id, _("条目 %(id)d 被改动。") % {"id": entry_id})
    return None


def hash_good(entry: list[Any]) -> bool:
    """Whether the hash (last column) belongs to the content and the link of the entry."""
    return bool(chained_hash(entry[-2], content_digest(tuple(entry[:-2]))) == entry[-1])


def check_unsealed() -> Finding | None:
    """Entries waiting for the sealer carry a good hash."""
    floor = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(UNSEALED, [floor, PAGE])
            rows = cursor.fetchall()
        for entry_id, *entry in rows:
            if not hash_good(entry):
                return Finding("changed", entry_id, _("条目 %(id)d 被改动。") % {"id": entry_id})
        if len(rows) < PAGE:
            return None
        floor = rows[-1][0]


def check_chain() -> Finding | None:
    """Every entry links to an earlier entry of the same object."""
    with connection.cursor() as cursor:
        cursor.execute(BROKEN)
        row = cursor.fetchone()
    if row is None:
        return None
    message = _("条目 %(id)d 之前的条目不见了：它所链接的上一条不存在。") % {"id": row[0]}
    return Finding("chain", row[0], message)


def check_stamps() -> Finding | None:
    """Every time stamp of the log holds for its head, and none of them has gone."""
    known = AuditTimestamp.objects.values_list("pk", flat=True)
    noted = AuditEntry.objects.filter(action="audittimestamp.keep").values_list(
        "object_id", flat=True
    )
    gone = {int(key) for key in noted} - set(known)
    if gone:
        return Finding("stamp", None, _("%(count)d 个时间戳被删除。") % {"count": len(gone)})
    problem = next(stamping.problems(), None)
    if problem is None:
        return None
    return Finding("stamp", None, _("时间戳核验不通过：%(why)s") % {"why": problem})
