"""The moves of a collective discussion."""

from django.utils.translation import gettext_lazy as _

from core.flow import Flow, Move
from enforcement.models import Discussion

DISCUSSION = Flow(
    Discussion,
    [Move("hold", ("called",), "held", _("集体讨论"), "行政处罚法第五十七条第二款")],
)
