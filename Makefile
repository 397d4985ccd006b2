# The commands of this project. Each one prepares what it needs and says what it is doing.
PORT ?= 8000
DETACH ?=
export PORT DETACH

.PHONY: help demo demo-stop test machine bench check format messages lock

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-10s %s\n", $$1, $$2}' Makefile

demo:  ## everything, then the portal on http://127.0.0.1:$(PORT)/ (DETACH=1: in the background)
	@scripts/demo.sh

demo-stop:  ## end a portal started with DETACH=1
	@scripts/demo-stop.sh

test:  ## the whole suite: SQLite, PostgreSQL, Redis, S3, browser (PORTAL_CONTRACT_EXAMPLES: requests to each operation of the API)
	@scripts/test.sh

machine:  ## 10,000 random action sequences over services, pages and SQL (PORTAL_MACHINE_RUNS)
	@scripts/machine.sh

bench:  ## the benchmarks, as ratios (PORTAL_BENCH_MEBIBYTES: size of the upload, PORTAL_BENCH_STEPS: of the record, PORTAL_BENCH_DECISIONS: of the trial)
	@scripts/bench.sh

check:  ## format, lint, types, templates, migrations, deployment
	@scripts/check.sh

format:  ## bring code and templates into shape
	@scripts/format.sh

messages:  ## collect the interface strings, compile the English catalogue
	@scripts/messages.sh

lock:  ## refresh uv.lock and the pip export of it
	@scripts/lock.sh
