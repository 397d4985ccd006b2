# Sourced by the other scripts: one line per step, errors on standard error.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

PYTHON=.venv/bin/python
PORTAL_VAR_DIR=${PORTAL_VAR_DIR:-$PWD/var}

say() { printf '== %s\n' "$*"; }
warn() { printf '!! %s\n' "$*" >&2; }
die() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}
