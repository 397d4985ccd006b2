"""The moves of a publication of a decision (domain §6.17), of a received record, and of what the
public asks about them."""

from django.utils.translation import gettext_lazy as _

from core.flow import Flow, Move
from disclosure.models import (
    Complaint,
    Consultation,
    CorrectionRequest,
    FrequentQuestion,
    Publication,
    PublicFile,
)

PUBLICATION = Flow(
    Publication,
    [
        Move(
            "redact",
            ("pending", "redacted", "approved"),
            "redacted",
            _("脱敏"),
            "政府信息公开条例第三十七条",
        ),
        Move("approve", ("redacted",), "approved", _("审批"), "国办发〔2018〕118号第二条"),
        Move("return", ("redacted", "approved"), "pending", _("退回脱敏"), ""),
        Move("publish", ("approved",), "published", _("发布"), "国办发〔2018〕118号第六条"),
        Move(
            "withhold",
            ("pending", "redacted", "approved"),
            "withheld",
            _("不公开"),
            "政府信息公开条例第十四条、第十五条",
        ),
        Move("reconsider", ("withheld",), "pending", _("重新评估公开"), "政府信息公开条例第十八条"),
        Move("correct", ("published",), "published", _("更正"), "政府信息公开条例第四十一条"),
        Move("withdraw", ("published",), "withdrawn", _("撤下"), "行政处罚法第四十八条"),
        Move("expire", ("published",), "expired", _("公示期满"), "信用修复管理办法"),
        Move("repair", ("published",), "expired", _("信用修复，停止公示"), "信用修复管理办法"),
        Move(
            "drop",
            ("pending", "redacted", "approved"),
            "withheld",
            _("撤销后不再公开"),
            "行政处罚法第四十八条",
        ),
    ],
    rows="NEW.decision_id IS NOT NULL",
)
# A received record was decided, redacted and approved where it came from.
RECORD = Flow(
    Publication,
    [
        Move("record", ("pending", "published"), "published", _("接收并公开报送的记录"), ""),
        Move(
            "withhold", ("pending",), "withheld", _("不公开"), "政府信息公开条例第十四条、第十五条"
        ),
        Move("withdraw", ("published",), "withdrawn", _("撤下"), "行政处罚法第四十八条"),
        Move("expire", ("published",), "expired", _("公示期满"), "信用修复管理办法"),
        Move("repair", ("published",), "expired", _("信用修复，停止公示"), "信用修复管理办法"),
    ],
    rows="NEW.record_id IS NOT NULL",
)

COVERED = "政府信息公开条例第三十七条"
PUBLIC_FILE = Flow(
    PublicFile,
    [
        Move("cover", ("draft", "failed"), "asked", _("制作公开副本"), COVERED),
        Move("make", ("asked",), "made", _("制作完成"), COVERED),
        Move("fail", ("asked",), "failed", _("未能制作"), COVERED),
        Move("approve", ("made",), "approved", _("审批附件"), "国办发〔2018〕118号第二条"),
        Move("return", ("made", "approved"), "draft", _("退回遮盖"), COVERED),
        Move("drop", ("draft", "failed", "made", "approved"), "dropped", _("删除附件"), COVERED),
    ],
)

PUT_RIGHT = "政府信息公开条例第四十一条；国办发〔2018〕118号第二部分"
CORRECTION = Flow(
    CorrectionRequest,
    [
        Move("accept", ("received",), "accepted", _("受理"), PUT_RIGHT),
        Move("ask", ("received", "accepted"), "more", _("要求补充"), PUT_RIGHT),
        Move("supply", ("more",), "accepted", _("补充材料"), PUT_RIGHT),
        Move("correct", ("accepted", "reopened"), "corrected", _("更正"), PUT_RIGHT),
        Move(
            "refuse",
            ("received", "accepted", "more", "reopened"),
            "refused",
            _("不予更正"),
            PUT_RIGHT,
        ),
        Move("send", ("received", "accepted", "reopened"), "sent", _("转送"), PUT_RIGHT),
        Move("reopen", ("corrected", "refused", "sent"), "reopened", _("申请复查"), PUT_RIGHT),
    ],
)

HANDLED = "国办发〔2018〕118号第二十二条；行政执法监督条例第六条"
COMPLAINT = Flow(
    Complaint,
    [
        Move("accept", ("received",), "accepted", _("受理"), HANDLED),
        Move("decline", ("received",), "declined", _("不予受理"), HANDLED),
        Move("answer", ("accepted",), "answered", _("答复"), HANDLED),
    ],
)

CONSULTED = "国办发〔2018〕118号第五条"
CONSULTATION = Flow(
    Consultation,
    [
        Move("answer", ("received",), "answered", _("答复咨询"), CONSULTED),
        Move("send", ("received",), "sent", _("告知有权机关"), CONSULTED),
    ],
)

FREQUENT = Flow(
    FrequentQuestion,
    [
        Move("approve", ("draft",), "published", _("审批常见问题"), "政府信息公开条例第十七条"),
        Move("drop", ("draft",), "dropped", _("放弃常见问题"), ""),
        Move("withdraw", ("published",), "withdrawn", _("撤下常见问题"), ""),
    ],
)


def of(row: Publication) -> Flow[Publication]:
    """The table the publication moves along: that of decisions, or that of received records."""
    return PUBLICATION if row.record_id is None else RECORD
