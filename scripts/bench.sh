#!/usr/bin/env bash
# Every benchmark in benchmarks/, one after the other; each prints its figures as ratios.
source "$(dirname "$0")/say.sh"
export PORTAL_VAR_DIR

scripts/packages.sh test
scripts/environment.sh develop
shopt -s nullglob
benches=(benchmarks/bench_*.py)
[ ${#benches[@]} -gt 0 ] || die "there is no benchmark in benchmarks/"
for bench in "${benches[@]}"; do
    say "$bench"
    module=${bench%.py}
    "$PYTHON" -m "${module//\//.}"
done
