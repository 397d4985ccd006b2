"""The moves of a file review: its campaign, each file, each sheet, what is to be put right."""

from django.utils.translation import gettext_lazy as _

from core.flow import Flow, Move
from supervision.models import Campaign, FileReview, Rectification, ScoreSheet

RULES = "广东省行政执法案卷评查办法"
CAMPAIGN = Flow(
    Campaign,
    [
        Move("commit", ("planning",), "committed", _("承诺名单")),
        Move("run", ("committed",), "scoring", _("抽取")),
        Move("close", ("scoring",), "closed", _("通报结果")),
        Move("abandon", ("planning", "committed"), "abandoned", _("终止")),
    ],
)
FILE = Flow(
    FileReview,
    [
        Move("average", ("scoring", "third"), "scored", _("评定"), f"{RULES}第十二条"),
        Move("differ", ("scoring",), "meeting", _("提交合议"), f"{RULES}第十二条"),
        Move("third", ("meeting",), "third", _("增派评查人员"), f"{RULES}第十二条"),
        Move("settle", ("meeting",), "scored", _("合议评定"), f"{RULES}第十二条"),
        Move("object", ("scored",), "objected", _("提出异议"), f"{RULES}第十七条"),
        Move("answer", ("objected",), "answered", _("答复异议"), f"{RULES}第十七条"),
    ],
)
SHEET = Flow(
    ScoreSheet,
    [
        Move("sign", ("open",), "signed", _("签署"), f"{RULES}第十二条"),
        Move("recuse", ("open",), "recused", _("回避"), f"{RULES}第十条"),
    ],
)
RECTIFICATION = Flow(
    Rectification,
    [
        Move("report", ("demanded",), "reported", _("报告整改"), f"{RULES}第二十一条"),
        Move("return", ("reported",), "demanded", _("退回补充"), f"{RULES}第二十一条"),
        Move("confirm", ("reported",), "confirmed", _("确认整改"), f"{RULES}第二十一条"),
    ],
)
