"""The registers in the daily snapshots: rebuilt by an outsider, gone when withdrawn, each day in its own words."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from rest_framework import serializers as drf

from core.triggers import refusal
from disclosure import open_data, random_check_shapes, serializers, verify_open_data
from disclosure.models import Snapshot, SnapshotDictionary
from disclosure.services import open_data as snapshots
from enforcement.models import EntryVersion, Officer, RandomCheckItem
from enforcement.registers import BOOKS
from enforcement.services import registers
from tests import factories, gauges
from tests.base import Cast
from tests.disclosure import inspection_rows
from tests.disclosure.factories import TODAY
from tests.disclosure.test_delegations import deed
from tests.disclosure.test_open_data import everything, fetched, get, lines
from tests.enforcement import prepared_draws
from tests.registers import changed, opened, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
NEXT = TODAY + timedelta(days=1)
MARK = "龘"


def public(cast: Cast, register: str, **content: Any) -> EntryVersion:
    draft = opened(cast.bureau, cast.listadmin, register, **content)
    return published(draft, cast.listadmin, cast.head, on=TODAY, valid_from=TODAY)


def rows(day: Any, table: str) -> list[dict[str, Any]]:
    return [json.loads(line["row"]) for line in lines(day, table) if "row" in line]


def api(name: str, *args: object, **query: str) -> Any:
    return Client().get(reverse(name, args=args), query).json()


def relative(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the API with its addresses as the files have them."""
    found: dict[str, Any] = json.loads(json.dumps(row).replace("http://testserver", ""))
    return found


# ------------------------------------------------------------------------------- rebuild
def test_an_outsider_rebuilds_every_register_from_the_files_alone(
    cast: Cast, tmp_path: Path
) -> None:
    made = [public(cast, register) for register in BOOKS]
    opened(cast.bureau, cast.listadmin, "channel", scope=f"{MARK}草稿")
    snapshots.take(TODAY)
    place = fetched(TODAY, tmp_path / "day")
    script = place / "verify_open_data.py"
    script.write_bytes(Client().get(reverse("open-data-script")).content)
    done = subprocess.run(
        [sys.executable, "-I", script.name, "."], cwd=place, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout
    assert f"entries: {{'public': {len(BOOKS)}}}" in done.stdout
    rebuilt = rows(TODAY, "entries")
    listed = [relative(row) for row in api("api-entry-list")["results"]]
    assert rebuilt == listed
    assert [row["id"] for row in rebuilt] == [version.entry_id for version in made]
    assert {row["register"] for row in rebuilt} == set(BOOKS)
    for row in rebuilt:
        assert row == relative(api("api-entry-detail", row["id"]))
        assert Client().get(row["url"]).status_code == 200
    assert MARK not in everything(TODAY), "a draft is not public"


def test_who_is_at_a_window_is_in_no_row(cast: Cast) -> None:
    version = public(cast, "window")
    assert version.content["officers"]
    snapshots.take(TODAY)
    (row,) = rows(TODAY, "entries")
    assert "officers" not in row["content"]
    assert row["content"]["location"] == "政务大厅一楼2号"
    names = Officer.objects.filter(agency=cast.bureau).values_list("name", flat=True)
    assert not any(name in json.dumps(row, ensure_ascii=False) for name in names)


def test_random_checks_are_in_the_snapshot_with_their_results(cast: Cast) -> None:
    draw = prepared_draws.drawn(cast)
    hidden = prepared_draws.random_item(cast, published=False, name=f"{MARK}事项")
    snapshots.take(TODAY)
    (row,) = rows(TODAY, "random-checks")
    assert row == relative(api("api-random-check-detail", draw.pk))
    assert row["pairs"] and row["commitment"] == draw.commitment
    items = rows(TODAY, "random-check-items")
    shown = set(RandomCheckItem.objects.public(TODAY).values_list("pk", flat=True))
    assert {item["id"] for item in items} == shown and hidden.pk not in shown
    assert any(item["plans"] for item in items)
    assert MARK not in everything(TODAY)


# ------------------------------------------------------------------------------- gone
def test_a_withdrawn_entry_is_a_tombstone_on_every_day(cast: Cast, tmp_path: Path) -> None:
    kept, gone = public(cast, "device"), public(cast, "channel", scope=f"{MARK}的投诉")
    for day in (TODAY, NEXT):
        snapshots.take(day)
        assert MARK in everything(day)
    registers.withdraw(gone.entry, by=cast.listadmin, on=TODAY, reason=f"{MARK}误登。")
    for day in (TODAY, NEXT):
        assert MARK not in everything(day), "neither the text nor the reason"
        (stone,) = [line for line in lines(day, "entries") if "gone" in line]
        assert stone["gone"] == {"why": "withdrawn", "on": TODAY.isoformat()}
        assert (set(stone), stone["key"]) == ({"commitment", "gone", "key"}, str(gone.entry_id))
        found = verify_open_data.check(fetched(day, tmp_path / day.isoformat()))
        assert found["entries"] == {"public": 1, "withdrawn": 1}
    assert [row["id"] for row in rows(TODAY, "entries")] == [kept.entry_id]


def test_the_version_of_a_day_stays_in_the_files_of_the_day(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = public(cast, "channel", scope=f"{MARK}旧")
    snapshots.take(TODAY)
    changed(first, cast.listadmin, cast.head, valid_from=NEXT, scope="新的范围")
    assert [row["version"] for row in rows(TODAY, "entries")] == [1], "not in force yet"
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args: NEXT)
    snapshots.take(NEXT)
    assert [row["content"]["scope"] for row in rows(NEXT, "entries")] == ["新的范围"]
    assert [row["content"]["scope"] for row in rows(TODAY, "entries")] == [f"{MARK}旧"]
    registers.withdraw(first.entry, by=cast.listadmin, on=NEXT, reason="误登。")
    assert MARK not in everything(TODAY) and rows(NEXT, "entries") == []
    assert [line["gone"]["why"] for line in lines(TODAY, "entries")] == ["withdrawn"]


def test_an_officer_who_left_is_gone_from_the_days_before(cast: Cast) -> None:
    officer = Officer.objects.filter(agency=cast.bureau).order_by("pk")[0]
    snapshots.take(TODAY)
    assert officer.name in everything(TODAY)
    Officer.objects.filter(pk=officer.pk).update(status=Officer.Status.LEFT)
    assert officer.name not in everything(TODAY)
    gone = [line["gone"] for line in lines(TODAY, "officers") if "gone" in line]
    assert gone == [{"why": "ended"}]


# ------------------------------------------------------------------------------- the dictionary
class Longer(serializers.AgencySerializer):
    """The agencies as a later release might tell them."""

    motto = drf.CharField(source="name")

    class Meta(serializers.AgencySerializer.Meta):
        fields = [*serializers.AgencySerializer.Meta.fields, "motto"]
        read_only_fields = fields


def later_release(monkeypatch: pytest.MonkeyPatch) -> None:
    table = open_data.TABLES["agencies"]
    monkeypatch.setitem(open_data.TABLES, "agencies", open_data.Table(table.rows, Longer))


def test_a_new_field_leaves_an_older_day_verifiable(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public(cast, "channel")
    snapshots.take(TODAY)
    before = get(TODAY, "dictionary.json").content
    later_release(monkeypatch)
    snapshots.take(NEXT)
    assert get(TODAY, "dictionary.json").content == before
    assert b'"motto"' not in before
    assert b'"motto"' in get(NEXT, "dictionary.json").content
    for day in (TODAY, NEXT):
        place = fetched(day, tmp_path / day.isoformat())
        assert verify_open_data.main([str(place)]) == 0, day
        done = subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=place)
        assert done.returncode == 0
    told = rows(TODAY, "agencies")
    assert told and all("motto" not in row for row in told), "the row itself is the same"
    assert all("motto" in row for row in rows(NEXT, "agencies"))


def test_days_with_the_same_fields_share_one_dictionary_that_stays(cast: Cast) -> None:
    for day in (TODAY, NEXT):
        snapshots.take(day)
    kept = SnapshotDictionary.objects.get()
    assert kept.pk == verify_open_data.sha256(kept.text.encode())
    assert {json.loads(row.manifest)["dictionary"] for row in Snapshot.objects.all()} == {kept.pk}
    harms: list[Callable[[], object]] = [
        lambda: SnapshotDictionary.objects.update(text="{}"),
        lambda: SnapshotDictionary.objects.all().delete(),
    ]
    for harm in harms:
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            harm()
        assert refusal(refused.value) is not None


OF_SUPERVISION = ("review-samples", "yearly-reports")  # in tests/supervision/test_open_tables.py


def test_the_dictionary_names_every_field_that_a_row_has(cast: Cast) -> None:
    public(cast, "guide")
    gauges.benchmark(cast.bureau)
    deed(cast, valid_from=TODAY)
    prepared_draws.drawn(cast)
    inspection_rows.plan(cast, factories.inspection_item(cast.bureau, on=TODAY))
    inspection_rows.cap(cast)
    day = snapshots.take(TODAY)
    words = json.loads(get(TODAY, "dictionary.json").content)
    assert words.keys() == open_data.TABLES.keys()
    filled = {name.removesuffix("-000000") for name in open_data.parts(day)}
    assert filled == open_data.TABLES.keys() - {"decisions", *OF_SUPERVISION}
    for table in filled:
        for row in rows(TODAY, table):
            assert row.keys() == words[table].keys(), table


def test_no_row_tells_more_than_its_named_fields() -> None:
    """What a later column of a model holds is no part of the files unless it is named."""
    assert "import_key" not in random_check_shapes.RandomCheckItemSerializer().fields
    fields = serializers.EntrySerializer().fields.keys()
    assert not {"created_by", "opinion", "change_note", "withdrawn_reason"} & fields
