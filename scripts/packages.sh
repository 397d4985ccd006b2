#!/usr/bin/env bash
# Install the Debian packages that `demo` or `test` needs and that are missing.
# Root installs them; anybody else gets their names, and what can run without them runs.
source "$(dirname "$0")/say.sh"

documents=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk)
# ffprobe and ffmpeg look at recordings, in subprocesses.
recordings=(ffmpeg)
servers=(postgresql redis-server nginx-light radosgw ceph-mon ceph-osd ceph-mgr ceph-common)
readers=(chromium-headless-shell poppler-utils gettext openssl)

case "${1:-}" in
    demo) wanted=(python3-venv "${documents[@]}" "${recordings[@]}") ;;
    test) wanted=(python3-venv "${documents[@]}" "${recordings[@]}" "${servers[@]}" "${readers[@]}") ;;
    *) die "usage: scripts/packages.sh demo|test" ;;
esac

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    warn "not a Debian system: make sure these are installed: ${wanted[*]}"
    exit 0
fi

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing=()
for package in "${wanted[@]}"; do
    installed "$package" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
    warn "missing system packages: ${missing[*]}"
    warn "install them with: sudo apt-get install ${missing[*]}"
    warn "going on with what can run without them"
    exit 0
fi

say "installing system packages: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Debian would start each server it installs; the suite starts its own on ports of its own.
quiet_apt() { RUNLEVEL=1 apt-get -qq -y -o DPkg::Lock::Timeout=300 "$@" </dev/null >"$log" 2>&1; }
if ! { quiet_apt update && quiet_apt install --no-install-recommends "${missing[@]}"; }; then
    tail -n 20 "$log" >&2
    die "apt-get could not install: ${missing[*]}"
fi
