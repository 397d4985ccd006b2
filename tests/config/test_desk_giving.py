"""What waits for somebody before copies are given away or items destroyed is on that person's desk."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from config.desk import Entry, Queue, queues
from recording.models import Archive, Supply
from recording.services import disposal, supplies
from tests.base import Cast, day
from tests.recording.archived import file_of, lent
from tests.recording.over_time import appraise, end, filed, paper
from tests.recording.supplying import approve, ask, link_of, made, photograph

pytestmark = pytest.mark.django_db
KEYS = ("supplies", "disposals", "files")


def desk(cast: Cast, name: str) -> dict[str, list[Entry]]:
    """The entries of the account in the queues of this subject."""
    found: list[Queue] = queues(cast.people[name], on=timezone.localdate(), now=timezone.now())
    return {queue.key: queue.entries for queue in found if queue.key in KEYS}


def told(entries: list[Entry]) -> list[tuple[str, str, str]]:
    return [(entry.title, entry.step, entry.url) for entry in entries]


def page(row: Supply) -> str:
    return reverse("supply-detail", args=[row.pk])


# ---------------------------------------------------------------------------------- supplies
def test_an_application_waits_on_the_desk_of_who_decides_and_of_nobody_else(cast: Cast) -> None:
    row = ask(photograph(cast), cast)
    step = ("提供给云溪市人民法院 钟法官", "审批对外提供", page(row))
    assert told(desk(cast, "head")["supplies"]) == [step]
    for name in ("officer1", "officer2", "reviewer", "supervisor", "outsider"):
        assert "supplies" not in desk(cast, name), name


def test_who_asked_does_not_find_the_own_application_to_decide(cast: Cast) -> None:
    cast.head.roles = ["head", "officer"]
    cast.head.save(update_fields=["roles"])
    item = photograph(cast)
    Supply.objects.filter(pk=ask(item, cast, by=cast.head).pk)
    assert "supplies" not in desk(cast, "head")


def test_once_the_copy_is_ready_it_comes_back_to_who_asked(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = made(ask(photograph(cast), cast), cast, monkeypatch)
    assert [entry.step for entry in desk(cast, "officer1")["supplies"]] == ["出具链接"]
    assert "supplies" not in desk(cast, "head")
    assert page(row) == desk(cast, "officer1")["supplies"][0].url
    link_of(row, cast)
    assert "supplies" not in desk(cast, "officer1"), "the receiver has it in hand"


def test_a_medium_is_to_be_handed_over(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = made(ask(photograph(cast), cast, channel="medium"), cast, monkeypatch)
    assert [entry.step for entry in desk(cast, "officer1")["supplies"]] == ["交付介质"]
    supplies.hand_over(
        row, by=cast.officer1, at=timezone.now(), receiver="钟法官", medium="光盘一张"
    )
    assert "supplies" not in desk(cast, "officer1")


def test_what_could_not_be_made_is_told_to_who_asked(cast: Cast) -> None:
    row = approve(ask(photograph(cast), cast), cast)
    Supply.objects.filter(pk=row.pk).update(status="failed", problem="没有字体")
    assert [entry.step for entry in desk(cast, "officer1")["supplies"]] == ["重新制作或者撤回"]


def test_the_nearest_day_stands_first_and_a_day_that_has_passed_is_late(cast: Cast) -> None:
    today = timezone.localdate()
    item = photograph(cast)
    later, soon = (ask(item, cast, due_on=today + timedelta(days=count)) for count in (9, 1))
    entries = desk(cast, "head")["supplies"]
    assert [entry.url for entry in entries] == [page(soon), page(later)]
    assert [entry.tone for entry in entries] == ["is-near", ""]
    late = queues(cast.head, on=today + timedelta(days=3), now=timezone.now())
    (queue,) = (one for one in late if one.key == "supplies")
    assert [entry.tone for entry in queue.entries] == ["is-late", ""]


# ---------------------------------------------------------------------------------- disposal
def test_an_appraisal_waits_for_the_second_person(cast: Cast) -> None:
    _case, (item,) = filed(cast, 询价单=paper("a"))
    end(item, cast)
    row = appraise(cast, item)
    (entry,) = desk(cast, "head")["disposals"]
    assert (entry.step, entry.url) == ("审批销毁", reverse("disposal-detail", args=[row.pk]))
    assert "保管期限届满" in entry.detail
    for name in ("unithead", "officer1", "admin", "supervisor"):
        assert "disposals" not in desk(cast, name), name
    disposal.refuse(row, by=cast.head, opinion="仍有价值")
    assert "disposals" not in desk(cast, "head")


# ---------------------------------------------------------------------------------- files
@pytest.fixture
def file(cast: Cast) -> Archive:
    return file_of(cast)


@pytest.mark.parametrize(
    ("begins", "ends", "shown"),
    [(-1, 1, True), (0, 0, True), (-9, -1, False), (1, 9, False)],
)
def test_a_file_lent_at_the_screen_is_on_the_desk_of_its_reader_in_its_days(
    cast: Cast, file: Archive, begins: int, ends: int, shown: bool
) -> None:
    today = timezone.localdate()
    days = {"starts_on": today + timedelta(begins), "until": today + timedelta(ends)}
    row = lent(file, cast, form="electronic", account=cast.reviewer, **days)
    entries = desk(cast, "reviewer").get("files", [])
    expected = [(f"借给您的{row.archive.number}号案卷", "查看案卷", reverse("loan-mine"))]
    assert told(entries) == (expected if shown else [])
    assert "files" not in desk(cast, "officer2")


def test_the_copy_on_paper_is_on_no_reader_s_desk(cast: Cast, file: Archive) -> None:
    lent(file, cast, until=date(2099, 1, 1), starts_on=day(3, 28))
    assert "files" not in desk(cast, "reviewer")
