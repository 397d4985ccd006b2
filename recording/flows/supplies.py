"""The moves of a supply to an outsider, from the application to the hand-over."""

from django.utils.translation import gettext_lazy as _

from core.flow import Flow, Move
from recording.models import Supply

RIGHT = "内蒙古自治区政府令第244号第二十四条"

SUPPLY = Flow(
    Supply,
    [
        Move("approve", ("asked",), "approved", _("同意提供"), RIGHT),
        Move("refuse", ("asked",), "refused", _("不予提供"), RIGHT),
        Move("withdraw", ("asked", "approved", "failed", "ready"), "withdrawn", _("撤回"), RIGHT),
        Move("finish", ("approved",), "ready", _("制作完成"), RIGHT),
        Move("fail", ("approved",), "failed", _("未能制作"), RIGHT),
        Move("retry", ("failed",), "approved", _("重新制作"), RIGHT),
        Move("deliver", ("ready",), "delivered", _("交付"), RIGHT),
    ],
)
