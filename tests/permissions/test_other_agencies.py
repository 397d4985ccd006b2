"""Rows of another agency are not there: not in lists, not in searches, not in the API or the log."""

from typing import Any

import pytest

from enforcement.models import Case, Decision, Party
from legal_review.models import Review
from recording.models import Document, Evidence
from tests.permissions.world import World

pytestmark = pytest.mark.xdist_group("matrix")
# Office pages that list rows, with a search for what the bureau has where they can search.
LISTS = [
    ("desk", ""),
    ("alert-list", ""),
    ("case-list", ""),
    ("case-list", "?q=晨星商贸"),
    ("case-list", "?q=云市监"),
    ("case-list", "?status=filed&kind=penalty"),
    ("review-queue", ""),
    ("publication-queue", ""),
    ("publication-queue", "?q=晨星"),
    ("party-list", ""),
    ("party-list", "?q=晨星商贸"),
    ("registry-home", ""),
    ("officer-admin-list", ""),
    ("officer-admin-list", "?q=安试一"),
    ("item-admin-list", ""),
    ("item-admin-list", "?q=食品经营"),
    ("delegation-admin-list", ""),
    ("qualification-list", ""),
    ("api-case-list", ""),
]


def secrets_of(world: World) -> list[str]:
    """Texts and keys that appear on a page only with a row of the bureau on it."""
    bureau = world.cast.bureau
    rows: list[Any] = [
        *Case.objects.filter(agency=bureau),
        *Decision.objects.filter(agency=bureau),
        *Review.objects.filter(agency=bureau),
        *Evidence.objects.filter(case__agency=bureau),
    ]
    keys = [str(row.pk) for row in rows]
    numbers = [row.number for row in Case.objects.filter(agency=bureau) if row.number]
    people = ["安试一", "安试二", "法如山", "石承方"]
    return [*keys, *numbers, *people, "晨星商贸销售过期食品案", "晨星商贸有限公司"]


@pytest.mark.parametrize(("name", "query"), LISTS)
def test_an_outsider_finds_nothing_of_the_bureau(
    name: str, query: str, world: World, db: None
) -> None:
    answer = world.client("outsider").get(world.path(name, "") + query)

    assert answer.status_code in (200, 400)
    text = answer.content.decode()
    # The page repeats the words that were searched for.
    assert [s for s in secrets_of(world) if s in text and s not in query] == []


@pytest.mark.parametrize(
    "name", ["case-list", "review-queue", "publication-queue", "party-list", "api-case-list"]
)
def test_the_same_lists_do_show_them_to_the_bureau(name: str, world: World, db: None) -> None:
    """Or the test above would prove nothing."""
    text = world.client("officer").get(world.path(name, "")).content.decode()

    assert any(secret in text for secret in secrets_of(world)), name


def test_every_row_below_a_case_is_hidden_with_it(world: World, db: None) -> None:
    bureau = world.cast.bureau
    pages = {
        "evidence-download": Evidence.objects.filter(case__agency=bureau),
        "document-pdf": Document.objects.filter(case__agency=bureau),
        "case-detail": Case.objects.filter(agency=bureau),
        "decision-read": Decision.objects.filter(agency=bureau),
        "review-detail": Review.objects.filter(agency=bureau),
        "party-edit": Party.objects.filter(agency=bureau),
    }
    client = world.client("outsider")
    for name, rows in pages.items():
        for row in rows[:3]:
            world.scene["any"] = str(row.pk)
            assert client.get(world.path(name, "any")).status_code == 404, name


def test_the_log_of_the_bureau_is_the_bureaus(world: World, db: None) -> None:
    """A supervisor of another tree reads his own log only."""
    stranger = world.cast.people["outsider"]
    stranger.roles = ["supervisor"]
    stranger.agency = None
    stranger.save(update_fields=["roles", "agency"])

    text = world.client("outsider").get(world.path("audit-list", "")).content.decode()

    assert [secret for secret in secrets_of(world) if secret in text] == []


@pytest.mark.parametrize("role", ["listadmin", "admin"])
def test_who_keeps_lists_or_the_system_sees_no_case(role: str, world: World, db: None) -> None:
    client = world.client(role)
    for name, row in (("case-list", ""), ("case-detail", "told"), ("api-case-list", "")):
        assert client.get(world.path(name, row)).status_code == 403
    assert client.get(world.path("evidence-download", "photograph")).status_code == 403
