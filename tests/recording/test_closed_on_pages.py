"""What the pages of a case tell of closed evidence to whom it is not open, and how the forms refuse."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Blob
from recording import completeness
from recording.models import AccessGrant, Closure, Evidence, Visit
from tests.base import Cast
from tests.purposes import told
from tests.recording import edited
from tests.recording.supplying import TITLE, close, photograph

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def item(cast: Cast) -> Evidence:
    return photograph(cast)


def damaged(item: Evidence) -> list[str]:
    """What the gaps of the case say of damage, after the item was found damaged."""
    Blob.objects.filter(pk=item.blob_id).update(check_result="damaged")
    gaps = completeness.gaps(item.case, completeness.ARCHIVE, date(2026, 3, 20))
    return [gap.message for gap in gaps if gap.code == f"damaged_{item.pk}"]


# -------------------------------------------------------------------------------------- the gaps
def test_a_damaged_item_is_named_in_the_gaps(item: Evidence) -> None:
    assert damaged(item) == [f"证据“{TITLE}”校验不一致。"]


@pytest.mark.parametrize("whole", [False, True])
def test_a_damaged_item_that_is_closed_is_not_named_in_the_gaps(
    item: Evidence, cast: Cast, whole: bool
) -> None:
    close(item, cast, "witness", evidence=None if whole else item)
    assert damaged(item) == ["一件限制查阅的证据校验不一致。"]


def test_a_closure_of_another_item_hides_nothing(item: Evidence, cast: Cast) -> None:
    close(photograph(cast, case=item.case, title="病历照片"), cast, "private")
    assert damaged(item) == [f"证据“{TITLE}”校验不一致。"]


# --------------------------------------------------------------------------- the page of access
def test_the_reason_of_a_closure_is_told_to_those_it_is_open_to(item: Evidence, cast: Cast) -> None:
    close(item, cast, "private", reason="载有病历")
    page = reverse("case-access", args=[item.case_id])
    for name, seen in (("officer1", True), ("head", True), ("reviewer", False)):
        words = cast.client(name).get(page).content.decode()
        assert ("载有病历" in words) == seen
        assert (TITLE in words) == seen
        assert "涉及个人隐私" in words


def test_the_reason_a_whole_case_is_closed_for_is_not_told_to_others(
    item: Evidence, cast: Cast
) -> None:
    close(item, cast, "minor", evidence=None, reason="当事人为某中学学生")
    page = reverse("case-access", args=[item.case_id])
    for name in ("supervisor", "unithead"):
        words = cast.client(name).get(page).content.decode()
        assert "某中学" not in words
        assert "本案全部证据" in words
    assert "某中学" in cast.client("officer2").get(page).content.decode()


def test_an_open_case_says_that_nothing_is_closed_and_nobody_let_in(
    item: Evidence, cast: Cast
) -> None:
    page = cast.client("supervisor").get(reverse("case-access", args=[item.case_id]))
    words = page.content.decode()
    assert "本案没有限制查阅的证据" in words
    assert "还没有授权任何人员" in words


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("officer1", {"case-restrict", "access-grant"}),
        ("officer2", {"case-restrict"}),
        ("head", {"case-restrict", "access-grant"}),
        ("unithead", set()),
        ("supervisor", set()),
    ],
)
def test_the_page_offers_each_what_is_theirs(
    item: Evidence, cast: Cast, name: str, ways: set[str]
) -> None:
    words = cast.client(name).get(reverse("case-access", args=[item.case_id])).content.decode()
    names = ("case-restrict", "access-grant")
    assert {way for way in names if reverse(way, args=[item.case_id]) in words} == ways


# ----------------------------------------------------------------------------------- the forms
def grant(cast: Cast, item: Evidence, **data: str) -> str:
    """The page after the head sent the form of a grant."""
    form = {"person": str(cast.reviewer.pk), "purpose": "法制审核", "ends_on": "2099-01-01", **data}
    page = cast.client("head").post(reverse("access-grant", args=[item.case_id]), form)
    return page.content.decode() if page.status_code == 200 else ""


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-13-01", "明天"])
def test_a_day_no_calendar_has_is_refused_and_kept(item: Evidence, cast: Cast, day: str) -> None:
    words = grant(cast, item, ends_on=day)
    assert day in words
    assert "法制审核" in words
    assert not AccessGrant.objects.exists()


def test_a_grant_lasts_through_its_last_day(item: Evidence, cast: Cast) -> None:
    today = timezone.localdate()
    assert grant(cast, item, ends_on=today.isoformat()) == ""
    row = AccessGrant.objects.get()
    assert timezone.localtime(row.ends_at).date() == today + timedelta(days=1)
    assert row.live(row.ends_at - timedelta(seconds=1))
    assert not row.live(row.ends_at)


def test_a_grant_until_yesterday_is_refused_on_the_page(item: Evidence, cast: Cast) -> None:
    words = grant(cast, item, ends_on=str(timezone.localdate() - timedelta(days=1)))
    assert "已经过去" in words
    assert not AccessGrant.objects.exists()


@pytest.mark.parametrize("data", [{"person": ""}, {"role": "reviewer"}])
def test_a_grant_goes_to_a_person_or_to_a_role(
    item: Evidence, cast: Cast, data: dict[str, str]
) -> None:
    assert "人员或者角色之一" in grant(cast, item, **data)


def test_who_may_not_close_is_told_whom_to_ask(item: Evidence, cast: Cast) -> None:
    page = reverse("evidence-restrict", args=[item.pk])
    form = {"group": "trade", "reason": "载有配方"}
    words = cast.client("reviewer").post(page, form).content.decode()
    assert "限制查阅由案件承办人员或者本机关负责人办理" in words
    assert "载有配方" in words
    assert not Closure.objects.exists()


@pytest.mark.parametrize("data", [{"group": "nonsense", "reason": "x"}, {"group": "trade"}])
def test_a_closure_has_a_class_and_a_reason(
    item: Evidence, cast: Cast, data: dict[str, str]
) -> None:
    page = cast.client("officer1").post(reverse("case-restrict", args=[item.case_id]), data)
    assert page.status_code == 200
    assert not Closure.objects.exists()


# -------------------------------------------------------------------------------- edited copies
@pytest.mark.parametrize("name", ["edited-detail", "edited-download"])
def test_an_edited_copy_is_asked_about_like_its_original(
    item: Evidence, cast: Cast, name: str
) -> None:
    copy = edited.ready(item, cast)
    page, client = reverse(name, args=[copy.pk]), cast.client("head")
    asked = client.get(page)
    assert asked["Location"].startswith(reverse("evidence-purpose", args=[item.case_id]))
    assert not Visit.objects.filter(user=cast.head).exists()
    assert told(client, item.case).get(page).status_code == 200


def test_the_editor_is_asked_about_too(item: Evidence, cast: Cast) -> None:
    edited.looked_at(item)
    page, client = reverse("evidence-edit", args=[item.pk]), cast.client("publisher")
    status = client.get(page).status_code
    assert status in (302, 403)
    handler = cast.client("officer1")
    assert handler.get(page).status_code == 200
    assert Visit.objects.get().purpose == "handling"


def test_a_closed_original_closes_its_edited_copies(item: Evidence, cast: Cast) -> None:
    copy = edited.ready(item, cast)
    close(item, cast, "private")
    client = told(cast.client("supervisor"), item.case)
    for name in ("edited-detail", "edited-download"):
        assert client.get(reverse(name, args=[copy.pk])).status_code == 404
    assert (
        told(cast.client("head"), item.case)
        .get(reverse("edited-detail", args=[copy.pk]))
        .status_code
        == 200
    )
