#!/usr/bin/env bash
# Format, lint, types, templates, migrations, translations, Compose file, deployment settings.
# All of them run; the exit code says whether all of them passed.
source "$(dirname "$0")/say.sh"
export PORTAL_VAR_DIR
scripts/packages.sh test
scripts/environment.sh develop

failed=()
step() {
    local name=$1
    shift
    say "$name"
    "$@" || failed+=("$name")
}
tool() { .venv/bin/"$@"; }
mapfile -t templates < <(find templates -name '*.html' | sort)
mapfile -t scripts < <(find scripts .ci -type f | sort)

parses() { for file in "$@"; do bash -n "$file" || return 1; done; }

# The settings of a real installation, with keys made for this one run.
as_production() {
    local key_dir status=0
    key_dir=$(mktemp -d)
    openssl genpkey -algorithm ed25519 -out "$key_dir/signing.pem"
    env PORTAL_MODE=production PORTAL_WEB_HOSTS=1 \
        PORTAL_SIGNING_KEY_FILE="$key_dir/signing.pem" \
        DJANGO_SECRET_KEY="$(head -c 48 /dev/urandom | base64 -w 0)" \
        PORTAL_PII_KEY="$(head -c 48 /dev/urandom | base64 -w 0)" \
        DJANGO_ALLOWED_HOSTS=portal.example.gov.cn \
        PORTAL_PUBLIC_URL=https://portal.example.gov.cn \
        DATABASE_URL=postgres://portal@127.0.0.1/portal \
        "$@" || status=$?
    rm -rf "$key_dir"
    return "$status"
}

translations() {
    msgfmt --check --output-file=/dev/null locale/en/LC_MESSAGES/django.po
}

step "format" tool ruff format --check .
step "lint" tool ruff check .
step "types" tool mypy .
if [ ${#templates[@]} -gt 0 ]; then
    step "template code" tool djade --check --target-version 5.2 "${templates[@]}"
    step "template indentation" tool djhtml --check --tabwidth 2 "${templates[@]}"
fi
step "migrations" "$PYTHON" manage.py makemigrations --check --dry-run
step "translations" translations
step "Compose file" tool check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
step "scripts" parses "${scripts[@]}"
step "deployment" as_production "$PYTHON" manage.py check --deploy --fail-level WARNING

[ ${#failed[@]} -eq 0 ] || die "failed: ${failed[*]}"
say "all checks passed"
