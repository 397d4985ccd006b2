"""Re-hashing the originals, round-robin: planned as rows, read in slices, taken up after a crash.

A run writes "not checked" for every original when it begins and replaces that word by word, so that
no way of dying can leave an original "ok" that was not read.
"""

import logging
import os
import socket
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit, chunks, copies, files, integrity
from core.errors import RuleError
from core.models import Blob, FixityOutcome, FixityRun
from core.permissions import demand

log = logging.getLogger(__name__)
State, Result = FixityRun.State, FixityOutcome.Result
# Technical intervals of ours, not statutory ones.
EVERY_DAYS = 30
LEASE = timedelta(minutes=5)
BEAT_SECONDS = 10.0
# Outcomes are committed together until either is reached: a crash costs at most one such batch.
BATCH_ORIGINALS, BATCH_SECONDS = 100, 2.0
PLAN = 2000
UNREADABLE = (OSError, ClientError, BotoCoreError)
START = "core.check_originals"
OPEN = (State.WAITING, State.RUNNING)
REMOVED = "removed"  # destroyed after an appraisal while the run was under way
WORDS = {
    "ok": "",
    "damaged": "changed",
    "missing": "missing",
    "unread": "unreadable",
    REMOVED: REMOVED,
}


@dataclass
class Report:
    """Counts over all originals; `bad` names the damaged and missing ones, `failed` the unread;
    `copies` says what is wrong with the second copies."""

    ok: int = 0
    damaged: int = 0
    not_checked: int = 0
    bad: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many originals the report covers."""
        return self.ok + self.damaged + self.not_checked

    @property
    def good(self) -> bool:
        """Whether every original was read and found whole, and its second copy too."""
        return self.ok == self.total and not self.copies

    def as_dict(self) -> dict[str, object]:
        """For --json."""
        return asdict(self)


def due(now: datetime) -> QuerySet[Blob]:
    """Originals never checked, not readable or not whole last time, or checked too long ago."""
    old = Q(checked_at__isnull=True) | Q(checked_at__lt=now - timedelta(days=EVERY_DAYS))
    return present().filter(old | ~Q(check_result="ok"))


def present() -> QuerySet[Blob]:
    """Originals that were not destroyed after an appraisal."""
    return Blob.objects.filter(removed_at=None)


def check(now: datetime, *, everything: bool = False) -> Report:
    """Finish what a broken run left, then check the originals that are due, or `everything`.

    Runs to its end. Those not due count by their last result. A place that cannot be read (network,
    rights) leaves an original "not checked", which is an alarm of its own and never a success.
    Raises RuleError while another process is at it.
    """
    run = unfinished(now)
    if run is not None:
        if not claim(run, now):
            raise RuleError(
                _("另一个原件校验正在运行。"), remedy=_("请等它结束后再试，进度见“原件校验”页。")
            )
        advance(run)
    if run is None or (everything and not run.everything):
        run = begin(now, everything=everything)
        claim(run, now)
        advance(run)
    return report_of(run)


def report_of(run: FixityRun) -> Report:
    """The result of a run that came to its end, over all originals."""
    bad = run.outcomes.exclude(result=Result.OK).exclude(word=REMOVED)
    bad = bad.order_by("blob_id").select_related("blob")
    second = copies.troubles(timezone.now())
    report = Report(ok=present().count() - len(bad), copies=second)
    for row in bad:
        if row.result == Result.DAMAGED:
            report.damaged += 1
            report.bad.append(f"{row.blob_id} {row.blob.check_result}")
        else:
            report.not_checked += 1
            report.failed.append(row.blob_id)
    return report


def tick(now: datetime, *, seconds: float) -> int:
    """One slice of at most about `seconds`: go on with the open run, or begin one when originals
    are due. Returns how many originals were read; 0 as well when another process holds the run."""
    run = unfinished(now)
    if run is None:
        if not due(now).exists() or resting(now):
            return 0
        run = begin(now)
    return advance(run, seconds=seconds) if claim(run, now) else 0


@transaction.atomic
def ask(now: datetime, *, by: Any) -> FixityRun:
    """Plan a run over all originals on demand; the worker finds it. RuleError while one is open."""
    demand(by, START)
    run = FixityRun.objects.filter(state__in=OPEN).order_by("-pk").first()
    if run is not None:
        raise RuleError(_("原件校验正在进行。"), remedy=_("请等它结束后再发起。"))
    return begin(now, everything=True, asked_by=str(by))


def resting(now: datetime) -> bool:
    """Whether a run ended within the hour: originals that cannot be read are not tried endlessly."""
    hour_ago = now - timedelta(hours=1)
    return FixityRun.objects.filter(state=State.FINISHED, finished_at__gt=hour_ago).exists()


def unfinished(now: datetime) -> FixityRun | None:
    """The open run; when its process died, the new run that takes up what it left."""
    for held in FixityRun.objects.filter(state=State.RUNNING):
        if not alive(held, now):
            crash(held, now)
    run = FixityRun.objects.filter(state__in=OPEN).order_by("-pk").first()
    if run is not None:
        return run
    left = FixityRun.objects.filter(state=State.CRASHED, continued_by=None).order_by("pk").first()
    return None if left is None else take_up(left, now)


def alive(run: FixityRun, now: datetime) -> bool:
    """Whether the process that holds the run still works on it."""
    if run.beat_at < now - LEASE:
        return False
    if run.host != socket.gethostname():
        return True
    try:
        os.kill(run.pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


@transaction.atomic
def begin(now: datetime, *, everything: bool = False, asked_by: str = "") -> FixityRun:
    """Plan a run over the originals that are due, or `everything`: each gets its row, not checked."""
    rows = present() if everything else due(now)
    order = rows.order_by(F("checked_at").asc(nulls_first=True), "sha256")
    run = FixityRun.objects.create(
        everything=everything, asked_by=asked_by, started_at=now, beat_at=now
    )
    plan(run, order.values_list("sha256", flat=True).iterator(PLAN))
    audit.append("fixityrun.begin", obj=run, data={"total": run.total, "all": everything})
    return run


def plan(run: FixityRun, keys: Iterable[str]) -> None:
    """Write the rows of a run, all of them "not checked"."""
    source = iter(keys)
    while part := list(islice(source, PLAN)):
        FixityOutcome.objects.bulk_create([FixityOutcome(run=run, blob_id=key) for key in part])
        run.total += len(part)
    run.save(update_fields=["total"])


@transaction.atomic
def take_up(left: FixityRun, now: datetime) -> FixityRun:
    """A run over what a crashed one did not reach. The rows of the crashed run stay as they are."""
    run = FixityRun.objects.create(
        everything=left.everything,
        continues=left,
        asked_by=left.asked_by,
        started_at=now,
        beat_at=now,
        position=left.position,
    )
    rows = left.outcomes.filter(result=Result.NOT_CHECKED).exclude(word=REMOVED).order_by("pk")
    plan(run, rows.values_list("blob_id", flat=True).iterator(PLAN))
    audit.append("fixityrun.begin", obj=run, data={"total": run.total, "continues": left.pk})
    return run


@transaction.atomic
def crash(run: FixityRun, now: datetime) -> None:
    """Close a run whose process died: what it did not reach stays "not checked", and people hear."""
    rows = FixityRun.objects.filter(pk=run.pk, state__in=OPEN)
    if not rows.update(state=State.CRASHED, finished_at=now):
        return
    run.refresh_from_db()
    audit.append("fixityrun.crash", obj=run, data={"not_checked": run.not_checked})
    text = gettext_lazy("原件校验中断：%(count)d 个原件未校验，系统将从中断处继续。")
    integrity.alarm(f"fixity:{run.pk}:crashed", text, {"count": run.not_checked})


def claim(run: FixityRun, now: datetime) -> bool:
    """Take a waiting run for this process; False when another was faster."""
    taken = FixityRun.objects.filter(pk=run.pk, state=State.WAITING).update(
        state=State.RUNNING, host=socket.gethostname(), pid=os.getpid(), beat_at=now
    )
    run.refresh_from_db()
    return bool(taken)


def advance(run: FixityRun, *, seconds: float | None = None) -> int:
    """Read originals of a claimed run until it ends or the time is over; returns how many.

    Whatever is raised on the way leaves the run crashed, never half finished and open.
    """
    stop = None if seconds is None else time.monotonic() + seconds
    started = run.ok + run.damaged
    try:
        ended = read_slices(run, stop)
    except BaseException:
        crash(run, timezone.now())
        raise
    if ended:
        finish(run)
    else:
        FixityRun.objects.filter(pk=run.pk).update(state=State.WAITING)
    return run.ok + run.damaged - started


def read_slices(run: FixityRun, stop: float | None) -> bool:
    """Read batch after batch; False when the time was over before the originals were."""
    after = 0
    while rows := list(remaining(run, after)[:BATCH_ORIGINALS]):
        if stop is not None and time.monotonic() >= stop:
            return False
        done = list(read_batch(run, rows))
        commit(run, done)
        after = done[-1][0].pk
    return True


def remaining(run: FixityRun, after: int) -> QuerySet[FixityOutcome]:
    """The originals the run has not tried yet, in the order planned."""
    rows = run.outcomes.filter(result=Result.NOT_CHECKED, word="", pk__gt=after)
    return rows.select_related("blob").order_by("pk")


def read_batch(
    run: FixityRun, rows: Iterable[FixityOutcome]
) -> Iterator[tuple[FixityOutcome, str]]:
    """Read originals until the batch has taken long enough: (row, result)."""
    started = time.monotonic()
    for row in rows:
        yield row, look(run, row.blob)
        copies.check(row.blob)
        if time.monotonic() - started >= BATCH_SECONDS:
            return


def look(run: FixityRun, blob: Blob) -> str:
    """Read one original: ok, damaged, missing, unread, or removed by an appraisal meanwhile.

    The same SHA-256 is the same content, so later rounds take it alone, which halves their time; SM3
    is compared in the first round of each original and whenever everything is asked for.
    """
    first = blob.checked_at is None
    reader = Reader(run, chunks.Tree() if first else None)
    try:
        result: str = files.verify(blob, sm3=first or run.everything, feed=reader)
        if result == "missing" and not present().filter(pk=blob.pk).exists():
            return REMOVED
        if files.place().covered(blob.key, blob.version):
            report_cover(run, blob)
        if reader.tree is not None and result == "ok":
            chunks.keep(blob, reader.tree.close())
        return result
    except UNREADABLE as error:
        log.error("original %s could not be read: %s", blob.sha256, error)
        return "unread"


@transaction.atomic
def report_cover(run: FixityRun, blob: Blob) -> None:
    """Our version is read all the same, but somebody with a key to the store tried to hide it."""
    audit.append("blob.covered", obj=blob, data={"run": run.pk})
    text = gettext_lazy(
        "存储中有人在原件 %(key)s 之上写入了删除标记或者新版本；原件未受影响，请查明。"
    )
    integrity.alarm(f"covered:{blob.sha256[:60]}", text, {"key": blob.sha256[:16]})


class Reader:
    """Hears each chunk: shows that the process lives, and takes the chunk hashes the first time."""

    def __init__(self, run: FixityRun, tree: chunks.Tree | None) -> None:
        self.run, self.tree, self.last = run, tree, time.monotonic()

    def __call__(self, chunk: bytes) -> None:
        if self.tree is not None:
            self.tree.feed(chunk)
        if time.monotonic() - self.last >= BEAT_SECONDS:
            self.last = time.monotonic()
            FixityRun.objects.filter(pk=self.run.pk).update(beat_at=timezone.now())


@transaction.atomic
def commit(run: FixityRun, done: list[tuple[FixityOutcome, str]]) -> None:
    """Write a batch: the rows of the run, the originals, and the run itself."""
    now = timezone.now()
    for row, result in done:
        row.word, row.at = WORDS[result], now
        row.result = outcome_of(result)
        if result == REMOVED:
            continue
        row.blob.check_result = result
        if result != "unread":
            # The day it was planned, so that its turn comes no later for a run that took days.
            row.blob.checked_at = run.started_at
            run.size += row.blob.size
        if result != "ok":
            audit.append("blob.fixity", obj=row.blob, data={"result": result, "run": run.pk})
    FixityOutcome.objects.bulk_update([row for row, _result in done], ["result", "word", "at"])
    read = [row.blob for row, result in done if result != REMOVED]
    Blob.objects.bulk_update(read, ["check_result", "checked_at"])
    run.total -= len(done) - len(read)
    run.ok += sum(result == "ok" for _row, result in done)
    run.damaged += sum(result in ("damaged", "missing") for _row, result in done)
    run.position, run.beat_at = done[-1][0].blob_id, now
    run.save(update_fields=["ok", "damaged", "total", "size", "position", "beat_at"])


def outcome_of(result: str) -> str:
    """The outcome of a run for what was found of one original."""
    if result == "ok":
        return Result.OK
    return Result.NOT_CHECKED if result in ("unread", REMOVED) else Result.DAMAGED


@transaction.atomic
def finish(run: FixityRun) -> None:
    """Close a run that has tried every original; people hear unless all of them are whole."""
    run.state, run.finished_at = State.FINISHED, timezone.now()
    run.save(update_fields=["state", "finished_at"])
    counts = {"ok": run.ok, "damaged": run.damaged, "not_checked": run.not_checked}
    audit.append("fixityrun.finish", obj=run, data=counts)
    if not run.good:
        text = gettext_lazy("原件校验发现：%(damaged)d 个损坏或者丢失，%(not_checked)d 个未校验。")
        integrity.alarm(f"fixity:{run.pk}:bad", text, counts)
