"""证据检索: every condition narrows, nobody finds what he may not see, each search is on record."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry
from enforcement.models import Case
from recording.models import Evidence, EvidenceEntry
from recording.services import closures, evidence_index, evidence_search
from tests import factories
from tests.base import Cast
from tests.recording import bare

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 16)
URL = reverse("evidence-search")


def clock(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def case(cast: Cast) -> Case:
    party = factories.party(cast.bureau, name="云溪市晨星餐饮有限公司")
    return factories.case(cast.bureau, on=ON, filed=True, of=party, title="晨星餐饮占道经营案")


@pytest.fixture
def film(cast: Cast, case: Case) -> Evidence:
    place = "云溪市东湖路12号"
    step = bare.step(case, cast.officer1, place=place, at=clock(4))
    step.officers.set(factories.staff_of(case))
    told = {"device_no": "ＤＳＪ-0012", "place": place, "started_at": clock(4), "title": "门前录像"}
    row = bare.item(case, cast.officer1, "一", step=step, **told)
    evidence_index.enter([row])
    return row


def other(cast: Cast, n: int = 1, **told: Any) -> list[Evidence]:
    """Evidence of another party at another place."""
    party = factories.party(cast.bureau, name="示范建材店")
    case = factories.case(cast.bureau, on=ON, filed=True, of=party, title="示范建材堆料案")
    values = {"device_no": "Z9", "place": "山前大道", "started_at": clock(9), **told}
    rows = [bare.item(case, cast.officer1, f"别的{no}", **values) for no in range(n)]
    evidence_index.enter(rows)
    return rows


def found(cast: Cast, who: str = "officer1", **values: Any) -> list[Any]:
    rows = evidence_search.matching(values, by=getattr(cast, who))
    return [row.evidence_id for row in rows]


# ---------------------------------------------------------------------------------- conditions
HOLD: list[tuple[str, Any]] = [
    ("q", "门前"),
    ("q", "录像 占道"),
    ("q", "现场.mp4 门前"),
    ("party", "晨星"),
    ("party", "晨星餐饮"),
    ("party", "云溪 星餐饮有限"),
    ("device", "DSJ-0012"),
    ("device", "dsj - 0012"),
    ("place", "东湖路"),
    ("place", "湖"),
    ("kind", "audiovisual"),
    ("medium", "video"),
    ("since", date(2026, 3, 4)),
    ("until", date(2026, 3, 4)),
]
DO_NOT: list[tuple[str, Any]] = [
    ("q", "后门"),
    ("party", "星晨"),
    ("party", "东湖"),
    ("place", "晨星"),
    ("place", "湖东"),
    ("officers", "东湖"),
    ("number", "东湖"),
    ("device", "DSJ-001"),
    ("kind", "physical"),
    ("medium", "photo"),
    ("since", date(2026, 3, 5)),
    ("until", date(2026, 3, 3)),
    ("party", "……"),
]


def test_each_condition_finds_the_item_or_not(cast: Cast, film: Evidence) -> None:
    for name, value in HOLD:
        assert found(cast, **{name: value}) == [film.pk], (name, value)
    for name, value in DO_NOT:
        assert found(cast, **{name: value}) == [], (name, value)


def test_the_number_of_the_case_is_found_in_any_spelling_and_in_part(
    cast: Cast, case: Case, film: Evidence
) -> None:
    other(cast)
    typed = case.number.replace("〔", "[").replace("〕", "]").replace("号", " 号")
    assert found(cast, number=typed) == [film.pk]
    assert film.pk in found(cast, number=case.number[:-2])


def test_the_officers_of_the_step_are_found_by_name(cast: Cast, case: Case, film: Evidence) -> None:
    other(cast)
    for officer in factories.staff_of(case):
        assert found(cast, officers=officer.name) == [film.pk]


def test_several_conditions_hold_together(cast: Cast, film: Evidence) -> None:
    other(cast, place="东湖路3号")
    assert len(found(cast, place="东湖")) == 2
    assert found(cast, place="东湖", party="晨星", since=date(2026, 3, 1)) == [film.pk]


def test_a_day_counts_from_midnight_to_midnight_of_local_time(cast: Cast) -> None:
    [late] = other(cast, started_at=clock(5, 23) + timedelta(minutes=59))
    day = date(2026, 3, 5)
    assert found(cast, since=day, until=day) == [late.pk]
    assert found(cast, since=date(2026, 3, 6)) == []


# ---------------------------------------------------------------------------------- keeping the entries
def test_sealed_evidence_is_found_at_once(cast: Cast, case: Case) -> None:
    factories.record(case, on=date(2026, 3, 4))
    kept = Evidence.objects.filter(case=case)
    assert set(found(cast, party="晨星")) == set(kept.values_list("pk", flat=True))


def test_the_worker_enters_what_is_not_there_and_what_has_another_name_now(
    cast: Cast, case: Case
) -> None:
    row = bare.item(case, cast.officer1, "一")
    assert (evidence_index.catch_up(), found(cast, party="晨星")) == (1, [row.pk])
    assert evidence_index.catch_up() == 0
    type(case.party).objects.filter(pk=case.party_id).update(name="改名后的商行")
    assert (evidence_index.catch_up(), found(cast, party="晨星")) == (1, [])
    assert found(cast, party="改名后") == [row.pk]
    assert EvidenceEntry.objects.count() == 1


# ---------------------------------------------------------------------------------- who
def test_another_agency_finds_nothing_and_the_supervisor_finds_what_is_below(
    cast: Cast, film: Evidence
) -> None:
    assert found(cast, "outsider", party="晨星") == []
    assert found(cast, "publisher", party="晨星") == [film.pk], "sees cases: the page asks for more"
    assert found(cast, "supervisor", party="晨星") == [film.pk]
    assert found(cast, "admin", party="晨星") == []
    with pytest.raises(PermissionDenied):
        evidence_search.search({"q": "门前"}, by=cast.publisher, after="", size=25)


def test_closed_evidence_is_found_by_whom_it_is_open_to_and_nobody_else(
    cast: Cast, case: Case, film: Evidence
) -> None:
    rows = other(cast, 2)
    closures.close(case, by=cast.head, group="trade", reason="配方。")
    closures.close(rows[0].case, by=cast.head, group="minor", reason="未成年人。", evidence=rows[0])
    for who in ("officer1", "officer2", "unithead", "reviewer", "head", "supervisor", "outsider"):
        shown = Evidence.objects.visible_to(getattr(cast, who)).values_list("pk", flat=True)
        assert set(found(cast, who)) == set(shown)
    assert set(found(cast, "supervisor")) == {rows[1].pk}
    assert len(found(cast, "head")) == 3


def test_the_search_is_logged_with_its_terms_and_what_it_showed(cast: Cast, film: Evidence) -> None:
    answer = cast.client("officer1").get(URL, {"party": "晨星", "place": ""})
    assert "门前录像" in answer.content.decode()
    entry = AuditEntry.objects.get(action="evidence.search")
    assert (entry.actor_id, entry.agency_id) == (cast.officer1.pk, cast.bureau.pk)
    assert '"party":"晨星"' in entry.data and str(film.pk) in entry.data
    assert "place" not in entry.data


# ---------------------------------------------------------------------------------- the page
def test_without_a_condition_the_page_searches_nothing_and_logs_nothing(
    cast: Cast, film: Evidence
) -> None:
    for query in ({}, {"q": " "}):
        page = cast.client("officer1").get(URL, query).content.decode()
        assert "请填写至少一项检索条件" in page
        assert "门前录像" not in page
    assert not AuditEntry.objects.filter(action="evidence.search").exists()


def test_nothing_found_says_what_to_do(cast: Cast, film: Evidence) -> None:
    page = cast.client("officer1").get(URL, {"party": "没有这家"}).content.decode()
    assert "没有符合条件的证据" in page


def test_days_in_the_wrong_order_are_refused(cast: Cast) -> None:
    page = cast.client("officer1").get(URL, {"since": "2026-03-05", "until": "2026-03-01"})
    assert "截止日期不能早于开始日期" in page.content.decode()


def test_pages_follow_by_cursor_without_counting_and_with_the_same_queries(cast: Cast) -> None:
    rows = other(cast, 60)
    client, seen, after, counts = cast.client("officer1"), [], "", []
    while True:
        with CaptureQueriesContext(connection) as queries:
            page = client.get(URL, {"place": "山前", "after": after}).context["page"]
        counts.append(len(queries))
        assert not [q["sql"] for q in queries if re.search(r'COUNT\(.*FROM "recording_', q["sql"])]
        seen += [row.evidence_id for row in page.rows]
        after = page.next_cursor
        if not after:
            break
    assert sorted(seen) == sorted(row.pk for row in rows)
    assert len(counts) == 3 and len(set(counts[1:])) == 1
