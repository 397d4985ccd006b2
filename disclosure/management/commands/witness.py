"""witness: the witnesses of our publication log, and the logs of other portals that we are witness of."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core import signing
from core.errors import RuleError
from disclosure.models import Witness, WitnessedHead, WitnessedLog
from disclosure.services import witnesses, witnessing
from enforcement.models import User


class Command(BaseCommand):
    help = (
        "List witnesses and witnessed logs; ask or stop a witness, watch or unwatch another's log."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["list", "ask", "stop", "watch", "unwatch"])
        parser.add_argument("name", nargs="?", default="")
        parser.add_argument("--by", help="user name of the administrator who does it")
        parser.add_argument("--key", default="", help="Ed25519 public key, 64 hex digits")
        parser.add_argument("--url", default="", help="address of the witness")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] != "list":
            by = User.objects.filter(username=options["by"]).first()
            if by is None or not options["name"]:
                raise CommandError("NAME and --by (an account) are needed")
            try:
                self._act(by, options)
            except RuleError as error:
                raise CommandError(str(error)) from error
        self._list()

    def _act(self, by: User, options: dict[str, Any]) -> None:
        action, name, now = options["action"], options["name"], timezone.now()
        if action == "ask":
            witnesses.register(by=by, name=name, url=options["url"], key=options["key"])
        elif action == "watch":
            witnessing.watch(by=by, name=name, key=options["key"])
        elif action == "stop":
            witnesses.stop(self._row(Witness, name), by=by, at=now)
        else:
            witnessing.unwatch(self._row(WitnessedLog, name), by=by, at=now)

    def _row(self, model: Any, name: str) -> Any:
        row = model.objects.filter(name=name).first()
        if row is None:
            raise CommandError("no such name")
        return row

    def _list(self) -> None:
        self.stdout.write(f"our key as a log and as a witness: {signing.public_key().hex()}")
        for row in Witness.objects.all():
            state = "stopped" if row.stopped_at else "asked"
            last = row.last_success_at.isoformat() if row.last_success_at else "never"
            words = (
                f"signed {row.size} entries, last {last}, last error: {row.last_error or 'none'}"
            )
            self.stdout.write(f"witness {row.name}: {state}, {words}")
        for log in WitnessedLog.objects.all():
            state = "stopped" if log.stopped_at else "watched"
            head = WitnessedHead.objects.filter(log=log).first()
            self.stdout.write(f"log {log.name}: {state}, seen {head.size if head else 0} entries")
