"""`load_demo [--scale N]`: the made-up world, in every state, with dates relative to today."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from config.demo import (
    cast,
    file_reviews,
    filings,
    handling,
    list_changes,
    lists,
    play,
    public_lists,
    registers,
    review_quality,
    reviewers,
    scale,
    scenes,
    side_channels,
    weigh,
    withholdings,
    yearly,
)
from disclosure.services import open_data, sweep
from enforcement.models import User
from recording.services import coverage_lines
from supervision.services import liability

PASSWORD_FILE = "demo-password.txt"  # noqa: S105  # a file name
ACCOUNTS = "officer1 officer2 unithead reviewer head publisher publisher2 listadmin supervisor admin outsider"


class Command(BaseCommand):
    """Load the demo once; a second call only prints the accounts."""

    help = "Load demo data (only in demo mode)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", type=int, default=0, help="synthetic decisions as well")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION or not settings.DEMO:
            raise CommandError("demo data is refused outside demo mode (PORTAL_DEMO=1)")
        password = self.password()
        if not User.objects.filter(is_demo=True).exists():
            self.load(password)
        if options["scale"]:
            count = scale.load(options["scale"], self.stdout.write)
            self.stdout.write(f"synthetic records: {count}")
        self.stdout.write(f"accounts: {ACCOUNTS}")
        self.stdout.write(f"password: {password}")

    def password(self) -> str:
        """The password of this demo, made once."""
        path = settings.VAR_DIR / PASSWORD_FILE
        if not path.exists():
            path.write_text(secrets.token_urlsafe(9), encoding="utf-8")
            path.chmod(0o600)
        return path.read_text(encoding="utf-8").strip()

    @transaction.atomic
    def load(self, password: str) -> None:
        """Everything, or nothing when a story is refused."""
        today = timezone.localdate()
        staff = cast.found(password)
        weigh.keep(staff)
        lists.keep(staff["urban"], today)
        registers.keep(staff["urban"], today)
        registers.delegate(staff["urban"], staff["district"], today)
        refused = [
            *play.play_all(staff, today),
            *scenes.play_all(staff["urban"], today),
            *handling.play_all(staff["urban"], today),
        ]
        if refused:
            raise CommandError("\n".join(refused))
        withholdings.play(staff["urban"])
        review_quality.play(file_reviews.play(staff, today), staff)
        filings.play(staff, today)
        list_changes.play(staff["urban"], today)
        reviewers.play(staff, today)
        told = [*side_channels.play(staff, today), *public_lists.play(staff, today)]
        for receipt in told:
            self.stdout.write(f"progress: {receipt.number} {receipt.code}")
        counts = sweep.run(today)
        coverage_lines.refresh()
        yearly.play(staff, today)
        liability.open_due(today)
        open_data.take(today)
        self.stdout.write(f"sweep: {counts.as_dict()}")
