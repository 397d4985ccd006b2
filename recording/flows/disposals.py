"""The moves of an appraisal: refused, or approved and carried out."""

from django.utils.translation import gettext_lazy as _

from core.flow import Flow, Move
from recording.models import DisposalAppraisal

ARTICLE = "档案法实施条例第二十四条"

DISPOSAL = Flow(
    DisposalAppraisal,
    [
        Move("approve", ("pending",), "approved", _("批准销毁"), ARTICLE),
        Move("refuse", ("pending",), "refused", _("不予销毁"), ARTICLE),
        Move("execute", ("approved",), "executed", _("执行完毕"), ARTICLE),
    ],
)
