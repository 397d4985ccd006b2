"""The one table of roles: complete, used, and separating what must not lie in one hand."""

import re

import pytest

from core.roles import ROLES_FILE, permissions_of, role_labels, role_table
from tests.source import ROOT, modules

CONTRACT = {
    *("officer", "unithead", "reviewer", "head", "publisher"),
    *("listadmin", "supervisor", "admin"),
}
NAMED = re.compile(
    r"[\"'](?P<name>(?:core|enforcement|recording|legal_review|disclosure|supervision)\.[a-z_]+)[\"']"
)
IN_TEMPLATE = re.compile(r"perms\.(?P<name>[a-z_]+\.[a-z_]+)")


def known() -> set[str]:
    return set().union(*role_table().values())


def test_the_roles_are_those_of_the_contract() -> None:
    assert set(role_table()) == CONTRACT
    assert set(role_labels()) == CONTRACT


def test_every_role_has_a_chinese_name_and_some_right() -> None:
    for role, words in role_labels().items():
        assert re.search(r"[\u4e00-\u9fff]", words), role
        assert role_table()[role], role


def test_an_account_has_the_rights_of_all_its_roles_and_no_more() -> None:
    table = role_table()

    assert permissions_of([]) == frozenset()
    assert permissions_of(["officer"]) == table["officer"]
    assert permissions_of(["officer", "head"]) == table["officer"] | table["head"]
    assert permissions_of(["officer", "officer"]) == table["officer"]


@pytest.mark.parametrize("role", ["", "root", "Officer", "officer ", "*"])
def test_an_unknown_role_carries_nothing(role: str) -> None:
    assert permissions_of([role]) == frozenset()


def test_no_permission_stands_twice_in_a_role() -> None:
    for line in ROLES_FILE.read_text(encoding="utf-8").splitlines():
        names = re.findall(r'"([a-z_]+\.[a-z_]+)"', line)
        assert len(names) == len(set(names)), line


def test_every_permission_of_the_table_is_asked_for_somewhere() -> None:
    named = {found["name"] for module in modules() for found in NAMED.finditer(module.text)}
    for path in (ROOT / "templates").rglob("*.html"):
        named |= {f["name"] for f in IN_TEMPLATE.finditer(path.read_text(encoding="utf-8"))}

    assert sorted(known() - named) == []


def test_every_permission_a_page_asks_for_is_given_to_somebody() -> None:
    asked = re.compile(r"(?:@requires|demand(?:_in)?)\((?:\w+, )?\"(?P<name>[a-z_.]+)\"")
    names = {found["name"] for module in modules() for found in asked.finditer(module.text)}
    for path in (ROOT / "templates").rglob("*.html"):
        names |= {f["name"] for f in IN_TEMPLATE.finditer(path.read_text(encoding="utf-8"))}

    assert names, "the search finds something"
    assert sorted(names - known()) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("enforcement.draft_decision", "enforcement.decide"),
        ("enforcement.draft_decision", "legal_review.review"),
        ("legal_review.review", "enforcement.decide"),
        ("legal_review.submit", "legal_review.review"),
        ("disclosure.approve", "enforcement.draft_decision"),
        ("enforcement.manage_accounts", "enforcement.view_case"),
        ("enforcement.change_registry", "enforcement.view_case"),
        ("enforcement.supervise", "enforcement.decide"),
    ],
)
def test_no_single_role_holds_both(first: str, second: str) -> None:
    assert [role for role, rights in role_table().items() if {first, second} <= rights] == []
