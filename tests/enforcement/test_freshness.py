"""A change of an officer, a law or a function starts the clock of the lists (20 working days)."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from config.desk import lists
from core import deadlines
from core.errors import RuleError
from core.models import AuditEntry, Deadline
from enforcement.models import ListChange
from enforcement.services import agencies, alarms, freshness, items, officers, statutes
from tests import factories
from tests.base import Cast, day
from tests.disclosure import factories as public
from tests.registers import FROM, opened, permit_item, published

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON = day(4, 1)
DUE = day(4, 30)  # 2 days, then 4 after 清明 (to the 6th), 5, 5 and 4: the 20th working day
OFFICER, LAW, FUNCTION = ListChange.Cause.OFFICER, ListChange.Cause.LAW, ListChange.Cause.FUNCTION


@pytest.fixture
def change(cast: Cast) -> ListChange:
    return freshness.note(cast.bureau, OFFICER, "甲调离", on=ON)


def clock(row: ListChange) -> Deadline:
    return deadlines.for_subject(freshness.SUBJECT, str(row.pk)).get()


def settle(
    row: ListChange, cast: Cast, on: date = ON, note: str = "已更新窗口公示牌。"
) -> ListChange:
    return freshness.settle(row, by=cast.listadmin, on=on, note=note)


def test_the_clock_is_the_period_of_the_agencys_rules(cast: Cast, change: ListChange) -> None:
    found = clock(change)

    assert (found.start_on, found.due_on) == (ON, DUE)
    assert found.article == "三政办〔2019〕16号三（一）4"
    assert found.agency_id == cast.bureau.pk


def test_the_same_change_is_noted_once(cast: Cast, change: ListChange) -> None:
    again = freshness.note(cast.bureau, OFFICER, "甲调离", on=ON)
    assert again == change
    assert deadlines.for_subject(freshness.SUBJECT, str(change.pk)).count() == 1
    assert freshness.note(cast.bureau, OFFICER, "乙调离", on=ON) != change


@pytest.mark.parametrize(("on", "outcome"), [(ON, "met"), (DUE, "met"), (day(5, 6), "late")])
def test_it_ends_kept_or_late(cast: Cast, change: ListChange, on: date, outcome: str) -> None:
    settle(change, cast, on)

    assert clock(change).outcome == outcome
    change.refresh_from_db()
    assert (change.done_on, change.done_by) == (on, cast.listadmin)
    assert AuditEntry.objects.filter(action="listchange.settle").count() == 1


def test_it_is_answered_once_not_before_the_change_and_in_words(
    cast: Cast, change: ListChange
) -> None:
    for kwargs, field in (({"on": day(3, 31)}, "on"), ({"note": " "}, "note")):
        with pytest.raises(RuleError) as caught:
            settle(change, cast, **kwargs)
        assert (caught.value.field, caught.value.article) == (field, "三政办〔2019〕16号三（一）4")
    settle(change, cast)
    with pytest.raises(RuleError, match="已经办结"):
        settle(change, cast)


def test_only_who_keeps_lists_answers(cast: Cast, change: ListChange) -> None:
    with pytest.raises(PermissionDenied):
        freshness.settle(change, by=cast.head, on=ON, note="x")


# --- what starts it -----------------------------------------------------------------------------


def test_the_end_of_a_certificate_starts_it(cast: Cast) -> None:
    officer = cast.officers[0]
    officers.end_certificate(officer.certificates.get(), by=cast.listadmin, on=ON, reason="调离")

    row = ListChange.objects.get()
    assert (row.cause, row.changed_on, row.agency) == ("officer", ON, cast.bureau)
    assert officer.name in row.what and "调离" in row.what


def test_an_officer_who_leaves_the_post_starts_it(cast: Cast) -> None:
    officers.set_status(cast.officers[0], "left", by=cast.listadmin, on=ON)
    assert "已注销" in ListChange.objects.get().what


@pytest.mark.parametrize(
    ("changes", "starts"),
    [
        ({"duties": "新的职责"}, True),
        ({"phone": "0000-1"}, True),
        ({"court_name": "某法院"}, False),
    ],
)
def test_new_functions_of_an_agency_start_it(
    cast: Cast, changes: dict[str, Any], starts: bool
) -> None:
    agencies.update(cast.bureau, by=cast.listadmin, **changes)

    rows = list(ListChange.objects.all())
    assert bool(rows) == starts
    assert all(row.cause == "function" for row in rows)


def test_a_subject_not_announced_has_no_lists_to_update(cast: Cast) -> None:
    pending = factories.agency("待确认的机关", prefix="待", status="pending")
    agencies.update(pending, duties="新的职责")
    assert not ListChange.objects.exists()


def test_the_end_of_an_item_starts_it_on_that_day(cast: Cast) -> None:
    item = permit_item(cast.bureau)
    items.update(item, by=cast.listadmin, effective_to=day(5, 6))

    row = ListChange.objects.get()
    assert (row.cause, row.changed_on) == ("function", day(5, 6))
    assert item.name in row.what


def test_an_amended_law_starts_it_for_those_whose_items_cite_it(cast: Cast) -> None:
    law = public.statute(
        "中华人民共和国食品安全法", (date(2021, 4, 29), None, {35: "实行许可制度。"})
    )
    permit_item(cast.bureau)
    permit_item(cast.other_bureau, basis_text="《中华人民共和国行政许可法》第十二条")
    assert not ListChange.objects.exists()

    rows = freshness.note_law(law, on=ON)

    assert [(row.agency, row.cause) for row in rows] == [(cast.bureau, "law")]
    assert "食品安全法" in rows[0].what


def test_only_a_version_newer_than_all_others_amends(cast: Cast) -> None:
    permit_item(cast.bureau)
    law = public.statute(
        "中华人民共和国食品安全法", (date(2021, 4, 29), None, {35: "实行许可制度。"})
    )
    only = law.versions.get()
    assert not statutes._amends(only)
    newer = law.versions.create(version_date=day(3, 1), effective_from=day(3, 1), sha256="0" * 64)
    assert statutes._amends(newer) and not statutes._amends(only)


# --- who hears of it ----------------------------------------------------------------------------


def test_the_list_administrator_is_warned_and_the_head_told_when_late(
    cast: Cast, change: ListChange
) -> None:
    def hear(on: date) -> set[str]:
        found = [row for row in alarms.due(on) if row.deadline == clock(change)]
        return {row.recipient.username for row in found}

    assert hear(ON) == set()
    assert hear(day(4, 28)) >= {"listadmin"}
    assert hear(day(5, 7)) >= {"listadmin", "head"}
    settle(change, cast)
    assert hear(day(5, 7)) == set()


def test_it_is_on_the_desk_until_it_is_answered(cast: Cast, change: ListChange) -> None:
    queue = lists.to_update(cast.listadmin, ON)
    assert queue is not None and [entry.title for entry in queue.entries] == ["甲调离"]
    settle(change, cast)
    assert lists.to_update(cast.listadmin, ON) is None


def test_the_page_names_the_entries_that_may_be_concerned(cast: Cast, change: ListChange) -> None:
    board = published(
        opened(cast.bureau, cast.listadmin, "window"), cast.listadmin, cast.head, valid_from=FROM
    )
    published(opened(cast.bureau, cast.listadmin), cast.listadmin, cast.head, valid_from=FROM)
    client = cast.client("listadmin")
    url = reverse("list-change-settle", args=[change.pk])

    shown = client.get(url).content.decode()
    assert board.title in shown and "示范guide" not in shown
    assert "2026-04-30" in shown
    today = timezone.localdate()
    assert client.post(url, {"on": today, "note": "已更新。"}).status_code == 302
    listed = client.get(reverse("list-change-list")).content.decode()
    assert "甲调离" in listed and "已更新。" in listed and "逾期更新" in listed


def test_another_agencys_changes_do_not_exist(cast: Cast, change: ListChange) -> None:
    client = cast.client("outsider")
    assert "甲调离" not in client.get(reverse("list-change-list")).content.decode()
    stranger = factories.user("listadmin", cast.other_bureau, username="l9", name="外清单")
    assert not ListChange.objects.kept_by(stranger).exists()


def test_versions_wait_on_the_desks_of_those_who_answer_for_them(cast: Cast) -> None:
    version = opened(cast.bureau, cast.listadmin, "channel")
    assert lists.entries_to_approve(cast.head, ON) is None
    assert lists.entries_sent_back(cast.listadmin, ON) is None
    from_head = cast.client("head")
    cast.client("listadmin").post(
        reverse("entry-submit", args=[version.pk]), {"valid_from": timezone.localdate()}
    )
    queue = lists.entries_to_approve(cast.head, ON)
    assert queue is not None and version.title in queue.entries[0].title
    from_head.post(reverse("entry-return", args=[version.pk]), {"opinion": "请补充。"})
    back = lists.entries_sent_back(cast.listadmin, ON)
    assert back is not None and back.entries[0].detail == "请补充。"


# ------------------------------------------------------------------------------- repealed, entered by hand
def repealing(day_: str, title: str = "食品新法") -> Any:
    """An act that repeals the law on food safety on a day."""
    text = f"本法自{day_}起施行。《中华人民共和国食品安全法》同时废止。"
    article = {"no": 1, "suffix": "", "label": "第一条", "section": "", "paragraphs": [text]}
    path = "法律/x.md"
    return {
        "title": title,
        "version_date": "2026-03-01",
        "history": [],
        "source_path": path,
        "articles": [article],
    }


def test_a_repealed_law_starts_it_for_those_whose_items_cite_it(cast: Cast) -> None:
    law = public.statute(
        "中华人民共和国食品安全法", (date(2021, 4, 29), None, {35: "实行许可制度。"})
    )
    permit_item(cast.bureau)
    statutes.keep_version(by=None, act=repealing("2026年4月1日"))
    for _again in range(2):
        statutes.refresh_periods(by=None)

    row = ListChange.objects.get(cause=LAW)
    assert (row.agency, row.statute, row.changed_on) == (cast.bureau, law, ON)
    assert row.what == "《中华人民共和国食品安全法》废止"
    assert clock(row).due_on == DUE


def test_a_law_repealed_before_an_item_began_starts_nothing(cast: Cast) -> None:
    public.statute("中华人民共和国食品安全法", (date(2015, 4, 29), None, {35: "实行许可制度。"}))
    permit_item(cast.bureau)
    statutes.keep_version(by=None, act=repealing("2019年4月1日"))
    statutes.refresh_periods(by=None)
    assert not ListChange.objects.exists()


def test_a_change_that_no_service_knows_is_entered_by_hand(cast: Cast) -> None:
    client, today = cast.client("listadmin"), timezone.localdate()
    url = reverse("list-change-create")
    asked = {
        "agency": cast.bureau.pk,
        "cause": "law",
        "what": "《某省食品小作坊条例》修订施行",
        "changed_on": today,
    }
    answer = client.post(url, asked)

    row = ListChange.objects.get()
    assert answer["Location"] == reverse("list-change-settle", args=[row.pk])
    assert (row.agency, row.cause, row.changed_on) == (cast.bureau, LAW, today)
    assert clock(row).outcome == "open"
    assert AuditEntry.objects.filter(action="listchange.enter").count() == 1
    again = client.post(url, asked).content.decode()
    assert "该变动已经登记" in again and ListChange.objects.count() == 1
    ahead = client.post(url, {**asked, "what": "另", "changed_on": day(1, 1, 2099)})
    assert ahead.status_code == 200 and ListChange.objects.count() == 1


def test_nobody_enters_a_change_of_another_agency(cast: Cast) -> None:
    stranger = factories.user("listadmin", cast.other_bureau, username="l8", name="外清单")
    given: Any = {"cause": LAW, "what": "《某条例》", "changed_on": ON}
    with pytest.raises(RuleError, match="不由您维护"):
        freshness.enter(cast.bureau, by=stranger, **given)
    cast.bureau.status = "pending"
    with pytest.raises(RuleError, match="没有公布的清单"):
        freshness.enter(cast.bureau, by=cast.listadmin, **given)
    assert not ListChange.objects.exists()
