"""Kinds of power in the list of items (domain §6.2): all of them are kept, and only acts become cases."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from core import tables
from core.errors import RuleError
from enforcement.forms.cases import CaseForm
from enforcement.imports import list_sheets
from enforcement.imports.items import ItemImport
from enforcement.models import Agency, Item
from enforcement.models.kinds import ACTS_OF_POWER, ActionKind, PowerKind
from enforcement.services import items
from tests import factories
from tests.base import Cast
from tests.enforcement.test_case_filing import opened

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON = date(2026, 1, 5)
NO_ACTS = [kind for kind in PowerKind if kind.value not in ACTS_OF_POWER]


def power(agency: Agency, kind: str) -> Item:
    """One item of the kind."""
    label = PowerKind(kind).label
    return items.create(by=None, agency=agency, kind=kind, name=f"某{label}", effective_from=ON)


def test_every_act_is_the_act_of_a_power() -> None:
    assert set(ACTS_OF_POWER.values()) == set(ActionKind.values)
    assert set(ACTS_OF_POWER) <= set(PowerKind.values)
    assert len(NO_ACTS) == 5


@pytest.mark.parametrize("kind", list(PowerKind))
def test_a_sheet_written_by_the_portal_is_read_back(cast: Cast, kind: PowerKind) -> None:
    power(cast.bureau, kind)
    rows = Agency.objects.filter(pk=cast.bureau.pk)
    sheet = tables.csv_text(list(list_sheets.item_table(rows))).encode()
    Item.objects.all().delete()

    report = ItemImport(cast.listadmin, ON, default=cast.bureau).run(
        tables.read_bytes(sheet, name="a.csv")
    )

    assert not report.rejected
    assert [row.kind for row in Item.objects.all()] == [kind.value]


@pytest.mark.parametrize("kind", NO_ACTS)
def test_a_power_that_is_no_act_opens_no_case(kind: PowerKind) -> None:
    bureau = factories.agency()
    row = power(bureau, kind)

    with pytest.raises(RuleError) as refused:
        opened(bureau, item=row)

    assert refused.value.field == "item"
    assert str(kind.label) in str(refused.value)
    assert row not in CaseForm(agency=bureau, on=ON).fields["item"].queryset  # type: ignore[attr-defined]  # a ModelChoiceField


def test_requisition_is_carried_out_as_a_case() -> None:
    bureau = factories.agency()
    row = power(bureau, PowerKind.REQUISITION)

    case = opened(bureau, kind="levy", item=row)

    assert (case.kind, case.item) == ("levy", row)
    assert row in CaseForm(agency=bureau, on=ON).fields["item"].queryset  # type: ignore[attr-defined]  # a ModelChoiceField


def test_the_public_list_is_filtered_by_every_kind(client: Client, cast: Cast) -> None:
    page = client.get(reverse("item-list"), {"kind": "reward"})

    assert page.status_code == 200
    text = page.content.decode()
    assert all(f'value="{kind.value}"' in text for kind in PowerKind)
