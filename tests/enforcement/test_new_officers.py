"""Somebody new is on the public list once another person has approved it, and not before."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import tables
from core.errors import RuleError
from core.row_report import RowReport
from disclosure import verification
from enforcement import credentials as codes_of
from enforcement import lists
from enforcement.directory import Directory
from enforcement.imports.officers import OfficerImport
from enforcement.models import Credential, Officer, User
from enforcement.services import credentials, list_records, list_versions, officers
from tests import factories
from tests.base import Cast
from tests.enforcement.listed import approved, drafted, fresh

pytestmark = pytest.mark.django_db
NAME, NUMBER = "安试新", "YX777001"
ON = timezone.localdate()
YEAR = timedelta(365)


def card(row: Officer) -> None:
    officers.certify(
        row, number=NUMBER, issuer="云溪市", area="云溪市", valid_from=ON - YEAR, valid_to=ON + YEAR
    )


@pytest.fixture
def row(cast: Cast) -> Officer:
    """Added on the page by the list administrator, with a certificate."""
    sent = {"agency": cast.bureau.pk, "name": NAME, "post": "科员", "unit": ""}
    cast.client("listadmin").post(reverse("officer-admin-create"), sent)
    made = Officer.objects.get(name=NAME)
    card(made)
    return made


def edit(cast: Cast, row: Officer, by: User | None = None, **changes: Any) -> Any:
    sent = {"agency": row.agency_id, "name": row.name, "post": row.post, "status": row.status}
    sent |= {"seen": list_versions.state(row), **changes}
    client = Client()
    client.force_login(by or cast.listadmin)
    return client.post(reverse("officer-admin-edit", args=[row.pk]), sent)


def seen(row: Officer) -> set[str]:
    """The public places that name the officer."""
    client, found = Client(), set()
    asked = {
        "list": client.get(reverse("officer-list"), {"q": NAME}),
        "page": client.get(reverse("officer-detail", args=[row.pk])),
        "api": client.get("/api/v1/officers/"),
        "code": client.get(reverse("verify"), {"code": NUMBER}, follow=True),
    }
    for place, answer in asked.items():
        if answer.status_code == 200 and row.name in answer.content.decode().replace("value=", ""):
            found.add(place)
    return found


def test_nobody_reads_of_somebody_new_before_another_approved_it(cast: Cast, row: Officer) -> None:
    assert not Officer.objects.public(ON).filter(pk=row.pk).exists()
    assert not seen(row) & {"page", "api", "code"} and not verification.look_up(NUMBER, ON)
    assert approved(cast) == 1
    assert Officer.objects.public(ON).filter(pk=row.pk).exists()
    assert not Officer.objects.public(ON - timedelta(1)).filter(pk=row.pk).exists()
    assert seen(row) >= {"list", "page", "api", "code"} and verification.look_up(NUMBER, ON)


def test_who_wrote_it_does_not_approve_it(cast: Cast, row: Officer) -> None:
    made = list_records.versions(row).get()
    assert made.status == "draft" and made.content["name"] == NAME
    both = factories.user(["listadmin", "head"], cast.bureau)
    edit(cast, row, by=both, post="副科长")
    days = {"on": ON, "valid_from": ON}
    list_versions.submit(fresh(made), by=cast.listadmin, change_note="新增", **days)
    with pytest.raises(RuleError, match="编制人不能批准"):
        list_versions.publish(fresh(made), by=both, examined=True, on=ON)
    assert fresh(row).published_on is None


def test_a_certificate_makes_an_officer_and_not_the_list(row: Officer) -> None:
    assert row in Officer.objects.certified(ON) and row not in Officer.objects.public(ON)


def test_one_who_is_to_be_listed_later_is_on_no_page_before_that_day(
    cast: Cast, row: Officer
) -> None:
    made, later = list_records.versions(row).get(), ON + timedelta(9)
    list_versions.submit(made, by=cast.listadmin, on=ON, valid_from=later, change_note="新增")
    list_versions.publish(fresh(made), by=cast.head, examined=True, on=ON)
    assert list_versions.apply_due(on=later - timedelta(1)) == 0 and not seen(row) & {"page"}
    assert list_versions.apply_due(on=later) == 1
    assert not Officer.objects.public(ON).filter(pk=row.pk).exists()
    assert Officer.objects.public(later).filter(pk=row.pk).exists()


def test_a_text_changed_before_the_approval_goes_into_what_is_approved(
    cast: Cast, row: Officer
) -> None:
    edit(cast, row, post="执法大队长")
    assert fresh(row).post == "科员" and list_records.versions(row).get().content["post"] != "科员"
    approved(cast)
    assert fresh(row).post == "执法大队长"


def test_what_is_approved_is_all_that_becomes_public(cast: Cast, row: Officer) -> None:
    Officer.objects.filter(pk=row.pk).update(post="未经批准的职务")
    approved(cast)
    assert fresh(row).post == "科员"


def test_after_the_draft_was_given_up_the_next_change_asks_again(cast: Cast, row: Officer) -> None:
    list_versions.discard(list_records.versions(row).get(), by=cast.listadmin, reason="登记有误")
    edit(cast, row, post="副科长")
    made = list_records.versions(row).open().get()
    assert made.content["post"] == "副科长" and fresh(row).published_on is None


def test_out_of_post_and_back_does_not_go_around_the_approval(cast: Cast, row: Officer) -> None:
    list_versions.discard(list_records.versions(row).get(), by=cast.listadmin, reason="登记有误")
    edit(cast, fresh(row), status="suspended", post="局长")
    edit(cast, fresh(row), status="active")
    assert not Officer.objects.public(ON).filter(pk=row.pk).exists()
    assert list_records.versions(row).open().exists()


def test_nobody_new_is_given_a_credential(cast: Cast, row: Officer) -> None:
    certificate = row.certificates.get()
    with pytest.raises(RuleError, match="尚未列入"):
        credentials.issue(certificate, by=cast.listadmin, at=timezone.now())
    approved(cast)
    made = credentials.issue(fresh(certificate), by=cast.listadmin, at=timezone.now())
    assert codes_of.find(made.code, ON) == made
    assert codes_of.find(made.code, ON - timedelta(1)) is None
    Officer.objects.filter(pk=row.pk).update(published_on=None)
    assert not codes_of.stands(Credential.objects.get(pk=made.pk), ON)


def test_the_page_says_that_nobody_reads_of_somebody_new_yet(cast: Cast, row: Officer) -> None:
    words = "该条目尚未公布"
    page = reverse("officer-admin-edit", args=[row.pk])
    assert words in cast.client("listadmin").get(page).content.decode()
    approved(cast)
    drafted(fresh(row), cast.listadmin, ON, post="副科长")
    assert words not in cast.client("listadmin").get(page).content.decode()


# ------------------------------------------------------------------------------ sheets and commands
def brought(cast: Cast, post: str = "科员", *, staff: bool = True) -> RowReport:
    told = {"姓名": NAME, "职务": post, "执法证号": NUMBER, "发证机关": "云溪市"}
    told |= {"执法区域": "云溪市", "有效期自": f"{ON - YEAR}", "有效期至": f"{ON + YEAR}"}
    sheet = tables.Sheet("执法人员", [(1, [*told]), (2, [*told.values()])])
    by = cast.listadmin if staff else None
    return OfficerImport(by, cast.bureau, Directory([cast.bureau]), ON).run([sheet])


def test_a_sheet_hands_in_whom_it_brings(cast: Cast) -> None:
    assert brought(cast).created == 1
    row = Officer.objects.get(name=NAME)
    made = list_records.versions(row).get()
    assert (made.status, bool(made.batch)) == ("submitted", True) and not seen(row) & {"page"}
    assert brought(cast).unchanged == 1
    assert list_versions.publish_all([made], by=cast.head, examined=True, seen={}, on=ON) == 1
    assert "page" in seen(row) and brought(cast).unchanged == 1


def test_a_sheet_brought_twice_writes_nothing_that_waits(cast: Cast) -> None:
    brought(cast)
    approved(cast)
    assert brought(cast, "执法大队长").updated == 1
    assert brought(cast, "执法大队长").unchanged == 1
    row = Officer.objects.get(name=NAME)
    assert row.post == "科员" and list_records.versions(row).open().get().status == "submitted"


def test_what_a_command_loads_is_public_and_its_changes_are_versions(cast: Cast) -> None:
    brought(cast, staff=False)
    row = Officer.objects.get(name=NAME)
    assert row.published_on == ON and "page" in seen(row)
    officers.update(row, post="副科长")
    assert [each.content["post"] for each in list_records.versions(row)] == ["科员", "副科长"]


# ------------------------------------------------------------------------------ rows from before
def test_a_content_from_before_the_gate_was_public(cast: Cast) -> None:
    book, row = lists.LISTS["officer"], cast.officers[0]
    said = lists.content(row)
    old = {key: said[key] for key in ("agency", "name", "post")}
    assert lists.says_public(book, old, ON) and lists.same(old, said)
    assert not lists.says_public(book, {**old, lists.PUBLISHED: None}, ON)
    assert not lists.same({**old, lists.PUBLISHED: None}, said)


def test_a_change_of_somebody_listed_still_says_only_what_it_changes(cast: Cast) -> None:
    row = cast.officers[0]
    drafted(row, cast.listadmin, ON, post="副科长")
    Officer.objects.filter(pk=row.pk).update(name="改名")
    approved(cast)
    assert (fresh(row).name, fresh(row).post) == ("改名", "副科长")
