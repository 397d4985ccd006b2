"""Production refuses to start with anything unsafe, and says what to do about it."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from config.checks import check_accounts, check_settings, demo_accounts, key_problem, refuse
from tests import factories
from tests.installation import Installation
from tests.source import ROOT

KEY, OTHER_KEY = "k" * 64, "p" * 64


@pytest.fixture
def signing_key(tmp_path: Path) -> Path:
    path = tmp_path / "signing.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", path], check=True)
    return path


@pytest.fixture
def production(signing_key: Path) -> Iterator[dict[str, object]]:
    """The settings of a correct production installation."""
    safe: dict[str, object] = {
        "PRODUCTION": True,
        "DEBUG": False,
        "DEMO": False,
        "SECRET_KEY": KEY,
        "PII_KEY": OTHER_KEY,
        "SIGNING_KEY_FILE": str(signing_key),
        "WEB_HOSTS": 1,
    }
    with override_settings(**safe):
        yield safe


def found() -> list[str | None]:
    return [message.id for message in check_settings(None)]


def test_a_correct_installation_is_not_refused(production: dict[str, object]) -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"DEBUG": True}, "portal.E001"),
        ({"DEMO": True}, "portal.E002"),
        ({"PII_KEY": ""}, "portal.E003"),
        ({"SECRET_KEY": "k" * 49}, "portal.E003"),
        ({"PII_KEY": KEY}, "portal.E004"),
        ({"SIGNING_KEY_FILE": ""}, "portal.E005"),
        ({"SIGNING_KEY_FILE": "/nowhere/signing.pem"}, "portal.E005"),
    ],
)
def test_one_unsafe_setting_is_enough(
    production: dict[str, object], change: dict[str, object], code: str
) -> None:
    with override_settings(**change):
        assert found() == [code]


def test_sqlite_serves_one_web_host_but_not_two(production: dict[str, object]) -> None:
    sqlite = {"default": {"ENGINE": "django.db.backends.sqlite3"}}
    postgres = {"default": {"ENGINE": "django.db.backends.postgresql"}}
    # The check reads the settings only; the test's own connection stays as it is.
    with pytest.MonkeyPatch.context() as patch:
        for databases, hosts, expected in (
            (sqlite, 1, []),
            (sqlite, 2, ["portal.E006"]),
            (postgres, 2, []),
        ):
            patch.setattr("config.checks.settings.DATABASES", databases)
            patch.setattr("config.checks.settings.WEB_HOSTS", hosts)
            assert found() == expected


def test_the_embedded_mode_may_do_all_of_it() -> None:
    with override_settings(PRODUCTION=False, DEBUG=True, DEMO=True, SECRET_KEY=""):
        assert found() == []


def test_the_key_that_everybody_can_read_is_no_key(settings: object) -> None:
    assert "everybody can read" in key_problem(settings.DEVELOPMENT_KEY)  # type: ignore[attr-defined]  # pytest-django's wrapper


def test_the_refusal_names_every_finding_and_its_remedy(production: dict[str, object]) -> None:
    with (
        override_settings(DEBUG=True, DEMO=True),
        pytest.raises(ImproperlyConfigured, match="DEBUG is on.*PORTAL_DEMO"),
    ):
        refuse(iter(check_settings(None)))  # type: ignore[arg-type]  # the check returns our errors


@pytest.mark.django_db
def test_an_active_demo_account_is_refused_until_it_is_deactivated(
    production: dict[str, object],
) -> None:
    account = factories.user("officer", username="officer1", is_demo=True)
    assert [error.id for error in check_accounts(None, databases=["default"])] == ["portal.E007"]
    assert "officer1" in next(demo_accounts()).msg
    account.is_active = False
    account.save(update_fields=["is_active"])
    assert list(demo_accounts()) == []


@pytest.mark.django_db
def test_real_accounts_are_no_demo_accounts(production: dict[str, object]) -> None:
    factories.user("officer", username="officer1")
    assert check_accounts(None, databases=["default"]) == []


def as_production(place: Path, signing_key: Path, **changes: str) -> Installation:
    """A production installation on this machine with some variables set otherwise."""
    variables = {
        "PORTAL_MODE": "production",
        "DJANGO_SECRET_KEY": KEY + "Aa0-",
        "PORTAL_PII_KEY": OTHER_KEY,
        "PORTAL_SIGNING_KEY_FILE": str(signing_key),
        "DJANGO_ALLOWED_HOSTS": "portal.example.gov.cn",
    }
    return Installation(place, {**variables, **changes})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"DJANGO_SECRET_KEY": ""}, "SECRET_KEY setting must not be empty"),
        ({"PORTAL_PII_KEY": ""}, "PORTAL_PII_KEY is missing"),
        ({"DJANGO_DEBUG": "1"}, "DEBUG is on"),
        ({"PORTAL_DEMO": "1"}, "Demo mode is on"),
        ({"PORTAL_WEB_HOSTS": "2"}, "SQLite cannot serve 2 web hosts"),
        ({"PORTAL_MODE": "prodution"}, "PORTAL_MODE must be embedded or production"),
    ],
)
def test_a_process_stops_with_one_clear_line(
    tmp_path: Path, signing_key: Path, change: dict[str, str], words: str
) -> None:
    done = as_production(tmp_path, signing_key, **change).manage("check", ok=False)
    assert done.returncode != 0
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


@pytest.mark.slow
def test_the_web_process_refuses_a_database_with_demo_accounts(
    tmp_path: Path, signing_key: Path, migrated: Callable[[Installation], None]
) -> None:
    site = as_production(tmp_path, signing_key)
    migrated(site)
    code = "from tests import factories as f; f.user('officer', username='officer1', is_demo=True)"
    site.manage("shell", "-c", code)
    web = site.start("web", "-c", "import config.wsgi")
    assert web.wait(timeout=60) != 0
    assert "active demo accounts: officer1" in site.logged("web")


def test_the_deployment_check_is_clean_in_a_correct_installation(
    tmp_path: Path, signing_key: Path
) -> None:
    site = as_production(tmp_path, signing_key)
    done = site.manage("check", "--deploy", "--fail-level", "WARNING")
    assert "no issues" in done.stdout, done.stderr


def test_every_setting_of_the_environment_is_explained() -> None:
    settings = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    names = {part.split('"')[1] for part in settings.split("env.")[1:] if '("' in part[:9]}
    assert "DJANGO_SECRET_KEY" in names
    assert sorted(name for name in names if f"{name}=" not in example) == []
