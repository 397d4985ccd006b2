"""The moves of a deferral, of a review or suit that pauses the surcharge, and of a court's execution."""

from django.utils.translation import gettext_lazy as _

from core.flow import Flow, Move
from enforcement.models import CourtApplication, Deferral, Stay

DEFERRAL = Flow(
    Deferral,
    [
        Move("grant", ("applied",), "granted", _("批准延期、分期"), "行政处罚法第六十六条"),
        Move("refuse", ("applied",), "refused", _("不予批准"), "行政处罚法第六十六条"),
    ],
)
STAY = Flow(
    Stay,
    [Move("end", ("running",), "ended", _("记录复议、诉讼终结"), "行政处罚法第七十三条")],
)
COURT = Flow(
    CourtApplication,
    [
        Move("accept", ("applied",), "accepted", _("记录法院受理"), "行政强制法第五十六条"),
        Move(
            "refuse",
            ("applied", "accepted"),
            "refused",
            _("记录不予受理或者不予执行"),
            "行政强制法第五十六条、第五十八条",
        ),
        Move("execute", ("accepted",), "executed", _("记录执行完毕"), "行政强制法第五十七条"),
        Move("end", ("accepted",), "ended", _("记录终结执行"), "行政强制法第四十条"),
    ],
)
