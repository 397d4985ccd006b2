"""Daily snapshots: an outsider rebuilds the public tables of a day, and what is withdrawn is gone from all days."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError
from core.triggers import refusal
from disclosure import open_data, verify_open_data
from disclosure.models import Publication, Snapshot, SnapshotLine
from disclosure.services import open_data as snapshots
from disclosure.services import pipeline
from disclosure.tasks import snapshot as snapshot_task
from enforcement.models import Agency
from tests.base import Cast
from tests.disclosure import factories
from tests.disclosure.factories import TODAY
from tests.disclosure.test_public_registers import item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
MARK = "龘"
NEXT = TODAY + timedelta(days=1)
REASON = "经行政复议，决定被撤销。"


@pytest.fixture
def bureau(cast: Cast) -> Agency:
    item(cast.bureau)
    return cast.bureau


def get(day: date, name: str) -> Any:
    return Client().get(reverse("open-data-file", args=[day.isoformat(), name]))


def fetched(day: date, place: Path) -> Path:
    """All files of a day as an outsider downloads them."""
    place.mkdir()
    page = Client().get(reverse("open-data")).content.decode()
    for name in open_data.names(Snapshot.objects.get(day=day)):
        assert reverse("open-data-file", args=[day.isoformat(), name]) in page
        answer = get(day, name)
        assert answer.status_code == 200, name
        (place / name).write_bytes(answer.content)
    return place


def lines(day: date, table: str = "decisions") -> list[dict[str, Any]]:
    text = get(day, f"{table}-000000.jsonl").content.decode()
    return [json.loads(line) for line in text.splitlines()]


def everything(day: date) -> str:
    row = Snapshot.objects.get(day=day)
    return "".join(
        get(day, name).content.decode("utf-8", "replace") for name in open_data.names(row)
    )


def withdraw(row: Publication) -> None:
    pipeline.withdraw(row, by=None, on=TODAY, reason=REASON)


def change(row: Publication) -> None:
    """Another row is public under the same key: yesterday's must not stay in yesterday's file."""
    Publication.objects.filter(pk=row.pk).update(publish_until=date(2029, 4, 1))


# ------------------------------------------------------------------------------- rebuild
def test_an_outsider_rebuilds_the_public_tables_of_the_day(bureau: Agency, tmp_path: Path) -> None:
    rows = [factories.published(bureau, title=f"第{no}案") for no in range(3)]
    snapshots.take(TODAY)
    assert verify_open_data.check(fetched(TODAY, tmp_path / "day"))["decisions"] == {"public": 3}
    for table, api in (
        *(("agencies", "api-agency"), ("officers", "api-officer")),
        *(("items", "api-item"), ("decisions", "api-decision")),
    ):
        rebuilt = [json.loads(line["row"]) for line in lines(TODAY, table)]
        assert rebuilt, table
        listed = Client().get(reverse(f"{api}-list")).json()["results"]
        assert {str(row["id"]) for row in rebuilt} == {str(row["id"]) for row in listed}, table
        for row in rebuilt:
            told = Client().get(reverse(f"{api}-detail", args=[row["id"]])).json()
            for name in ("disputed", "permit_status"):  # of today: no part of what is committed to
                told.pop(name, None)
            for name in ("url", "document"):
                if name in told:
                    told[name] = told[name].removeprefix("http://testserver")
            assert row == told, table
    assert len(rows) == 3


def test_the_sheet_has_the_same_rows(bureau: Agency) -> None:
    factories.published(bureau, title="=1+1", facts='一\n二,三"四')
    gone = factories.published(bureau)
    snapshots.take(TODAY)
    withdraw(gone)
    text = get(TODAY, "decisions-000000.csv").content.decode("utf-8-sig")
    head, *_rest = text.splitlines()
    assert head.startswith("state,id,kind,title")
    assert "'=1+1" in text, "no sheet runs what a title says"
    assert f"withdrawn,{gone.pk}" in text
    assert text.count("public,") == 1


def test_the_checks_of_a_reader_succeed(bureau: Agency, tmp_path: Path) -> None:
    factories.published(bureau)
    snapshots.take(TODAY)
    place = fetched(TODAY, tmp_path / "day")
    script = Client().get(reverse("open-data-script"))
    (place / "verify_open_data.py").write_bytes(script.content)
    for command in (
        ["sha256sum", "--quiet", "-c", "SHA256SUMS"],
        [
            "openssl",
            "dgst",
            "-sha256",
            "-verify",
            "key.pem",
            "-signature",
            "manifest.sig",
            "manifest.json",
        ],
        [sys.executable, "-I", "verify_open_data.py", "."],
    ):
        done = subprocess.run(command, cwd=place, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        assert " ".join(command[:1]) in Client().get(reverse("open-data")).content.decode() or (
            command[0] == sys.executable
        )
    assert done.stdout.endswith("OK\n")


# ------------------------------------------------------------------------------- damage
def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def test_a_changed_byte_in_any_file_is_found(bureau: Agency, tmp_path: Path) -> None:
    withdraw(factories.published(bureau))
    factories.published(bureau)
    snapshots.take(TODAY)
    whole = fetched(TODAY, tmp_path / "whole")
    for name in sorted(path.name for path in whole.iterdir()):
        if name in ("SHA256SUMS", "disputed.txt"):
            continue  # lists of names: the files they name are what is signed
        place = Path(shutil.copytree(whole, tmp_path / name))
        flip(place / name)
        openssl = ["openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "manifest.sig"]
        signed = subprocess.run([*openssl, "manifest.json"], cwd=place, capture_output=True)
        found = verify_open_data.main([str(place)])
        assert signed.returncode or found, name


@pytest.mark.parametrize(
    "harm",
    [
        lambda rows: rows[1:],
        lambda rows: [*rows, rows[0]],
        lambda rows: rows[::-1],
        lambda rows: [rows[0], rows[0]],
        lambda rows: [rows[0], "{}"],
        lambda rows: [rows[0], "[]"],
        lambda rows: [rows[0], rows[1].replace("罚款", "警告")],
    ],
)
def test_rows_left_out_doubled_moved_or_reworded_are_found(
    bureau: Agency, tmp_path: Path, harm: Callable[[list[str]], list[str]]
) -> None:
    for _no in range(2):
        factories.published(bureau)
    snapshots.take(TODAY)
    place = fetched(TODAY, tmp_path / "day")
    file = place / "decisions-000000.jsonl"
    file.write_text("".join(f"{row}\n" for row in harm(file.read_text().splitlines())))
    assert verify_open_data.main([str(place)]) == 1


@pytest.mark.parametrize(
    "harm",
    [
        lambda text: text.replace("罚款", "警告", 1),
        lambda text: text.replace("public,", "withdrawn,", 1),
        lambda text: text.replace(",False", ",True", 1),
        lambda text: text.replace(",title,", ",heading,", 1),
        lambda text: "".join(text.splitlines(keepends=True)[:-1]),
    ],
)
def test_a_changed_sheet_is_found(
    bureau: Agency, tmp_path: Path, harm: Callable[[str], str]
) -> None:
    withdraw(factories.published(bureau))
    factories.published(bureau, title="=1+1", facts='罚款\n二,三"四')
    snapshots.take(TODAY)
    place = fetched(TODAY, tmp_path / "day")
    assert verify_open_data.main([str(place)]) == 0
    file = place / "decisions-000000.csv"
    text = file.read_bytes().decode()
    assert harm(text) != text
    file.write_bytes(harm(text).encode())
    assert verify_open_data.main([str(place)]) == 1


def test_a_missing_file_is_found(bureau: Agency, tmp_path: Path) -> None:
    snapshots.take(TODAY)
    place = fetched(TODAY, tmp_path / "day")
    (place / "agencies-000000.jsonl").unlink()
    assert verify_open_data.main([str(place)]) == 1
    assert verify_open_data.main([]) == 1


# ------------------------------------------------------------------------------- gone
def test_what_is_withdrawn_is_gone_from_every_day_at_once(bureau: Agency, tmp_path: Path) -> None:
    kept = factories.published(bureau)
    row = factories.published(
        bureau, title=f"{MARK}案", facts=f"{MARK}。", party_name=f"{MARK}公司"
    )
    for day in (TODAY, NEXT):
        snapshots.take(day)
        assert MARK in everything(day)
    manifests = [get(day, "manifest.json").content for day in (TODAY, NEXT)]
    withdraw(row)
    for day in (TODAY, NEXT):
        assert MARK not in everything(day)
        (stone,) = [line for line in lines(day) if "gone" in line]
        assert stone["gone"] == {"why": "withdrawn", "on": TODAY.isoformat()}
        assert set(stone) == {"commitment", "gone", "key"}
        assert stone["key"] == str(row.pk)
        place = fetched(day, tmp_path / day.isoformat())
        found = verify_open_data.check(place)
        assert found["decisions"] == {"public": 1, "withdrawn": 1}, "the day is still whole"
    assert manifests == [get(day, "manifest.json").content for day in (TODAY, NEXT)]
    assert str(kept.pk) in {json.loads(line["row"])["id"] for line in lines(TODAY) if "row" in line}


def test_an_end_of_the_period_and_another_row_leave_tombstones_too(bureau: Agency) -> None:
    expired, changed = (factories.published(bureau, facts=f"{MARK}{no}。") for no in range(2))
    snapshots.take(TODAY)
    Publication.objects.filter(pk=expired.pk).update(publish_until=TODAY - timedelta(days=1))
    change(changed)
    assert MARK not in get(TODAY, "decisions-000000.jsonl").content.decode()
    assert {line["key"]: line["gone"]["why"] for line in lines(TODAY)} == {
        str(expired.pk): "ended",
        str(changed.pk): "changed",
    }


def test_the_next_snapshot_erases_the_salts_of_what_ended(bureau: Agency) -> None:
    row = factories.published(bureau)
    snapshots.take(TODAY)
    before = SnapshotLine.objects.get(table="decisions")
    assert before.salt
    withdraw(row)
    snapshots.take(NEXT)
    after = SnapshotLine.objects.get(table="decisions")
    assert (after.salt, after.last_day, after.commitment) == ("", TODAY, before.commitment)
    assert lines(NEXT) == [] if get(NEXT, "decisions-000000.jsonl").status_code == 200 else True
    assert [line["gone"]["why"] for line in lines(TODAY)] == ["withdrawn"]


def test_nothing_of_a_row_is_kept_in_the_snapshot(bureau: Agency) -> None:
    factories.published(bureau, facts=f"{MARK}。")
    snapshots.take(TODAY)
    kept = json.dumps([*SnapshotLine.objects.values(), *Snapshot.objects.values()], default=str)
    assert MARK not in json.loads(f"[{kept}]").__repr__()


# ------------------------------------------------------------------------------- days
def test_an_unchanged_row_is_one_line_for_all_its_days(bureau: Agency) -> None:
    row = factories.published(bureau)
    for no in range(3):
        snapshots.take(TODAY + timedelta(days=no))
    assert SnapshotLine.objects.filter(table="decisions").count() == 1
    change(row)
    snapshots.take(TODAY + timedelta(days=3))
    first, second = SnapshotLine.objects.filter(table="decisions").order_by("pk")
    assert (first.last_day, second.first_day) == (
        TODAY + timedelta(days=2),
        TODAY + timedelta(days=3),
    )
    assert len(lines(TODAY)) == len(lines(TODAY + timedelta(days=3))) == 1
    assert '"publish_until":"2029-04-01"' in lines(TODAY + timedelta(days=3))[0]["row"]


def test_a_manifest_names_the_one_before(bureau: Agency) -> None:
    first, second = snapshots.take(TODAY), snapshots.take(NEXT)
    assert json.loads(first.manifest)["previous"] == ""
    told = verify_open_data.sha256(first.manifest.encode())
    assert json.loads(second.manifest)["previous"] == told


def test_a_day_is_taken_once_and_never_afterwards(bureau: Agency) -> None:
    first = snapshots.take(TODAY)
    factories.published(bureau)
    assert snapshots.take(TODAY) == first
    assert not SnapshotLine.objects.filter(table="decisions").exists()
    with pytest.raises(RuleError):
        snapshots.take(TODAY - timedelta(days=1))


def test_the_command_and_the_task_take_the_day(bureau: Agency, monkeypatch: Any) -> None:
    call_command("open_data_snapshot")
    assert Snapshot.objects.get().day == TODAY
    with pytest.raises(CommandError):
        call_command("open_data_snapshot", "--on", NEXT.isoformat())
    with pytest.raises(CommandError):
        call_command("open_data_snapshot", "--on", "2026-03-01")
    monkeypatch.setattr(timezone, "localdate", lambda *_args: NEXT)
    snapshot_task()
    snapshot_task()
    assert Snapshot.objects.count() == 2


def test_more_rows_than_a_file_takes_go_on_in_the_next(
    bureau: Agency, monkeypatch: Any, tmp_path: Path
) -> None:
    for module in (open_data, snapshots):
        monkeypatch.setattr(module, "PART", 2)
    for _no in range(5):
        factories.published(bureau)
    row = snapshots.take(TODAY)
    assert [name for name in open_data.names(row) if name.startswith("decisions-")][-1] == (
        "decisions-000002.csv"
    )
    found = verify_open_data.check(fetched(TODAY, tmp_path / "day"))
    assert found["decisions"] == {"public": 5}


# ------------------------------------------------------------------------------- held
@pytest.mark.parametrize(
    "path",
    [
        *("2026-04-02/manifest.json", "2026-13-01/manifest.json", "2026-04-01/other.json"),
        *("2026-04-01/decisions-000001.jsonl", "2026-04-01/decisions-000000.exe"),
        *("2026-04-01/decisions.jsonl", "2026-04-01/users-000000.jsonl", "2026-04-01/..", "x/y"),
    ],
)
def test_what_is_no_file_of_a_day_is_not_found(bureau: Agency, path: str) -> None:
    snapshots.take(TODAY)
    assert Client().get(f"/open-data/{path}").status_code == 404


def test_a_signed_day_stays_and_an_ended_line_never_runs_again(bureau: Agency) -> None:
    row = factories.published(bureau)
    snapshots.take(TODAY)
    withdraw(row)
    snapshots.take(NEXT)
    ended = SnapshotLine.objects.filter(table="decisions")
    running = SnapshotLine.objects.filter(table="agencies")
    days = Snapshot.objects.all()
    for harm in (
        lambda: days.update(manifest="{}"),
        lambda: days.delete(),
        lambda: ended.update(last_day=None),
        lambda: ended.update(salt="0" * 64),
        lambda: running.update(commitment="0" * 64),
        lambda: running.update(key="1"),
        lambda: running.delete(),
    ):
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            harm()
        assert refusal(refused.value) is not None


def test_a_reader_keeps_no_rows_without_asking_again(bureau: Agency) -> None:
    snapshots.take(TODAY)
    assert "no-cache" in get(TODAY, "agencies-000000.jsonl")["Cache-Control"]
