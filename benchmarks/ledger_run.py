"""The publication log of many numbers, one in a hundred of them silently left out.

PORTAL_BENCH_NUMBERS numbers (100,000 when it is not set) are written in bulk, sealed, walked, exported and
checked off-line. Every omission must be found, and nothing else: anything missed or alarmed falsely ends
the run with 1. Times are wall time and follow the load of the machine; they have no limit.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from benchmarks.portal import READY
from core import sealed_log
from disclosure import ledger, ledger_counts, ledger_walk
from disclosure.models import LedgerNumber
from tests.disclosure.bulk_ledger import DUE, fill
from tests.disclosure.factories import agency

T = TypeVar("T")
NUMBERS = int(os.environ.get("PORTAL_BENCH_NUMBERS", "100000"))
STRIDE = 100  # one in so many is left out


def timed(what: str, work: Callable[[], T]) -> T:
    """Do it and say how long it took."""
    started = time.perf_counter()
    result = work()
    print(f"{connection.vendor}: {what} {time.perf_counter() - started:.3f} s")
    return result


def off_line(place: str) -> str:
    """What the stand-alone script says of a copy."""
    on = (DUE + timedelta(days=1)).isoformat()
    command = [sys.executable, f"{place}/verify_ledger.py", place, "--on", on]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def main() -> int:
    """1 when an omission was missed, or something alarmed that was none."""
    assert READY
    call_command("migrate", verbosity=0)
    bureau = agency("云溪市城市管理局")
    silent = frozenset(range(STRIDE // 2, NUMBERS, STRIDE))
    refs = timed(f"{NUMBERS} numbers written in bulk", lambda: fill(bureau, NUMBERS, silent=silent))
    sealed = timed("sealed", lambda: sealed_log.seal(ledger.LOG, timezone.now()))
    assert timed(f"{sealed} entries walked", ledger_walk.verify) is None
    found = timed("omissions looked for", lambda: ledger_walk.omissions(DUE + timedelta(days=1)))
    late = set(LedgerNumber.objects.filter(pk__in=found.late).values_list("ref", flat=True))
    timed("counted by month", lambda: ledger_counts.by_month(DUE))
    number, head = LedgerNumber.objects.get(ref=refs[0]), ledger.LOG.newest()
    timed("first proof under a head", lambda: ledger.proofs_of(number, head))
    timed("next proof", lambda: ledger.proofs_of(number, head))
    with tempfile.TemporaryDirectory() as place:
        timed("exported", lambda: call_command("export_ledger", place, stdout=sys.stderr))
        told = timed("checked off-line", lambda: off_line(place))
        size = sum(path.stat().st_size for path in Path(place).rglob("*") if path.is_file())
    print(
        f"{connection.vendor}: {size / 1e6:.0f} MB of files; omissions {len(late)} of {len(refs)}"
    )
    missed, false = set(refs) - late, late - set(refs)
    return 1 if missed or false or f"late={len(refs)}" not in told else 0


if __name__ == "__main__":
    sys.exit(main())
