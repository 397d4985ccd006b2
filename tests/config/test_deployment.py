"""Dockerfile, Compose file and proxy: nothing secret, nothing unwatched, nothing as root."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.source import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
# They do one thing and end; others wait for their success.
ONE_SHOT = {"migrate", "store-setup"}
LASTING = sorted(set(SERVICES) - ONE_SHOT)
PORTAL = ("migrate", "web", "worker", "scheduler")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def texts(value: Any) -> list[str]:
    """Every string in a piece of YAML."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return [str(value)]


def test_the_file_follows_the_compose_schema() -> None:
    tool = Path(sys.executable).parent / "check-jsonschema"
    schema = ["--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([tool, *schema, ROOT / "docker-compose.yml"], capture_output=True)
    assert done.returncode == 0, done.stdout


def test_all_parts_are_there() -> None:
    wanted = {"web", "worker", "scheduler", "postgres", "redis", "store", "nginx"}
    assert wanted <= set(SERVICES)


@pytest.mark.parametrize("name", LASTING)
def test_every_lasting_service_has_a_health_check_and_comes_back(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_nothing_waits_for_a_service_without_a_condition(name: str) -> None:
    for other, rule in SERVICES[name].get("depends_on", {}).items():
        kind = "service_completed_successfully" if other in ONE_SHOT else "service_healthy"
        assert rule == {"condition": kind}, f"{name} -> {other}"


def test_no_secret_has_a_default() -> None:
    named = re.compile(r"\$\{(\w*(?:KEY|PASSWORD|SECRET|TOKEN)\w*)(?P<rest>[^}]*)\}")
    found = [match for text in texts(COMPOSE) for match in named.finditer(text)]
    # A second place for the originals is optional: without its keys there is none.
    asked = [match for match in found if not match[1].startswith("PORTAL_SECOND_")]
    assert len(asked) >= 6
    assert [match[0] for match in asked if not match["rest"].startswith(":?")] == []
    assert {match["rest"] for match in found if match not in asked} == {":-"}


def test_the_environment_holds_no_secret_in_plain_text() -> None:
    for name, service in SERVICES.items():
        for key, value in service.get("environment", {}).items():
            if re.search(r"KEY$|PASSWORD|SECRET", key):
                assert str(value).startswith("${"), f"{name}: {key}"


def test_every_variable_of_the_compose_file_is_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    names = {name for text in texts(COMPOSE) for name in re.findall(r"(?<!\$)\$\{(\w+)", text)}
    assert sorted(name for name in names if f"{name}=" not in example) == []


def test_no_value_of_the_example_could_be_used_as_a_secret() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for line in example.splitlines():
        name, sign, value = line.lstrip("#").partition("=")
        if sign and re.fullmatch(r"\w*(KEY|PASSWORD|SECRET)", name):
            assert value == "", name


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"nginx"}))
def test_only_the_proxy_listens_outside(name: str) -> None:
    assert "ports" not in SERVICES[name]


def test_databases_and_stores_cannot_reach_out() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    for name in ("postgres", "redis", "store"):
        assert SERVICES[name]["networks"] == ["inside"]


@pytest.mark.parametrize("name", ["postgres", "redis", "store", "web"])
def test_what_must_last_is_on_a_volume(name: str) -> None:
    volumes = [entry.split(":")[0] for entry in SERVICES[name]["volumes"]]
    assert set(volumes) & set(COMPOSE["volumes"])


def test_every_foreign_image_names_its_version() -> None:
    images = {service["image"] for service in SERVICES.values()}
    for image in images:
        tag = image.partition(":")[2]
        assert tag, image
        assert tag != "latest", image


@pytest.mark.parametrize("name", PORTAL)
def test_the_portal_runs_locked_down(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["environment"]["PORTAL_MODE"] == "production"


def test_the_bucket_is_made_with_object_lock() -> None:
    assert "--with-lock store/originals" in SERVICES["store-setup"]["command"][0]
    assert SERVICES["web"]["environment"]["PORTAL_S3_BUCKET"] == "originals"


def test_exactly_one_scheduler_runs() -> None:
    beats = [name for name, row in SERVICES.items() if "beat" in row.get("command", [])]
    assert beats == ["scheduler"]
    embedded = [name for name, row in SERVICES.items() if "-B" in row.get("command", [])]
    assert embedded == []


def test_the_image_runs_as_an_unprivileged_user_from_the_lock_file() -> None:
    stages = DOCKERFILE.split("\nFROM ")
    assert len(stages) == 3  # the comment on top, the build, the image
    assert "uv sync --frozen --no-dev" in stages[1]
    assert "\nUSER portal\n" in stages[2]
    assert stages[2].index("\nUSER portal\n") < stages[2].index("\nCMD ")


def test_the_web_server_opens_no_control_socket() -> None:
    assert '"--no-control-socket"' in DOCKERFILE


def test_the_image_holds_no_secret_and_no_local_data() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {".env", "var", ".git", ".venv", "deploy/tls"} <= set(ignored)
    assert not re.search(r"^(ENV|ARG) .*(KEY|PASSWORD|SECRET)=", DOCKERFILE, re.MULTILINE)


def test_the_proxy_overwrites_what_a_visitor_could_claim() -> None:
    conf = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    assert "proxy_set_header X-Forwarded-Proto https;" in conf
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in conf
    assert "proxy_add_x_forwarded_for" not in conf
    assert SERVICES["web"]["environment"]["PORTAL_TRUSTED_PROXIES"] == "1"


# Deliberately not passed on: set by the image, refused in production, or only about SQLite.
NOT_PASSED = {
    *("PORTAL_VAR_DIR", "PORTAL_STATIC_ROOT"),
    *("PORTAL_DEMO", "DJANGO_DEBUG"),
    "PORTAL_WEB_HOSTS",
}


def test_every_setting_is_passed_on_or_left_out_on_purpose() -> None:
    settings = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"\benv\.\w+\(\s*\"(\w+)\"", settings))
    assert len(read) > 25
    for name in PORTAL:
        assert read - set(SERVICES[name]["environment"]) == NOT_PASSED, name
    assert set(SERVICES["web"]["environment"]) <= read


def test_the_manual_marks_what_is_passed_on() -> None:
    manual = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    marks = dict(re.findall(r"^\| `(\w+)` \| ([◆● ]*)\|", manual, re.MULTILINE))
    passed = set(SERVICES["web"]["environment"])
    assert {name for name, mark in marks.items() if "●" in mark} == passed


def test_what_the_image_sets_is_not_passed_on() -> None:
    image = DOCKERFILE.split("\nFROM ")[2]
    for name in ("PORTAL_VAR_DIR", "PORTAL_STATIC_ROOT"):
        assert f"{name}=" in image


def test_the_defaults_of_the_compose_file_are_those_of_the_settings() -> None:
    given = {
        match[1]: match[2]
        for value in SERVICES["web"]["environment"].values()
        if (match := re.fullmatch(r"\$\{(\w+):-(\w+)\}", str(value)))
    }
    assert {"PORTAL_UPLOAD_MAX_BYTES", "DJANGO_HSTS_SECONDS"} <= set(given)
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert [
        f"#{name}={value}" for name, value in given.items() if f"#{name}={value}\n" not in example
    ] == []


@pytest.mark.parametrize("name", PORTAL)
def test_the_second_checkpoint_lies_outside_the_database_and_the_first(name: str) -> None:
    place = SERVICES[name]["environment"]["PORTAL_CHECKPOINT_DIR"]
    assert f"${{PORTAL_CHECKPOINT_DIR:-checkpoints}}:{place}" in SERVICES[name]["volumes"]
    assert "checkpoints" in COMPOSE["volumes"]
    assert not Path(place).is_relative_to("/var/lib/portal")
    # A new volume takes its owner from the image.
    assert re.search(rf"install --directory --owner portal .*{place}", DOCKERFILE)


def test_the_proxy_takes_what_the_portal_takes(tmp_path: Path) -> None:
    proxy = SERVICES["nginx"]
    assert proxy["environment"]["UPLOAD_MAX_BYTES"] == "${PORTAL_UPLOAD_MAX_BYTES:-536870912}"
    shell, option, script = proxy["command"]
    made = tmp_path / "nginx.conf"
    for old, new in (
        ("$$", "$"),
        ("/etc/nginx/nginx.conf", str(ROOT / "deploy" / "nginx.conf")),
        ("/tmp/nginx.conf", str(made)),  # noqa: S108  # a path inside the container
        ("exec nginx", "echo nginx"),
    ):
        assert old in script
        script = script.replace(old, new)
    subprocess.run([shell, option, script], env={"UPLOAD_MAX_BYTES": "1000"}, check=True)
    before = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    assert made.read_text(encoding="utf-8") == before.replace(str(520 << 20), str(1000 + (8 << 20)))
    assert before.count("client_max_body_size") == 2
