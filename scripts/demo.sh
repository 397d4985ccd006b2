#!/usr/bin/env bash
# From a clean checkout to a running portal with demo data. DETACH=1 returns once it is ready.
source "$(dirname "$0")/say.sh"
export PORTAL_VAR_DIR PORTAL_MODE=embedded PORTAL_DEMO=1
PORT=${PORT:-8000}
export PORTAL_PUBLIC_URL=${PORTAL_PUBLIC_URL:-http://127.0.0.1:$PORT}
pid_file=$PORTAL_VAR_DIR/serve.pid
READY_SECONDS=90

if [ -f "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2>/dev/null; then
    die "the portal is already running (process $(cat "$pid_file")); end it with: make demo-stop"
fi
scripts/packages.sh demo
scripts/environment.sh run
mkdir -p "$PORTAL_VAR_DIR"
say "database"
"$PYTHON" manage.py migrate --verbosity 0
say "demo data"
"$PYTHON" manage.py load_demo
say "starting web, worker and scheduler"
if [ -z "${DETACH:-}" ]; then
    exec "$PYTHON" manage.py serve --port "$PORT"
fi

log=$PORTAL_VAR_DIR/serve.log
setsid nohup "$PYTHON" manage.py serve --port "$PORT" >"$log" 2>&1 </dev/null &
serve=$!
ready() {
    "$PYTHON" - "$PORT" <<'PY'
import sys, urllib.request
sys.exit(urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/readyz", timeout=5).status != 200)
PY
}
end=$((SECONDS + READY_SECONDS))
until ready 2>/dev/null; do
    if ! kill -0 "$serve" 2>/dev/null || [ "$SECONDS" -gt "$end" ]; then
        tail -n 20 "$log" >&2
        kill "$serve" 2>/dev/null || true
        die "the portal did not become ready; the whole log is in $log"
    fi
    sleep 0.5
done
# While it starts the log says that it is not ready yet; that is what was waited for.
grep -v 'Service Unavailable: /readyz' "$log" || true
say "ready on http://127.0.0.1:$PORT/ (log: $log; end it with: make demo-stop)"
