"""The image as a build would make it, as far as it can be followed without an engine."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.source import ROOT

INSTRUCTION = re.compile(r"^(FROM|RUN|COPY|ENV|WORKDIR|USER|VOLUME|EXPOSE|CMD) ")
APPS = ("core", "enforcement", "recording", "legal_review", "disclosure", "supervision", "config")
ROOMS = (*APPS, "templates", "static", "locale")


def instructions() -> list[str]:
    """The Dockerfile's instructions, continued lines joined and comments left out."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return "\n".join(lines).replace("\\\n", " ").splitlines()


def ignored(path: str) -> bool:
    """Whether .dockerignore keeps the file out of the build."""
    patterns = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    parts = path.split("/")
    heads = {"/".join(parts[: n + 1]) for n in range(len(parts))}
    anywhere = {pattern.removeprefix("**/") for pattern in patterns if pattern.startswith("**/")}
    return bool(heads & set(patterns) or set(parts) & anywhere)


def context() -> Iterator[str]:
    """Every file that `COPY . .` brings, as a path below the directory of the build."""
    for folder, below, names in os.walk(ROOT):
        place = Path(folder).relative_to(ROOT)
        below[:] = [name for name in below if not ignored((place / name).as_posix())]
        yield from (path for name in names if not ignored(path := (place / name).as_posix()))


CONTEXT = tuple(context())


def test_every_line_is_an_instruction_we_know() -> None:
    unknown = [line for line in instructions() if line and not INSTRUCTION.match(line)]
    assert unknown == []


def test_what_is_copied_is_there() -> None:
    copies = [shlex.split(line)[1:] for line in instructions() if line.startswith("COPY ")]
    own = [names[:-1] for names in copies if not names[0].startswith("--from")]
    assert own == [["pyproject.toml", "uv.lock"], ["."]]
    assert {"pyproject.toml", "uv.lock", "manage.py"} <= set(CONTEXT)


def test_nothing_the_portal_needs_is_ignored() -> None:
    needed = [path for room in ROOMS for path in (ROOT / room).rglob("*") if path.is_file()]
    lost = {path.relative_to(ROOT).as_posix() for path in needed} - set(CONTEXT)
    assert [path for path in sorted(lost) if "__pycache__" not in path] == []
    assert "locale/en/LC_MESSAGES/django.mo" in CONTEXT
    assert not any(path.startswith(("tests/", "benchmarks/")) for path in CONTEXT)


def test_no_module_in_the_image_imports_what_is_left_out() -> None:
    left_out = re.compile(r"^\s*(?:from|import) (?:tests|benchmarks)\b", re.MULTILINE)
    modules = [path for path in CONTEXT if path.endswith(".py")]
    assert len(modules) > 100
    found = [path for path in modules if left_out.search((ROOT / path).read_text(encoding="utf-8"))]
    assert found == []


def test_both_stages_have_the_same_interpreter() -> None:
    """The environment of the first stage points at the interpreter of the second."""
    bases = [line.split()[1] for line in instructions() if line.startswith("FROM ")]
    assert len(bases) == 2
    assert bases[0] == bases[1]


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A directory holding what `COPY . .` would bring, with this environment's packages."""
    place = tmp_path / "app"
    for path in CONTEXT:
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, place / path)
    (place / ".venv").symlink_to(Path(sys.prefix))
    return place


def test_the_static_files_are_collected_by_the_command_of_the_build(
    build: Path, tmp_path: Path
) -> None:
    command = next(line for line in instructions() if "collectstatic" in line)
    shell = command.removeprefix("RUN ").replace("/tmp/", f"{tmp_path}/")  # noqa: S108  # the build's
    shell = shell.replace("=/app/", f"={build}/")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["sh", "-c", shell], cwd=build, env={"PATH": path}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert (build / "collected" / "staticfiles.json").exists()
    assert list((build / "collected" / "css").glob("*.*.css"))
