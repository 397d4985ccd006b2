"""Of what the system withheld by itself the refused permit is confirmed; the rest waits on the desk."""

from config.demo.cast import Staff
from disclosure.models import AutomaticWithholding
from disclosure.services import automatic


def play(staff: Staff) -> None:
    """One approver of the bureau of the stories confirms it."""
    rows = AutomaticWithholding.objects.waiting().filter(publication__agency=staff.agency)
    for row in rows.filter(code="refused_permit").select_related("publication"):
        automatic.confirm(
            row.publication,
            by=staff.one("publisher"),
            code=row.code,
            opinion="决定为不予许可，核对无误。",
        )
