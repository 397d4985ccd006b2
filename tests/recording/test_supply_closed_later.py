"""What is closed or destroyed after the application leaves the house through no supply."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from recording import supply_papers
from recording.forms.supplies import SupplyForm
from recording.models import Access, Evidence, Supply
from recording.services import closures, destruction, supplies, supply_copies, supply_links
from tests.base import Cast
from tests.purposes import told
from tests.recording.over_time import approved as appraised
from tests.recording.over_time import end, filed, paper
from tests.recording.supplying import (
    TITLE,
    approve,
    ask,
    close,
    link_of,
    made,
    opened,
    photograph,
)

pytestmark = pytest.mark.django_db
Status = Supply.Status
NO_MORE = "限制查阅或者已经销毁"


@pytest.fixture
def item(cast: Cast) -> Evidence:
    return photograph(cast)


@pytest.fixture
def ready(item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Supply:
    return made(ask(item, cast), cast, monkeypatch)


@pytest.fixture
def for_the_party(item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Supply:
    row = ask(item, cast, basis="party", paper="", channel="medium")
    return made(row, cast, monkeypatch)


# ------------------------------------------------------------------------------- closed later
def test_what_was_closed_since_is_not_approved_any_more(item: Evidence, cast: Cast) -> None:
    row = ask(item, cast, basis="party", paper="")
    close(item, cast, "minor")
    with pytest.raises(StaleError, match=NO_MORE) as refused:
        approve(row, cast)
    assert TITLE not in str(refused.value)
    assert "第二十四条" in refused.value.article
    assert "重新申请" in refused.value.remedy
    row.refresh_from_db()
    assert (row.status, row.number) == (Status.ASKED, "")


def test_what_was_closed_since_may_still_be_refused_or_withdrawn(
    item: Evidence, cast: Cast
) -> None:
    first, second = ask(item, cast), ask(item, cast)
    close(item, cast, "secret")
    supplies.refuse(first, by=cast.head, at=timezone.now(), answer="涉密")
    supplies.withdraw(second, by=cast.officer1, reason="涉密")
    assert {first.status, second.status} == {Status.REFUSED, Status.WITHDRAWN}


def test_no_copy_is_made_of_what_was_closed_since_and_the_reason_names_nothing(
    item: Evidence, cast: Cast
) -> None:
    row = approve(ask(item, cast), cast)
    close(item, cast, "secret")
    assert supply_copies.make_waiting() == 1
    row.refresh_from_db()
    assert row.status == Status.FAILED
    assert NO_MORE in row.problem
    assert row.items.get().blob is None
    page = cast.client("unithead").get(reverse("supply-detail", args=[row.pk])).content.decode()
    assert NO_MORE in page
    assert TITLE not in page


def test_no_link_is_made_for_what_became_a_secret(
    ready: Supply, item: Evidence, cast: Cast
) -> None:
    close(item, cast, "secret")
    with pytest.raises(StaleError, match=NO_MORE):
        link_of(ready, cast)
    page = cast.client("officer1").post(reverse("supply-link", args=[ready.pk]))
    assert NO_MORE in page.content.decode()
    assert not ready.links.exists()


@pytest.mark.parametrize("whole", [False, True])
def test_a_closure_shuts_the_door_on_who_has_it_open(
    ready: Supply, item: Evidence, cast: Cast, whole: bool
) -> None:
    _link, token, code = link_of(ready, cast)
    client, piece = opened(token, code), ready.items.get()
    row = close(item, cast, "secret", evidence=None if whole else item)
    for page in (
        reverse("supply-door", args=[token]),
        reverse("supply-file", args=[token, piece.pk]),
        reverse("supply-all", args=[token]),
    ):
        got = client.get(page)
        assert got.status_code == 410
        assert TITLE not in got.content.decode()
    assert not Access.objects.filter(act="supply").exists()
    closures.lift(row, by=cast.head, reason="已经解密")
    assert client.get(reverse("supply-door", args=[token])).status_code == 200


def test_a_link_nobody_opened_yet_does_not_ask_for_the_code(
    ready: Supply, item: Evidence, cast: Cast
) -> None:
    link, token, code = link_of(ready, cast)
    close(item, cast, "secret")
    door = reverse("supply-door", args=[token])
    assert opened_nothing(cast, door, reverse("supply-confirm", args=[token]), code) == [404, 404]
    link.refresh_from_db()
    assert (link.bound_at, link.failures) == (None, 0)


def opened_nothing(cast: Cast, door: str, confirm: str, code: str) -> list[int]:
    client = cast.client("head")  # an account opens no more than a stranger
    return [client.get(door).status_code, client.post(confirm, {"code": code}).status_code]


@pytest.mark.parametrize("group", ["trade", "private", "minor", "witness"])
def test_a_court_keeps_its_link_when_the_item_is_closed_to_others(
    ready: Supply, item: Evidence, cast: Cast, group: str
) -> None:
    _link, token, code = link_of(ready, cast)
    close(item, cast, group)
    assert opened(token, code).get(reverse("supply-door", args=[token])).status_code == 200


def test_no_medium_is_handed_to_a_party_after_a_closure(
    for_the_party: Supply, item: Evidence, cast: Cast
) -> None:
    close(item, cast, "trade")
    page = reverse("supply-hand-over", args=[for_the_party.pk])
    form = {"receiver": "钱试一", "medium": "光盘1张"}
    got = cast.client("officer1").post(page, form)
    assert got.status_code == 200
    words = got.content.decode()
    assert NO_MORE in words
    assert "光盘1张" in words
    for_the_party.refresh_from_db()
    assert for_the_party.status == Status.READY
    assert not AuditEntry.objects.filter(action="evidence.exported").exists()


def test_the_package_is_not_taken_after_a_closure(
    for_the_party: Supply, item: Evidence, cast: Cast
) -> None:
    page = reverse("supply-package", args=[for_the_party.pk])
    close(item, cast, "trade")
    officer = cast.client("officer1")
    assert officer.get(page).status_code == 409
    assert told(cast.client("unithead"), item.case).get(page).status_code == 404
    assert not AuditEntry.objects.filter(action="supply.take").exists()
    assert not Access.objects.filter(act="export").exists()


# ---------------------------------------------------------------------------------- destroyed
@pytest.fixture
def old(cast: Cast) -> Evidence:
    """A sheet of an archived file whose keeping has ended."""
    _case, (row,) = filed(cast, 询价单=paper("a"))
    end(row, cast)
    return row


def destroy(row: Evidence, cast: Cast) -> None:
    appraised(cast, row)
    assert destruction.run(timezone.now()) == 1


def test_what_was_destroyed_is_not_applied_for(old: Evidence, cast: Cast) -> None:
    destroy(old, cast)
    with pytest.raises(RuleError, match="可以查阅的范围"):
        ask(old, cast, by=cast.unithead)
    assert str(old.pk) not in SupplyForm(case=old.case, user=cast.unithead).items
    assert not Supply.objects.exists()


def test_a_destroyed_piece_ends_every_way_out(
    old: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, making = ask(old, cast), approve(ask(old, cast), cast)
    ready = ask(old, cast)
    supplies.withdraw(making, by=cast.officer1, reason="另行申请")
    ready = made(ready, cast, monkeypatch)
    _link, token, code = link_of(ready, cast)
    client = opened(token, code)
    destroy(old, cast)
    with pytest.raises(StaleError, match=NO_MORE):
        approve(waiting, cast)
    with pytest.raises(StaleError, match=NO_MORE):
        supply_links.issue(ready, by=cast.officer1, at=timezone.now())
    assert client.get(reverse("supply-door", args=[token])).status_code == 410
    assert client.get(reverse("supply-all", args=[token])).status_code == 410
    page = reverse("supply-package", args=[ready.pk])
    assert told(cast.client("officer1"), old.case).get(page).status_code == 409
    assert old.blob_id in supply_papers.as_json(ready).decode()


def test_the_worker_makes_nothing_of_a_destroyed_original(old: Evidence, cast: Cast) -> None:
    row = approve(ask(old, cast), cast)
    destroy(old, cast)
    assert supply_copies.make_waiting() == 1
    row.refresh_from_db()
    assert (row.status, NO_MORE in row.problem) == (Status.FAILED, True)
    assert supply_copies.make_waiting() == 0, "it does not come back to the worker by itself"
    page = told(cast.client("officer1"), old.case).get(reverse("supply-detail", args=[row.pk]))
    assert NO_MORE in page.content.decode()
    supplies.retry(row, by=cast.officer1)
    assert supply_copies.make_waiting() == 1
    row.refresh_from_db()
    assert (row.status, NO_MORE in row.problem) == (Status.FAILED, True)
    supplies.withdraw(row, by=cast.officer1, reason="原件已销毁")
    row.refresh_from_db()
    assert row.status == Status.WITHDRAWN
