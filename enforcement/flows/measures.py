"""The moves of measures, forced execution and substitution (行政强制法 18-28, 34-37, 50-52)."""

from django.utils.translation import gettext_lazy as _

from core.flow import Flow, Move
from enforcement.models import ForcedExecution, Measure, Substitution

MEASURE = Flow(
    Measure,
    [
        Move("approve", ("planned",), "approved", _("批准"), "行政强制法第十八条第一项"),
        Move("refuse", ("planned",), "refused", _("不予批准"), "行政强制法第十八条第一项"),
        Move("enforce", ("approved",), "in_force", _("实施"), "行政强制法第十八条、第二十四条"),
        Move("enforce_at_once", ("planned",), "in_force", _("当场实施"), "行政强制法第十九条"),
        Move("approve_after", ("in_force",), "in_force", _("补办批准手续"), "行政强制法第十九条"),
        Move("disapprove", ("in_force",), "due_release", _("不予批准"), "行政强制法第十九条"),
        Move("extend", ("in_force",), "in_force", _("延长期限"), "行政强制法第二十五条"),
        Move("expire", ("in_force",), "due_release", _("期限届满"), "行政强制法第二十八条"),
        Move("release", ("in_force", "due_release"), "released", _("解除"), "行政强制法第二十八条"),
        Move(
            "hand_over",
            ("in_force", "due_release"),
            "handed_over",
            _("移送"),
            "行政强制法第二十一条",
        ),
        Move(
            "confiscate",
            ("in_force", "due_release"),
            "confiscated",
            _("没收、销毁"),
            "行政强制法第二十七条",
        ),
    ],
)

FORCED = Flow(
    ForcedExecution,
    [
        Move("decide", ("urged",), "decided", _("作出强制执行决定"), "行政强制法第三十七条"),
        Move("execute", ("decided",), "executed", _("执行"), "行政强制法第三十七条、第四十三条"),
        Move(
            "perform",
            ("urged", "decided"),
            "performed",
            _("当事人履行"),
            "行政强制法第三十五条、第四十二条",
        ),
        Move("terminate", ("decided",), "ended", _("终结执行"), "行政强制法第四十条"),
    ],
)

SUBSTITUTION = Flow(
    Substitution,
    [
        Move("urge", ("ordered",), "urged", _("催告"), "行政强制法第五十一条第二项"),
        Move("carry_out", ("urged",), "executed", _("代履行"), "行政强制法第五十一条"),
        Move(
            "carry_out_at_once", ("ordered",), "executed", _("立即代履行"), "行政强制法第五十二条"
        ),
        Move(
            "perform",
            ("ordered", "urged"),
            "performed",
            _("当事人履行"),
            "行政强制法第五十一条第二项",
        ),
        Move("terminate", ("ordered", "urged"), "ended", _("终结执行"), "行政强制法第四十条"),
    ],
)
