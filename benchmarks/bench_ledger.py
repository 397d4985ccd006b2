"""Sealing, walking and checking the publication log on a new database; see benchmarks/ledger_run.py."""

import sys

from benchmarks.databases import on_both

if __name__ == "__main__":
    sys.exit(on_both("benchmarks.ledger_run"))
