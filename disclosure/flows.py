"""The moves of a publication of a decision (domain §6.17), and of a received record."""

from django.utils.translation import gettext_lazy as _

from core.flow import Flow, Move
from disclosure.models import Publication

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
        Move("withdraw", ("published",), "withdrawn", _("撤下"), "行政处罚法第四十八条"),
        Move("expire", ("published",), "expired", _("公示期满"), "信用修复管理办法"),
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
    ],
    rows="NEW.record_id IS NOT NULL",
)


def of(row: Publication) -> Flow[Publication]:
    """The table the publication moves along: that of decisions, or that of received records."""
    return PUBLICATION if row.record_id is None else RECORD
