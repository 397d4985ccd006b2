"""A run is a row with one outcome for each original; one that dies leaves "not checked" and is taken up."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pytest_django import Settings

from core import files, fixity, integrity
from core.errors import RuleError
from core.models import Alert, AuditEntry, Blob, FixityOutcome, FixityRun
from core.storage import WormFileStorage
from core.tasks import check_fixity
from enforcement.models import User

pytestmark = pytest.mark.django_db
State = FixityRun.State
DEAD = 2**22 + 1  # beyond the largest process id of the system


@pytest.fixture(autouse=True)
def tree(settings: Settings, tmp_path: Path) -> Path:
    blobs = {"BACKEND": "core.storage.WormFileStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "blobs": blobs}
    return tmp_path


@pytest.fixture
def blobs() -> list[Blob]:
    rows = [files.store(text, content_type="text/plain") for text in (b"a", b"b", b"c", b"d")]
    return sorted(rows, key=lambda row: row.sha256)


@pytest.fixture
def watcher() -> User:
    return User.objects.create_user("watcher", roles=["admin"])


@pytest.fixture
def breaks(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, BaseException], None]:
    """Make the reading of the n-th original raise."""

    def at(number: int, error: BaseException) -> None:
        verify, count = files.verify, iter(range(1, 1000))

        def broken(blob: Blob, **more: object) -> str:
            if next(count) == number:
                raise error
            return verify(blob)

        monkeypatch.setattr("core.fixity.BATCH_ORIGINALS", 1)
        monkeypatch.setattr("core.fixity.files.verify", broken)

    return at


def outcomes(run: FixityRun) -> list[str]:
    return list(run.outcomes.order_by("blob_id").values_list("result", flat=True))


def test_a_run_plans_every_original_as_not_checked(blobs: list[Blob]) -> None:
    run = fixity.begin(timezone.now())
    assert outcomes(run) == ["not_checked"] * 4
    assert (run.state, run.total, run.not_checked, run.good) == ("waiting", 4, 4, False)


def test_a_finished_run_has_one_outcome_for_each_original(blobs: list[Blob], tree: Path) -> None:
    (tree / blobs[1].key).unlink()
    path = tree / blobs[2].key
    path.chmod(0o600)
    path.write_bytes(b"forged")
    assert not fixity.check(timezone.now()).good
    run = FixityRun.objects.get()
    assert outcomes(run) == ["ok", "damaged", "damaged", "ok"]
    words = list(run.outcomes.order_by("blob_id").values_list("word", flat=True))
    assert words == ["", "missing", "changed", ""]
    assert (run.state, run.ok, run.damaged, run.not_checked) == ("finished", 2, 2, 0)
    assert AuditEntry.objects.filter(action="fixityrun.finish").count() == 1


def test_a_run_that_dies_is_crashed_and_never_ok(
    blobs: list[Blob], watcher: User, breaks: Callable[[int, BaseException], None]
) -> None:
    breaks(3, RuntimeError("the machine burns"))
    with pytest.raises(RuntimeError):
        fixity.check(timezone.now())
    run = FixityRun.objects.get()
    assert outcomes(run) == ["ok", "ok", "not_checked", "not_checked"]
    assert (run.state, run.position, run.not_checked) == ("crashed", blobs[1].sha256, 2)
    alert = Alert.objects.get()
    assert (alert.recipient, alert.level) == (watcher, "originals")
    assert "2 个原件未校验" in alert.text
    assert integrity.troubles() == ["原件校验中断，尚未补完"]
    assert AuditEntry.objects.filter(action="fixityrun.crash").count() == 1


def test_the_next_run_takes_up_where_the_dead_one_stopped(
    blobs: list[Blob],
    breaks: Callable[[int, BaseException], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    breaks(3, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        fixity.check(timezone.now())
    read: list[str] = []

    def whole(blob: Blob, **_: object) -> str:
        read.append(blob.sha256)
        return "ok"

    monkeypatch.setattr("core.fixity.files.verify", whole)
    assert fixity.check(timezone.now()).good
    assert read == [blobs[2].sha256, blobs[3].sha256], "what was read is not read again"
    dead, heir = FixityRun.objects.order_by("pk")
    assert (dead.state, heir.state, heir.continues, heir.good) == (
        *(State.CRASHED, State.FINISHED, dead, True),
    )
    assert outcomes(dead)[2:] == ["not_checked"] * 2, "the dead run is not made good afterwards"
    assert integrity.troubles() == []


def test_a_process_that_was_killed_is_noticed_by_its_id(blobs: list[Blob], watcher: User) -> None:
    now = timezone.now()
    run = fixity.begin(now)
    fixity.claim(run, now)
    FixityRun.objects.update(pid=DEAD)
    assert check_fixity() == 4
    run.refresh_from_db()
    assert run.state == State.CRASHED
    assert Alert.objects.filter(recipient=watcher).count() == 1


def test_a_process_on_another_machine_is_given_up_when_it_is_silent(blobs: list[Blob]) -> None:
    now = timezone.now()
    run = fixity.begin(now)
    fixity.claim(run, now)
    FixityRun.objects.update(pid=DEAD, host="elsewhere")
    assert fixity.tick(now, seconds=1) == 0, "it may still be alive"
    assert fixity.tick(now + fixity.LEASE * 2, seconds=1) == 4


def test_two_checks_at_once_are_refused_in_words(blobs: list[Blob]) -> None:
    now = timezone.now()
    fixity.claim(fixity.begin(now), now)
    with pytest.raises(RuleError, match="另一个原件校验正在运行"):
        fixity.check(now)


def test_a_late_writer_of_a_run_given_up_is_fenced_out(blobs: list[Blob]) -> None:
    now = timezone.now()
    run = fixity.begin(now)
    fixity.claim(run, now)
    rows = list(run.outcomes.order_by("pk")[:1].select_related("blob"))
    fixity.crash(FixityRun.objects.get(), now)
    with pytest.raises(IntegrityError, match="APPEND_ONLY"), transaction.atomic():
        fixity.commit(run, [(rows[0], "ok")])
    assert set(Blob.objects.values_list("check_result", flat=True)) == {""}


def test_a_slice_ends_in_time_and_the_next_goes_on(
    blobs: list[Blob], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.fixity.BATCH_ORIGINALS", 1)
    moments = iter(range(0, 1000, 3))
    monkeypatch.setattr("core.fixity.time.monotonic", lambda: next(moments))
    first = fixity.tick(timezone.now(), seconds=30)
    assert 0 < first < 4
    run = FixityRun.objects.get()
    assert (run.state, run.ok) == (State.WAITING, first)
    while fixity.tick(timezone.now(), seconds=30):
        pass
    run.refresh_from_db()
    assert (run.state, run.ok) == (State.FINISHED, 4)


def test_an_original_that_cannot_be_read_is_left_not_checked_with_its_word(
    blobs: list[Blob], watcher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise PermissionError("no access")

    monkeypatch.setattr(WormFileStorage, "length", broken)
    now = timezone.now()
    assert fixity.tick(now, seconds=9) == 0
    run = FixityRun.objects.get()
    assert (run.state, outcomes(run)) == (State.FINISHED, ["not_checked"] * 4)
    assert set(run.outcomes.values_list("word", flat=True)) == {"unreadable"}
    assert integrity.troubles() == ["4 个原件没有读成，未校验"]
    assert "4 个未校验" in Alert.objects.get().text
    assert fixity.tick(now + timedelta(minutes=5), seconds=9) == 0
    assert FixityRun.objects.count() == 1, "it rests for an hour"
    fixity.tick(now + timedelta(hours=2), seconds=9)
    assert FixityRun.objects.count() == 2


def test_a_repeated_alarm_reaches_each_person_once(watcher: User) -> None:
    User.objects.create_user("other", roles=["officer"])
    for _ in range(2):
        assert integrity.alarm("fixity:1:bad", "坏了", {}) == 1
    assert Alert.objects.count() == 1


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE core_fixityoutcome SET result = 'ok', word = ''",
        "DELETE FROM core_fixityoutcome",
        "UPDATE core_fixityrun SET state = 'finished'",
        "UPDATE core_fixityrun SET everything = NOT everything",
        "DELETE FROM core_fixityrun",
    ],
)
def test_sql_does_not_change_what_a_crashed_run_left(blobs: list[Blob], sql: str) -> None:
    now = timezone.now()
    fixity.crash(fixity.begin(now), now)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert set(FixityOutcome.objects.values_list("result", flat=True)) == {"not_checked"}


def test_sm3_is_compared_in_the_first_round_and_when_everything_is_asked_for(
    blobs: list[Blob], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []
    verify = files.verify

    def watched(blob: Blob, *, sm3: bool, **more: Any) -> str:
        seen.append(sm3)
        return verify(blob, sm3=sm3, **more)

    monkeypatch.setattr("core.fixity.files.verify", watched)
    now = timezone.now()
    fixity.check(now)
    fixity.check(now + timedelta(days=fixity.EVERY_DAYS + 1))
    fixity.check(now + timedelta(days=fixity.EVERY_DAYS + 2), everything=True)
    assert seen == [True] * 4 + [False] * 4 + [True] * 4


def test_an_sm3_that_was_changed_in_the_row_is_found(blobs: list[Blob]) -> None:
    blobs[0].sm3 = "0" * 64
    assert files.verify(blobs[0]) == "damaged"
    assert files.verify(blobs[0], sm3=False) == "ok"
    blobs[0].size = 2
    assert files.verify(blobs[0], sm3=False) == "damaged"
