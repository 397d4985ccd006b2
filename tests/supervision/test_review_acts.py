"""What is done with campaigns, files and demands by click: done, refused with what was typed, or hidden."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry
from supervision.models import Campaign, FileReview
from supervision.services import results
from tests import factories
from tests.base import Cast, client_of, day
from tests.supervision.clicks import links, post, status
from tests.supervision.prepared import (
    SCORED,
    archived,
    committed,
    drawn,
    file_of,
    planned,
    scored,
    sheets_of,
    sign,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
WORSE = {"e_chain": 1, "e_report": 1, "w_review": 1, "n_told": 1}


# --- the campaign -------------------------------------------------------------------------------


@pytest.fixture
def ready(cast: Cast) -> Campaign:
    """A campaign that waits for its seed."""
    archived(cast.bureau)
    return committed(cast, agencies=[cast.bureau])


def test_a_commitment_asks_that_the_plan_was_checked(cast: Cast) -> None:
    archived(cast.bureau)
    row = planned(cast, seed_day=day(12, 31, 2099))
    text = post(cast.supervisor, "review-commit", row, checked="")
    row.refresh_from_db()

    assert row.status == "planning"
    assert "这个字段是必填项" in text or "必填" in text


def test_the_seed_is_entered_as_its_source_writes_it(cast: Cast, ready: Campaign) -> None:
    page = links(client_of(cast.supervisor), "review-seed", ready)
    assert ready.source_name in page and ready.source_url in page and "9999.99" in page
    text = post(cast.supervisor, "review-seed", ready, value="3187,52")

    assert "没有按照承诺的格式" in text
    assert 'value="3187,52"' in text
    assert not FileReview.objects.exists()


def test_with_the_seed_the_files_are_drawn_at_once(
    cast: Cast, ready: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_given: day(6, 4))
    text = post(cast.supervisor, "review-seed", ready, value="3187.52")

    assert "已抽取案卷并分派评查人员" in text
    assert FileReview.objects.get().case.number in text
    assert Campaign.objects.get().drawn_on == day(6, 4)


def test_a_plan_is_given_up_with_its_reason(cast: Cast, ready: Campaign) -> None:
    assert "必填" in post(cast.supervisor, "review-abandon", ready, reason="")
    text = post(cast.supervisor, "review-abandon", ready, reason="来源停止公布。")

    assert "已终止" in text and "来源停止公布。" in text
    assert reverse("review-seed", args=[ready.pk]) not in text


def test_a_named_file_is_chosen_from_those_of_the_agencies(cast: Cast) -> None:
    archived(cast.bureau)
    row = drawn(cast, agencies=[cast.bureau])
    mine = archived(cast.bureau, 2, on=day(6, 1), title="另一件旧案")
    theirs = archived(cast.other_bureau, 3, title="别的机关的案件")
    page = links(client_of(cast.supervisor), "review-add", row)

    assert mine.title in page and theirs.title not in page
    assert FileReview.objects.get().case.number not in page
    text = post(cast.supervisor, "review-add", row, case=str(mine.pk), reason="群众投诉。")
    assert "已加入评查" in text and "群众投诉。" in text


def test_results_are_not_announced_while_a_file_waits(cast: Cast) -> None:
    row = file_of(cast).campaign
    text = post(cast.supervisor, "review-close", row, summary="总体规范，问题集中。")

    assert reverse("review-close", args=[row.pk]) not in links(
        client_of(cast.supervisor), "review-campaign", row
    )
    assert "还有1件案卷没有评定" in text
    assert "总体规范，问题集中。" in text


def test_results_are_announced_and_the_page_says_so(cast: Cast) -> None:
    row = scored(cast).campaign
    text = post(cast.supervisor, "review-close", row, summary="总体规范。")

    assert "已通报" in text and "总体规范。" in text
    assert reverse("review-add", args=[row.pk]) not in text
    assert AuditEntry.objects.filter(action="campaign.close", actor_id=cast.supervisor.pk).exists()


@pytest.mark.parametrize(
    "name", ["review-commit", "review-seed", "review-add", "review-abandon", "review-close"]
)
def test_acts_on_a_campaign_are_the_organisers(cast: Cast, name: str) -> None:
    row = planned(cast)

    assert status(cast.supervisor, name, row) == 200
    # The head may organise campaigns, but not this one.
    assert status(cast.head, name, row) == 404
    for person in (cast.officer1, cast.reviewer, cast.admin, cast.unithead):
        assert status(person, name, row) == 403, person


# --- a file whose scores differ -----------------------------------------------------------------


@pytest.fixture
def differing(cast: Cast) -> FileReview:
    return scored(cast, {}, WORSE)


def test_the_file_says_by_how_much_the_scores_differ(cast: Cast, differing: FileReview) -> None:
    page = links(client_of(cast.supervisor), "review-file", differing)

    sheets = sheets_of(differing)
    spread = (sheets[0].total or Decimal(0)) - (sheets[1].total or Decimal(0))
    assert f"评分相差{spread:.0f}分，超过规定的10分。" in page
    sheets[0].vetoed = not sheets[1].vetoed
    assert "一票否决意见不一致" in results.difference(differing, sheets, SCORED)


def test_a_meeting_writes_down_its_score_and_the_agency_reads_it(
    cast: Cast, differing: FileReview
) -> None:
    given = {"total": "88.5", "opinion": "合议认为告知程序有瑕疵。"}
    text = post(cast.supervisor, "review-settle", differing, **given)

    assert "已评定" in text and "合议评定" in text
    own = links(client_of(cast.unithead), "review-file", differing)
    assert "88.5 分" in own and "合议认为告知程序有瑕疵。" in own


def test_the_meeting_has_the_scores_before_it(cast: Cast, differing: FileReview) -> None:
    first, second = sheets_of(differing)
    form = links(client_of(cast.supervisor), "review-settle", differing)

    assert f"{first.reviewer} 100 分、{second.reviewer} " in form
    assert "超过规定的10分。" in form


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"total": "50", "vetoed": "on"}, "一票否决的记0分"),
        ({"total": "100.01"}, "100"),
        ({"total": "-1"}, "0"),
        ({"total": "88.555"}, "小数"),
        ({"total": "88", "opinion": ""}, "必填"),
    ],
)
def test_a_meeting_that_finds_nonsense_is_told_and_keeps_its_words(
    cast: Cast, differing: FileReview, given: dict[str, str], words: str
) -> None:
    data = {"opinion": "合议一致认为。", **given}
    text = post(cast.supervisor, "review-settle", differing, **data)
    differing.refresh_from_db()

    assert words in text
    assert data["opinion"] in text
    assert differing.status == "meeting"


def test_a_third_reviewer_is_the_next_of_the_seed(cast: Cast, differing: FileReview) -> None:
    # A browser sends the token even when a form has no field.
    text = post(cast.supervisor, "review-third", differing, csrfmiddlewaretoken="x")
    differing.refresh_from_db()

    assert "已增派" in text
    assert (differing.status, differing.sheets.count()) == ("third", 3)
    assert reverse("review-settle", args=[differing.pk]) not in text


def test_nobody_left_means_that_the_meeting_decides(cast: Cast) -> None:
    people = [factories.user("reviewer", cast.justice) for _each in range(2)]
    archived(cast.bureau)
    row = FileReview.objects.get(campaign=drawn(cast, agencies=[cast.bureau], people=people))
    for sheet, found in zip(sheets_of(row), ({}, WORSE), strict=True):
        sign(sheet, on=SCORED, **found)
    text = post(cast.supervisor, "review-third", row, csrfmiddlewaretoken="x")
    row.refresh_from_db()

    assert "没有其他可以评查本卷的人员" in text
    assert row.status == "meeting"
