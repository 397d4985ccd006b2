"""Run as a program: write so many MiB of the content of test_partial_files into a part, then die."""

import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, os.getcwd())

from core.partial import Part, Writer

MEBIBYTE = 1 << 20

if __name__ == "__main__":
    content = bytes(range(256)) * 20_000
    part = Part(Path(sys.argv[1]), sys.argv[2])
    with Writer(part, part.claim()) as writer:
        for number in range(int(sys.argv[3])):
            writer.write(content[number * MEBIBYTE : (number + 1) * MEBIBYTE])
        os.kill(os.getpid(), signal.SIGKILL)
