#!/usr/bin/env bash
# Collect the interface strings into the English catalogue, then compile it. The .mo is committed,
# so that nobody needs gettext to run the portal; it is written without a clock, so that
# tests/test_locale.py can compile the .po again and compare.
source "$(dirname "$0")/say.sh"
export PORTAL_VAR_DIR
scripts/environment.sh develop
command -v xgettext >/dev/null || die "xgettext is missing: install gettext"

say "collect"
ignored=(.venv .venv-tools var tests benchmarks staticfiles node_modules)
"$PYTHON" manage.py makemessages --locale en --no-location --no-obsolete "${ignored[@]/#/--ignore=}"

say "compile"
"$PYTHON" - locale/en/LC_MESSAGES/django.po <<'PYTHON'
import sys

import polib

catalogue = polib.pofile(sys.argv[1], wrapwidth=99)
catalogue.header = ""
catalogue.metadata_is_fuzzy = False
catalogue.metadata = {
    "Project-Id-Version": "enforcement-portal",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
catalogue.save()
catalogue.save_as_mofile(sys.argv[1].removesuffix(".po") + ".mo")
missing = catalogue.untranslated_entries() + catalogue.fuzzy_entries()
for entry in missing:
    print(f"not translated: {entry.msgid}", file=sys.stderr)
sys.exit(1 if missing else 0)
PYTHON
