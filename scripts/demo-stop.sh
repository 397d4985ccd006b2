#!/usr/bin/env bash
# End a portal that was started in the background.
source "$(dirname "$0")/say.sh"
pid_file=$PORTAL_VAR_DIR/serve.pid

if ! [ -f "$pid_file" ] || ! kill -0 "$(cat "$pid_file")" 2>/dev/null; then
    rm -f "$pid_file"
    say "the portal is not running"
    exit 0
fi
pid=$(cat "$pid_file")
kill -TERM "$pid"
for _ in $(seq 150); do
    if ! kill -0 "$pid" 2>/dev/null; then
        say "stopped"
        exit 0
    fi
    sleep 0.2
done
die "process $pid did not stop within 30 s"
