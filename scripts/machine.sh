#!/usr/bin/env bash
# Random action sequences over services, pages and SQL against the states the law forbids.
# PORTAL_MACHINE_RUNS says how many in all (10,000); DATABASE_URL on which database.
source "$(dirname "$0")/say.sh"
export PORTAL_MACHINE_RUNS="${PORTAL_MACHINE_RUNS:-10000}" PORTAL_VAR_DIR

scripts/packages.sh test
scripts/environment.sh develop
say "$PORTAL_MACHINE_RUNS action sequences, a sixth of them on each procedure; as many round the review"
"$PYTHON" -m pytest tests/machine tests/legal_review/test_gate_machine.py -q "$@"
