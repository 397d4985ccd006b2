"""The limits of the house, as tests: directions of import, sizes, types, and habits of writing."""

import ast
import re
import tomllib

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey, Model

from tests.source import (
    ROOMS,
    ROOT,
    Function,
    Module,
    body_length,
    cycles,
    graph,
    length,
    modules,
    quantile,
    repeated_runs,
    suite_modules,
)

FUNCTION_MEDIAN, FUNCTION_P90, FUNCTION_MAX = 7, 20, 40
VIEW_MAX = 25
FILE_MAX = 400
TEMPLATE_P90, TEMPLATE_MAX = 80, 150
DUPLICATES_PER_1000, DUPLICATE_LINES = 2, 6
TEST_RATIO = 1.3
BANNED_NAMES = {"utils", "util", "helpers", "helper", "misc", "common"}
# Outermost layer of a room: it is called by the framework and imported only by URL lists.
EDGES = {"views", "api", "tasks", "management", "admin", "feeds"}
URL_LISTS = re.compile(r"(^|\.)urls(_\w+)?(\.|$)")
INNER = ("models", "flows", "services")
GIVEN = {
    *("django", "djangorestframework", "psycopg2-binary", "celery", "redis"),
    *("django-storages", "weasyprint", "pytest-django"),
}
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if "documents" not in path.parts]


def layer(module: Module) -> str:
    """models, flows, services, an edge, or "" for the rules that stand between them."""
    return next((part for part in module.parts if part in {*INNER, *EDGES}), "")


def own_rooms() -> list[str]:
    return [room for room in ROOMS if (ROOT / room).is_dir()]


def functions() -> list[tuple[Module, Function]]:
    return [(module, function) for module in modules() for function in module.functions()]


def test_a_room_imports_only_itself_and_rooms_to_its_left() -> None:
    rank = {room: position for position, room in enumerate(ROOMS)}
    wrong = [
        f"{module.at(node)} imports {name}"
        for module in modules()
        for node, name in module.imports()
        if rank.get(name.partition(".")[0], -1) > rank[module.room]
    ]
    assert not wrong, "\n".join(wrong)


def test_no_modules_import_each_other_in_a_ring() -> None:
    assert cycles(graph()) == []


def test_the_search_for_rings_finds_one() -> None:
    edges = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set()}
    assert cycles(edges) == [["a", "b", "c"]]
    assert cycles({**edges, "c": {"d"}}) == []


def test_no_import_hides_inside_a_function() -> None:
    hidden = [
        module.at(node)
        for module, function in functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not hidden, "\n".join(hidden)


def test_no_import_takes_everything() -> None:
    assert [m.at(node) for m in modules() for node, name in m.imports() if name[-2:] == ".*"] == []


def test_models_know_no_flows_and_flows_no_services() -> None:
    outer = {"models": {"flows", "services", *EDGES}, "flows": {"services", *EDGES}}
    outer["services"] = EDGES
    wrong = [
        f"{module.at(node)} imports {name}"
        for module in modules()
        for node, name in module.imports()
        if name.partition(".")[0] in ROOMS
        and set(name.split(".")[1:]) & outer.get(layer(module), set())
    ]
    assert not wrong, "\n".join(wrong)


def test_nothing_but_a_list_of_urls_imports_a_view_or_a_task() -> None:
    wrong = [
        f"{module.at(node)} imports {name}"
        for module in modules()
        for node, name in module.imports()
        if name.partition(".")[0] in ROOMS
        and set(name.split(".")[1:]) & {"views", "api", "tasks"}
        and not URL_LISTS.search(module.name)
        and layer(module) not in {"views", "api"}
    ]
    assert not wrong, "\n".join(wrong)


def test_no_domain_rule_hides_in_a_django_signal() -> None:
    signals = ("django.db.models.signals", "django.dispatch", "django.core.signals")
    wrong = [
        m.at(node) for m in modules() for node, name in m.imports() if name.startswith(signals)
    ]
    assert not wrong, "\n".join(wrong)


def test_no_module_has_a_name_that_says_nothing() -> None:
    everything = (*modules(), *suite_modules())
    assert [m.name for m in everything if set(m.name.split(".")) & BANNED_NAMES] == []


def test_functions_are_short() -> None:
    lengths = [body_length(function) for _, function in functions()]
    too_long = [
        f"{m.at(f)} {f.name}: {length(f)}" for m, f in functions() if length(f) > FUNCTION_MAX
    ]
    assert not too_long, "\n".join(too_long)
    assert quantile(lengths, 0.5) <= FUNCTION_MEDIAN
    assert quantile(lengths, 0.9) <= FUNCTION_P90


def test_views_are_short() -> None:
    wrong = [
        f"{module.at(function)} {function.name}: {length(function)}"
        for module, function in functions()
        if "views" in module.parts and length(function) > VIEW_MAX
    ]
    assert not wrong, "\n".join(wrong)


def test_files_are_short() -> None:
    everything = (*modules(), *suite_modules())
    sizes = {str(module.path): len(module.text.splitlines()) for module in everything}
    assert {path: size for path, size in sizes.items() if size > FILE_MAX} == {}


def test_templates_are_short() -> None:
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in TEMPLATES}
    assert {str(path): size for path, size in sizes.items() if size > TEMPLATE_MAX} == {}
    assert quantile(list(sizes.values()), 0.9) <= TEMPLATE_P90


def untyped(function: Function) -> list[str]:
    """Names of the arguments without a type, and "return" when that is missing."""
    spec = function.args
    every = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs, spec.vararg, spec.kwarg]
    missing = [a.arg for a in every if a and a.annotation is None and a.arg not in {"self", "cls"}]
    return missing + (["return"] if function.returns is None else [])


def test_every_function_is_fully_typed() -> None:
    wrong = [f"{m.at(f)} {f.name}: {untyped(f)}" for m, f in functions() if untyped(f)]
    assert not wrong, "\n".join(wrong)


def test_there_is_more_test_than_code() -> None:
    code = sum(module.code_lines for module in modules())
    tests = sum(module.code_lines for module in suite_modules())
    assert tests / code >= TEST_RATIO, f"{tests} lines of test for {code} lines of code"


def test_nothing_stands_in_several_places() -> None:
    total = sum(module.code_lines for module in modules())
    found = repeated_runs(DUPLICATE_LINES)
    assert len(found) <= DUPLICATES_PER_1000 * total / 1000, found


@pytest.mark.parametrize("mark", ["TODO", "FIXME", "XXX", "NotImplementedError"])
def test_nothing_is_left_open(mark: str) -> None:
    assert [str(m.path) for m in modules() if re.search(rf"\b{mark}\b", m.text)] == []


def test_every_exception_from_a_rule_gives_its_reason() -> None:
    silenced = re.compile(r"#\s*(noqa|type:\s*ignore)(?P<rest>.*)$")
    reasoned = re.compile(r"^(:\s*[A-Z0-9, ]+?\s*(-|#)\s*\S|\[[\w, -]+\]\s*(-|#)\s*\S)")
    wrong = [
        f"{module.path}:{number}"
        for module in (*modules(), *suite_modules())
        for number, line in enumerate(module.text.splitlines(), 1)
        if "re.compile" not in line
        and (found := silenced.search(line))
        and not reasoned.match(found["rest"])
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_keeps_to_the_content_security_policy(path: object) -> None:
    text = re.sub(r"{#.*?#}", "", ROOT.joinpath(str(path)).read_text(encoding="utf-8"))
    assert not re.search(r"<style\b", text), "inline style sheet"
    assert not re.search(r"\sstyle\s*=", text), "inline style attribute"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "inline event handler"
    assert not re.search(r"<script(?![^>]*\b(src=|type=\"application/json\"))", text), (
        "inline script"
    )


def test_foreign_keys_point_left_and_leave_no_name_behind() -> None:
    rank = {room: position for position, room in enumerate(ROOMS)}
    wrong = []
    for model in own_models():
        for field in model._meta.get_fields():
            if not isinstance(field, ForeignKey) or not isinstance(field.related_model, type):
                continue
            there, here = field.related_model._meta.app_label, model._meta.app_label
            account = field.related_model._meta.label == settings.AUTH_USER_MODEL
            if there not in rank or there == here:
                continue
            upward = rank[there] > rank[here] and not account
            named = not (field.remote_field.related_name or "").endswith("+")
            if upward or named:
                wrong.append(f"{field} -> {there}")
    assert not wrong, "\n".join(wrong)


def own_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in ROOMS]


def test_every_step_of_data_can_be_taken_back() -> None:
    wrong = []
    for module in modules(migrations=True):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {
                "RunPython",
                "RunSQL",
            }:
                named = {keyword.arg for keyword in node.keywords}
                if len(node.args) < 2 and not named & {"reverse_code", "reverse_sql"}:
                    wrong.append(module.at(node))
    assert not wrong, "\n".join(wrong)


def test_rules_take_their_day_as_an_argument() -> None:
    clocks = {"localdate", "today"}
    allowed = {*EDGES, "forms", "middleware", "templatetags"}
    wrong = [
        module.at(node)
        for module in modules()
        if module.room != "config" and not set(module.parts) & allowed
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in clocks
    ]
    assert not wrong, "\n".join(wrong)


def test_the_glossary_explains_every_model() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    names = {model.__name__ for model in own_models()}
    assert sorted(name for name in names if f"`{name}`" not in glossary) == []


def test_every_further_dependency_has_a_decision() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[\[~<>=! ]", name)[0].lower() for name in wanted} - GIVEN
    decisions = "".join(
        p.read_text(encoding="utf-8") for p in (ROOT / "docs/decisions").glob("*.md")
    )
    assert sorted(name for name in names if name not in decisions.lower()) == []


def test_the_rooms_are_those_of_the_plan() -> None:
    assert own_rooms() == [room for room in ROOMS if room in settings.INSTALLED_APPS]
