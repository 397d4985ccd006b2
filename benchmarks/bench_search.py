"""The public search of a large record on both databases; see benchmarks/search_world.py and search_pages.py.

PORTAL_BENCH_SEARCH says how many decisions (30,000 unless told; 1,000,000 for the promise). The exit code is 1 when a limit is
missed. Limits, in one run:

* a search by the service / the best bare SQL of its class, p95 in the database <= 1.5
* `/decisions/?q=` with 8 readers, p95 of every class <= 150 ms
* page 1 against the last page, the median of either over the other <= 1.2
* a new decision is found at once after its commit
* loading with all indexes >= 1,000 decisions in a second of a core's time
* an anonymous page that is kept >= 300 a second
* companies by words of their name, one reader, p95 <= 150 ms
* the feed of a search by words, one reader, p95 of every class <= 150 ms
* a round of the sweep's look for what the law bars by now against reading everything <= 1/10 at 1,000,000
"""

import sys

from benchmarks.databases import on_both

# A small working memory of index building stays in the processor's own: a sixth faster than gigabytes.
SERVER = (
    *("shared_buffers=3GB", "jit=off", "max_wal_size=16GB", "checkpoint_timeout=30min"),
    *("wal_level=minimal", "max_wal_senders=0", "maintenance_work_mem=64MB"),
)

if __name__ == "__main__":
    sys.exit(on_both("benchmarks.search_pages", settings=SERVER))
