"""A file in pieces: claims, fences, what counts, and the digests beside it."""

import errno
import hashlib
import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core import partial
from core.digesting import Feed, Memory, Running
from core.partial import Checksum, Control, Part, Writer

pytestmark = pytest.mark.one_database
MEBIBYTE = 1 << 20
CONTENT = bytes(range(256)) * 20_000
KILLED = Path(__file__).parent / "killed_writer.py"


@pytest.fixture
def part(tmp_path: Path) -> Part:
    made = Part(tmp_path, "one")
    made.create(len(CONTENT))
    return made


def take(part: Part, content: bytes, memory: Memory | None = None, **options: Any) -> Any:
    """All the bytes as one piece, behind what counts."""
    return partial.receive(
        part,
        part.claim(),
        io.BytesIO(content),
        length=options.pop("length", len(content)),
        memory=memory if memory is not None else Memory(),
        **options,
    )


def sums(content: bytes) -> tuple[str, str]:
    return hashlib.sha256(content).hexdigest(), hashlib.new("sm3", content).hexdigest()


# ------------------------------------------------------------------------------- made and removed
def test_a_new_part_has_its_whole_room_and_no_byte_that_counts(part: Part) -> None:
    assert os.stat(part.data).st_blocks * 512 >= len(CONTENT)
    assert part.look() == Control(0, 0, 0, len(CONTENT), False, partial.boot_id())


def test_a_part_of_no_bytes_can_be_made(tmp_path: Path) -> None:
    empty = Part(tmp_path, "empty")
    empty.create(0)
    assert empty.look().size == 0


def test_a_second_part_of_that_name_is_not_made_over_the_first(part: Part) -> None:
    take(part, CONTENT[:10])
    with pytest.raises(FileExistsError):
        part.create(5)
    assert part.look().committed == 10


@pytest.mark.parametrize("code", sorted(partial.NO_SPACE))
def test_a_full_disk_is_said_at_once_and_leaves_nothing(
    tmp_path: Path, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(partial.NoRoom):
        Part(tmp_path, "big").create(5)
    assert list(tmp_path.iterdir()) == []


def test_another_failure_of_the_disk_is_not_called_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: int) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(os, "posix_fallocate", broken)
    with pytest.raises(OSError, match="broken") as refused:
        Part(tmp_path, "big").create(5)
    assert not isinstance(refused.value, partial.NoRoom)


def test_what_was_discarded_is_gone_and_may_be_discarded_again(part: Part) -> None:
    part.discard()
    part.discard()
    for ask in (part.look, part.claim, part.close):
        with pytest.raises(partial.Gone):
            ask()


def test_a_control_file_cut_short_gives_no_number(part: Part) -> None:
    part.control.write_bytes(b"12")
    with pytest.raises(partial.Gone):
        part.look()


# ------------------------------------------------------------------------------- pieces
def test_pieces_go_behind_each_other_and_end_with_the_right_digests(part: Part) -> None:
    memory = Memory()
    results = [
        take(part, CONTENT[start : start + MEBIBYTE], memory)
        for start in range(0, len(CONTENT), MEBIBYTE)
    ]
    assert (results[-1].sha256, results[-1].sm3) == sums(CONTENT)
    assert {row.sha256 for row in results[:-1]} == {""}
    assert part.data.read_bytes() == CONTENT


def test_a_process_that_knows_nothing_reads_the_beginning_again(part: Part) -> None:
    take(part, CONTENT[: 2 * MEBIBYTE + 5], Memory())
    done = take(part, CONTENT[2 * MEBIBYTE + 5 :], Memory())
    assert (done.sha256, done.sm3) == sums(CONTENT)


def test_a_long_beginning_is_left_to_the_sealing(
    part: Part, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partial, "REREAD_BYTES", 99)
    take(part, CONTENT[:100], Memory())
    done = take(part, CONTENT[100:], Memory())
    assert done == partial.Received(len(CONTENT))
    assert part.data.read_bytes() == CONTENT


def test_a_beginning_that_cannot_be_read_gives_no_digest(
    part: Part, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(part, CONTENT[:100], Memory())
    memory = Memory()

    def unreadable(*_: object) -> None:
        raise OSError("unreadable")

    monkeypatch.setattr("core.digesting.read_into", unreadable)
    done = take(part, CONTENT[100:], memory)
    assert done == partial.Received(len(CONTENT))
    assert memory.states == {}


def test_a_stream_that_ends_early_leaves_what_came(part: Part) -> None:
    done = take(part, CONTENT[:700], length=len(CONTENT))
    assert done.committed == part.look().committed == 700


class Torn(io.BytesIO):
    """A line that breaks after the first read."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell():
            raise ConnectionResetError("torn")
        return super().read(size)


def test_after_a_broken_line_what_was_written_counts_and_the_digest_goes_on(part: Part) -> None:
    memory = Memory()
    with pytest.raises(ConnectionResetError):
        partial.receive(part, part.claim(), Torn(CONTENT), length=len(CONTENT), memory=memory)
    assert part.look().committed == memory.states["one"].size == MEBIBYTE
    done = take(part, CONTENT[MEBIBYTE:], memory)
    assert (done.sha256, done.sm3) == sums(CONTENT)


def test_more_bytes_than_announced_are_refused(part: Part) -> None:
    with pytest.raises(partial.PartError, match="more bytes"):
        take(part, CONTENT + b"x")
    assert part.look().committed <= len(CONTENT)


def test_the_first_bytes_can_be_refused_before_they_are_written(part: Part) -> None:
    def refuse(head: bytes) -> None:
        raise ValueError(head[:2])

    with pytest.raises(ValueError, match="x"):
        take(part, b"xy" * 100, first=refuse)
    assert part.look().committed == 0
    assert part.data.read_bytes()[:2] == b"\0\0"


def test_only_the_beginning_of_the_file_is_shown(part: Part) -> None:
    seen: list[int] = []
    take(part, CONTENT[: MEBIBYTE + 1], first=lambda head: seen.append(len(head)))
    take(part, CONTENT[MEBIBYTE + 1 :], first=lambda head: seen.append(len(head)))
    assert seen == [MEBIBYTE]


def test_a_disk_that_fills_on_the_way_keeps_what_was_written(
    part: Part, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = os.pwrite

    def filling(descriptor: int, data: Any, position: int) -> int:
        if position >= MEBIBYTE:
            raise OSError(errno.ENOSPC, "full")
        return whole(descriptor, data, position)

    monkeypatch.setattr(os, "pwrite", filling)
    with pytest.raises(partial.NoRoom):
        take(part, CONTENT)
    monkeypatch.undo()
    assert part.look().committed == MEBIBYTE
    take(part, CONTENT[MEBIBYTE:])
    assert part.data.read_bytes() == CONTENT


def test_a_write_that_takes_only_some_bytes_is_continued(
    part: Part, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda file, data, at: whole(file, bytes(data)[:70_000], at))
    take(part, CONTENT)
    monkeypatch.undo()
    assert part.data.read_bytes() == CONTENT


# ------------------------------------------------------------------------------- claims
def late_write(writer: Writer) -> Callable[[], None]:
    """A write that has not happened yet."""
    return lambda: writer.write(b"x" * 10)


def test_a_writer_that_was_overtaken_writes_nothing_more(part: Part) -> None:
    with Writer(part, part.claim()) as old:
        old.write(b"a" * 10)
        with Writer(part, part.claim()) as new:
            lates: list[Callable[[], None]] = [late_write(old), old.commit, old.sync]
            for late in lates:
                with pytest.raises(partial.Fenced):
                    late()
            new.write(b"b" * 10)
    assert part.look().committed == 20
    assert part.data.read_bytes()[:21] == b"a" * 10 + b"b" * 10 + b"\0"


def test_a_closed_part_takes_no_claim_and_no_byte(part: Part) -> None:
    with Writer(part, part.claim()) as writer:
        part.close()
        with pytest.raises(partial.Fenced):
            writer.write(b"late")
    assert part.close().closed
    with pytest.raises(partial.Closed):
        part.claim()
    assert part.look().committed == 0


def test_a_claim_on_a_part_whose_data_is_gone_is_refused(part: Part) -> None:
    claim = part.claim()
    part.data.unlink()
    with pytest.raises(partial.Gone):
        Writer(part, claim)


def test_of_many_writers_at_once_one_completes_and_the_bytes_are_right(part: Part) -> None:
    take(part, CONTENT[:100])
    claims = [part.claim() for _ in range(8)]
    outcomes: list[str] = []

    def write(claim: Control) -> None:
        try:
            rest = io.BytesIO(CONTENT[100:])
            partial.receive(part, claim, rest, length=len(CONTENT) - 100, memory=Memory())
            outcomes.append("done")
        except partial.Fenced:
            outcomes.append("fenced")

    threads = [threading.Thread(target=write, args=(claim,)) for claim in claims]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done"] + ["fenced"] * 7
    assert part.data.read_bytes() == CONTENT


# ------------------------------------------------------------------------------- the machine died
def test_after_a_power_loss_only_what_was_synced_counts(
    part: Part, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Writer(part, part.claim()) as writer:
        writer.write(CONTENT[:100])
        writer.sync()
        writer.write(CONTENT[100:300])
    assert part.look().committed == 300
    monkeypatch.setattr(partial, "boot_id", lambda: b"another boot id!")
    assert part.look().committed == 100
    take(part, CONTENT[100:])
    assert part.data.read_bytes() == CONTENT
    assert part.look().committed == len(CONTENT)


def test_the_disk_is_asked_every_so_many_bytes(part: Part, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partial, "SYNC_BYTES", 2 * MEBIBYTE)
    take(part, CONTENT[: 3 * MEBIBYTE])
    assert part.look().synced == 2 * MEBIBYTE


def test_a_whole_file_is_synced_before_it_is_said_to_be_whole(part: Part) -> None:
    take(part, CONTENT)
    assert part.look().synced == len(CONTENT)


def test_a_system_without_a_boot_id_has_one_boot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partial, "BOOT_ID", Path("/nowhere"))
    assert partial.boot_id() == bytes(16)


@pytest.mark.parametrize("after", [1, 3])
def test_what_a_killed_process_wrote_counts_and_the_next_goes_on(part: Part, after: int) -> None:
    command = [sys.executable, str(KILLED), str(part.directory), part.name, str(after)]
    ended = subprocess.run(command, cwd=KILLED.parents[2], check=False)
    assert ended.returncode == -signal.SIGKILL
    at = part.look().committed
    assert at == after * MEBIBYTE
    assert part.data.read_bytes()[:at] == CONTENT[:at]
    done = take(part, CONTENT[at:])
    assert (done.sha256, done.sm3) == sums(CONTENT)


# ------------------------------------------------------------------------------- checksums
@pytest.mark.parametrize("algorithm", partial.ALGORITHMS)
def test_a_piece_with_the_right_checksum_counts(part: Part, algorithm: str) -> None:
    given = Checksum(algorithm, hashlib.new(algorithm, CONTENT).digest())
    done = take(part, CONTENT, checksum=given)
    assert (done.committed, done.sha256) == (len(CONTENT), sums(CONTENT)[0])


def test_a_piece_with_a_wrong_checksum_does_not_count_and_can_be_sent_again(part: Part) -> None:
    memory = Memory()
    take(part, CONTENT[:1000], memory)
    wrong = Checksum("sha256", hashlib.sha256(b"other").digest())
    with pytest.raises(partial.WrongChecksum):
        take(part, b"\xff" * 5000, memory, checksum=wrong)
    assert part.look().committed == memory.states["one"].size == 1000
    done = take(part, CONTENT[1000:], memory)
    assert (done.sha256, done.sm3) == sums(CONTENT)
    assert part.data.read_bytes() == CONTENT


def test_a_piece_cut_short_does_not_count_even_if_its_checksum_fits(part: Part) -> None:
    fits = Checksum("sha1", hashlib.sha1(CONTENT[:10], usedforsecurity=False).digest())
    with pytest.raises(partial.WrongChecksum):
        take(part, CONTENT[:10], length=20, checksum=fits)
    assert part.look().committed == 0


def test_a_checksum_header_is_read() -> None:
    assert Checksum.parse("sha1 AAAA") == Checksum("sha1", b"\0\0\0")


@pytest.mark.parametrize(
    "header", ["", "md5 AAAA", "sha256", "sha256 A", "sha256 !!!!", "crc32 AA=="]
)
def test_another_algorithm_or_broken_base64_is_an_error(header: str) -> None:
    try:
        found = Checksum.parse(header)
    except ValueError:
        return
    assert (header, found.digest) == ("sha256", b"")


# ------------------------------------------------------------------------------- digests
def test_the_memory_forgets_the_oldest_and_gives_a_state_once() -> None:
    memory = Memory(kept=2)
    for name in "abc":
        memory.keep(name, Running())
    assert memory.take("a", 0) is None
    assert memory.take("b", 0) is not None
    assert memory.take("b", 0) is None
    assert memory.take("c", 5) is None
    memory.keep("d", Running())
    memory.forget("d")
    assert memory.take("d", 0) is None


def test_a_state_and_its_copy_go_their_own_ways(tmp_path: Path) -> None:
    state = Running()
    twin = state.copy()
    with Feed(state, tmp_path / "none") as feed:
        feed.put(b"abc")
    assert (state.sha256, state.sm3) == sums(b"abc")
    assert (twin.sha256, twin.size) == (sums(b"")[0], 0)


def test_a_beginning_shorter_than_it_should_be_breaks_the_digest(tmp_path: Path) -> None:
    short = tmp_path / "short"
    short.write_bytes(b"abc")
    with Feed(Running(), short, 4) as feed:
        feed.put(b"x")
    assert feed.broken
