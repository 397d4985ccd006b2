"""The cost of tamper evidence on both databases; see benchmarks/audit_append.py and audit_writers.py.

The exit code is 1 when benchmarks/audit_writers.py finds one of its limits missed, or when
benchmarks/audit_append.py takes too long over the walk of a log.
"""

import sys

from benchmarks.databases import on_both

if __name__ == "__main__":
    sys.exit(on_both("benchmarks.audit_append", "benchmarks.audit_writers"))
