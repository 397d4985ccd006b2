"""Lists of ten thousand rows imported, on both databases; see import_run.py.

PORTAL_BENCH_ROWS says how many rows (10,000 unless told). The exit code is 1 when a row of the large list
costs more than LIMIT times a row of one a tenth as long.
"""

import sys

from benchmarks.databases import on_both

if __name__ == "__main__":
    sys.exit(on_both("benchmarks.import_run"))
