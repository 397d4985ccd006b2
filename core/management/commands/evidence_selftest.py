"""Prove that the store of originals keeps what is locked, and its second place as well."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core import copies, files, store_proof
from core.store_proof import Check


class Command(BaseCommand):
    help = "Try to delete, shorten and overwrite locked objects; exit 1 naming what was allowed."

    def handle(self, *args: Any, **options: Any) -> None:
        checks, _passed = store_proof.run(timezone.now(), strict=settings.PRODUCTION)
        failed = self.tell(checks)
        if not failed:
            self.stdout.write(f"passed: {files.place().address}")
        second = copies.second()
        if second is not None:
            # A directory is enough for a second place: what is lost there is found and copied again.
            checks, _passed = store_proof.run(timezone.now(), strict=False, second=second)
            found = self.tell(checks)
            if not found:
                self.stdout.write(f"passed: second place {second.address}")
            failed += [f"second place: {name}" for name in found]
        if failed:
            names = "; ".join(failed)
            raise CommandError(f"the store of originals is not write-once: {names}")

    def tell(self, checks: list[Check]) -> list[str]:
        """Print each check; the names of those that failed."""
        for check in checks:
            mark = "ok    " if check.ok else "FAILED"
            self.stdout.write(f"{mark} {check.name}  {check.detail}".rstrip())
        return [check.name for check in checks if not check.ok]
