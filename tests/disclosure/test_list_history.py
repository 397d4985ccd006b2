"""The public reads what a list says today, what it said on any earlier day, and what changed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from disclosure import list_history
from enforcement.models import Agency, ListVersion
from enforcement.services import agencies, items, list_records, list_versions, officers
from tests.base import Cast, day
from tests.enforcement import prepared_draws
from tests.enforcement.listed import NOTE, SINCE, fresh, item, published, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
NOW, BEFORE = day(4, 1), day(3, 10)
OFFICER = {"agency", "name", "post", "listed_certificates", "published_on"}


def page(name: str, *args: Any, on: Any = "") -> Any:
    return Client().get(reverse(name, args=args) + (f"?on={on}" if on else ""))


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def row(cast: Cast) -> Any:
    """An item whose fee changed on 10 March and, once more, is to change after today."""
    made = item(cast)
    published(cast, made, BEFORE, fee="每件10元", disclosed={"duties": "审查申请材料"})
    published(cast, fresh(made), NOW, valid_from=NOW + timedelta(9), fee="每件99元")
    return fresh(made)


def test_the_page_of_today_says_what_holds_today(row: Any) -> None:
    shown = text(page("item-detail", row.pk))
    assert "每件10元" in shown and "不收费" not in shown
    assert NOTE in shown and "?on=2026-03-10" in shown and "?on=2026-01-05" in shown


@pytest.mark.parametrize(
    ("on", "said", "silent"),
    [
        (SINCE, "不收费", "每件10元"),
        (BEFORE - timedelta(1), "不收费", "审查申请材料"),
        (BEFORE, "每件10元", "不收费"),
        (NOW - timedelta(1), "审查申请材料", "不收费"),
        (SINCE - timedelta(1), "没有该条目", "不收费"),
    ],
)
def test_an_earlier_day_is_told_as_it_was(row: Any, on: Any, said: str, silent: str) -> None:
    shown = text(page("item-detail", row.pk, on=on))
    assert said in shown and silent not in shown


def test_what_is_approved_for_a_later_day_is_nowhere(row: Any) -> None:
    for name, args in (
        ("item-detail", [row.pk]),
        ("list-version-changes", ["item", row.pk, 2]),
        ("item-list", []),
    ):
        assert "99元" not in text(page(name, *args))
    assert page("list-version-changes", "item", row.pk, 3).status_code == 404
    for ahead in (NOW + timedelta(1), NOW + timedelta(9), "9999-12-31"):
        answer = page("item-detail", row.pk, on=ahead)
        assert answer.status_code in (400, 422) and "99元" not in text(answer)
    list_versions.apply_due(on=NOW + timedelta(9))
    assert len(list_history.history(fresh(row), NOW)) == 2
    assert len(list_history.history(fresh(row), NOW + timedelta(9))) == 3


@pytest.mark.parametrize("on", ["昨天", "2026-02-30", "1" * 400, "2026-1-1'--"])
def test_what_is_no_day_is_refused_in_words(row: Any, on: str) -> None:
    answer = Client().get(reverse("item-detail", args=[row.pk]), {"on": on})
    assert answer.status_code in (400, 422) and "不是日期" in text(answer)


def test_changes_are_shown_word_by_word(row: Any) -> None:
    shown = text(page("list-version-changes", "item", row.pk, 2))
    assert "<del>不收费</del>" in shown or "<del>不收</del>" in shown
    assert "<ins>审查申请材料</ins>" in shown
    assert "实施依据" not in shown, "what did not change is not shown"


@pytest.mark.parametrize(
    ("kind", "number"), [("item", 1), ("item", 9), ("item", 10**12), ("officer", 2), ("guide", 2)]
)
def test_there_are_no_changes_where_nothing_was_before(row: Any, kind: str, number: int) -> None:
    assert page("list-version-changes", kind, row.pk, number).status_code == 404


def test_a_draft_and_what_waits_are_not_public(cast: Cast) -> None:
    row = item(cast)
    submitted(row, cast.listadmin, NOW, fee="每件10元", name="改名的处罚")
    shown = text(page("item-detail", row.pk))
    assert "每件10元" not in shown and "改名的处罚" not in shown
    assert page("list-version-changes", "item", row.pk, 2).status_code == 404


def test_a_row_taken_back_is_gone_with_all_it_ever_said(cast: Cast, row: Any) -> None:
    list_versions.change(row, by=cast.listadmin, on=NOW, changes={"published_on": None})
    assert page("item-detail", row.pk).status_code == 404
    assert page("item-detail", row.pk, on=BEFORE).status_code == 404
    assert page("list-version-changes", "item", row.pk, 2).status_code == 404


def test_a_row_that_ended_keeps_the_days_it_held(cast: Cast, row: Any) -> None:
    list_versions.change(row, by=cast.listadmin, on=NOW, changes={"effective_to": NOW})
    gone = page("item-detail", row.pk)
    assert gone.status_code == 404 and "已不在现行清单上" in text(gone)
    assert "清单上没有该条目" not in text(gone), "said once"
    assert "清单上没有该条目" in text(page("item-detail", row.pk, on=NOW))
    told = page("item-detail", row.pk, on=BEFORE)
    assert told.status_code == 200 and "每件10元" in text(told)
    assert "查看现行内容" not in text(told) and "每件99元" not in text(told)
    assert page("list-version-changes", "item", row.pk, 2).status_code == 200


def test_an_ended_row_that_is_taken_back_loses_its_days(cast: Cast, row: Any) -> None:
    list_versions.change(row, by=cast.listadmin, on=NOW, changes={"effective_to": NOW})
    list_versions.change(fresh(row), by=cast.listadmin, on=NOW, changes={"published_on": None})
    assert page("item-detail", row.pk, on=BEFORE).status_code == 404
    assert page("list-version-changes", "item", row.pk, 2).status_code == 404


def test_rows_of_an_agency_that_was_not_announced_are_gone(cast: Cast, row: Any) -> None:
    Agency.objects.filter(pk=cast.bureau.pk).update(status="pending")
    assert page("item-detail", row.pk, on=BEFORE).status_code == 404
    assert page("list-version-changes", "item", row.pk, 2).status_code == 404


def test_a_row_that_never_was_public_has_no_page_of_any_day(cast: Cast) -> None:
    made = item(cast, published_on=None)
    assert page("item-detail", made.pk).status_code == 404
    assert page("item-detail", made.pk, on=BEFORE).status_code == 404


def test_days_off_the_list_stay_untold_when_a_row_is_back(cast: Cast) -> None:
    row = item(cast)
    items.update(row, published_on=None)
    off = list_records.versions(row).get(number=2).valid_from
    assert list_history.told(fresh(row), off) is None
    assert list_history.told(fresh(row), off - timedelta(1)) is not None
    published(cast, fresh(row), NOW, published_on=NOW)
    assert list_history.told(fresh(row), off) is not None


def test_a_row_that_never_changed_says_so_and_answers_for_its_past(cast: Cast) -> None:
    row = item(cast)
    assert "没有修改记录" in text(page("item-detail", row.pk))
    assert "不收费" in text(page("item-detail", row.pk, on=SINCE))
    assert "没有该条目" in text(page("item-detail", row.pk, on=SINCE - timedelta(1)))


# ------------------------------------------------------------------------------ the other lists
def test_an_agency_tells_its_past(cast: Cast) -> None:
    made = published(cast, cast.bureau, NOW, phone="0398-1111111", duties="新的职责")
    first = ListVersion.objects.of("agency", cast.bureau.pk).get(number=1)
    shown = text(page("agency-detail", cast.bureau.pk))
    assert "0398-1111111" in shown and NOTE in shown
    changes = text(page("list-version-changes", "agency", cast.bureau.pk, made.number))
    assert "新的职责" in changes and "咨询电话" in changes
    assert first.valid_from is not None
    told = list_history.told(fresh(cast.bureau), first.valid_from)
    assert told is not None and told.content["phone"] != "0398-1111111"


def test_a_line_of_the_random_checks_tells_its_past(cast: Cast) -> None:
    row = prepared_draws.random_item(cast)
    published(cast, row, BEFORE, ratio="不低于9%", item=row.item)
    assert "不低于9%" in text(page("random-check-item", row.pk))
    shown = text(page("random-check-item", row.pk, on=SINCE))
    assert "不低于5%" in shown and "不低于9%" not in shown
    assert "9" in text(page("list-version-changes", "random", row.pk, 2))


def test_an_officer_tells_the_post_and_never_the_sanctions(cast: Cast) -> None:
    officer = cast.officers[0]
    published(cast, officer, NOW, post="执法大队长")
    officers.set_status(fresh(officer), "suspended", on=NOW)
    assert page("officer-detail", officer.pk).status_code == 404
    officers.set_status(fresh(officer), "active", on=NOW)
    officers.update(fresh(officer), unit="执法三科")
    shown = text(page("officer-detail", officer.pk))
    assert "执法大队长" in shown and NOTE in shown
    for secret in ("暂扣", "执法三科", "suspended"):
        assert secret not in shown
    told = list_history.history(officer, NOW)
    assert [set(each.content) for each in told] == [OFFICER] * len(told)
    assert told[0].content["post"] == "执法大队长"


def test_what_is_not_public_is_in_no_version(cast: Cast) -> None:
    agencies.update(cast.bureau, doc_prefix="云市", profile="national", court_name="云溪市人民法院")
    assert not list_records.versions(cast.bureau).exists()
    agencies.update(cast.bureau, phone="0398-1")
    (old, new) = list_records.versions(cast.bureau)
    assert "court_name" not in new.content and "doc_prefix" not in old.content


def test_one_version_that_says_the_same_is_not_told_twice(cast: Cast, row: Any) -> None:
    items.update(row, import_key="x")
    items.update(row, fee="不收费")
    items.update(row, fee="每件10元")
    last = list_records.versions(row).held()[0].valid_from
    told = [version.content["fee"] for version in list_history.history(fresh(row), last)]
    assert told == ["每件10元", "不收费", "每件10元", "不收费"]


def test_pages_read_a_fixed_number_of_rows(
    cast: Cast, row: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(20):
        page("item-detail", row.pk)


def test_the_day_of_a_first_publication_is_no_second_day_of_effect(cast: Cast) -> None:
    row = item(cast, published_on=None)
    published(cast, row, BEFORE, published_on=BEFORE)
    published(cast, fresh(row), NOW, fee="每件10元")
    first = text(page("item-detail", row.pk, on=BEFORE))
    assert f"{BEFORE} 首次公布" in first and "起适用" not in first
    later = list_history.told(fresh(row), NOW)
    assert later is not None and not later.first


def test_a_row_that_comes_back_is_not_published_for_the_first_time(cast: Cast) -> None:
    row = item(cast)
    list_versions.change(row, by=cast.listadmin, on=BEFORE, changes={"published_on": None})
    again = published(cast, fresh(row), NOW, published_on=NOW)
    assert not list_records.opens(again)
