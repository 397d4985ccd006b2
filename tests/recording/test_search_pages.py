"""证据检索: pages without repeats or holes, who finds what, and what the log and register keep of it."""

import json
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry
from core.pages import Page
from enforcement.models import Case
from recording.models import Access, Evidence, EvidenceEntry, Visit
from recording.services import closures, evidence_index, evidence_search
from tests import factories
from tests.base import Cast, client_of
from tests.recording import bare

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 16)
URL = reverse("evidence-search")
AT = datetime(2026, 3, 4, 9, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def case(cast: Cast) -> Case:
    party = factories.party(cast.bureau, name="云溪市晨星餐饮有限公司")
    return factories.case(cast.bureau, on=ON, filed=True, of=party, title="晨星餐饮占道经营案")


def films(case: Case, cast: Cast, count: int, *, apart: int = 1, **told: Any) -> list[Evidence]:
    """So many recordings, so many minutes apart, entered in the index; the oldest first."""
    rows = [
        bare.item(
            case,
            cast.officer1,
            f"{case.pk}{told}{no}",
            **{"place": "山前大道", "started_at": AT + timedelta(minutes=apart * no), **told},
        )
        for no in range(count)
    ]
    evidence_index.enter(rows)
    return rows


def walk(cast: Cast, size: int, **values: Any) -> list[Page[EvidenceEntry]]:
    """Every page of a search, one after the other."""
    pages: list[Page[EvidenceEntry]] = []
    after = ""
    while not pages or after:
        pages.append(evidence_search.search(values, by=cast.officer1, after=after, size=size))
        after = pages[-1].next_cursor
    return pages


def keys(pages: list[Page[EvidenceEntry]]) -> list[Any]:
    return [row.evidence_id for page in pages for row in page.rows]


def entries() -> list[dict[str, Any]]:
    """What the log keeps of the searches, oldest first."""
    rows = AuditEntry.objects.filter(action="evidence.search").order_by("pk")
    return [json.loads(row.data) for row in rows]


# ---------------------------------------------------------------------------------- pages
@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3)])
def test_a_page_is_full_before_the_next_begins(
    cast: Cast, case: Case, count: int, pages: int
) -> None:
    rows = films(case, cast, count)
    found = walk(cast, 2, place="山前")
    assert len(found) == pages
    assert keys(found) == [row.pk for row in reversed(rows)], "the newest first"


def test_recordings_of_the_same_instant_are_each_shown_once(cast: Cast, case: Case) -> None:
    rows = films(case, cast, 5, apart=0)
    found = keys(walk(cast, 2, place="山前"))
    assert sorted(found) == sorted(row.pk for row in rows)


def test_an_item_entered_meanwhile_neither_repeats_nor_hides_another(
    cast: Cast, case: Case
) -> None:
    rows = films(case, cast, 4)
    first = evidence_search.search({"place": "山前"}, by=cast.officer1, after="", size=2)
    films(case, cast, 1, title="后来的", started_at=AT + timedelta(days=1))
    after = first.next_cursor
    second = evidence_search.search({"place": "山前"}, by=cast.officer1, after=after, size=2)
    assert keys([first, second]) == [row.pk for row in reversed(rows)]


def test_the_upload_tells_the_time_of_what_has_no_time_of_its_own(cast: Cast, case: Case) -> None:
    [row] = films(case, cast, 1, started_at=None)
    assert EvidenceEntry.objects.get().taken_at == row.uploaded_at
    today = timezone.localdate(row.uploaded_at)
    found = evidence_search.matching({"since": today, "until": today}, by=cast.officer1)
    assert [each.evidence_id for each in found] == [row.pk]


# ---------------------------------------------------------------------------------- the log
def test_every_page_is_an_entry_with_the_terms_and_what_it_showed(cast: Cast, case: Case) -> None:
    films(case, cast, 3)
    pages = walk(cast, 2, place="山前", until=date(2026, 3, 31))
    asked = {"place": "山前", "until": "2026-03-31"}
    told = [
        {"asked": asked, "shown": [str(row.evidence_id) for row in page.rows]} for page in pages
    ]
    assert entries() == told
    assert [len(entry["shown"]) for entry in told] == [2, 1]


def test_a_search_that_finds_nothing_is_logged_too(cast: Cast, case: Case) -> None:
    walk(cast, 2, party="没有这家")
    assert entries() == [{"asked": {"party": "没有这家"}, "shown": []}]


def test_the_register_of_looks_keeps_the_words_and_the_office(cast: Cast, case: Case) -> None:
    films(case, cast, 1)
    offices = {
        "officer1": Visit.Purpose.HANDLING,
        "unithead": Visit.Purpose.APPROVAL,
        "head": Visit.Purpose.APPROVAL,
        "reviewer": Visit.Purpose.REVIEW,
        "supervisor": Visit.Purpose.SUPERVISION,
    }
    for name, purpose in offices.items():
        by = cast.people[name]
        evidence_search.search({"party": "晨星", "place": "山前"}, by=by, after="", size=5)
        row = Access.objects.get(user=by)
        assert (row.act, row.purpose, row.agency_id) == ("search", purpose, by.agency_id)
        assert (row.case_id, row.evidence_id) == (None, None)
        assert "“晨星 山前”" in row.what and "1 件" in row.what


def test_long_words_are_cut_in_the_register_and_whole_in_the_log(cast: Cast, case: Case) -> None:
    typed = {name: f"{name}{'长' * 95}" for name in ("q", "party", "place")}
    evidence_search.search(typed, by=cast.officer1, after="", size=5)
    [entry] = entries()
    assert entry["asked"] == typed
    assert len(Access.objects.get().what) <= 200


def test_a_refused_search_leaves_nothing(cast: Cast, case: Case) -> None:
    films(case, cast, 1)
    for name in ("publisher", "listadmin", "admin"):
        with pytest.raises(PermissionDenied):
            evidence_search.search({"q": "录像"}, by=cast.people[name], after="", size=5)
        assert cast.client(name).get(URL, {"q": "录像"}).status_code == 403
    assert entries() == []
    assert not Access.objects.filter(act=Access.Act.SEARCH).exists()


def test_an_account_without_an_agency_finds_nothing_and_the_log_knows(
    cast: Cast, case: Case
) -> None:
    films(case, cast, 1)
    stray = factories.user("supervisor", username="stray")
    assert stray.agency_id is None
    answer = client_of(stray).get(URL, {"place": "山前"})
    assert answer.status_code == 200
    assert "没有符合条件的证据" in answer.content.decode()
    assert entries() == [{"asked": {"place": "山前"}, "shown": []}]
    assert not Access.objects.exists()


# ---------------------------------------------------------------------------------- closures
def test_a_closed_item_is_counted_nowhere_for_who_may_not_see_it(cast: Cast, case: Case) -> None:
    rows = films(case, cast, 3)
    closures.close(case, by=cast.head, group="trade", reason="配方。", evidence=rows[1])
    answer = cast.client("supervisor").get(URL, {"place": "山前"})
    shown = [row.evidence_id for row in answer.context["page"].rows]
    assert shown == [rows[2].pk, rows[0].pk]
    [entry] = entries()
    assert str(rows[1].pk) not in entry["shown"]
    assert "2 件" in Access.objects.get(act=Access.Act.SEARCH).what


def test_pages_stay_full_when_closed_items_lie_between(cast: Cast, case: Case) -> None:
    rows = films(case, cast, 4)
    closures.close(case, by=cast.head, group="trade", reason="配方。", evidence=rows[2])
    page = evidence_search.search({"place": "山前"}, by=cast.supervisor, after="", size=2)
    assert [row.evidence_id for row in page.rows] == [rows[3].pk, rows[1].pk]
    assert page.next_cursor


def test_a_lifted_closure_lets_everybody_find_it_again(cast: Cast, case: Case) -> None:
    films(case, cast, 1)
    row = closures.close(case, by=cast.head, group="minor", reason="未成年人。")
    assert not evidence_search.matching({"place": "山前"}, by=cast.supervisor).exists()
    closures.lift(row, by=cast.head, reason="已成年。")
    assert evidence_search.matching({"place": "山前"}, by=cast.supervisor).exists()


def test_a_grant_opens_what_is_found_until_it_is_withdrawn(cast: Cast, case: Case) -> None:
    films(case, cast, 1)
    closures.close(case, by=cast.head, group="trade", reason="配方。")
    now = timezone.now()
    given = closures.grant(
        case,
        by=cast.head,
        group="trade",
        purpose="案卷评查",
        ends_at=now + timedelta(days=1),
        at=now,
        person=cast.supervisor,
    )
    assert evidence_search.matching({"place": "山前"}, by=cast.supervisor).exists()
    assert not evidence_search.matching({"place": "山前"}, by=cast.reviewer).exists()
    closures.revoke(given, by=cast.head, reason="已经查完。")
    assert not evidence_search.matching({"place": "山前"}, by=cast.supervisor).exists()


def test_a_grant_of_another_group_opens_nothing(cast: Cast, case: Case) -> None:
    films(case, cast, 1)
    closures.close(case, by=cast.head, group="trade", reason="配方。")
    now = timezone.now()
    closures.grant(
        case,
        by=cast.head,
        group="minor",
        purpose="案卷评查",
        ends_at=now + timedelta(days=1),
        at=now,
        person=cast.supervisor,
    )
    assert not evidence_search.matching({"place": "山前"}, by=cast.supervisor).exists()


# ---------------------------------------------------------------------------------- the index
def test_an_entry_tells_what_it_was_made_of(cast: Cast, case: Case) -> None:
    [row] = films(case, cast, 1, device_no="ＤＳＪ 7", recorder=cast.officers[1])
    entry = EvidenceEntry.objects.get(evidence=row)
    assert (entry.known_party, entry.known_number) == (case.party.name, case.number)
    assert (entry.device, entry.place, entry.officers) == ("dsj7", "山前大道", "安试二")
    assert (entry.kind, entry.media, entry.agency_id) == ("audiovisual", "video", cast.bureau.pk)
    for part in ("现场录像", "现场.mp4", "晨星餐饮占道经营案"):
        assert part in entry.text


def test_the_place_is_that_of_the_item_else_of_the_step_else_of_the_case(
    cast: Cast, case: Case
) -> None:
    step = bare.step(case, cast.officer1, place="环节处")
    type(case).objects.filter(pk=case.pk).update(place="案发处")
    case.refresh_from_db()
    bare_values = {"started_at": AT}
    made = [
        bare.item(case, cast.officer1, "a", place="自己处", step=step, **bare_values),
        bare.item(case, cast.officer1, "b", place="", step=step, **bare_values),
        bare.item(case, cast.officer1, "c", place="", **bare_values),
    ]
    for row in made:
        row.case = case
    evidence_index.enter(made)
    found = dict(EvidenceEntry.objects.values_list("evidence_id", "place"))
    assert [found[row.pk] for row in made] == ["自己处", "环节处", "案发处"]


def test_recorder_and_officers_are_named_once(cast: Cast, case: Case) -> None:
    step = bare.step(case, cast.officer1)
    step.officers.set(cast.officers)
    [row] = films(case, cast, 1, step=step, recorder=cast.officers[0])
    entry = EvidenceEntry.objects.get(evidence=row)
    assert sorted(entry.officers.split()) == ["安试一", "安试二"]


def test_entering_again_replaces_the_entry(cast: Cast, case: Case) -> None:
    [row] = films(case, cast, 1)
    before = EvidenceEntry.objects.get().pk
    assert evidence_index.enter([row]) == 1
    assert EvidenceEntry.objects.get().pk == before
    assert evidence_index.enter([]) == 0


@pytest.mark.parametrize(
    ("count", "size", "sizes"), [(0, 2, []), (2, 2, [2]), (3, 2, [2, 1]), (1, 9, [1])]
)
def test_givenare_read_in_batches(count: int, size: int, sizes: list[int]) -> None:
    given = [UUID(int=no) for no in range(count)]
    found = list(evidence_index.batched(given, size))
    assert [len(batch) for batch in found] == sizes
    assert [key for batch in found for key in batch] == given


def test_more_than_a_batch_is_caught_up_in_one_run(
    cast: Cast, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence_index, "BATCH", 2)
    for no in range(5):
        bare.item(case, cast.officer1, str(no))
    assert evidence_index.catch_up() == 5
    assert EvidenceEntry.objects.count() == 5
    type(case.party).objects.filter(pk=case.party_id).update(name="改名后的商行")
    assert evidence_index.catch_up() == 5
    assert evidence_search.matching({"party": "改名后"}, by=cast.officer1).count() == 5
    assert evidence_index.catch_up() == 0


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("ＤＳＪ-0012", "dsj-0012"),
        (" a 1 ", "a1"),
        ("", ""),
        ("　", ""),
        ("DSJ\t7", "dsj7"),
        ("①", "1"),
    ],
)
def test_a_device_number_has_one_form(typed: str, key: str) -> None:
    assert evidence_index.device_key(typed) == key
    assert evidence_index.device_key(key) == key
