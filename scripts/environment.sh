#!/usr/bin/env bash
# Make .venv from the lock file: by uv where it can be had, otherwise by pip.
# `environment.sh run` installs what the portal needs, `environment.sh develop` the tools as well.
source "$(dirname "$0")/say.sh"

case "${1:-}" in
    run) uv_groups=(--no-dev --inexact) list=requirements.txt ;;
    develop) uv_groups=() list=requirements-dev.txt ;;
    *) die "usage: scripts/environment.sh run|develop" ;;
esac
export UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=1

suitable() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; }
find_python() {
    local name
    # The suite takes 6 % less of a processor with the system's Python than with one that pyenv compiled.
    # Without python3-venv it has no ensurepip, and so no pip.
    if suitable /usr/bin/python3 && /usr/bin/python3 -c 'import ensurepip' 2>/dev/null; then
        printf '%s\n' /usr/bin/python3
        return
    fi
    for name in python3 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null && suitable "$name"; then
            command -v "$name"
            return
        fi
    done
    die "Python 3.11, 3.12 or 3.13 is needed and not installed"
}

find_uv() {
    local uv
    for uv in "$(command -v uv || true)" .venv-tools/bin/uv; do
        if [ -n "$uv" ] && "$uv" --version >/dev/null 2>&1; then
            printf '%s\n' "$uv"
            return
        fi
    done
    say "fetching uv" >&2
    if "$python" -m venv .venv-tools && .venv-tools/bin/pip install -q "uv~=0.13" >&2; then
        printf '%s\n' .venv-tools/bin/uv
    fi
}

by_pip() {
    local stamp=.venv/.installed-by-pip
    if [ -f "$stamp" ] && cmp -s "$list" "$stamp"; then
        return
    fi
    # An environment made by uv has no pip of its own.
    "$PYTHON" -m pip --version >/dev/null 2>&1 || "$python" -m venv --clear .venv
    "$PYTHON" -m pip install -q -r "$list"
    cp "$list" "$stamp"
}

python=$(find_python)
if [ -x "$PYTHON" ] && ! suitable "$PYTHON"; then
    say "the environment in .venv no longer works: making it anew"
    rm -rf .venv
fi
say "Python packages (.venv)"
uv=$(find_uv)
if [ -n "$uv" ]; then
    if { [ -x "$PYTHON" ] || "$uv" venv -q --python "$python" .venv; } \
        && "$uv" sync -q --frozen "${uv_groups[@]}"; then
        exit 0
    fi
    warn "uv could not install the locked packages; trying pip"
fi
by_pip || die "the Python packages could not be installed (see above)"
