"""Times by the clock, and what of many is told."""

import statistics
import time
from collections.abc import Callable


def p95(times: list[float]) -> float:
    """The 95th percentile."""
    return (
        times[0] if len(times) == 1 else statistics.quantiles(times, n=20, method="inclusive")[-1]
    )


def took(work: Callable[[], object]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


# ------------------------------------------------------------------------------ service and bare SQL
