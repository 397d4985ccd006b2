"""The moves of cases and decisions."""

from django.utils.translation import gettext_lazy as _

from core.flow import Flow, Move
from enforcement.models import Case, Decision

CASE = Flow(
    Case,
    [
        Move("file", ("draft",), "filed", _("立案"), "行政处罚法第五十四条"),
        Move("reject", ("draft",), "rejected", _("不予立案"), "行政处罚法第五十四条"),
        Move("decide", ("filed",), "decided", _("作出决定"), "行政处罚法第五十七条"),
        Move("reopen", ("decided",), "filed", _("重新办理"), "行政处罚法第七十五条"),
        Move("close", ("filed", "decided"), "closed", _("结案"), "行政处罚法第四十七条"),
        Move("archive", ("closed",), "archived", _("归档"), "国办发〔2018〕118号第九条"),
    ],
)

DECISION = Flow(
    Decision,
    [
        Move("issue", ("draft",), "issued", _("作出决定"), "行政处罚法第五十七条"),
        Move("serve", ("issued",), "served", _("送达"), "行政处罚法第六十一条"),
        Move(
            "revoke",
            ("issued", "served"),
            "revoked",
            _("撤销、变更或确认违法"),
            "行政处罚法第四十八条",
        ),
        Move("abandon", ("draft",), "abandoned", _("放弃草案"), ""),
    ],
)
