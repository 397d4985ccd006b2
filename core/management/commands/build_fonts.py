"""Builds the document fonts ahead of the first document."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import fonts
from core.errors import RuleError


class Command(BaseCommand):
    """`build_fonts [--force]`: prints each file with its size; exits 1 naming what is missing."""

    help = "Build the subset fonts of rendered documents (cached; --force builds them again)."
    # It runs while a machine is being set up, and names what is missing itself.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="build again even when cached")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            faces = fonts.build(force=options["force"])
        except RuleError as error:
            raise CommandError(str(error)) from error
        for face in faces:
            self.stdout.write(f"{face.path} {face.path.stat().st_size // 1024} KiB")
        seconds = time.monotonic() - started
        self.stdout.write(f"{len(fonts.coverage())} characters, {seconds:.1f} s")
