"""However many rows a list has, it asks the database the same number of times."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enforcement.models import Agency, Delegation, Item, Officer, Party, Statute, StatuteVersion
from enforcement.models.officer import Certificate
from tests import factories
from tests.base import Cast

pytestmark = pytest.mark.django_db
START, END = date(2024, 1, 1), date(2028, 12, 31)


def more_items(cast: Cast, n: int, batch: int) -> None:
    Item.objects.bulk_create(
        Item(agency=cast.bureau, kind="penalty", name=f"事项{batch}-{i}", effective_from=START)
        for i in range(n)
    )


def more_officers(cast: Cast, n: int, batch: int) -> None:
    rows = Officer.objects.bulk_create(
        Officer(agency=cast.bureau, name=f"安试{batch}-{i}", post="科员", published_on=START)
        for i in range(n)
    )
    Certificate.objects.bulk_create(
        Certificate(
            officer=row,
            number=f"B{batch}-{i}",
            issuer="云溪市",
            area="云溪市",
            valid_from=START,
            valid_to=END,
        )
        for i, row in enumerate(rows)
    )


def more_parties(cast: Cast, n: int, batch: int) -> None:
    Party.objects.bulk_create(
        Party(agency=cast.bureau, kind="org", name=f"商行{batch}-{i}", flags=["缺少法定代表人"])
        for i in range(n)
    )


def more_delegations(cast: Cast, n: int, batch: int) -> None:
    Delegation.objects.bulk_create(
        Delegation(
            delegator=cast.bureau,
            delegate=cast.other_bureau,
            number=f"委〔2026〕{batch}{i}号",
            matters="巡查",
            powers="警告",
            valid_from=START,
            valid_to=END,
        )
        for i in range(n)
    )


def more_statutes(cast: Cast, n: int, batch: int) -> None:
    rows = Statute.objects.bulk_create(
        Statute(title=f"示范法{batch}-{i}", folded_title=f"示范法{batch}-{i}") for i in range(n)
    )
    StatuteVersion.objects.bulk_create(
        StatuteVersion(statute=row, version_date=day, effective_from=day, sha256=f"{row.pk}{day}")
        for row in rows
        for day in (START, END)
    )


def more_cases(cast: Cast, n: int, batch: int) -> None:
    for _each in range(n):
        factories.case(cast.bureau)


Fill = Callable[[Cast, int, int], None]
LISTS: list[tuple[str, str, Fill, int]] = [
    ("item-admin-list", "listadmin", more_items, 20),
    ("officer-admin-list", "listadmin", more_officers, 20),
    ("party-list", "officer1", more_parties, 20),
    ("delegation-admin-list", "listadmin", more_delegations, 20),
    ("statute-list", "listadmin", more_statutes, 20),
    ("registry-home", "listadmin", more_items, 20),
    ("case-list", "officer1", more_cases, 4),
]


def asked(cast: Cast, person: str, name: str, **query: str) -> int:
    """How many queries the page takes."""
    client = cast.client(person)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse(name), query).status_code == 200
    return len(captured)


@pytest.mark.parametrize(("name", "person", "fill", "n"), LISTS, ids=[row[0] for row in LISTS])
def test_a_list_takes_the_same_number_of_queries_for_two_rows_and_many(
    cast: Cast, name: str, person: str, fill: Fill, n: int
) -> None:
    fill(cast, 2, 1)
    few = asked(cast, person, name), asked(cast, person, name, q="试")

    fill(cast, n, 2)

    assert (asked(cast, person, name), asked(cast, person, name, q="试")) == few
    assert few[0] <= 20


def test_the_tree_of_agencies_is_listed_in_the_same_number_of_queries(cast: Cast) -> None:
    few = asked(cast, "supervisor", "agency-admin-list")
    for _each in range(8):
        factories.agency(parent=Agency.objects.get(pk=cast.bureau.pk))

    assert asked(cast, "supervisor", "agency-admin-list") == few


def test_the_second_page_costs_no_more_than_the_first(cast: Cast) -> None:
    more_items(cast, 60, 1)
    client = cast.client("listadmin")
    first = client.get(reverse("item-admin-list")).context["page"]
    assert (len(first.rows), bool(first.next_cursor)) == (25, True)

    second = asked(cast, "listadmin", "item-admin-list", after=first.next_cursor)

    assert second <= asked(cast, "listadmin", "item-admin-list")


def test_the_pages_of_a_list_together_hold_every_row_once(cast: Cast) -> None:
    more_items(cast, 60, 1)
    client, after, names = cast.client("listadmin"), "", []
    while True:
        page = client.get(reverse("item-admin-list"), {"after": after}).context["page"]
        names += [row.name for row in page.rows]
        after = page.next_cursor
        if not after:
            break

    assert len(names) == len(set(names)) == 60


def test_the_number_shown_beside_an_officer_is_the_one_valid_today(cast: Cast) -> None:
    row = cast.officers[0]
    today = timezone.localdate()
    Certificate.objects.filter(officer=row).update(valid_to=today - timedelta(days=1))
    client = cast.client("listadmin")

    shown = dict(client.get(reverse("officer-admin-list")).context["rows"])
    assert shown[row] == ""

    Certificate.objects.filter(officer=row).update(valid_to=today)
    shown = dict(client.get(reverse("officer-admin-list")).context["rows"])
    assert shown[row] == row.certificates.get().number
