"""The link of a supply: asks a code, knows one browser, ends, and every fetch is on record."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import files
from core.errors import RuleError, StaleError
from core.models import AuditEntry
from enforcement.services.party_links import Door
from recording.models import Access, Evidence, Supply, SupplyLink
from recording.services import supplies, supply_links
from tests.base import Cast
from tests.recording.supplying import (
    TITLE,
    ask,
    kept,
    link_of,
    made,
    opened,
    photograph,
    sent,
    went_away,
)

pytestmark = pytest.mark.django_db
Status = Supply.Status


@pytest.fixture
def item(cast: Cast) -> Evidence:
    return photograph(cast)


@pytest.fixture
def ready(item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Supply:
    return made(ask(item, cast), cast, monkeypatch)


def test_the_receiver_gives_the_code_and_fetches_the_copy_and_each_fetch_is_custody(
    ready: Supply, item: Evidence, cast: Cast
) -> None:
    _link, token, code = link_of(ready, cast)
    door = reverse("supply-door", args=[token])
    assert "提取码" in Client().get(door).content.decode()
    client = opened(token, code)
    page = client.get(door).content.decode()
    piece = ready.items.get()
    assert kept(piece.blob).sha256 in page
    assert item.blob_id not in page
    got = client.get(reverse("supply-file", args=[token, piece.pk]))
    assert sent(got) == files.read_bytes(kept(piece.blob))
    assert got["Cache-Control"] == "private, no-store"
    ready.refresh_from_db()
    assert ready.status == Status.DELIVERED
    entry = AuditEntry.objects.get(action="evidence.exported", object_id=str(item.pk))
    assert json.loads(entry.data)["supply"] == ready.number
    seen = Access.objects.get(case=item.case, act="supply")
    assert (seen.user, seen.purpose) == (None, "supply")
    assert "云溪市人民法院" in seen.note


def test_the_package_holds_cover_list_and_copies(ready: Supply, cast: Cast) -> None:
    _link, token, code = link_of(ready, cast)
    got = opened(token, code).get(reverse("supply-all", args=[token]))
    archive = zipfile.ZipFile(io.BytesIO(sent(got)))
    assert archive.namelist() == ["00_说明.pdf", "00_清单.json", "01_柜台照片.jpeg"]
    assert archive.read("00_清单.json") == files.read_bytes(kept(ready.manifest))


def test_a_fetch_is_on_record_when_the_client_goes_away_at_once(
    ready: Supply, item: Evidence, cast: Cast
) -> None:
    _link, token, code = link_of(ready, cast)
    went_away(opened(token, code).get(reverse("supply-all", args=[token])))
    assert AuditEntry.objects.filter(action="evidence.exported").count() == 1


def test_a_link_that_was_opened_answers_no_other_browser(ready: Supply, cast: Cast) -> None:
    _link, token, code = link_of(ready, cast)
    opened(token, code)
    stranger, piece = Client(), ready.items.get()
    answers = [
        stranger.get(reverse("supply-door", args=[token])),
        stranger.post(reverse("supply-confirm", args=[token]), {"code": code}),
        stranger.get(reverse("supply-file", args=[token, piece.pk])),
        stranger.get(reverse("supply-all", args=[token])),
        cast.client("head").get(reverse("supply-all", args=[token])),
    ]
    assert [answer.status_code for answer in answers] == [404] * 5
    assert AuditEntry.objects.filter(action="supplylink.refuse").count() == 5
    assert not AuditEntry.objects.filter(action="evidence.exported").exists()


def test_an_expired_link_opens_nothing_and_says_so_to_who_had_it_open(
    ready: Supply, cast: Cast
) -> None:
    long_ago = timezone.now() - timedelta(hours=73)
    link, token, code = supply_links.issue(ready, by=cast.officer1, at=long_ago)
    assert Client().get(reverse("supply-door", args=[token])).status_code == 404
    with pytest.raises(StaleError):
        supply_links.bind(link, code=code, at=timezone.now())
    secret = supply_links.bind(link, code=code, at=long_ago)
    link.refresh_from_db()
    door = supply_links.knock(link, secret=secret, at=timezone.now())
    assert door == Door.GONE
    assert supply_links.knock(link, secret=secret, at=long_ago) == Door.OPEN


def test_wrong_codes_end_the_link(ready: Supply, cast: Cast) -> None:
    link, token, code = link_of(ready, cast)
    for _no in range(5):
        page = Client().post(reverse("supply-confirm", args=[token]), {"code": "wrong"})
        assert "提取码不正确" in page.content.decode()
    link.refresh_from_db()
    assert link.ended_at is not None
    answer = Client().post(reverse("supply-confirm", args=[token]), {"code": code})
    assert answer.status_code == 404


def test_a_new_link_ends_the_old_one_and_a_withdrawal_ends_every_one(
    ready: Supply, cast: Cast
) -> None:
    _first, token, _code = link_of(ready, cast)
    _second, newer, _code = link_of(ready, cast)
    assert Client().get(reverse("supply-door", args=[token])).status_code == 404
    assert Client().get(reverse("supply-door", args=[newer])).status_code == 200
    supplies.withdraw(ready, by=cast.officer1, reason="不再需要")
    assert Client().get(reverse("supply-door", args=[newer])).status_code == 404


def test_an_address_that_never_was_is_answered_like_a_foreign_one(ready: Supply) -> None:
    assert Client().get(reverse("supply-door", args=["x" * 30])).status_code == 404


def test_no_secret_of_a_link_is_kept(ready: Supply, cast: Cast) -> None:
    link, token, code = link_of(ready, cast)
    kept = " ".join(str(value) for value in SupplyLink.objects.values_list().get(pk=link.pk))
    told = " ".join(AuditEntry.objects.values_list("data", flat=True))
    assert token not in kept + told
    assert code not in kept + told


# -------------------------------------------------------------------------- boundaries of a link
def test_a_link_lives_for_the_hours_of_the_profile_to_the_second(ready: Supply, cast: Cast) -> None:
    now = timezone.now()
    link, _token, _code = supply_links.issue(ready, by=cast.officer1, at=now)
    assert link.expires_at == now + timedelta(hours=72)
    assert link.live(link.expires_at - timedelta(seconds=1))
    assert not link.live(link.expires_at)


def test_a_code_has_eight_digits_and_a_token_cannot_be_guessed(ready: Supply, cast: Cast) -> None:
    found = [link_of(ready, cast)[1:] for _no in range(3)]
    assert {len(code) for _token, code in found} == {8}
    assert all(code.isdigit() for _token, code in found)
    assert len({token for token, _code in found}) == 3
    assert min(len(token) for token, _code in found) >= 32


def test_of_one_supply_one_link_lives(ready: Supply, cast: Cast) -> None:
    for _no in range(3):
        link_of(ready, cast)
    assert ready.links.filter(ended_at=None).count() == 1
    ends = AuditEntry.objects.filter(action="supplylink.end")
    assert [json.loads(row.data)["why"] for row in ends] == ["replaced"] * 2


def test_four_wrong_codes_leave_the_link_open_and_blanks_around_the_right_one_do_not_matter(
    ready: Supply, cast: Cast
) -> None:
    link, token, code = link_of(ready, cast)
    for no in range(1, 5):
        with pytest.raises(RuleError, match="提取码不正确") as refused:
            supply_links.bind(link, code="00000000x", at=timezone.now())
        assert refused.value.field == "code"
        link.refresh_from_db()
        assert (link.failures, link.ended_at) == (no, None)
    assert supply_links.bind(link, code=f" {code} ", at=timezone.now())
    assert AuditEntry.objects.filter(action="supplylink.fail").count() == 4
    assert AuditEntry.objects.filter(action="supplylink.bind").count() == 1


def test_too_many_codes_at_once_are_slowed_down(
    ready: Supply, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, _token, code = link_of(ready, cast)
    monkeypatch.setattr(supply_links, "PACE", 0)
    with pytest.raises(RuleError):
        supply_links.bind(link, code="wrong", at=timezone.now())
    with pytest.raises(StaleError, match="过于频繁"):
        supply_links.bind(link, code=code, at=timezone.now())
    link.refresh_from_db()
    assert link.bound_at is None


def test_a_bound_link_is_not_bound_again(ready: Supply, cast: Cast) -> None:
    link, _token, code = link_of(ready, cast)
    supply_links.bind(link, code=code, at=timezone.now())
    with pytest.raises(StaleError, match="不能启用"):
        supply_links.bind(link, code=code, at=timezone.now())


@pytest.mark.parametrize("name", ["supply-door", "supply-all"])
def test_a_receivers_page_is_kept_by_no_cache_and_no_search_engine(
    ready: Supply, cast: Cast, name: str
) -> None:
    _link, token, code = link_of(ready, cast)
    for client in (Client(), opened(token, code)):
        got = client.get(reverse(name, args=[token]))
        assert "noindex" in got["X-Robots-Tag"]
        assert got["Referrer-Policy"] == "no-referrer"
        assert got["Cache-Control"] == "private, no-store"
        went_away(got)


def test_the_secret_lies_in_a_cookie_of_that_address_no_script_can_read(
    ready: Supply, cast: Cast
) -> None:
    _link, token, code = link_of(ready, cast)
    client = opened(token, code)
    cookie = client.cookies["supply"]
    assert cookie["path"] == reverse("supply-door", args=[token])
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    client.cookies["supply"] = cookie.value + "x"
    assert client.get(reverse("supply-door", args=[token])).status_code == 404


@pytest.mark.parametrize(
    ("name", "method"),
    [("supply-door", "post"), ("supply-confirm", "get"), ("supply-all", "post")],
)
def test_every_address_takes_its_own_method(
    ready: Supply, cast: Cast, name: str, method: str
) -> None:
    _link, token, _code = link_of(ready, cast)
    assert getattr(Client(), method)(reverse(name, args=[token])).status_code == 405


def test_a_piece_of_another_supply_is_not_behind_the_door(
    ready: Supply, item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = made(ask(item, cast), cast, monkeypatch)
    _link, token, code = link_of(ready, cast)
    client = opened(token, code)
    page = reverse("supply-file", args=[token, other.items.get().pk])
    assert client.get(page).status_code == 404
    assert not AuditEntry.objects.filter(action="evidence.exported").exists()
    ready.refresh_from_db()
    assert ready.status == Status.READY


def test_each_fetch_is_an_entry_and_the_first_alone_delivers(
    ready: Supply, item: Evidence, cast: Cast
) -> None:
    _link, token, code = link_of(ready, cast)
    client, page = opened(token, code), reverse("supply-file", args=[token, ready.items.get().pk])
    for _no in range(2):
        went_away(client.get(page))
    ready.refresh_from_db()
    assert (ready.status, ready.receiver) == (Status.DELIVERED, "钟法官")
    assert AuditEntry.objects.filter(action="supply.deliver").count() == 1
    assert AuditEntry.objects.filter(action="supplylink.fetch").count() == 2
    assert Access.objects.filter(act="supply", evidence=item).count() == 2


def test_a_withdrawn_supply_is_told_to_who_had_it_open(ready: Supply, cast: Cast) -> None:
    _link, token, code = link_of(ready, cast)
    client = opened(token, code)
    supplies.withdraw(ready, by=cast.head, reason="发错")
    got = client.get(reverse("supply-door", args=[token]))
    assert got.status_code == 410
    assert TITLE not in got.content.decode()
    assert client.get(reverse("supply-all", args=[token])).status_code == 410


def test_a_delivered_supply_is_not_taken_back(ready: Supply, cast: Cast) -> None:
    _link, token, code = link_of(ready, cast)
    went_away(opened(token, code).get(reverse("supply-all", args=[token])))
    ready.refresh_from_db()
    with pytest.raises(StaleError, match="不能撤回"):
        supplies.withdraw(ready, by=cast.officer1, reason="晚了")


@pytest.mark.parametrize("who", ["reviewer", "head", "supervisor", "outsider"])
def test_only_who_may_apply_makes_the_link(ready: Supply, cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        supply_links.issue(ready, by=cast.people[who], at=timezone.now())
    assert not SupplyLink.objects.exists()
