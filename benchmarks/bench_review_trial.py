"""A changed catalogue of review over past decisions, on both databases; see review_trial_run.py.

PORTAL_BENCH_DECISIONS says how many decisions (20,000 unless told; 100,000 for the promise: LIMIT seconds
on two cores). The exit code is 1 when the limit, scaled to the number, is missed.
"""

import sys

from benchmarks.databases import on_both

if __name__ == "__main__":
    sys.exit(on_both("benchmarks.review_trial_run"))
