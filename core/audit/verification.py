"""Walking the log: finds what was changed, deleted, cut off or replaced."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from core import signing
from core.audit import stamping
from core.audit.entries import CONTENT, chained_hash, content_digest, leaf
from core.audit.sealing import ORIGIN, anchor_files
from core.merkle import Checkpoint, Range, read_checkpoint
from core.models import AuditCheckpoint, AuditEntry, AuditSeal, AuditTimestamp

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
# One statement, so that a batch sealed meanwhile is seen with its head or not at all.
STRAY = """
SELECT entry_id FROM core_auditseal WHERE "index" < 0
  OR "index" >= (SELECT COALESCE(MAX(size), 0) FROM core_auditcheckpoint)
ORDER BY "index" LIMIT 1
"""
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


@dataclass(frozen=True)
class Finding:
    """The first thing wrong. `kind`: changed, deleted, truncated, replaced, chain, checkpoint, anchor
    or stamp; `entry_id` is the entry at fault, None when it concerns the log as a whole."""

    kind: str
    entry_id: int | None
    message: str

    def __str__(self) -> str:
        return self.message


def verify() -> Finding | None:
    """Walk the whole log; None when it is intact, else the first finding.

    Streams; about half a minute for a million entries. An entry of the last seconds that is not sealed yet
    is checked by its own hash and its chain only.
    """
    try:
        anchors = read_anchors()
    except ValueError as error:
        return Finding("anchor", None, _("数据库外的检查点无效：%(why)s") % {"why": error})
    newest = AuditCheckpoint.objects.order_by("-size").first()
    return (
        check_heads(newest, anchors)
        or check_sealed(newest, {anchor.size: anchor.root for anchor in anchors})
        or check_stray()
        or check_unsealed()
        or check_chain()
        or check_stamps()
    )


def read_anchors() -> list[Checkpoint]:
    """The checkpoints kept outside the database; ValueError when one is not signed by our key."""
    notes = [path.read_text(encoding="utf-8") for path in anchor_files() if path.exists()]
    return [signing.read_signed(note, ORIGIN) for note in notes]


def check_heads(newest: AuditCheckpoint | None, anchors: list[Checkpoint]) -> Finding | None:
    """The newest head is signed and covers every seal and every anchor."""
    size = newest.size if newest else 0
    missing = [anchor.size for anchor in anchors if anchor.size > size]
    if missing:
        return Finding(
            "truncated",
            None,
            _("日志被截短：数据库外的检查点有 %(outside)d 条，数据库中只有 %(inside)d 条。")
            % {"outside": max(missing), "inside": size},
        )
    if newest is None:
        return None
    if not anchors:
        return Finding("anchor", None, _("数据库外没有检查点文件，无法排除日志被整体替换。"))
    try:
        signed = signing.read_signed(newest.note, ORIGIN)
    except ValueError as error:
        return Finding("checkpoint", None, _("最新检查点的签名无效：%(why)s") % {"why": error})
    return None if heads_match(newest, signed) else damaged_checkpoint(newest)


def heads_match(row: AuditCheckpoint, head: Checkpoint) -> bool:
    """Whether the columns say what the note says."""
    return row.size == head.size and row.root == head.root.hex()


def damaged_checkpoint(row: AuditCheckpoint) -> Finding:
    """The finding for a checkpoint whose columns or note were changed."""
    return Finding("checkpoint", None, _("检查点 %(size)d 被改动。") % {"size": row.size})


def check_sealed(newest: AuditCheckpoint | None, anchors: dict[int, bytes]) -> Finding | None:
    """Every sealed entry is there, unchanged and in its place; every head matches."""
    tree, batch_start = Range(), 0
    heads = AuditCheckpoint.objects.order_by("size").iterator(chunk_size=PAGE)
    head = next(heads, None)
    for row in sealed_rows(newest.size if newest else 0):
        finding = check_row(row, tree.size)
        if finding:
            return finding
        tree.append(bytes.fromhex(row[2]))
        if tree.size in anchors and anchors[tree.size] != tree.root():
            return replaced(tree.size)
        if head is not None and head.size == tree.size:
            if not head_good(head, tree):
                return damaged_batch(head, batch_start)
            batch_start, head = tree.size, next(heads, None)
    if newest is not None and tree.size < newest.size:
        return cut_off(tree.size, newest.size)
    return None


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


def head_good(head: AuditCheckpoint, tree: Range) -> bool:
    """Whether a checkpoint row and its note state the root of the tree."""
    try:
        return heads_match(head, read_checkpoint(head.note)) and head.root == tree.root().hex()
    except ValueError:
        return False


def damaged_batch(head: AuditCheckpoint, start: int) -> Finding:
    """Leaves and head of a batch disagree: its entries were rewritten together with their seals."""
    first = AuditSeal.objects.filter(index=start).values_list("entry_id", flat=True).first()
    return Finding(
        "changed",
        first,
        _("第 %(start)d 至 %(end)d 条与检查点不符，最早可能被改动的是条目 %(id)s。")
        % {"start": start + 1, "end": head.size, "id": first},
    )


def replaced(size: int) -> Finding:
    """The finding for a log that is not the one whose head was published."""
    message = _("日志被替换：前 %(size)d 条与数据库外的检查点不符。") % {"size": size}
    return Finding("replaced", None, message)


def cut_off(found: int, size: int) -> Finding:
    """The finding for seals missing at the end."""
    message = _("日志被截短：检查点有 %(size)d 条，只找到 %(found)d 条封存记录。")
    return Finding("truncated", None, message % {"size": size, "found": found})


def check_stray() -> Finding | None:
    """No entry is sealed where no head reaches: nothing else would look at it again."""
    with connection.cursor() as cursor:
        cursor.execute(STRAY)
        row = cursor.fetchone()
    if row is None:
        return None
    message = _("条目 %(id)d 的封存记录不属于任何检查点。") % {"id": row[0]}
    return Finding("changed", row[0], message)


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
