"""Walk the audit log and name the first bad entry."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import audit
from core.models import AuditCheckpoint, AuditEntry


class Command(BaseCommand):
    help = "Verify the audit log: exit 1 naming the first entry changed, deleted or cut off."

    def handle(self, *args: Any, **options: Any) -> None:
        finding = audit.verify()
        if finding is not None:
            raise CommandError(f"{finding.kind}: {finding.message}")
        newest = AuditCheckpoint.objects.order_by("-size").first()
        sealed = newest.size if newest else 0
        self.stdout.write(
            f"ok: {sealed} entries sealed, {AuditEntry.objects.count() - sealed} waiting for the sealer"
        )
