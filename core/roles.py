"""Roles carry permissions as data: core/roles.toml is the one table."""

import tomllib
from functools import cache
from pathlib import Path

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


@cache
def role_labels() -> dict[str, str]:
    """Role name -> its name in words, from the same table."""
    data = tomllib.loads(ROLES_FILE.read_text(encoding="utf-8"))
    return {name: str(row["label"]) for name, row in data["roles"].items()}
