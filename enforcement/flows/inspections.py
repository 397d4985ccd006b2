"""The moves of an inspection task."""

from django.utils.translation import gettext_lazy as _

from core.flow import Flow, Move
from enforcement.models import InspectionTask

ARTICLE = "国办发〔2024〕54号"

TASK = Flow(
    InspectionTask,
    [
        Move("approve", ("planned",), "approved", _("批准检查"), ARTICLE),
        Move("notify", ("approved",), "notified", _("通知检查"), ARTICLE),
        Move("arrive", ("notified",), "arrived", _("记录到场"), ARTICLE),
        Move("record", ("arrived",), "recorded", _("记录检查情况"), ARTICLE),
        Move("tell", ("recorded",), "told", _("告知检查结果"), ARTICLE),
        Move("close", ("recorded", "told"), "closed", _("办结检查任务"), ARTICLE),
        Move(
            "cancel", ("planned", "approved", "notified"), "cancelled", _("取消检查任务"), ARTICLE
        ),
    ],
)
