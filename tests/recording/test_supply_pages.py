"""The pages of supplies: application to hand-over by clicks, the register, what each role is shown."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from recording import supply_papers
from recording.models import Access, Evidence, Supply, SupplyLink
from recording.services import supplies, supply_copies
from recording.services.supplies import Piece
from tests import factories
from tests.base import Cast, client_of
from tests.originals import PHOTO
from tests.purposes import told
from tests.recording.supplying import (
    TITLE,
    TOLD,
    approve,
    ask,
    close,
    link_of,
    made,
    photograph,
    plain_copies,
    sent,
)

pytestmark = pytest.mark.django_db
Status = Supply.Status


@pytest.fixture
def item(cast: Cast) -> Evidence:
    return photograph(cast)


@pytest.fixture
def ready(item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Supply:
    return made(ask(item, cast), cast, monkeypatch)


def test_a_hand_over_on_a_medium_is_custody_with_its_receipt(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = made(ask(item, cast, channel="medium"), cast, monkeypatch)
    with pytest.raises(StaleError):
        link_of(row, cast)
    client = cast.client("officer1")
    form = {"receiver": "钟法官", "medium": "光盘1张"}
    assert client.post(reverse("supply-hand-over", args=[row.pk]), form).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.receiver, row.medium) == (Status.DELIVERED, "钟法官", "光盘1张")
    entry = AuditEntry.objects.get(action="evidence.exported", object_id=str(item.pk))
    assert json.loads(entry.data)["how"] == "medium"
    assert "回执" in client.get(reverse("supply-detail", args=[row.pk])).content.decode()


def test_a_supply_by_link_is_not_handed_over_in_person(ready: Supply, cast: Cast) -> None:
    with pytest.raises(RuleError, match="通过链接提供"):
        supplies.hand_over(ready, by=cast.officer1, at=timezone.now(), receiver="某", medium="光盘")


def test_from_the_application_to_the_link_by_the_pages(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, head = cast.client("officer1"), cast.client("head")
    form = {**TOLD, "scope": [str(item.pk)], "due_on": timezone.localdate().isoformat()}
    answer = officer.post(reverse("supply-ask", args=[item.case_id]), form)
    row = Supply.objects.get()
    home = reverse("supply-detail", args=[row.pk])
    assert answer["Location"] == home
    assert reverse("supply-approve", args=[row.pk]) in head.get(home).content.decode()
    assert reverse("supply-approve", args=[row.pk]) not in officer.get(home).content.decode()
    assert (
        head.post(reverse("supply-approve", args=[row.pk]), {"answer": "同意"})["Location"] == home
    )
    monkeypatch.setattr(
        supply_copies,
        "_write",
        lambda supply, item, path, out, tell: (out.write_bytes(b"copy"), ("image/jpeg", "t"))[1],
    )
    monkeypatch.setattr(supply_papers, "cover", lambda supply: b"%PDF-1.4 cover")
    supply_copies.make_waiting()
    page = officer.post(reverse("supply-link", args=[row.pk])).content.decode()
    assert "/p/supply-" in page
    register = cast.client("supervisor").get(reverse("supply-list")).content.decode()
    assert "云溪市人民法院" in register
    other = client_of(factories.user("head", cast.other_bureau))
    assert other.get(home).status_code == 404
    assert "云溪市人民法院" not in other.get(reverse("supply-list")).content.decode()


def test_the_register_is_narrowed(item: Evidence, cast: Cast) -> None:
    ask(item, cast)
    head, page = cast.client("head"), reverse("supply-list")
    for query, found in (("?q=云溪市人民", True), ("?q=别的", False), ("?basis=audit", False)):
        assert ("审理行政诉讼" in head.get(page + query).content.decode()) == found


# ----------------------------------------------------------------------------- what is asked first
def test_the_package_to_be_written_on_a_medium_is_taken_on_record(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = made(ask(item, cast, channel="medium"), cast, monkeypatch)
    got = cast.client("officer1").get(reverse("supply-package", args=[row.pk]))
    archive = zipfile.ZipFile(io.BytesIO(sent(got)))
    assert archive.namelist()[0] == "00_说明.pdf"
    seen = Access.objects.get(act="export")
    assert (seen.user, seen.purpose, seen.what) == (cast.officer1, "handling", row.number)
    assert AuditEntry.objects.get(action="supply.take").object_id == str(row.pk)
    row.refresh_from_db()
    assert row.status == Status.READY


def test_who_is_not_a_handler_says_what_for_before_taking_the_package(
    ready: Supply, item: Evidence, cast: Cast
) -> None:
    page, client = reverse("supply-package", args=[ready.pk]), cast.client("unithead")
    asked = client.get(page)
    assert asked["Location"].startswith(reverse("evidence-purpose", args=[item.case_id]))
    assert not AuditEntry.objects.filter(action="supply.take").exists()
    assert told(client, item.case).get(page).status_code == 200


def test_one_closed_piece_keeps_the_whole_package_from_who_may_not_see_it(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = photograph(cast, case=item.case, title="病历照片", content=PHOTO + b"2")
    row = made(ask(item, cast, pieces=[Piece(item), Piece(other)]), cast, monkeypatch)
    close(other, cast, "private")
    page = reverse("supply-package", args=[row.pk])
    assert told(cast.client("unithead"), item.case).get(page).status_code == 404
    assert cast.client("officer1").get(page).status_code == 200
    shown = cast.client("unithead").get(reverse("supply-detail", args=[row.pk])).content.decode()
    assert "病历照片" not in shown
    assert other.blob_id not in shown
    assert TITLE in shown


def test_a_withdrawn_supply_has_no_package(ready: Supply, cast: Cast) -> None:
    page = reverse("supply-package", args=[ready.pk])
    home = reverse("supply-detail", args=[ready.pk])
    client = cast.client("officer1")
    assert page in client.get(home).content.decode()
    supplies.withdraw(ready, by=cast.officer1, reason="不再需要")
    assert client.get(page).status_code == 404
    assert page not in client.get(home).content.decode()


# ------------------------------------------------------------------------------------ hand-over
def test_a_medium_is_handed_over_once(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = made(ask(item, cast, channel="medium"), cast, monkeypatch)
    given: dict[str, Any] = {
        "by": cast.officer1,
        "at": timezone.now(),
        "receiver": "钟法官",
        "medium": "光盘",
    }
    supplies.hand_over(row, **given)
    with pytest.raises(StaleError, match="不能交付"):
        supplies.hand_over(row, **given)
    assert Access.objects.filter(act="supply").count() == 1
    with pytest.raises(PermissionDenied):
        supplies.hand_over(row, **{**given, "by": cast.head})


@pytest.mark.parametrize("blank", ["receiver", "medium"])
def test_the_form_of_the_hand_over_asks_who_signed_for_what(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch, blank: str
) -> None:
    row = made(ask(item, cast, channel="medium"), cast, monkeypatch)
    data = {"receiver": "钟法官", "medium": "光盘1张", blank: " "}
    page = cast.client("officer1").post(reverse("supply-hand-over", args=[row.pk]), data)
    words = page.content.decode()
    assert "必填" in words
    assert ("光盘1张" if blank == "receiver" else "钟法官") in words
    row.refresh_from_db()
    assert row.status == Status.READY


# ---------------------------------------------------------------------------- address and register
def test_the_address_and_the_code_are_shown_once(ready: Supply, cast: Cast) -> None:
    client, page = cast.client("officer1"), reverse("supply-link", args=[ready.pk])
    assert "/p/supply-" not in client.get(page).content.decode()
    got = client.post(page)
    assert got["Cache-Control"] == "private, no-store"
    words = got.content.decode()
    assert "/p/supply-" in words
    for again in (page, reverse("supply-detail", args=[ready.pk])):
        assert "/p/supply-" not in client.get(again).content.decode()


def test_a_page_sent_twice_does_not_end_the_link_it_made(ready: Supply, cast: Cast) -> None:
    client, page = cast.client("officer1"), reverse("supply-link", args=[ready.pk])
    first = {"newest": client.get(page).context["form"]["newest"].value()}
    assert "/p/supply-" in client.post(page, first).content.decode()
    again = client.post(page, first).content.decode()
    assert "/p/supply-" not in again
    assert "已经出具过链接" in again
    assert ready.links.get().ended_at is None
    fresh = {"newest": client.get(page).context["form"]["newest"].value()}
    assert "/p/supply-" in client.post(page, fresh).content.decode()
    assert ready.links.filter(ended_at=None).count() == 1 < ready.links.count()


def test_no_link_before_the_copies_are_there(item: Evidence, cast: Cast) -> None:
    row = ask(item, cast)
    page = cast.client("officer1").post(reverse("supply-link", args=[row.pk]))
    assert page.status_code == 200
    assert "现在不能出具链接" in page.content.decode()
    assert not SupplyLink.objects.exists()


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (Status.ASKED, {"supply-withdraw"}),
        (Status.APPROVED, {"supply-withdraw"}),
        (Status.READY, {"supply-withdraw", "supply-link", "supply-package"}),
    ],
)
def test_the_page_offers_the_officer_what_the_state_allows(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch, state: str, offered: set[str]
) -> None:
    row = ask(item, cast)
    if state != Status.ASKED:
        approve(row, cast)
    if state == Status.READY:
        plain_copies(monkeypatch)
        supply_copies.make_waiting()
    page = cast.client("officer1").get(reverse("supply-detail", args=[row.pk])).content.decode()
    acts = ("approve", "refuse", "withdraw", "retry", "hand-over", "link", "package")
    names = {f"supply-{name}" for name in acts}
    assert {name for name in names if reverse(name, args=[row.pk]) in page} == offered


def test_a_supervisor_reads_and_does_nothing(ready: Supply, cast: Cast) -> None:
    client = cast.client("supervisor")
    page = client.get(reverse("supply-detail", args=[ready.pk])).content.decode()
    assert "云溪市人民法院" in page
    for name in ("supply-withdraw", "supply-link", "supply-package"):
        assert reverse(name, args=[ready.pk]) not in page
    assert client.post(reverse("supply-link", args=[ready.pk])).status_code == 403


def test_an_empty_register_says_so(cast: Cast) -> None:
    page = cast.client("head").get(reverse("supply-list"))
    assert page.status_code == 200
    assert "<tbody>" not in page.content.decode()


def test_the_register_goes_on_page_by_page_with_the_same_number_of_queries(
    item: Evidence, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    ask(item, cast)
    client, page = cast.client("head"), reverse("supply-list")
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for _no in range(3):
        ask(item, cast)
    with django_assert_max_num_queries(len(few)):
        client.get(page)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=钟法", True),
        ("?q= 钟法官 ", True),
        ("?status=asked", True),
        ("?status=ready", False),
        ("?basis=court&status=asked", True),
        ("?basis=nonsense", True),
        ("?q=1%25", False),
    ],
)
def test_the_register_is_narrowed_by_each_of_its_fields(
    item: Evidence, cast: Cast, query: str, found: bool
) -> None:
    ask(item, cast)
    words = cast.client("head").get(reverse("supply-list") + query).content.decode()
    assert ("审理行政诉讼" in words) == found
