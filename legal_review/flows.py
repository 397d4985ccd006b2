"""The states of a review and of what goes back and forth over it, and who moves them."""

from django.utils.translation import gettext_lazy

from core.flow import Flow, Move
from legal_review.models import (
    PenaltyFiling,
    Review,
    ReviewExtension,
    ReviewObjection,
    ReviewSupplement,
)

REVIEW = Flow(
    Review,
    [
        Move("approve", ("open",), "passed", gettext_lazy("审核通过"), "行政处罚法第五十八条"),
        Move("return", ("open",), "returned", gettext_lazy("退回"), "国办发〔2018〕118号第十三条"),
        Move("withdraw", ("open",), "withdrawn", gettext_lazy("撤回送审"), ""),
    ],
)
SUPPLEMENT = Flow(
    ReviewSupplement,
    [
        Move(
            "answer",
            ("asked",),
            "answered",
            gettext_lazy("补正"),
            "国办发〔2018〕118号第十四条",
        ),
        Move("lapse", ("asked",), "lapsed", gettext_lazy("审核终结")),
    ],
)
ARTICLE = "国办发〔2018〕118号第十三条"
OBJECTION = Flow(
    ReviewObjection,
    [
        Move("settle", ("raised",), "settled", gettext_lazy("协商一致"), ARTICLE),
        Move("fail", ("raised",), "unresolved", gettext_lazy("协商未达成一致"), ARTICLE),
        Move("uphold", ("unresolved",), "upheld", gettext_lazy("集体讨论同意"), ARTICLE),
        Move("reject", ("unresolved",), "rejected", gettext_lazy("集体讨论不同意"), ARTICLE),
    ],
)

PENALTY_FILING = Flow(
    PenaltyFiling,
    [
        Move("send", ("due", "returned"), "sent", gettext_lazy("报送备案")),
        Move("return", ("sent",), "returned", gettext_lazy("退回补正")),
        Move("receive", ("sent",), "received", gettext_lazy("接收备案")),
        Move("ask", ("received",), "asked", gettext_lazy("询问")),
        Move("answer", ("asked",), "received", gettext_lazy("答复询问")),
        Move("conclude", ("received",), "reviewed", gettext_lazy("出具审查结果")),
    ],
)

REVIEW_EXTENSION = Flow(
    ReviewExtension,
    [
        Move("approve", ("asked",), "approved", gettext_lazy("同意延长")),
        Move("refuse", ("asked",), "refused", gettext_lazy("不同意延长")),
    ],
)
