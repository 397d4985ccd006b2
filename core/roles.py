"""Roles carry permissions as data: core/roles.toml is the one table."""

import tomllib
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

ROLES_FILE = Path(__file__).parent / "roles.toml"


@cache
def role_table() -> dict[str, frozenset[str]]:
    """Role name -> permissions, from core/roles.toml (the source of docs/roles.md)."""
    data = tomllib.loads(ROLES_FILE.read_text(encoding="utf-8"))
    return {name: frozenset(row["permissions"]) for name, row in data["roles"].items()}


def permissions_of(roles: list[str]) -> frozenset[str]:
    """Union of the permissions of the given roles; an unknown role carries none."""
    table = role_table()
    return frozenset().union(*(table.get(role, frozenset()) for role in roles))


def role_labels() -> dict[str, str]:
    """Role name -> its name in the language of the reader, from the same table."""
    return _labels("en" if (get_language() or "").startswith("en") else "label")


@cache
def _labels(column: str) -> dict[str, str]:
    data = tomllib.loads(ROLES_FILE.read_text(encoding="utf-8"))
    return {name: str(row[column]) for name, row in data["roles"].items()}
