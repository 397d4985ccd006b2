"""The cost of tamper evidence on both databases; see benchmarks/audit_append.py and audit_writers.py.

The exit code is 1 when benchmarks/audit_writers.py finds one of its limits missed.
"""

import sys

from benchmarks.databases import on_both

if __name__ == "__main__":
    sys.exit(on_both("benchmarks.audit_append", "benchmarks.audit_writers"))
