#!/usr/bin/env bash
# End a portal that was started in the background. STOP_SECONDS: how long to wait for it.
source "$(dirname "$0")/say.sh"
pid_file=$PORTAL_VAR_DIR/serve.pid
STOP_SECONDS=${STOP_SECONDS:-120}

# A process that has ended and that nobody has fetched yet can still be signalled; it is gone all the same.
running() {
    kill -0 "$1" 2>/dev/null && ! grep -qs '^State:[[:space:]]*Z' "/proc/$1/status"
}

if ! [ -f "$pid_file" ] || ! running "$(cat "$pid_file")"; then
    rm -f "$pid_file"
    say "the portal is not running"
    exit 0
fi
pid=$(cat "$pid_file")
kill -TERM "$pid"
say "ending process $pid; web, worker and scheduler finish what they are doing"
end=$((SECONDS + STOP_SECONDS)) told=$SECONDS
while running "$pid"; do
    if [ "$SECONDS" -ge "$end" ]; then
        # The portal takes its file away before it is gone itself: without it nobody would find the process again.
        printf '%s' "$pid" >"$pid_file"
        die "process $pid did not stop within $STOP_SECONDS s; try again, or end it with: kill -KILL $pid"
    fi
    if [ $((SECONDS - told)) -ge 10 ]; then
        told=$SECONDS
        say "still waiting for process $pid"
    fi
    sleep 0.2
done
rm -f "$pid_file"
say "stopped"
