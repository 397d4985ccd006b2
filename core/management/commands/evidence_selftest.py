"""Prove that the store of originals keeps what is locked."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core import files, store_proof


class Command(BaseCommand):
    help = "Try to delete, shorten and overwrite locked objects; exit 1 naming what was allowed."

    def handle(self, *args: Any, **options: Any) -> None:
        checks, passed = store_proof.run(timezone.now(), strict=settings.PRODUCTION)
        for check in checks:
            mark = "ok    " if check.ok else "FAILED"
            self.stdout.write(f"{mark} {check.name}  {check.detail}".rstrip())
        if not passed:
            names = "; ".join(check.name for check in checks if not check.ok)
            raise CommandError(f"the store of originals is not write-once: {names}")
        self.stdout.write(f"passed: {files.place().address}")
