"""Every URL name x every role, as tests/permissions/matrix.toml says."""

import pytest

from tests.permissions.world import ROLES, Line, World, lines, url_names

TABLE = lines()
GETS = [line for line in TABLE if line.method == "get"]
# What answers a stranger with a redirect that is not the one to the login page.
PRESSED = {
    *("party-confirm", "party-defence", "party-hearing", "task-arrived", "task-rated"),
    *("correction-supply", "correction-reopen", "complaint-rate"),
}
OPEN = {"login", "logout", "set_language", "large-pages", *PRESSED}
# One worker makes the world and keeps it.
pytestmark = pytest.mark.xdist_group("matrix")


def in_office(line: Line) -> bool:
    """Whether the page asks for an account."""
    return line.expected["anonymous"] in (302, 403) and line.name not in OPEN


def test_every_url_name_of_the_project_is_in_the_table() -> None:
    assert sorted(url_names() - {line.name for line in GETS}) == []


def test_the_table_names_no_url_that_does_not_exist() -> None:
    assert sorted({line.name for line in TABLE} - url_names()) == []


def test_every_url_has_a_name() -> None:
    assert "None" not in url_names()


def test_what_is_only_posted_is_in_the_second_half() -> None:
    posted = {line.name for line in TABLE if line.method == "post"}
    acts = {line.name for line in GETS if set(line.expected.values()) <= {302, 403, 404, 405}}
    only = {name for name in acts if name not in {"alert-open", "counsel-paper"}}
    public = {line.name for line in GETS if line.expected["anonymous"] == 200}

    assert sorted(only - public - posted) == []


@pytest.mark.parametrize("line", TABLE, ids=lambda line: line.label)
def test_each_role_gets_what_the_table_says(line: Line, world: World, db: None) -> None:
    assert {role: world.ask(line, role) for role in ROLES} == line.expected


def test_nobody_posts_without_an_account(world: World, db: None) -> None:
    for line in GETS:
        status = world.ask(Line(line.name, "post", line.row, {}), "anonymous")
        # 400: the request of a witness, which an empty body is none of.
        public = (200, 302, 400, 401, 404, 405)
        assert status in ((302, 403) if in_office(line) else public), line.name


def test_a_page_about_one_row_is_no_page_for_another_agency() -> None:
    shared = {"statute-detail", "calendar-year", "recording-statistics-export", "entry-list"}
    shared |= {
        "entry-export",
        "delegation-export",
        "sheet-export",
    }  # of the account's own agency, by a format
    shown = [
        line.name
        for line in GETS
        if in_office(line) and line.row and line.expected["outsider"] not in (403, 404, 405)
    ]

    assert sorted(set(shown) - shared) == []


def test_no_role_is_answered_with_a_failure_anywhere() -> None:
    assert [line.label for line in TABLE if 500 in line.expected.values()] == []
