"""The moves of a supplementary volume, from its reason to its seal."""

from django.utils.translation import gettext_lazy as _

from core.flow import Flow, Move
from recording.models import Supplement

NINTH = "国办发〔2018〕118号第九条"

SUPPLEMENT = Flow(
    Supplement,
    [
        Move("submit", ("draft",), "submitted", _("报请批准"), NINTH),
        Move("seal", ("submitted",), "sealed", _("批准入卷"), NINTH),
        Move("refuse", ("submitted",), "refused", _("不予批准"), NINTH),
        Move("withdraw", ("draft", "submitted"), "withdrawn", _("撤回"), ""),
    ],
)
