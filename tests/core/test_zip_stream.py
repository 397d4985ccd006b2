"""A ZIP file that is sent while it is written."""

import io
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import zips
from core.zips import Member

AT = datetime(2026, 3, 27, 9, 30)


@given(
    st.dictionaries(
        st.text("abc/案卷 ", min_size=1, max_size=8).filter(lambda name: not name.endswith("/")),
        st.lists(st.binary(max_size=200), max_size=4),
        max_size=5,
    )
)
def test_what_goes_in_comes_out(files: dict[str, list[bytes]]) -> None:
    data = b"".join(zips.stream([Member(name, parts) for name, parts in files.items()], AT))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        found = {info.filename: archive.read(info) for info in archive.infolist()}
        dates = {info.date_time for info in archive.infolist()}
    assert found == {name: b"".join(parts) for name, parts in files.items()}
    assert dates <= {(2026, 3, 27, 9, 30, 0)}


def test_the_pieces_come_while_the_members_are_read() -> None:
    read: list[int] = []

    def chunks() -> Iterator[bytes]:
        for number in range(3):
            read.append(number)
            yield b"x" * 1000

    parts = zips.stream([Member("a", chunks())], AT)
    sent = 0
    while sent < 1000:
        sent += len(next(parts))
    assert read == [0]


def test_a_member_that_fails_leaves_no_archive() -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise FileNotFoundError("gone")

    sent = b""
    with pytest.raises(FileNotFoundError):
        for part in zips.stream([Member("a", [b"whole"]), Member("b", broken())], AT):
            sent += part
    assert b"half" in sent
    assert not zipfile.is_zipfile(io.BytesIO(sent))


def test_another_program_unpacks_it(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(b"".join(zips.stream([Member("案卷/一.txt", ["内容".encode()])], AT)))
    subprocess.run(["python3", "-m", "zipfile", "-e", file, tmp_path / "out"], check=True)
    assert (tmp_path / "out" / "案卷" / "一.txt").read_text(encoding="utf-8") == "内容"
