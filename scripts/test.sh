#!/usr/bin/env bash
# The whole suite: everything on SQLite, then what touches the database again on PostgreSQL.
# Arguments are handed to pytest in both passes.
source "$(dirname "$0")/say.sh"
unset DATABASE_URL REDIS_URL PORTAL_MODE PORTAL_DEMO
export PORTAL_VAR_DIR
# Many processes start in the tests; compiling the project for each costs a third of its start.
unset PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX=$PORTAL_VAR_DIR/bytecode

scripts/packages.sh test
scripts/environment.sh develop
suite=("$PYTHON" -m pytest -q -n "${TEST_WORKERS:-2}" --dist loadscope "$@")
# Both passes keep the papers they rendered in one place, for the length of the run.
PORTAL_TEST_PAPERS=$(mktemp -d)
export PORTAL_TEST_PAPERS
trap 'rm -rf "$PORTAL_TEST_PAPERS"' EXIT
status=0

say "document fonts"
"$PYTHON" manage.py build_fonts
say "first pass: SQLite, PostgreSQL, Redis, S3 and browser"
"${suite[@]}" || status=1
say "second pass: what touches the database, on PostgreSQL"
"$PYTHON" -m tests.servers postgres -- "${suite[@]}" --only-database || status=1
[ "$status" -eq 0 ] || die "the suite failed (see above)"
say "both passes succeeded"
