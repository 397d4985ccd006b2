"""push_destination: the platforms above, how much waits for each, and how the last attempt went."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.errors import RuleError
from disclosure.models import PushDestination
from disclosure.services import outbox
from enforcement.models import Agency, User


class Command(BaseCommand):
    help = "List the platforms above; register one (its key is read from standard input), retry or stop it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["list", "add", "retry", "stop"])
        parser.add_argument("name", nargs="?", default="")
        parser.add_argument("--by", help="user name of the administrator who does it")
        parser.add_argument("--agency", help="credit code of the agency it is told of")
        parser.add_argument("--url")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "list":
            return self._list()
        by = User.objects.filter(username=options["by"]).first()
        if by is None:
            raise CommandError("--by names no account")
        try:
            self._act(by, options)
        except RuleError as error:
            raise CommandError(str(error)) from error
        return self._list()

    def _act(self, by: User, options: dict[str, Any]) -> None:
        if options["action"] == "add":
            agency = Agency.objects.filter(uscc=options["agency"]).first()
            if agency is None or not options["url"] or not options["name"]:
                raise CommandError("add needs NAME, --agency and --url")
            given = {"name": options["name"], "url": options["url"]}
            outbox.register(by=by, agency=agency, token=sys.stdin.readline().strip(), **given)
            return
        row = PushDestination.objects.filter(name=options["name"]).first()
        if row is None:
            raise CommandError("no such destination")
        if options["action"] == "retry":
            outbox.retry(row, by=by)
        else:
            outbox.stop(row, by=by, at=timezone.now())

    def _list(self) -> None:
        for row in PushDestination.objects.all():
            state = "stopped" if row.stopped_at else "running"
            waiting = row.items.waiting().count()
            refused = row.items.filter(outcome="refused").count()
            last = row.last_success_at.isoformat() if row.last_success_at else "never"
            self.stdout.write(
                f"{row.name}: {state}, waiting {waiting}, refused {refused}, "
                f"last success {last}, last error: {row.last_error or 'none'}"
            )
