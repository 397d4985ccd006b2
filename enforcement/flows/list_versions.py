"""The moves of a version of a row of the lists."""

from django.utils.translation import gettext_lazy as _

from core.flow import Flow, Move
from enforcement.models import ListVersion, ListWithholding

ARTICLE = "国办发〔2018〕118号第四条"
PRIVACY = "个人信息保护法第四十七条"
LIST_VERSION = Flow(
    ListVersion,
    [
        Move("submit", ("draft",), "submitted", _("报请批准"), ARTICLE),
        Move("return", ("submitted",), "draft", _("退回修改"), ARTICLE),
        Move("publish", ("submitted",), "published", _("批准公布"), ARTICLE),
        Move("discard", ("draft",), "discarded", _("放弃编制"), ARTICLE),
        Move("lapse", ("published",), "discarded", _("撤下后不再适用"), ARTICLE),
    ],
    starts=("draft", "published"),
)
LIST_WITHHOLDING = Flow(
    ListWithholding,
    [
        Move("withhold", ("asked",), "withheld", _("同意不再公开"), PRIVACY),
        Move("refuse", ("asked",), "refused", _("不同意"), PRIVACY),
    ],
    starts=("asked",),
)
