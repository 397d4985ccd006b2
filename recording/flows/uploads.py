"""The moves of an upload, from the first byte to the sealed original."""

from django.utils.translation import gettext_lazy as _

from core.flow import Flow, Move
from recording.models import Upload

NINTH = "国办发〔2018〕118号第九条"

UPLOAD = Flow(
    Upload,
    [
        Move("complete", ("receiving",), "verifying", _("接收完毕"), NINTH),
        Move("seal", ("verifying",), "sealed", _("封存"), NINTH),
        Move("wait", ("verifying",), "waiting", _("等待归入案件"), NINTH),
        Move("assign", ("waiting",), "sealed", _("归入案件"), NINTH),
        Move("reject", ("receiving", "verifying"), "rejected", _("不接受"), NINTH),
        Move("cancel", ("receiving",), "cancelled", _("取消上传"), ""),
        Move("expire", ("receiving",), "expired", _("过期清理"), ""),
    ],
)
