"""The moves of a hearing."""

from django.utils.translation import gettext_lazy as _

from core.flow import Flow, Move
from enforcement.models import Hearing

HEARING = Flow(
    Hearing,
    [
        Move("hold", ("scheduled",), "held", _("举行听证"), "行政处罚法第六十四条"),
        Move("close", ("held",), "closed", _("结束听证"), "行政处罚法第六十五条"),
        Move(
            "terminate", ("scheduled",), "terminated", _("终止听证"), "行政处罚法第六十四条第六项"
        ),
        Move("reschedule", ("scheduled",), "rescheduled", _("改期"), "行政处罚法第六十四条第二项"),
    ],
    # A request may be taken back before a day was set.
    starts=("scheduled", "terminated"),
)
