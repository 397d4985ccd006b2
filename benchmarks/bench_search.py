"""The public search of a large record on PostgreSQL; see benchmarks/search_world.py and search_pages.py.

PORTAL_BENCH_SEARCH says how many decisions (30,000 unless told; 1,000,000 for the promise). The exit code is 1 when a limit is
missed. Limits, in one run:

* a search by the service / the best bare SQL of its class, p95 in the database <= 1.5
* `/decisions/?q=` with 8 readers, p95 of every class <= 150 ms
* page 1 against the last page, the median of either over the other <= 1.2
* a new decision is found at once after its commit
* loading with all indexes >= 1,000 decisions in a second of a core's time
* an anonymous page that is kept >= 300 a second
* companies by words of their name, one reader, p95 <= 150 ms
* a round of the sweep's look for what the law bars by now against reading everything <= 1/10 at 1,000,000
"""

import sys

from benchmarks.databases import measure
from benchmarks.search_world import SERVER
from tests.servers import postgres

if __name__ == "__main__":
    with postgres(durable=True, settings=SERVER) as url:
        sys.exit(measure(url, "benchmarks.search_pages", *sys.argv[1:]))
