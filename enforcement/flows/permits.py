"""The moves of an application and of a licence (行政许可法 32, 50, 69, 70)."""

from django.utils.translation import gettext_lazy as _

from core.flow import Flow, Move
from enforcement.models import Application, Licence

APPLICATION = Flow(
    Application,
    [
        Move("ask", ("received",), "correcting", _("告知补正"), "行政许可法第三十二条"),
        Move("correct", ("correcting",), "received", _("收到补正材料"), "行政许可法第三十二条"),
        Move("accept", ("received", "correcting"), "accepted", _("受理"), "行政许可法第三十二条"),
        Move(
            "refuse", ("received", "correcting"), "refused", _("不予受理"), "行政许可法第三十二条"
        ),
    ],
)

ENDED = ("expired", "withdrawn", "revoked", "punished")
LICENCE = Flow(
    Licence,
    [
        Move("expire", ("valid",), "expired", _("有效期届满"), "行政许可法第七十条"),
        Move("withdraw", ("valid",), "withdrawn", _("撤回"), "行政许可法第八条"),
        Move("revoke", ("valid",), "revoked", _("撤销"), "行政许可法第六十九条"),
        Move("punish", ("valid",), "punished", _("吊销"), "行政处罚法第九条"),
        Move("cancel", ("valid", *ENDED), "cancelled", _("注销"), "行政许可法第七十条"),
    ],
)
