"""The moves of a version of an entry, and those of the entry itself."""

from django.utils.translation import gettext_lazy as _

from core.flow import Flow, Move
from enforcement.models import EntryVersion, RegisterEntry

ARTICLE = "国办发〔2018〕118号第四条"
ENTRY_VERSION = Flow(
    EntryVersion,
    [
        Move("submit", ("draft",), "submitted", _("报请批准"), ARTICLE),
        Move("return", ("submitted",), "draft", _("退回修改"), ARTICLE),
        Move("publish", ("submitted",), "published", _("批准公布"), ARTICLE),
        Move("discard", ("draft",), "discarded", _("放弃编制"), ARTICLE),
    ],
)
REGISTER_ENTRY = Flow(
    RegisterEntry,
    [
        Move("end", ("kept",), "ended", _("停止"), ARTICLE),
        Move("withdraw", ("kept", "ended"), "withdrawn", _("撤下"), "国办发〔2018〕118号第六条"),
    ],
)
