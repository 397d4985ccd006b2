"""A large record on both databases; see benchmarks/scale_world.py and scale_pages.py.

PORTAL_BENCH_STEPS says how many steps (20,000 unless told; 1,000,000 for the promise), a fifth as many
items of evidence. The exit code is 1 when a limit is missed.
"""

import sys

from benchmarks.databases import on_both

if __name__ == "__main__":
    sys.exit(on_both("benchmarks.scale_pages"))
