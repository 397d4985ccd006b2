"""Walking a sealed log: heads, anchors, seals. What an entry itself must be, its own log says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from core import signing
from core.merkle import Checkpoint, Range, read_checkpoint
from core.models.sealed import Head
from core.sealed_log import SealedLog, anchor_files

# One statement, so that a batch sealed meanwhile is seen with its head or not at all.
STRAY = """
SELECT entry_id FROM {seals} WHERE "index" < 0
  OR "index" >= (SELECT COALESCE(MAX(size), 0) FROM {heads})
ORDER BY "index" LIMIT 1
"""
HEADS = 5000  # heads read at a time
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Finding:
    """The first thing wrong. `kind`: changed, deleted, truncated, replaced, chain, checkpoint, anchor
    or stamp; `entry_id` is the entry at fault, None when it concerns the log as a whole."""

    kind: str
    entry_id: int | None
    message: str

    def __str__(self) -> str:
        return self.message


def read_anchors(log: SealedLog) -> list[Checkpoint]:
    """The checkpoints kept outside the database; ValueError when one is not signed by our key."""
    notes = [path.read_text(encoding="utf-8") for path in anchor_files(log) if path.exists()]
    return [signing.read_signed(note, log.origin) for note in notes]


def check_heads(log: SealedLog, newest: Head | None, anchors: list[Checkpoint]) -> Finding | None:
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
        signed = signing.read_signed(newest.note, log.origin)
    except ValueError as error:
        return Finding("checkpoint", None, _("最新检查点的签名无效：%(why)s") % {"why": error})
    return None if heads_match(newest, signed) else damaged_checkpoint(newest)


def heads_match(row: Head, head: Checkpoint) -> bool:
    """Whether the columns say what the note says."""
    return row.size == head.size and row.root == head.root.hex()


def damaged_checkpoint(row: Head) -> Finding:
    """The finding for a checkpoint whose columns or note were changed."""
    return Finding("checkpoint", None, _("检查点 %(size)d 被改动。") % {"size": row.size})


def check_sealed(
    log: SealedLog,
    newest: Head | None,
    anchors: list[Checkpoint],
    rows: Iterable[Row],
    check_row: Callable[[Row, int], Finding | None],
) -> Finding | None:
    """Every sealed entry is there, unchanged and in its place; every head matches.

    `rows`: (index, entry id, leaf, ...) in order; `check_row(row, place)` judges one of them.
    """
    known = {anchor.size: anchor.root for anchor in anchors}
    tree, batch_start = Range(), 0
    heads = log.heads.objects.order_by("size").iterator(chunk_size=HEADS)
    head = next(heads, None)
    for row in rows:
        finding = check_row(row, tree.size)
        if finding:
            return finding
        tree.append(bytes.fromhex(row[2]))
        if tree.size in known and known[tree.size] != tree.root():
            return replaced(tree.size)
        if head is not None and head.size == tree.size:
            if not head_good(head, tree):
                return damaged_batch(log, head, batch_start)
            batch_start, head = tree.size, next(heads, None)
    if newest is not None and tree.size < newest.size:
        return cut_off(tree.size, newest.size)
    return None


def head_good(head: Head, tree: Range) -> bool:
    """Whether a checkpoint row and its note state the root of the tree."""
    try:
        return heads_match(head, read_checkpoint(head.note)) and head.root == tree.root().hex()
    except ValueError:
        return False


def damaged_batch(log: SealedLog, head: Head, start: int) -> Finding:
    """Leaves and head of a batch disagree: its entries were rewritten together with their seals."""
    first = log.seals.objects.filter(index=start).values_list("entry_id", flat=True).first()
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


def check_stray(log: SealedLog) -> Finding | None:
    """No entry is sealed where no head reaches: nothing else would look at it again."""
    sql = STRAY.format(seals=log.seals._meta.db_table, heads=log.heads._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    if row is None:
        return None
    message = _("条目 %(id)d 的封存记录不属于任何检查点。") % {"id": row[0]}
    return Finding("changed", row[0], message)
