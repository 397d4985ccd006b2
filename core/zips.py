"""A ZIP file sent while it is written: nothing is kept, however large the members are."""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn


@dataclass(frozen=True)
class Member:
    """One file: its name inside the archive and its bytes in chunks."""

    name: str
    chunks: Iterable[bytes]


class _Pipe:
    """What zipfile writes into; `take` gives what came since."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.at = 0

    def write(self, data: bytes) -> int:
        self.parts.append(bytes(data))
        self.at += len(data)
        return len(data)

    def tell(self) -> int:
        return self.at

    def flush(self) -> None:
        """Nothing waits."""

    def seek(self, *where: int) -> NoReturn:
        raise OSError("a stream has no way back")

    def take(self) -> bytes:
        taken = b"".join(self.parts)
        self.parts.clear()
        return taken


def stream(members: Iterable[Member], at: datetime) -> Iterator[bytes]:
    """The archive in pieces; members are stored as they are, each dated `at` (local time).

    An error of a member's chunks is raised through: the archive then has no end, and no program
    takes it for a whole one.
    """
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]  # a file that only writes
        for member in members:
            info = zipfile.ZipInfo(member.name, at.timetuple()[:6])
            info.external_attr = 0o644 << 16
            with archive.open(info, "w", force_zip64=True) as file:
                for chunk in member.chunks:
                    file.write(chunk)
                    yield pipe.take()
            yield pipe.take()
    yield pipe.take()
