#!/usr/bin/env bash
# Resolve the dependencies again, and keep the pip export (for machines without uv) in step.
source "$(dirname "$0")/say.sh"
scripts/environment.sh develop
uv=$(command -v uv || printf '%s' .venv-tools/bin/uv)
"$uv" lock
export_list() { "$uv" export -q --frozen --no-emit-project --no-header "$@"; }
export_list --no-dev --output-file requirements.txt >/dev/null
export_list --output-file requirements-dev.txt >/dev/null
