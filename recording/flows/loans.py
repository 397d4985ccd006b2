"""The moves of a loan of a file."""

from django.utils.translation import gettext_lazy as _

from core.flow import Flow, Move
from recording.models import Loan

NINTH = "国办发〔2018〕118号第九条"

LOAN = Flow(
    Loan,
    [
        Move("approve", ("requested",), "lent", _("批准借阅"), NINTH),
        Move("refuse", ("requested",), "refused", _("不予批准"), NINTH),
        Move("give_back", ("lent",), "returned", _("归还"), NINTH),
    ],
)
