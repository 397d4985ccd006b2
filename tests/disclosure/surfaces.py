"""Every address of the public site and API: which tell of decisions, and which cannot.

A new public address must be put into one of the sets; the crawl over withdrawn decisions reads the first
three.
"""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# Asked without arguments, or with those given: their answer must be what it would be had the
# decisions never been.
LISTS: dict[str, dict[str, Any]] = {
    name: {}
    for name in (
        *("home", "decision-list", "decision-csv", "decision-feed", "api-decision-list"),
        *("sitemap", "sitemap-pages", "agency-list", "api-agency-list", "officer-list"),
        *("api-officer-list", "item-list", "api-item-list", "benchmark-list", "open-data"),
        *("flowchart-list", "review-catalogue-list", "api-review-catalogue-list", "quality-list"),
        *("api-benchmark-list", "api-delegation-list", "api-recording-items"),
        *("random-check-list", "random-check-items", "api-random-check-list", "register-home"),
        *("inspection-column", "api-inspection-plans", "api-inspection-caps"),
        *("delegation-list", "recording-items", "public-guide-list", "public-window-list"),
        *("public-device-list", "public-channel-list", "public-sample-list"),
        *("public-flowchart-list", "public-remedy-list", "public-example-list"),
        *("public-standard-list", "public-policy-list", "public-recording-list"),
        *("public-empowerment-list", "remedies", "trust", "witness", "verify", "progress"),
        *("complaint-new", "consultation-new", "faq-list", "api-entry-list"),
        *("correction-new", "organisation-find", "subscription-new", "api-schema", "robots"),
    )
} | {"sitemap-month": {"year": 2026, "month": 3}}
# They say how many numbers there were and what became of them: counts, and nothing else.
COUNTS: dict[str, dict[str, Any]] = {
    "statistics": {},
    "api-statistics": {},
    "ledger": {},
    "ledger-numbers": {},
    "ledger-entries": {"number": "000000"},
    "ledger-leaves": {"number": "000000"},
}
# About one agency, by its key.
OF_AGENCY = ("agency-detail", "agency-card", "api-agency-detail", "review-catalogue-detail")
# About one decision, by its key: what is left of it is that it is gone.
DETAILS = (
    *("decision-detail", "decision-card", "decision-pdf", "decision-derivation", "decision-proof"),
    "api-decision-detail",
)
# One page of each register: it says the same whether decisions come or go (register_pages.registers).
OF_REGISTERS = (
    *("officer-detail", "api-officer-detail", "item-detail", "api-item-detail"),
    *("benchmark-detail", "flowchart-detail", "api-review-catalogue-detail", "delegation-detail"),
    *("api-benchmark-detail", "api-delegation-detail"),
    *("public-guide-detail", "public-window-detail", "public-device-detail"),
    *("public-channel-detail", "public-sample-detail", "public-empowerment-detail"),
    *("public-flowchart-detail", "public-remedy-detail", "public-example-detail"),
    *("public-standard-detail", "public-policy-detail", "public-recording-detail"),
    *("guide-print", "window-screen", "window-print", "recording-items-export", "statute-article"),
    "review-catalogue-export",
)
# Fixed while decisions were public (register_pages.frozen, kept_pages.files).
FIXED = ("statistics-year", "statistics-report", "statistics-file", "open-data-file")
# Address -> why no decision can show in it.
OTHERS = {
    **dict.fromkeys(
        ["healthz", "readyz", "set_language", "large-pages", "login", "logout", "witness-add"],
        "the machine",
    ),
    "entry-changes": "two versions of an entry of a register",
    "list-version-changes": "two versions of a row of a list",
    **dict.fromkeys(["inspection-plan", "inspection-cap", "random-check-plan"], "a line of a plan"),
    "api-entry-detail": "an entry of a register",
    **dict.fromkeys(
        [
            *("random-check-item", "random-check-detail", "random-check-file"),
            *("random-check-script", "api-random-check-detail", "quality-detail", "quality-file"),
        ],
        "draws, with tests of their own",
    ),
    "delegation-file": "the scan of a deed, with tests of its own",
    "decision-file": "asked in tests/disclosure/test_public_files.py by number",
    **dict.fromkeys(
        [
            "credential-file",
            "trust-checkpoint",
            "trust-stamp",
            "trust-script",
            "ledger-file",
            "ledger-checkpoint",
        ],
        "hashes and scripts",
    ),
    "open-data-script": "a script",
    **dict.fromkeys(
        ["verify-code", "task-arrived", "task-rated"], "asked in the crawl by number, or posted"
    ),
    "organisation": "gone with its last decision, with tests of its own",
    **dict.fromkeys(["subscription-confirm", "subscription-stop"], "the reader's own filter"),
    **dict.fromkeys(["correction-supply", "correction-reopen", "complaint-rate"], "posted"),
}
# Behind a token or an account.
CLOSED = ("p/", "station/", "office/", "api/v1/exchange/")
STAFF = ("api-case-", "api-review-approve", "api-review-return", "api-decision-issue")
STAFF_PUBLICATION = "api-publication-"


def names() -> set[str]:
    """Every URL name that anybody may ask for."""
    found = {
        name
        for pattern, name in walk(get_resolver(), "")
        if name and not pattern.startswith(CLOSED)
    }
    return {name for name in found if not name.startswith((*STAFF, STAFF_PUBLICATION))}


def walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, str]]:
    """(pattern, name) of every address."""
    for entry in resolver.url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from walk(entry, pattern)
        elif isinstance(entry, URLPattern):
            yield pattern, entry.name or ""
