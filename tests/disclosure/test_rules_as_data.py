"""Discretion, delegations, review and recording for machines: API and daily snapshots say what the pages say."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from disclosure import recording_items, review_catalogues, verify_open_data
from disclosure.services import open_data as snapshots
from enforcement.models import Agency, Benchmark, Delegation
from enforcement.profiles import PROFILE_KEYS
from enforcement.services import registers as entries
from tests import deeds, factories, gauges, registers
from tests.base import Cast
from tests.catalogues import begun, put
from tests.catalogues import published as announced
from tests.disclosure import test_delegations
from tests.disclosure.factories import TODAY
from tests.disclosure.test_open_data import everything, fetched, get, lines

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
NEXT = TODAY + timedelta(days=1)
MARK = "龘"
SINCE = date(2025, 1, 1)
ADDRESS = {
    "discretion": "/api/v1/discretion/",
    "delegations": "/api/v1/delegations/",
    "review-catalogue": "/api/v1/review-catalogue/",
    "recording-items": "/api/v1/recording-items/",
}
BY_ID = ("discretion", "delegations")


def deed(cast: Cast, **changes: Any) -> Delegation:
    period = {"valid_from": SINCE, "valid_to": date(2027, 1, 1)}
    return test_delegations.deed(cast, **{**period, **changes})


def asked(table: str, pk: int | None = None, *, status: int = 200, **query: Any) -> Any:
    answer = Client().get(ADDRESS[table] + (f"{pk}/" if pk else ""), query)
    assert answer.status_code == status, answer.content.decode("unicode_escape")
    return json.loads(answer.content.replace(b"http://testserver", b""))


def listed(table: str, **query: Any) -> list[Any]:
    found: list[Any] = asked(table, **query)["results"]
    return found


def ids(table: str, **query: Any) -> list[int]:
    return [row["id"] for row in listed(table, **query)]


def rebuilt(day: date, table: str) -> list[Any]:
    return [json.loads(line["row"]) for line in lines(day, table) if "row" in line]


def key_of(row: Any) -> int:
    return int(row.get("id") or row["agency"]["id"])


# ------------------------------------------------------------------------------- fields
def test_a_benchmark_is_told_in_the_smallest_parts_of_its_unit(cast: Cast) -> None:
    above = gauges.benchmark(cast.bureau, violation="上级的基准", doc_no="某市监规〔2024〕9号")
    row = gauges.by_value(cast.bureau, superior=above, published_on=SINCE)
    told = asked("discretion", row.pk)
    steps = told.pop("tiers")
    assert told == {
        "id": row.pk,
        "agency": {"id": cast.bureau.pk, "name": cast.bureau.name},
        "violation": gauges.VIOLATION,
        "basis": "《中华人民共和国食品安全法》第一百二十四条",
        "penalty_kinds": ["fine", "warning"],
        "unit": "times",
        "base_name": "货值金额",
        "measure_name": row.measure_name,
        "low": 50_000,
        "high": 100_000,
        "issuer": "云溪市市场监督管理局",
        "doc_no": "云市监规〔2025〕1号",
        "of_superior": False,
        "superior": str(above),
        "effective_from": "2025-01-01",
        "effective_to": None,
        "published_on": "2025-01-01",
        "url": f"/discretion/{row.pk}/",
    }
    assert [(step["degree"], step["low"], step["high"]) for step in steps] == [
        ("lighter", 50_000, 70_000),
        ("heavier", 70_000, 100_000),
    ]
    assert (steps[0]["measure_to"], steps[1]["measure_from"]) == ("100.00", "100.00")
    assert Client().get(told["url"]).status_code == 200


def test_a_delegation_is_told_with_its_deed_and_its_end(cast: Cast) -> None:
    row = deed(cast)
    deeds.ended(cast, row, TODAY, "委托事项已经完成。")
    told = asked("delegations", row.pk)
    assert told["delegator"] == {"id": cast.bureau.pk, "name": cast.bureau.name}
    assert told["delegate"]["id"] == cast.other_bureau.pk
    assert (told["ended_on"], told["end_reason"]) == (TODAY.isoformat(), "委托事项已经完成。")
    for name in ("number", "matters", "powers", "basis", "text", "filing_no"):
        assert told[name] == getattr(row, name)
    assert listed("delegations") == [told]


def test_the_list_to_be_recorded_is_that_of_the_page(cast: Cast) -> None:
    (row,) = listed("recording-items", agency=str(cast.bureau.pk))
    own = recording_items.lines(cast.bureau, TODAY)
    assert row["agency"]["id"] == cast.bureau.pk
    assert len(own) == len(row["lines"]) > 5
    page = Client().get(reverse("recording-items"), {"agency": cast.bureau.pk}).content.decode()
    for line, known in zip(row["lines"], own, strict=True):
        assert line["kinds"] == list(known.kinds) and line["article"] == known.article
        assert line["activity"] in page
    assert listed("recording-items", agency=str(cast.bureau.pk), on="1800-01-01") == []


def test_what_the_agency_published_itself_is_told_with_its_fields(cast: Cast) -> None:
    draft = registers.opened(cast.bureau, cast.listadmin, "recording")
    row = registers.published(draft, cast.listadmin, cast.head)
    (told,) = listed("recording-items", agency=str(cast.bureau.pk))
    assert told["own"] == [
        {
            **{"id": row.entry_id, "title": "示范recording", "version": 1},
            **{"valid_from": str(registers.FROM), "published_on": str(row.published_on)},
            **{"content": registers.RECORDING},
            "url": f"/recorded-matters/{row.entry_id}/",
        }
    ]
    assert told["own"][0]["content"] == api_entry(row.entry_id)["content"]
    before = registers.FROM - timedelta(days=1)
    (early,) = listed("recording-items", agency=str(cast.bureau.pk), on=str(before))
    assert early["own"] == [] and early["lines"]
    (other,) = listed("recording-items", agency=str(cast.other_bureau.pk))
    assert other["own"] == []

    snapshots.take(TODAY)
    assert told in rebuilt(TODAY, "recording-items")


def test_what_was_taken_down_is_in_no_list_and_in_no_file(cast: Cast) -> None:
    draft = registers.opened(cast.bureau, cast.listadmin, "recording", remark=MARK)
    row = registers.published(draft, cast.listadmin, cast.head)
    snapshots.take(TODAY)
    assert MARK in everything(TODAY)
    entries.withdraw(row.entry, by=cast.listadmin, on=TODAY, reason="误登。")

    assert MARK not in everything(TODAY)
    assert [told["own"] for told in listed("recording-items")] == [[]] * len(
        listed("recording-items")
    )


def api_entry(pk: int) -> Any:
    return Client().get(reverse("api-entry-detail", args=[pk])).json()


def test_the_review_list_of_one_agency_is_that_of_any_day(cast: Cast) -> None:
    first = begun(cast.bureau, cast.listadmin)
    put(first, cast.listadmin)
    version = announced(first, cast.listadmin, cast.head)
    day = str(version.valid_from)
    before = str(version.valid_from - timedelta(days=1)) if version.valid_from else ""
    for on, number in ((before, None), (day, version.doc_no)):
        told = asked("review-catalogue", cast.bureau.pk, on=on)
        assert (told["version"] or {"doc_no": None})["doc_no"] == number
        (row,) = listed("review-catalogue", agency=str(cast.bureau.pk), on=on)
        assert row == told and told["on"] == on


# ------------------------------------------------------------------------------- what is public
def test_only_published_standards_in_force_are_told(cast: Cast) -> None:
    shown = gauges.benchmark(cast.bureau)
    draft = gauges.benchmark(cast.bureau, violation=f"{MARK}草案", published_on=None)
    past = gauges.benchmark(cast.bureau, violation="旧", effective_to=TODAY)
    hidden = gauges.benchmark(factories.agency(status=Agency.Status.PENDING), violation="未公布")
    assert ids("discretion") == [shown.pk]
    assert ids("discretion", q="过期", agency=str(cast.other_bureau.pk)) == []
    assert ids("discretion", on=str(TODAY - timedelta(days=1))) == [shown.pk, past.pk]
    for row in (draft, past, hidden):
        assert "violation" not in asked("discretion", row.pk, status=404)
    assert asked("discretion", past.pk, on=str(SINCE + timedelta(days=9)))["id"] == past.pk
    page = Client().get(reverse("benchmark-list")).content.decode()
    assert shown.violation in page and MARK not in page


@pytest.mark.parametrize("published", [1, 40])
def test_a_deed_published_later_is_told_to_nobody_who_asks_for_that_day(
    cast: Cast, published: int
) -> None:
    """What will be public is no public fact, whatever day the reader names."""
    row = deed(cast, published_on=TODAY + timedelta(days=published), number=f"{MARK}1号")
    coming = deed(cast, valid_from=NEXT, number=f"{MARK}2号")
    known = deed(cast)
    for on in (TODAY, NEXT, TODAY + timedelta(days=60), date(9999, 12, 31)):
        assert ids("delegations", on=str(on)) == [known.pk], on
        page = Client().get(reverse("delegation-list"), {"on": str(on)}).content.decode()
        assert MARK not in page and known.number in page, on
        for each in (row, coming):
            asked("delegations", each.pk, status=404, on=str(on))


def test_before_its_first_day_a_deed_is_in_no_answer(cast: Cast) -> None:
    row = deed(cast)
    before = str(row.valid_from - timedelta(days=1))
    assert ids("delegations", on=str(row.valid_from)) == [row.pk]
    assert ids("delegations", on=before) == []
    asked("delegations", row.pk, status=404, on=before)
    for side in (cast.bureau, cast.other_bureau):
        assert ids("delegations", agency=str(side.pk)) == [row.pk]
    Agency.objects.filter(pk=row.delegator_id).update(status=Agency.Status.PENDING)
    assert ids("delegations") == []


@pytest.mark.parametrize("table", ADDRESS)
@pytest.mark.parametrize("query", [{"x": "1"}, {"on": "2026-02-30"}, {"on": "\0"}, {"after": "x"}])
def test_a_question_that_cannot_be_read_is_refused(table: str, query: dict[str, Any]) -> None:
    assert asked(table, status=400, **query)["error"]


@pytest.mark.parametrize("table", [*BY_ID, "review-catalogue"])
def test_a_row_takes_no_other_question_than_the_day(cast: Cast, table: str) -> None:
    made = {"discretion": gauges.benchmark(cast.bureau).pk, "delegations": deed(cast).pk}
    key = made.get(table, cast.bureau.pk)
    asked(table, key, status=400, q="x")
    asked(table, key, status=400, on="x")
    asked(table, 10**9, status=404)


# ------------------------------------------------------------------------------- many agencies
def tree(cast: Cast) -> list[Agency]:
    """Agencies under several rules, some with lists of their own, some below those."""
    rows = [cast.bureau, cast.other_bureau]
    for number, key in enumerate(PROFILE_KEYS[:4]):
        top = factories.agency(profile=key, name=f"第{number}局")
        rows += [top, factories.agency(parent=top, name=f"第{number}分局")]
    for number, row in enumerate(rows[:5:2]):
        lister, head = factories.user("listadmin", row), factories.user("head", row)
        draft = begun(row, lister, doc_no=f"规〔2026〕{number}号")
        put(draft, lister)
        announced(draft, lister, head)
    return [Agency.objects.get(pk=row.pk) for row in rows]


def test_many_lists_at_once_are_the_lists_one_by_one(cast: Cast) -> None:
    rows = tree(cast)
    found = review_catalogues.all_applied(rows, TODAY)
    assert len({row.version.pk for row in found if row.version}) == 3
    assert any(row.version is None for row in found)
    for row, one in zip(found, rows, strict=True):
        alone = review_catalogues.applied(Agency.objects.get(pk=one.pk), TODAY)
        assert row.version == alone.version, one.name
        assert (row.title, row.source, row.lines) == (alone.title, alone.source, alone.lines)
        assert row.questions == alone.questions
    recorded = recording_items.all_recorded(rows, TODAY)
    for each, one in zip(recorded, rows, strict=True):
        assert each.lines == recording_items.lines(Agency.objects.get(pk=one.pk), TODAY)


def test_a_list_asks_as_many_questions_for_ten_as_for_two(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    period = {"valid_from": SINCE, "valid_to": TODAY, "delegate": cast.justice}
    for row in tree(cast):
        by, head = factories.user("listadmin", row), factories.user("head", row)
        registers.published(registers.opened(row, by, "recording"), by, head)
        gauges.benchmark(row)
        deeds.publicly(delegator=row, number=str(row.pk), **period)
    for table in ADDRESS:
        with django_assert_max_num_queries(4):
            assert len(listed(table)) >= 10, table


# ------------------------------------------------------------------------------- snapshots
def test_an_outsider_rebuilds_all_four_from_the_files(cast: Cast, tmp_path: Path) -> None:
    tree(cast)
    gauges.by_value(cast.bureau)
    deed(cast)
    gauges.benchmark(cast.bureau, violation=f"{MARK}草案", published_on=None)
    snapshots.take(TODAY)
    found = verify_open_data.check(fetched(TODAY, tmp_path / "day"))
    for table in ADDRESS:
        api = listed(table)
        for row in api:
            row.pop("on", None)  # the day of the file; what holds for years is one row
        assert found[table] == {"public": len(api)} and api
        assert sorted(rebuilt(TODAY, table), key=key_of) == sorted(api, key=key_of), table
    assert MARK not in everything(TODAY)


def test_whatever_language_the_reader_has_the_rows_are_the_same(cast: Cast) -> None:
    gauges.benchmark(cast.bureau)
    deed(cast)
    snapshots.take(TODAY)
    english = Client(headers={"accept-language": "en"})
    for table in ADDRESS:
        name = f"{table}-000000.jsonl"
        url = reverse("open-data-file", args=[TODAY.isoformat(), name])
        assert english.get(url).content == get(TODAY, name).content, table
        assert '"gone"' not in english.get(url).content.decode(), table


def test_a_list_that_stays_is_one_line_for_all_days(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    gauges.benchmark(cast.bureau)
    snapshots.take(TODAY)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args: NEXT)
    snapshots.take(NEXT)
    for table in ("discretion", "review-catalogue", "recording-items"):
        assert lines(TODAY, table) == lines(NEXT, table), table


def test_what_ended_is_told_of_the_days_on_which_it_held(cast: Cast) -> None:
    gone = gauges.benchmark(cast.bureau, violation=f"{MARK}过期")
    kept = deed(cast)
    snapshots.take(TODAY)
    assert MARK in everything(TODAY)
    Benchmark.objects.filter(pk=gone.pk).update(effective_to=TODAY)
    deeds.ended(cast, kept, TODAY, "提前终止。")
    (held,) = lines(TODAY, "discretion")
    row = json.loads(held["row"])
    assert (row["id"], row["effective_to"]) == (gone.pk, None), "as its page tells it at ?on="
    (changed,) = lines(TODAY, "delegations")
    assert json.loads(changed["row"])["ended_on"] is None, (
        "the register tells it as the day told it"
    )
    assert Delegation.objects.public(TODAY).filter(pk=kept.pk).exists()
