"""Who comes back to the post is listed as the list said last, and otherwise after an approval."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enforcement.models import Agency, Officer
from enforcement.services import agencies, list_records, list_versions, officers
from tests.base import Cast
from tests.enforcement.listed import approved, fresh, published, submitted

pytestmark = pytest.mark.django_db
NAME, OTHER = "安试新", "安未批"
ON = timezone.localdate()


def edit(cast: Cast, row: Officer, **changes: Any) -> None:
    """What the list administrator sends from the officer's page."""
    now = fresh(row)
    sent = {"agency": now.agency_id, "name": now.name, "post": now.post, "status": now.status}
    sent |= {"seen": list_versions.state(now), **changes}
    page = reverse("officer-admin-edit", args=[row.pk])
    assert cast.client("listadmin").post(page, sent).status_code == 302


def away(cast: Cast, row: Officer) -> None:
    """Out of post, and renamed while nobody reads of them."""
    edit(cast, row, status="suspended")
    edit(cast, row, name=OTHER)


def of_a_new_agency(cast: Cast) -> Officer:
    """Out of post when the agency is announced: whoever approved that did not see the officer."""
    founded = agencies.create(name="筹建局", parent=cast.bureau, status="pending")
    sent = {"agency": founded.pk, "name": NAME, "post": "科员", "unit": ""}
    cast.client("listadmin").post(reverse("officer-admin-create"), sent)
    row = Officer.objects.get(name=NAME)
    edit(cast, row, status="suspended")
    made = submitted(founded, cast.listadmin, ON, status="confirmed")
    assert list_records.along(made) == []
    list_versions.publish(made, by=cast.head, examined=True, on=ON)
    edit(cast, row, name=OTHER)
    return row


def announced_again(cast: Cast) -> Officer:
    """Suspended and renamed while the agency was off the list."""
    row = cast.officers[0]
    list_versions.change(cast.bureau, by=cast.listadmin, on=ON, changes={"status": "pending"})
    away(cast, row)
    published(cast, fresh(cast.bureau), ON, status="confirmed")
    return row


def from_before(cast: Cast) -> Officer:
    """Out of post when rows were given their day of publication, so without any version."""
    row = cast.officers[0]
    Officer.objects.filter(pk=row.pk).update(
        status="suspended", published_on=ON - timedelta(days=100)
    )
    edit(cast, row, name=OTHER)
    return row


@pytest.mark.parametrize("make", [of_a_new_agency, announced_again, from_before])
def test_a_text_that_nobody_approved_waits_for_its_approval(cast: Cast, make: Any) -> None:
    row = make(cast)
    edit(cast, row, status="active")
    assert (fresh(row).status, fresh(row).published_on) == ("active", None)
    page = reverse("officer-detail", args=[row.pk])
    assert Client().get(page).status_code == 404
    assert list_records.versions(row).open().get().content["name"] == OTHER
    assert approved(cast) == 1
    assert OTHER in Client().get(page).content.decode()


def test_who_was_listed_is_back_with_the_text_that_held(cast: Cast) -> None:
    row = cast.officers[0]
    said = row.name
    away(cast, row)
    officers.set_status(fresh(row), "active", by=cast.listadmin, on=ON)
    assert Officer.objects.public(ON).get(pk=row.pk).name == said


def test_back_before_the_agency_is_announced_comes_along_with_it(cast: Cast) -> None:
    founded: Agency = agencies.create(name="筹建局", parent=cast.bureau, status="pending")
    row = officers.create(agency=founded, name=NAME, post="科员")
    away(cast, row)
    officers.set_status(fresh(row), "active", by=cast.listadmin, on=ON)
    made = submitted(founded, cast.listadmin, ON, status="confirmed")
    assert [each.name for each in list_records.along(made)] == [OTHER]


@pytest.mark.parametrize("field", ["name", "post"])
def test_a_text_beside_a_version_that_waits_is_refused_and_not_dropped(
    cast: Cast, field: str
) -> None:
    row = cast.officers[0]
    edit(cast, row, post="大队长")
    sent = {"agency": row.agency_id, "name": row.name, "post": "大队长", "unit": "二科"}
    sent |= {"status": "suspended", "seen": list_versions.state(row), field: "另一文字"}
    page = reverse("officer-admin-edit", args=[row.pk])
    answer = cast.client("listadmin").post(page, sent)
    assert "只能修改状态和内设机构" in answer.content.decode()
    assert (fresh(row).status, fresh(row).unit) == ("active", row.unit)
    edit(cast, row, status="suspended", post="大队长", unit="二科")
    assert (fresh(row).status, fresh(row).unit) == ("suspended", "二科")
    assert list_records.versions(row).open().get().content["post"] == "大队长"
