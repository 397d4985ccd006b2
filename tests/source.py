"""The project's own source, read as syntax trees for the tests that keep its shape."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Left to right: a module imports its own room and rooms to its left.
ROOMS = ("core", "enforcement", "recording", "legal_review", "disclosure", "supervision", "config")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file: its dotted name, its path below the root, its text and its tree."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The first part of the dotted name."""
        return self.name.partition(".")[0]

    @property
    def parts(self) -> list[str]:
        """The dotted name below the room."""
        return self.name.split(".")[1:]

    @property
    def code_lines(self) -> int:
        """Lines that are not blank."""
        return sum(1 for line in self.text.splitlines() if line.strip())

    def functions(self) -> Iterator[Function]:
        """Every function and method, nested ones too."""
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node

    def imports(self) -> Iterator[tuple[ast.stmt, str]]:
        """Every import statement anywhere in the file with the dotted name it asks for."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)

    def at(self, node: ast.stmt | ast.expr) -> str:
        """Where a node stands, for a message."""
        return f"{self.path}:{node.lineno}"


def read(path: Path) -> Module:
    """Parse one file below the root."""
    short = path.relative_to(ROOT)
    name = ".".join(short.with_suffix("").parts).removesuffix(".__init__")
    text = path.read_text(encoding="utf-8")
    return Module(name=name, path=short, text=text, tree=ast.parse(text))


@cache
def modules(*, migrations: bool = False) -> tuple[Module, ...]:
    """The modules of every room; its migrations only when asked for."""
    found = (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))
    return tuple(read(path) for path in found if ("migrations" in path.parts) == migrations)


@cache
def suite_modules() -> tuple[Module, ...]:
    """The modules of the suite."""
    return tuple(read(path) for path in sorted((ROOT / "tests").rglob("*.py")))


def length(function: Function) -> int:
    """Lines of a function from `def` to its last statement, docstring included."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def body_length(function: Function) -> int:
    """Lines of a function without its docstring: what has to be read to know what it does."""
    first = function.body[0]
    if not ast.get_docstring(function, clean=False):
        return length(function)
    return length(function) - ((first.end_lineno or first.lineno) - first.lineno + 1)


def graph() -> dict[str, set[str]]:
    """Module -> modules of the project that it names in an import."""
    names = {module.name for module in modules()}
    edges: dict[str, set[str]] = {}
    for module in modules():
        wanted = {found for _, asked in module.imports() if (found := resolve(asked, names))}
        edges[module.name] = wanted - {module.name}
    return edges


def resolve(asked: str, names: set[str]) -> str:
    """The project's module that provides the dotted name `asked`; empty when it is not ours."""
    if asked in names:
        return asked
    parent = asked.rpartition(".")[0]
    return parent if parent in names else ""


def cycles(edges: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules that reach each other: peel off what nothing left imports, or imports nothing."""
    left = {name: set(others) for name, others in edges.items()}
    while True:
        wanted = set().union(*left.values())
        outside = {name for name, others in left.items() if not others or name not in wanted}
        if not outside:
            return [sorted(left)] if left else []
        left = {name: others - outside for name, others in left.items() if name not in outside}


def repeated_runs(size: int) -> list[str]:
    """Places where at least `size` consecutive lines of code stand in another module as well."""
    texts = {module.name: plain_lines(module) for module in modules()}
    homes: dict[tuple[str, ...], set[str]] = {}
    for name, lines in texts.items():
        for start in range(len(lines) - size + 1):
            block = tuple(text for _, text in lines[start : start + size])
            homes.setdefault(block, set()).add(name)
    found = []
    for name, lines in texts.items():
        before = False
        for start in range(len(lines) - size + 1):
            again = len(homes[tuple(text for _, text in lines[start : start + size])]) > 1
            if again and not before:
                found.append(f"{name}:{lines[start][0]}")
            before = again
    return found


def plain_lines(module: Module) -> list[tuple[int, str]]:
    """(number, stripped text) of the lines that are code: no blanks, imports or comments."""
    rows = enumerate((line.strip() for line in module.text.splitlines()), 1)
    return [row for row in rows if row[1] and not row[1].startswith(("import ", "from ", "#"))]


def quantile(values: list[int], share: float) -> int:
    """The value below which `share` of the sorted values lie; 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0
