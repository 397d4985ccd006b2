"""What the register of delegations said on earlier days, and what a version changed, word by word."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.periods import add_months
from disclosure import list_history
from enforcement.models import Agency, Delegation, ListVersion
from enforcement.services import list_versions, list_withholding
from tests import deeds
from tests.base import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TODAY = timezone.localdate()
DAY = timedelta(days=1)
FROM, TO = add_months(TODAY, -6), add_months(TODAY, 6)
CHANGED = add_months(TODAY, -2)
OLD, NEW = "检查、责令改正", "检查、责令改正、警告"


@pytest.fixture
def row(cast: Cast) -> Delegation:
    """Public for six months, with wider powers for two."""
    made = deeds.deed(cast, valid_from=FROM, valid_to=TO)
    return deeds.changed(cast, made, CHANGED, powers=NEW)


def page(name: str, *args: object, query: str = "", status: int = 200) -> str:
    answer = Client().get(reverse(name, args=args) + query)
    assert answer.status_code == status, query
    return str(answer.content.decode())


def told(row: Delegation, on: Any) -> Any:
    """The API's row of the day; None where there is none."""
    answer = Client().get(reverse("api-delegation-detail", args=[row.pk]), {"on": str(on)})
    return answer.json() if answer.status_code == 200 else None


@pytest.mark.parametrize(
    ("on", "powers"),
    [(FROM, OLD), (CHANGED - DAY, OLD), (CHANGED, NEW), (TODAY - DAY, NEW), (TODAY, NEW)],
)
def test_every_place_tells_the_text_of_the_day(row: Delegation, on: Any, powers: str) -> None:
    shown = page("delegation-detail", row.pk, query=f"?on={on}")
    assert f">{powers}<" in shown.replace("\n", "").replace("  ", "")
    assert told(row, on)["powers"] == powers
    answer = Client().get(reverse("api-delegation-list"), {"on": str(on)}).json()
    assert [each["powers"] for each in answer["results"]] == [powers]


def test_before_it_was_public_nothing_is_told(row: Delegation) -> None:
    shown = page("delegation-detail", row.pk, query=f"?on={FROM - DAY}")
    assert "尚未公布任何内容" in shown and row.matters not in shown
    assert told(row, FROM - DAY) is None
    assert row.number not in page("delegation-list", query=f"?on={FROM - DAY}")


def test_a_deed_announced_after_it_began_is_told_from_its_announcement(cast: Cast) -> None:
    row = deeds.deed(cast, valid_from=FROM, valid_to=TO, published_on=CHANGED)
    assert told(row, CHANGED - DAY) is None
    assert told(row, CHANGED)["published_on"] == CHANGED.isoformat()


def test_the_day_of_publication_is_that_of_the_approval(cast: Cast) -> None:
    row = deeds.deed(cast, valid_from=FROM, valid_to=TO, published_on=None)
    list_versions.change(row, by=cast.listadmin, on=FROM, changes={"published_on": FROM})
    version, days = ListVersion.objects.get(), {"on": FROM, "valid_from": FROM}
    list_versions.submit(version, by=cast.listadmin, change_note="首次公布。", **days)
    list_versions.publish(version, by=cast.head, on=CHANGED, examined=True)
    row.refresh_from_db()
    assert row.published_on == CHANGED and told(row, CHANGED - DAY) is None
    assert told(row, TODAY - DAY)["published_on"] == CHANGED.isoformat()


def test_an_end_is_told_from_its_approval_and_not_before(cast: Cast, row: Delegation) -> None:
    ended = deeds.ended(cast, row, TODAY - 3 * DAY, "职能收回。", asked=TODAY - DAY)
    before = page("delegation-detail", row.pk, query=f"?on={TODAY - 2 * DAY}")
    assert "提前终止理由" not in before and "有效" in before
    after = page("delegation-detail", row.pk, query=f"?on={TODAY - DAY}")
    assert "职能收回" in after and "已终止" in after
    assert told(ended, TODAY - 2 * DAY)["ended_on"] is None
    assert told(ended, TODAY - DAY)["ended_on"] == str(TODAY - 3 * DAY)


def test_the_page_lists_its_versions_and_their_changes(row: Delegation) -> None:
    shown = page("delegation-detail", row.pk)
    changes = reverse("list-version-changes", args=["delegation", row.pk, 2])
    assert f"?on={CHANGED}" in shown and f"?on={FROM}" in shown and changes in shown
    assert deeds.NOTE in shown
    assert [version.number for version in list_history.history(row, TODAY)] == [2, 1]


def test_a_change_is_shown_word_by_word(cast: Cast, row: Delegation) -> None:
    shown = page("list-version-changes", "delegation", row.pk, 2)
    assert "<ins>、警告</ins>" in shown and "检查、责令改正" in shown and "<del>" not in shown
    assert "权限" in shown and row.matters not in shown
    deeds.changed(cast, row, TODAY, powers=OLD, valid_to=TO + DAY)
    back = page("list-version-changes", "delegation", row.pk, 3)
    assert "<del>、警告</del>" in back and "委托期限至" in back


@pytest.mark.parametrize("number", [1, 3, 99])
def test_there_are_no_changes_of_a_version_without_one_before(row: Delegation, number: int) -> None:
    page("list-version-changes", "delegation", row.pk, number, status=404)


def test_a_draft_and_what_waits_are_told_to_nobody(cast: Cast, row: Delegation) -> None:
    draft = list_versions.change(row, by=cast.listadmin, on=TODAY, changes={"powers": "秘密权限"})
    assert draft is not None
    for _step in ("draft", "submitted"):
        for shown in (
            page("delegation-detail", row.pk),
            page("delegation-list"),
            page("api-delegation-list"),
        ):
            assert "秘密权限" not in shown
        page("list-version-changes", "delegation", row.pk, 3, status=404)
        if draft.status == "draft":
            days = {"on": TODAY, "valid_from": TODAY}
            draft = list_versions.submit(draft, by=cast.listadmin, change_note="试", **days)


def test_one_that_was_never_public_has_no_page_and_no_history(cast: Cast) -> None:
    row = deeds.deed(cast, valid_from=FROM, valid_to=TO, published_on=None)
    for on in (FROM, TODAY):
        page("delegation-detail", row.pk, query=f"?on={on}", status=404)
        assert told(row, on) is None
    assert list_history.history(row, TODAY) == []


def test_what_was_taken_off_is_told_of_no_day(cast: Cast, row: Delegation) -> None:
    list_versions.change(row, by=cast.listadmin, on=TODAY, changes={"published_on": None})
    page("delegation-detail", row.pk, query=f"?on={CHANGED}", status=404)
    page("list-version-changes", "delegation", row.pk, 2, status=404)
    assert row.number not in page("delegation-list", query=f"?on={CHANGED}")


def test_a_version_that_is_withheld_is_told_no_more(cast: Cast, row: Delegation) -> None:
    deeds.changed(cast, row, TODAY - DAY, powers="日常检查")
    version = ListVersion.objects.get(number=2)
    list_withholding.ask(version, by=cast.listadmin, reason="内容有误")
    list_withholding.agree(version, by=cast.head, on=TODAY, opinion="同意。")
    assert told(row, CHANGED) is None and told(row, TODAY - DAY)["powers"] == "日常检查"
    assert [each.number for each in list_history.history(row, TODAY)] == [3, 1]
    assert NEW not in page("delegation-detail", row.pk, query=f"?on={CHANGED}")


def test_the_words_asked_for_are_those_of_the_day(cast: Cast, row: Delegation) -> None:
    deeds.changed(cast, row, TODAY, matters="流动摊点的巡查")
    yesterday = f"&on={TODAY - DAY}"
    assert row.number in page("delegation-list", query=f"?q=食品摊贩{yesterday}")
    assert row.number not in page("delegation-list", query=f"?q=流动{yesterday}")
    assert row.number in page("delegation-list", query="?q=流动")
    assert row.number not in page("delegation-list", query="?q=食品摊贩")


def test_both_sides_have_their_names_of_the_day(cast: Cast, row: Delegation) -> None:
    before = cast.other_bureau.name
    list_versions.change(
        Agency.objects.get(pk=cast.other_bureau.pk),
        by=deeds.keeper(cast.other_bureau),
        on=TODAY,
        changes={"name": "云溪市新名运输局"},
    )
    version = ListVersion.objects.get(kind="agency", status="draft")
    days = {"on": TODAY, "valid_from": TODAY}
    by, head = version.created_by, deeds.keeper(cast.other_bureau, "head")
    assert by is not None
    list_versions.submit(version, by=by, change_note="更名", **days)
    list_versions.publish(version, by=head, on=TODAY, examined=True)
    assert told(row, TODAY)["delegate"]["name"] == "云溪市新名运输局"
    assert told(row, CHANGED)["delegate"]["name"] == before
    assert before in page("delegation-detail", row.pk, query=f"?on={CHANGED}")


def test_what_ended_before_there_were_versions_is_told_as_known(cast: Cast) -> None:
    """The end is on the log of its own act: the days before are not told as ended."""
    row = deeds.deed(cast, valid_from=FROM, valid_to=TO, published_on=None)
    Agency.objects.filter(pk=cast.bureau.pk).update(status="pending")
    Delegation.objects.filter(pk=row.pk).update(
        published_on=FROM, ended_on=CHANGED, end_reason="收回。"
    )
    Agency.objects.filter(pk=cast.bureau.pk).update(status="confirmed")
    row.refresh_from_db()
    assert not ListVersion.objects.exists()
    assert told(row, CHANGED)["ended_on"] == str(CHANGED)
    deeds.logged_end(row, CHANGED)  # today, so of the days before nothing is known
    assert told(row, CHANGED) is None and told(row, TODAY)["ended_on"] == str(CHANGED)


def test_a_list_of_an_earlier_day_asks_as_many_questions_for_more_rows(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    def listed(most: int) -> None:
        with django_assert_max_num_queries(most):
            page("delegation-list", query=f"?on={TODAY - DAY}")

    for number in range(2):
        deeds.deed(cast, valid_from=FROM, valid_to=TO, number=f"甲{number}")
    listed(25)
    for number in range(8):
        deeds.deed(cast, valid_from=FROM, valid_to=TO, number=f"乙{number}")
    listed(25)
