"""The moves of a yearly report."""

from django.utils.translation import gettext_lazy as _

from core.flow import Flow, Move
from supervision.models import YearlyReport

ARTICLE = "国办发〔2018〕118号第六条"
YEARLY = Flow(
    YearlyReport,
    [
        Move("freeze", ("draft",), "frozen", _("定稿"), ARTICLE),
        Move("publish", ("frozen",), "published", _("公布"), ARTICLE),
    ],
)
