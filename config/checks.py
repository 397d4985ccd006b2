"""What production refuses to start with. The same findings stop the start and fail `check --deploy`."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import checks
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages
from django.db import DatabaseError, connections

MIN_KEY_CHARACTERS = 50
KEYS = {"SECRET_KEY": "DJANGO_SECRET_KEY", "PII_KEY": "PORTAL_PII_KEY"}
SQLITE = "django.db.backends.sqlite3"


def key_problem(value: str) -> str:
    """Why a key may not be used in production; empty when it may."""
    if not value:
        return "is missing"
    if value == settings.DEVELOPMENT_KEY:
        return "is the development key that everybody can read"
    if len(value) < MIN_KEY_CHARACTERS:
        return f"is shorter than {MIN_KEY_CHARACTERS} characters"
    return ""


def unsafe_settings() -> Iterator[Error]:
    """Every setting that production refuses; nothing in the embedded mode."""
    if not settings.PRODUCTION:
        return
    if settings.DEBUG:
        yield Error("DEBUG is on.", hint="Unset DJANGO_DEBUG.", id="portal.E001")
    if settings.DEMO:
        yield Error("Demo mode is on.", hint="Unset PORTAL_DEMO.", id="portal.E002")
    yield from unsafe_keys()
    if settings.WEB_HOSTS > 1 and settings.DATABASES["default"]["ENGINE"] == SQLITE:
        yield Error(
            f"SQLite cannot serve {settings.WEB_HOSTS} web hosts.",
            hint="Set DATABASE_URL to a PostgreSQL server, or PORTAL_WEB_HOSTS=1.",
            id="portal.E006",
        )


def unsafe_keys() -> Iterator[Error]:
    """Keys that are missing, known to everybody, short, or shared between purposes."""
    for name, variable in KEYS.items():
        problem = key_problem(getattr(settings, name))
        if problem:
            hint = f"Set {variable} to at least {MIN_KEY_CHARACTERS} random characters."
            yield Error(f"{variable} {problem}.", hint=hint, id="portal.E003")
    if settings.SECRET_KEY and settings.SECRET_KEY == settings.PII_KEY:
        yield Error(
            "DJANGO_SECRET_KEY and PORTAL_PII_KEY are the same.",
            hint="Use two keys: sessions and personal data must not fall together.",
            id="portal.E004",
        )
    if not settings.SIGNING_KEY_FILE or not Path(settings.SIGNING_KEY_FILE).is_file():
        yield Error(
            "PORTAL_SIGNING_KEY_FILE names no file.",
            hint="Make one: openssl genpkey -algorithm ed25519 -out signing.pem",
            id="portal.E005",
        )


def demo_accounts(database: str = "default") -> Iterator[Error]:
    """Usable demo accounts left in a production database; nothing before the first migration."""
    if not settings.PRODUCTION:
        return
    try:
        rows = get_user_model().objects.using(database).filter(is_demo=True, is_active=True)
        names = list(rows.order_by("username").values_list("username", flat=True)[:20])
    except DatabaseError:
        connections[database].close()
        return
    if names:
        yield Error(
            f"The database holds active demo accounts: {', '.join(names)}.",
            hint="Deactivate them, or start from an empty database.",
            id="portal.E007",
        )


PLACES = {"blobs": "store of originals", "blobs_second": "second place of the originals"}


def unproven_store(database: str = "default") -> Iterator[Error]:
    """A place of originals that has not shown that it keeps what is locked; nothing before the first
    migration. `evidence_selftest` takes the proof, at each deployment."""
    if not settings.PRODUCTION:
        return
    try:
        for alias, name in PLACES.items():
            if alias in settings.STORAGES:
                yield from _unproven(name, getattr(storages[alias], "address", ""), database)
    except DatabaseError:
        connections[database].close()


def _unproven(name: str, address: str, database: str) -> Iterator[Error]:
    """The newest proof of the place, when it is none."""
    rows = apps.get_model("core.StoreProof").objects.using(database).filter(address=address)
    proof = rows.order_by("-at", "-pk").first()
    if proof is None or not proof.passed:
        what = (
            "has not been tried" if proof is None else f"failed its self-test at {proof.at:%F %T}"
        )
        yield Error(
            f"The {name} {what}.",
            hint="Run manage.py evidence_selftest and read what it names.",
            id="portal.E008",
        )


def refuse(errors: Iterator[Error]) -> None:
    """Raise ImproperlyConfigured naming every finding and its remedy."""
    found = [f"{error.msg} {error.hint}" for error in errors]
    if found:
        raise ImproperlyConfigured("Production refuses to start: " + " ".join(found))


def check_settings(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Deployment check of the settings."""
    return list(unsafe_settings())


def check_accounts(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Deployment check of the accounts; runs with `check --deploy --database default`."""
    return [error for name in databases or () for error in demo_accounts(name)]


def check_store(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Deployment check of the store; runs with `check --deploy --database default`."""
    return [error for name in databases or () for error in unproven_store(name)]


def register() -> None:
    """Make these findings part of `manage.py check --deploy`."""
    checks.register(check_settings, checks.Tags.security, deploy=True)
    checks.register(check_accounts, checks.Tags.database, deploy=True)
    checks.register(check_store, checks.Tags.database, deploy=True)
