"""Whether somebody asked to have a row of the registers put right and waits for an answer."""

from disclosure.models import CorrectionRequest
from enforcement.models import Agency, Item, Officer, RegisterEntry

Row = Agency | Officer | Item | RegisterEntry
COLUMNS: dict[type, str] = {
    Agency: "organ",
    Officer: "officer",
    Item: "item",
    RegisterEntry: "entry",
}


def waits(row: Row) -> bool:
    """异议处理中, as `search.marked` says it of a decision: that there is one, never whose."""
    return (
        CorrectionRequest.objects.pending()
        .filter(line__isnull=True, **{COLUMNS[type(row)]: row})
        .exists()
    )
