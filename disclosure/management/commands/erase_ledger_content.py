"""Erase what the publication log commits to about one public record; the log and its proofs stay."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosure.models import LedgerNumber, Publication
from disclosure.services import publication_log


class Command(BaseCommand):
    help = "Erase content and salts of the entries of one publication; needs a reason."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("publication", type=UUID, help="the id in /decisions/<id>/")
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        row = Publication.objects.filter(pk=options["publication"]).first()
        if row is None:
            raise CommandError("no such publication")
        if not options["reason"].strip():
            raise CommandError("a reason is needed")
        source = {"decision": row.decision} if row.decision else {"record": row.record}
        number = LedgerNumber.objects.filter(**source).first()
        if number is None:
            raise CommandError("it is not in the log")
        count = publication_log.erase(number, by=None, reason=options["reason"].strip())
        self.stdout.write(f"erased: {count}")
