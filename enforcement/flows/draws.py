"""The moves of a random draw."""

from django.utils.translation import gettext_lazy as _

from core.flow import Flow, Move
from enforcement.models import Draw

ARTICLE = "国办发〔2015〕58号"
DRAW = Flow(
    Draw,
    [
        Move("commit", ("preparing",), "committed", _("承诺名单"), ARTICLE),
        Move("run", ("committed",), "drawn", _("抽取"), ARTICLE),
        Move("abandon", ("preparing", "committed"), "abandoned", _("终止抽取"), ARTICLE),
    ],
)
