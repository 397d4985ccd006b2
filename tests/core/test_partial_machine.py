"""Random interleavings of writers, kills and power losses end with the right bytes."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from core import partial
from core.digesting import Memory
from core.partial import Part, Writer

CONTENT = hashlib.shake_256(b"content").digest(600)
SIZES = st.integers(min_value=1, max_value=200)


class Uploads(RuleBasedStateMachine):
    """Several tabs and several servers write one file; any of them may stop anywhere."""

    writers: "Bundle[Writer]" = Bundle("writers")

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp())
        self.part = Part(self.place, "one")
        self.part.create(len(CONTENT))
        self.newest: Writer | None = None
        self.told = self.boots = 0
        self.boot = mock.patch.object(partial, "boot_id", self.boot_id)
        self.boot.start()
        self.part.discard()
        self.part.create(len(CONTENT))

    def boot_id(self) -> bytes:
        return self.boots.to_bytes(16, "big")

    @rule(target=writers)
    def resume(self) -> Writer:
        """A client asks how far it is and goes on."""
        self.newest = Writer(self.part, self.part.claim())
        return self.newest

    @rule(writer=writers, size=SIZES)
    def send(self, writer: Writer, size: int) -> None:
        """Bytes from where this writer believes to be."""
        chunk = CONTENT[writer.position :][:size]
        try:
            writer.write(chunk)
        except partial.Fenced:
            assert writer is not self.newest
        else:
            assert writer is self.newest

    @rule(writer=consumes(writers), size=SIZES)
    def killed_between_data_and_number(self, writer: Writer, size: int) -> None:
        """The data was written, its count was not, and the process is gone."""
        if writer is self.newest:
            writer.write(CONTENT[writer.position :][:size], commit=False)
        self.end(writer)

    @rule(writer=consumes(writers), size=SIZES)
    def wrong_piece(self, writer: Writer, size: int) -> None:
        """A piece with a wrong checksum: other bytes, and they never count."""
        if writer is self.newest:
            writer.write(bytes(len(CONTENT[writer.position :][:size])), commit=False)
        self.end(writer)

    @rule(writer=writers)
    def sync(self, writer: Writer) -> None:
        if writer is self.newest:
            writer.sync()

    @rule()
    def power_loss(self) -> None:
        """What was not synced is other bytes now; every writer is gone."""
        synced = self.part.look().synced
        with self.part.data.open("r+b") as file:
            file.seek(synced)
            file.write(b"?" * (len(CONTENT) - synced))
        self.boots += 1
        self.told = synced
        if self.newest:
            # Nobody survives a power loss: whoever is left is fenced by the next claim.
            self.newest = None
            self.part.claim()

    def end(self, writer: Writer) -> None:
        os.close(writer.data)
        writer.data = os.open(os.devnull, os.O_WRONLY)
        if writer is self.newest:
            self.newest = None
            self.part.claim()

    @invariant()
    def what_counts_is_right_and_never_shrinks(self) -> None:
        counts = self.part.look().committed
        assert counts >= self.told
        self.told = counts
        assert self.part.data.read_bytes()[:counts] == CONTENT[:counts]

    def teardown(self) -> None:
        rest = self.part.claim()
        with (self.place / "rest").open("w+b") as stream:
            stream.write(CONTENT[rest.committed :])
            stream.seek(0)
            left = len(CONTENT) - rest.committed
            done = partial.receive(self.part, rest, stream, length=left, memory=Memory())
        self.boot.stop()
        assert self.part.data.read_bytes() == CONTENT
        assert done.sha256 == hashlib.sha256(CONTENT).hexdigest()
        assert done.sm3 == hashlib.new("sm3", CONTENT).hexdigest()
        shutil.rmtree(self.place)


class TestUploads(Uploads.TestCase):  # type: ignore[valid-type,misc]  # made by hypothesis
    """The machine as a test."""

    pytestmark = pytest.mark.one_database
    settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
