"""Delegations with their agency, on the pages of the office, and what the database refuses to make of them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError
from core.triggers import refusal
from enforcement import lists
from enforcement.models import Agency, Delegation, ListVersion
from enforcement.services import delegations, list_records, list_versions
from tests import deeds, factories
from tests.base import Cast, client_of
from tests.deeds import NOTE
from tests.enforcement.test_delegation_versions import (
    FROM,
    LATER,
    ON,
    TO,
    both,
    draft,
    fresh,
    handed_in,
    public,
    publish,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def refused_by_gate(act: Callable[[], object]) -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    found = refusal(caught.value)
    return found[0] if found else ""


# --- with its agency ----------------------------------------------------------------------------


def test_an_agency_to_be_announced_brings_its_deeds_along(cast: Cast) -> None:
    agency = factories.agency("示范新局", parent=cast.bureau, status="pending")
    row = draft(cast, delegator=agency)
    list_versions.change(row, by=cast.listadmin, on=ON, changes={"published_on": ON})
    assert fresh(row).published_on == ON and not Delegation.objects.public(ON)
    bare = draft(cast, delegator=agency, number="草案")
    version = list_versions.change(
        agency, by=cast.listadmin, on=ON, changes={"status": "confirmed"}
    )
    assert version is not None and list_records.along(version) == [row]
    address = reverse("list-version-detail", args=[version.pk])
    assert row.matters in cast.client("listadmin").get(address).content.decode()
    list_versions.submit(version, by=cast.listadmin, on=ON, valid_from=ON, change_note=NOTE)
    with pytest.raises(RuleError, match="现在不能修改"):
        delegations.update(fresh(row), by=cast.listadmin, powers="全部")
    publish(version, cast)
    assert list(Delegation.objects.public(ON)) == [row] and fresh(bare).published_on is None


def test_who_wrote_a_deed_does_not_approve_the_agency_it_comes_with(cast: Cast) -> None:
    agency = factories.agency("示范新局", parent=cast.bureau, status="pending")
    row = draft(cast, delegator=agency)
    list_versions.change(row, by=cast.listadmin, on=ON, changes={"published_on": ON})
    other = factories.user("listadmin", cast.bureau, username="l2", name="清单二")
    version = list_versions.change(agency, by=other, on=ON, changes={"status": "confirmed"})
    assert version is not None
    list_versions.submit(version, by=other, on=ON, valid_from=ON, change_note=NOTE)
    with pytest.raises(RuleError, match="编制人不能批准"):
        publish(version, cast, by=both(cast.listadmin))


def test_it_is_kept_when_its_agency_comes_back(cast: Cast) -> None:
    row = deeds.changed(cast, public(cast), ON, powers="检查")
    Agency.objects.filter(pk=cast.bureau.pk).update(status="pending")
    list_versions.change(fresh(row), by=cast.listadmin, on=ON, changes={"powers": "其他"})
    assert fresh(row).powers == "其他"
    list_records.resume(Agency.objects.get(pk=cast.bureau.pk), ON)
    Agency.objects.filter(pk=cast.bureau.pk).update(status="confirmed")
    list_records.resume(Agency.objects.get(pk=cast.bureau.pk), ON)
    last = ListVersion.objects.of("delegation", row.pk).latest("number")
    assert (last.way, last.content["powers"]) == ("recorded", "其他")


# --- the pages ----------------------------------------------------------------------------------


def form(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        **deeds.FIELDS,
        "delegator": cast.bureau.pk,
        "delegate": cast.other_bureau.pk,
        "valid_from": FROM.isoformat(),
        "valid_to": TO.isoformat(),
        **changes,
    }


def test_its_page_makes_a_draft_of_one_with_a_day(cast: Cast) -> None:
    today = timezone.localdate().isoformat()
    given = form(cast, published_on=today)
    answer = cast.client("listadmin").post(reverse("delegation-admin-create"), given)
    version = ListVersion.objects.get()
    assert answer["Location"] == reverse("list-version-detail", args=[version.pk])
    assert (version.status, Delegation.objects.get().published_on) == ("draft", None)


def test_its_page_enters_one_without_a_day(cast: Cast) -> None:
    answer = cast.client("listadmin").post(reverse("delegation-admin-create"), form(cast))
    assert answer["Location"] == reverse("delegation-admin-list")
    assert not ListVersion.objects.exists()
    shown = cast.client("listadmin").get(reverse("delegation-admin-list")).content.decode()
    assert (
        "待公布" in shown
        and reverse("delegation-publish", args=[Delegation.objects.get().pk]) in shown
    )


def test_the_page_of_a_public_one_makes_a_version(cast: Cast) -> None:
    row, client = public(cast), cast.client("listadmin")
    address = reverse("delegation-admin-edit", args=[row.pk])
    assert "检查、责令改正" in client.get(address).content.decode()
    given = form(cast, powers="检查", published_on=FROM.isoformat())
    answer = client.post(address, given)
    version = ListVersion.objects.get(status="draft")
    assert answer["Location"] == reverse("list-version-detail", args=[version.pk])
    assert fresh(row).powers == "检查、责令改正"
    shown = client.get(address).content.decode()
    assert reverse("list-version-detail", args=[version.pk]) in shown
    assert reverse("delegation-end", args=[row.pk]) not in shown
    stale = client.post(address, {**given, "powers": "别的", "seen": ""})
    assert stale.status_code in (200, 409) and "有了变化" in stale.content.decode()


def test_a_refused_change_is_told_beside_its_field(cast: Cast) -> None:
    row = public(cast)
    given = form(cast, number="别号", published_on=FROM.isoformat())
    answer = cast.client("listadmin").post(reverse("delegation-admin-edit", args=[row.pk]), given)
    assert answer.status_code == 200 and "不能改换委托书编号" in answer.content.decode()


def test_the_page_of_the_end_hands_it_in(cast: Cast) -> None:
    row, today = public(cast, valid_to=timezone.localdate()), timezone.localdate()
    sent = {"on": today.isoformat(), "reason": "收回。"}
    answer = cast.client("listadmin").post(reverse("delegation-end", args=[row.pk]), sent)
    assert answer.status_code == 302 and fresh(row).ended_on is None
    assert ListVersion.objects.get(status="submitted").content["end_reason"] == "收回。"


def test_the_delegates_list_offers_no_act_on_it(cast: Cast) -> None:
    row, page = public(cast), reverse("delegation-admin-list")
    edit = reverse("delegation-admin-edit", args=[row.pk])
    assert edit in cast.client("listadmin").get(page).content.decode()
    taker = client_of(factories.user("listadmin", cast.other_bureau))
    shown = taker.get(page).content.decode()
    assert row.number in shown and edit not in shown
    assert taker.get(edit).status_code == taker.post(edit, form(cast)).status_code == 404


# --- the database -------------------------------------------------------------------------------


def test_the_database_makes_nothing_public_without_a_version(cast: Cast) -> None:
    row = draft(cast)
    rows = Delegation.objects.filter(pk=row.pk)
    assert refused_by_gate(lambda: rows.update(published_on=ON)) == "REGISTER"
    kept = {**rows.values().get(), "id": None, "published_on": ON}
    assert refused_by_gate(lambda: Delegation.objects.create(**kept)) == "REGISTER"
    handed_in(cast, row)
    assert refused_by_gate(lambda: rows.update(published_on=ON)) == "REGISTER"
    assert fresh(row).published_on is None


def test_a_recorded_version_does_not_do_for_the_database(cast: Cast) -> None:
    row = draft(cast)
    ListVersion.objects.create(
        kind="delegation",
        row=row.pk,
        agency=cast.bureau,
        number=1,
        title=row.number,
        content={**lists.content(row), "published_on": ON.isoformat()},
        way="recorded",
        status="published",
        valid_from=ON,
        published_on=ON,
        applied_on=ON,
    )
    rows = Delegation.objects.filter(pk=row.pk)
    assert refused_by_gate(lambda: rows.update(published_on=ON)) == "REGISTER"


def test_the_database_gives_no_other_day_than_was_approved(cast: Cast) -> None:
    row = public(cast)
    rows = Delegation.objects.filter(pk=row.pk)
    assert refused_by_gate(lambda: rows.update(published_on=LATER)) == "REGISTER"
    rows.update(published_on=None)
    assert refused_by_gate(lambda: rows.update(published_on=LATER)) == "REGISTER"


def test_what_was_taken_off_the_database_does_not_put_back(cast: Cast) -> None:
    row = public(cast)
    list_versions.change(row, by=cast.listadmin, on=ON, changes={"published_on": None})
    rows = Delegation.objects.filter(pk=row.pk)
    assert refused_by_gate(lambda: rows.update(published_on=FROM)) == "REGISTER"


@pytest.mark.parametrize("key", ["delegator", "delegate", "number", "valid_from"])
def test_the_database_keeps_a_public_deed_the_same(cast: Cast, key: str) -> None:
    said = {"delegator": cast.justice, "delegate": cast.justice, "number": "别号", "valid_from": ON}
    rows = Delegation.objects.filter(pk=public(cast).pk)
    assert refused_by_gate(lambda: rows.update(**{key: said[key]})) == "REGISTER"


def test_the_database_keeps_an_end(cast: Cast) -> None:
    rows = Delegation.objects.filter(pk=deeds.ended(cast, public(cast), ON, "收回。").pk)
    assert refused_by_gate(lambda: rows.update(ended_on=None)) == "REGISTER"
    assert refused_by_gate(lambda: rows.update(ended_on=LATER)) == "REGISTER"


def test_no_deed_is_carried_into_an_announced_agency(cast: Cast) -> None:
    agency = factories.agency("示范新局", parent=cast.bureau, status="pending")
    row = draft(cast, delegator=agency)
    rows = Delegation.objects.filter(pk=row.pk)
    rows.update(published_on=ON)  # nobody reads it yet
    assert refused_by_gate(lambda: rows.update(delegator=cast.bureau)) == "REGISTER"
    both_at_once = {"delegator": cast.bureau, "published_on": LATER}
    assert refused_by_gate(lambda: rows.update(**both_at_once)) == "REGISTER"


def test_raw_sql_is_refused_too(cast: Cast) -> None:
    row = draft(cast)
    statement = "UPDATE enforcement_delegation SET published_on = %s WHERE id = %s"

    def write() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, [ON, row.pk])

    assert refused_by_gate(write) == "REGISTER"
