#!/usr/bin/env bash
# Bring code and templates into the shape that `make check` asks for.
source "$(dirname "$0")/say.sh"
scripts/environment.sh develop
mapfile -t templates < <(find templates -name '*.html' | sort)
.venv/bin/ruff check --fix-only --quiet .
.venv/bin/ruff format --quiet .
.venv/bin/djade --target-version 5.2 "${templates[@]}" || true
.venv/bin/djhtml --tabwidth 2 "${templates[@]}" || true
