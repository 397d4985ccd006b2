"""Put the whole copy of an original in the place of its damaged or missing one."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core import copies
from core.errors import RuleError
from core.models import Blob


class Command(BaseCommand):
    help = (
        "Restore an original from its other copy; the damaged bytes are set aside, never deleted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sha256", help="SHA-256 of the original")
        parser.add_argument("--side", choices=["first", "second"], default="first")
        parser.add_argument("--by", required=True, help="user name of the account that orders it")
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        blob = Blob.objects.filter(pk=options["sha256"], removed_at=None).first()
        if blob is None:
            raise CommandError("no such original")
        account = get_user_model().objects.filter(username=options["by"], is_active=True).first()
        if account is None:
            raise CommandError("no such account")
        side, reason = options["side"], options["reason"]
        try:
            copies.restore(blob, side=side, by=account, reason=reason, now=timezone.now())
        except RuleError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"restored: {blob.sha256}")
