"""What checking the originals costs, on a new database; see benchmarks/fixity_run.py."""

import sys

from benchmarks.databases import measure

if __name__ == "__main__":
    sys.exit(measure("", "benchmarks.fixity_run", *sys.argv[1:]))
