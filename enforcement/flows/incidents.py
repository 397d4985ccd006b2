"""The moves of procedural measures, one readable table per kind."""

from django.utils.translation import gettext_lazy as _

from core.flow import Flow, Move
from enforcement.models import Incident

PENALTY = "行政处罚法"
TR310 = "行政执法机关移送涉嫌犯罪案件的规定"
Kind = Incident.Kind


def _decided(target: str, article: str) -> list[Move]:
    """Approved (to `target`) or refused, whatever the measure."""
    return [
        Move("approve", ("applied",), target, _("批准"), article),
        Move("refuse", ("applied",), "refused", _("不予批准"), article),
    ]


MOVES: dict[str, list[Move]] = {
    Kind.RECUSAL: _decided("done", f"{PENALTY}第四十三条"),
    Kind.TERMINATION: _decided("done", "市场监督管理行政处罚程序规定第四十七条"),
    Kind.FILING_WITHDRAWAL: _decided("done", "农业行政处罚程序规定第三十一条"),
    Kind.SUSPENSION: [
        *_decided("approved", "市场监督管理行政处罚程序规定第四十六条"),
        Move(
            "resume",
            ("approved",),
            "done",
            _("恢复调查"),
            "市场监督管理行政处罚程序规定第四十六条",
        ),
    ],
    Kind.JURISDICTION_TRANSFER: [
        *_decided("approved", f"{PENALTY}第二十二条、第二十三条"),
        Move("send", ("approved",), "sent", _("移送"), f"{PENALTY}第二十二条"),
        Move("accept", ("sent", "declined"), "done", _("对方受理"), f"{PENALTY}第二十五条"),
        Move("decline", ("sent",), "declined", _("对方不受理"), f"{PENALTY}第二十五条"),
        Move("end", ("declined",), "ended", _("案件继续办理"), f"{PENALTY}第二十五条"),
    ],
    Kind.CRIME_TRANSFER: [
        *_decided("approved", f"{TR310}第五条"),
        Move("send", ("approved",), "sent", _("移送"), f"{TR310}第五条、第六条"),
        Move("accept", ("sent", "objected"), "accepted", _("公安机关立案"), f"{TR310}第八条"),
        Move(
            "decline",
            ("sent", "objected"),
            "declined",
            _("公安机关不予立案"),
            f"{TR310}第八条、第九条",
        ),
        Move("object", ("declined",), "objected", _("提请复议"), f"{TR310}第九条"),
        Move("hand_over", ("accepted",), "done", _("移交涉案物品"), f"{TR310}第十二条"),
        Move(
            "end",
            ("declined", "accepted", "done"),
            "ended",
            _("案件继续办理"),
            f"{PENALTY}第二十七条",
        ),
    ],
}
INCIDENT: dict[str, Flow[Incident]] = {
    kind: Flow(Incident, moves, rows=f"NEW.kind = '{kind}'") for kind, moves in MOVES.items()
}
