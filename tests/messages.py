"""The strings of the interface, read from the sources without gettext's own tools."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize

from tests.source import ROOT, Module, modules

TEMPLATES = ROOT / "templates"
CHINESE = re.compile("[\u4e00-\u9fff]")
FULL_WIDTH = re.compile("[\u3000-\u303f\uff01-\uff5e]")
ONE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
MANY = {"ngettext", "ngettext_lazy"}
# What they say comes after the context, which is no message.
WITHIN = {"pgettext", "pgettext_lazy"}
LITERAL = r"""(u?'(?:\\.|[^'\\])*'|u?"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"(?<!\w)(?:_|gettext|(n)gettext)\(\s*{LITERAL}(?:\s*,\s*{LITERAL})?")
IN_TAG = re.compile(rf"_\({LITERAL}\)")
# Tags whose body is either collected by gettext or never shown.
BODIES = {"blocktranslate": "endblocktranslate", "comment": "endcomment"}
Message = tuple[str, str]


def called(node: ast.Call) -> str:
    """The name a call is made by, without what stands before its last dot."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def templates() -> list[Path]:
    """Every template."""
    return sorted(path for path in TEMPLATES.rglob("*") if path.is_file())


def of_python(tree: ast.Module) -> Iterator[Message]:
    """(singular, plural or "") of every call of gettext with literal text."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or called(node) not in ONE | MANY | WITHIN:
            continue
        given = node.args[1:2] if called(node) in WITHIN else node.args[:2]
        texts = [arg.value for arg in given if isinstance(arg, ast.Constant)]
        if called(node) in MANY:
            yield str(texts[0]), str(texts[1])
        elif texts:
            yield str(texts[0]), ""


def of_template(text: str) -> Iterator[Message]:
    """(singular, plural or "") of every translated text of a template."""
    for many, one, other in CALL.findall(templatize(text)):
        yield ast.literal_eval(one), ast.literal_eval(other) if many else ""


def collected() -> set[Message]:
    """Everything gettext would collect from the rooms and the templates."""
    found: set[Message] = set()
    for module in modules():
        found.update(of_python(module.tree))
    for path in templates():
        found.update(of_template(path.read_text(encoding="utf-8")))
    return found


def _excused(tree: ast.Module) -> set[int]:
    """Ids of the constants that gettext collects, and of docstrings."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found.add(id(node.value))
        elif isinstance(node, ast.Call) and called(node) in ONE | MANY | WITHIN:
            found.update(id(part) for arg in node.args for part in ast.walk(arg))
    return found


def bare_in_python(module: Module) -> Iterator[tuple[int, str]]:
    """(line, text) of every Chinese literal that no reader of English would see translated."""
    excused = _excused(module.tree)
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Constant) or id(node) in excused:
            continue
        if isinstance(node.value, str) and CHINESE.search(node.value):
            yield node.lineno, node.value


def bare_in_template(text: str, wanted: re.Pattern[str] = CHINESE) -> Iterator[tuple[int, str]]:
    """(line, text) of every piece of Chinese outside the tags and bodies that are translated."""
    until = ""
    for token in Lexer(text).tokenize():
        word = token.contents.split()[0] if token.contents.split() else ""
        if token.token_type is TokenType.BLOCK and (until or word in BODIES):
            until = "" if word == until else until or BODIES[word]
        elif until or token.token_type is TokenType.COMMENT or word == "translate":
            continue
        elif wanted.search(IN_TAG.sub("", token.contents)):
            yield token.lineno or 0, token.contents.strip()
