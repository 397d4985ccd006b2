"""What is withheld, as a table for the office: which decision, on which ground, who answers for it."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.tables import Cell
from disclosure import grounds
from disclosure.models import Publication
from disclosure.services import automatic

CHUNK = 500


def lines(rows: QuerySet[Publication]) -> Iterator[list[Cell]]:
    """The header and a line for each, the newest first; neither party nor title."""
    yield [
        *(_("文号"), _("机关"), _("执法类别"), _("决定日期"), _("状态")),
        *(_("不公开事由"), _("依据"), _("不公开的审批人")),
    ]
    for row in rows.order_by("-decided_on", "-pk").iterator(CHUNK):
        code = row.withheld_code
        yield [
            *(grounds.number(row), str(row.agency.name), row.get_kind_display()),
            *(row.decided_on, row.get_status_display(), grounds.words(code)),
            *(grounds.article(row), automatic.decided_by(row)),
        ]
