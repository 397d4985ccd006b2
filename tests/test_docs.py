"""The documents say what the code does: roles, terms, commands, settings, dependencies, paths."""

import ast
import importlib
import inspect
import re
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import get_commands
from django.db.models import TextChoices
from django.urls import get_resolver

from config import settings as settings_module
from core.roles import role_table
from enforcement.models import kinds
from recording.models import step

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
ROOMS = ("core", "enforcement", "recording", "legal_review", "disclosure", "supervision")
BEGIN, END = "<!-- roles:begin -->", "<!-- roles:end -->"
PAGES = (ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted(DOCS.rglob("*.md")))
QUOTED = re.compile(r"`([^`\n]+)`")
ENVIRONMENT_NAME = re.compile(r"[A-Z][A-Z0-9_]+")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def toml(path: str) -> dict[str, Any]:
    return tomllib.loads(read(ROOT / path))


# --- roles -------------------------------------------------------------------------------------


def roles_table() -> str:
    """The table of docs/roles.md: a row for each permission, a column for each role."""
    labels = {key: row["label"] for key, row in toml("core/roles.toml")["roles"].items()}
    table = role_table()
    rows = ["| permission | " + " | ".join(f"`{key}` {label}" for key, label in labels.items())]
    rows.append("| --- |" + " :-: |" * len(labels))
    for permission in sorted(frozenset().union(*table.values())):
        marks = ("●" if permission in table[key] else "" for key in labels)
        rows.append(f"| `{permission}` | " + " | ".join(marks))
    return "\n".join(row if row.endswith("|") else f"{row} |" for row in rows)


def with_table(text: str) -> str:
    """The page with its table made anew."""
    head, _, rest = text.partition(BEGIN)
    tail = rest.partition(END)[2]
    return f"{head}{BEGIN}\n{roles_table()}\n{END}{tail}"


def write_roles() -> None:
    """Bring docs/roles.md into step."""
    page = DOCS / "roles.md"
    page.write_text(with_table(read(page)), encoding="utf-8")


def test_the_table_of_roles_is_that_of_the_code() -> None:
    page = read(DOCS / "roles.md")
    assert page == with_table(page), "run the command at the top of docs/roles.md"


def test_each_permission_is_explained_once() -> None:
    explained = re.findall(
        r"^\| `([a-z_.]+)` \| [^●|]*[a-z][^●|]* \|$", read(DOCS / "roles.md"), re.M
    )
    carried = sorted(frozenset().union(*role_table().values()))
    assert sorted(explained) == carried


def test_a_role_that_gains_a_permission_makes_the_page_stale() -> None:
    page = with_table(read(DOCS / "roles.md"))
    assert page.replace("●", "", 1) != with_table(page)


# --- glossary ----------------------------------------------------------------------------------


def glossary() -> list[tuple[str, str, str, str]]:
    """(中文, identifier, English, article) of each row."""
    rows = re.findall(
        r"^\| ([^|]+) \| `([^`]+)` \| ([^|]+) \| ([^|]*) ?\|$", read(DOCS / "glossary.md"), re.M
    )
    return [tuple(cell.strip() for cell in row) for row in rows]


def choices_of(holder: Any) -> Iterator[type[TextChoices]]:
    for member in vars(holder).values():
        if (
            inspect.isclass(member)
            and issubclass(member, TextChoices)
            and member is not TextChoices
        ):
            yield member


def terms_of_the_code() -> set[str]:
    """Every model, value, role, step and document that the glossary has to name."""
    models = [row for room in ROOMS for row in apps.get_app_config(room).get_models()]
    values = [choice for module in (kinds, step) for choice in choices_of(module)]
    values += [choice for model in models for choice in choices_of(model)]
    record = toml("recording/kinds.toml")
    return {
        *(model.__name__ for model in models if not model._meta.auto_created),
        *(f"{choice.__qualname__}.{name}" for choice in values for name in choice.names),
        *(f"roles.{name}" for name in role_table()),
        *(f"{group}.{name}" for group in ("step", "document") for name in record[group]),
    }


def labels_of_the_code() -> dict[str, str]:
    """Identifier -> the Chinese word that pages show for it."""
    record = toml("recording/kinds.toml")
    found = {f"roles.{key}": row["label"] for key, row in toml("core/roles.toml")["roles"].items()}
    for group in ("step", "document"):
        found |= {f"{group}.{name}": row["label"] for name, row in record[group].items()}
    holders = [
        kinds,
        step,
        *(row for room in ROOMS for row in apps.get_app_config(room).get_models()),
    ]
    for choice in (choice for holder in holders for choice in choices_of(holder)):
        found |= {f"{choice.__qualname__}.{row.name}": str(row.label) for row in choice}
    return found


def test_the_glossary_names_every_term_of_the_code() -> None:
    assert terms_of_the_code() - {row[1] for row in glossary()} == set()


def test_the_glossary_names_no_term_that_is_gone() -> None:
    models = {
        model.__name__: model for room in ROOMS for model in apps.get_app_config(room).get_models()
    }
    fields = {
        f"{name}.{field.name}"
        for name, model in models.items()
        for field in model._meta.get_fields()
    }
    pages = {f"page.{name}" for name in get_resolver().reverse_dict if isinstance(name, str)}
    named = {row[1] for row in glossary()} - terms_of_the_code() - fields - pages
    modules = {name for name in named if name.startswith("module.")}
    assert named - modules == set()
    assert all(find_spec(name.removeprefix("module.")) for name in modules)


def test_the_glossary_has_one_row_for_each_identifier() -> None:
    names = [row[1] for row in glossary()]
    assert sorted(names) == sorted(set(names))


def test_the_glossary_says_the_words_that_pages_show() -> None:
    shown = labels_of_the_code()
    other = {name: zh for zh, name, _en, _article in glossary() if shown.get(name, zh) != zh}
    assert other == {}


# --- operations --------------------------------------------------------------------------------


def environment_of_settings() -> set[str]:
    """Names of the variables that config/settings.py reads."""
    tree = ast.parse(inspect.getsource(settings_module))
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def documented_variables() -> set[str]:
    """Names in the first cell of the tables of docs/operations.md."""
    cells = re.findall(r"^\| `([^`]+)` \|", read(DOCS / "operations.md"), re.M)
    return {cell for cell in cells if ENVIRONMENT_NAME.fullmatch(cell)}


def test_every_variable_of_the_settings_is_documented() -> None:
    read_by_code = environment_of_settings()
    assert "DJANGO_SECRET_KEY" in read_by_code
    assert read_by_code - documented_variables() == set()


def test_no_documented_variable_is_unknown_to_the_code() -> None:
    sources = [ROOT / "config/settings.py", ROOT / "docker-compose.yml", ROOT / "Makefile"]
    sources += [ROOT / ".ci/run"]
    sources += sorted((ROOT / "scripts").glob("*.sh"))
    known = set(ENVIRONMENT_NAME.findall(" ".join(map(read, sources))))
    assert documented_variables() - known == set()


def test_the_example_file_names_every_variable_of_the_settings() -> None:
    named = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", read(ROOT / ".env.example"), re.M))
    assert environment_of_settings() - named == set()


def test_every_command_of_ours_is_documented() -> None:
    ours = {name for name, app in get_commands().items() if app in {*ROOMS, "config"}}
    documented = set(re.findall(r"^\| `([a-z_]+)[^`]*` \|", read(DOCS / "operations.md"), re.M))
    assert "verify_audit" in ours
    assert ours - documented == set()


def test_every_make_target_is_documented() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", read(ROOT / "Makefile"), re.M))
    documented = set(re.findall(r"`make ([a-z-]+)", read(DOCS / "operations.md")))
    assert targets == documented


# --- dependencies ------------------------------------------------------------------------------


def dependencies() -> list[str]:
    """Names of the direct dependencies, for running and for developing."""
    project = toml("pyproject.toml")
    rows = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    return [re.split(r"[\[~<>=! ]", row)[0] for row in rows]


@pytest.mark.parametrize("name", dependencies())
def test_each_dependency_has_its_reason_and_its_licence(name: str) -> None:
    decisions = "\n".join(read(path) for path in (DOCS / "decisions").glob("*.md"))
    assert re.search(rf"^\| `{re.escape(name)}` \| \S", decisions, re.M), f"no reason for {name}"
    assert re.search(rf"^\| {re.escape(name)} \| \S", read(DOCS / "licences.md"), re.M)


# --- every page --------------------------------------------------------------------------------


def paths_named(text: str) -> Iterator[str]:
    """Quoted words that can only be paths of this repository."""
    top = {path.name for path in ROOT.iterdir()}
    made_later = tuple(row for row in read(ROOT / ".gitignore").split() if row.endswith("/"))
    for word in QUOTED.findall(text):
        is_path = "/" in word and word.split("/")[0] in top and not re.search(r"[\s*<>…{]", word)
        if is_path and not f"{word}/".startswith(made_later):
            yield word.rstrip("/")


def modules_named(text: str) -> Iterator[str]:
    """Quoted dotted names of our rooms that name a module or something in it."""
    for word in QUOTED.findall(text):
        if re.fullmatch(rf"(?:{'|'.join(ROOMS)}|config)(?:\.\w+)+", word):
            yield word


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_path_a_page_names_exists(page: Path) -> None:
    assert [word for word in paths_named(read(page)) if not (ROOT / word).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", read(page))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_name_of_the_code_on_a_page_exists(page: Path) -> None:
    permissions = frozenset().union(*role_table().values())
    assert [w for w in modules_named(read(page)) if w not in permissions and not found(w)] == []


def found(name: str) -> bool:
    """Whether the dotted name is a module, or something inside one."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            place = importlib.import_module(".".join(parts[:length]))
        except ImportError:
            continue
        at: object = place
        for part in parts[length:]:
            at = getattr(at, part, None)
        return at is not None
    return False


def test_a_name_that_does_not_exist_is_noticed() -> None:
    assert found("core.audit.append")
    assert found("core.flow.Flow.move")
    assert not found("core.audit.append_twice")
    assert not found("core.nowhere.append")


def test_the_readme_lists_every_document() -> None:
    listed = read(ROOT / "README.md")
    pages = [path.relative_to(ROOT).as_posix() for path in DOCS.glob("*.md")]
    assert [page for page in pages if f"]({page})" not in listed] == []


def test_the_index_of_decisions_is_complete_and_in_order() -> None:
    folder = DOCS / "decisions"
    index = re.findall(r"\]\((\d{3}-[^)]+\.md)\)", read(folder / "README.md"))
    assert index == sorted(path.name for path in folder.glob("[0-9]*.md"))
