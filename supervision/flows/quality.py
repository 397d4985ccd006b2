"""The moves of a sample of legal reviews, and of each second review."""

from django.utils.translation import gettext_lazy as _

from core.flow import Flow, Move
from supervision.models import QualitySample, SecondReview

ARTICLE = "国办发〔2018〕118号第二十一条"
SAMPLE = Flow(
    QualitySample,
    [
        Move("commit", ("planning",), "committed", _("承诺名单")),
        Move("run", ("committed",), "scoring", _("抽取")),
        Move("close", ("scoring",), "closed", _("公布结果")),
        Move("abandon", ("planning", "committed"), "abandoned", _("终止")),
    ],
)
SECOND = Flow(
    SecondReview,
    [
        Move("sign", ("open",), "signed", _("签署"), ARTICLE),
        Move("recuse", ("open",), "recused", _("回避"), ARTICLE),
        Move("bar", ("open",), "barred", _("关闭"), ARTICLE),
    ],
)
