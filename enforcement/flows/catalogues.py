"""The moves of a version of the catalogue of review."""

from django.utils.translation import gettext_lazy as _

from core.flow import Flow, Move
from enforcement.models import ReviewCatalogue

ARTICLE = "国办发〔2018〕118号第十二条"
CATALOGUE = Flow(
    ReviewCatalogue,
    [
        Move("submit", ("draft",), "submitted", _("报请批准"), ARTICLE),
        Move("return", ("submitted",), "draft", _("退回修改"), ARTICLE),
        Move("publish", ("submitted",), "published", _("批准公布"), ARTICLE),
        Move("discard", ("draft",), "discarded", _("放弃编制"), ARTICLE),
    ],
)
