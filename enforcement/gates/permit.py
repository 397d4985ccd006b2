"""A permit: nothing still runs, everybody was heard, and the outcome fits what the case is about."""

from datetime import date

from django.utils.translation import gettext as _

from enforcement.gates.gap import Gap
from enforcement.gates.heard import RECORD, SAYS
from enforcement.models import Application, Decision, Licence, Proceeding
from enforcement.models.kinds import ActionKind

# The outcome a decision must have, by what the case is about ("": a new licence).
OUTCOMES: dict[str, tuple[str, ...]] = {
    "": ("granted", "refused"),
    Proceeding.Kind.RENEW: ("granted", "refused"),
    Proceeding.Kind.CHANGE: ("granted", "refused"),
    Proceeding.Kind.WITHDRAW: ("withdrawn",),
    Proceeding.Kind.REVOKE: ("revoked",),
    Proceeding.Kind.CANCEL: ("cancelled",),
}


def permit(decision: Decision, on: date) -> list[Gap]:
    """Everything the 行政许可法 asks before the decision."""
    if decision.kind != ActionKind.PERMIT:
        return []
    application = Application.objects.filter(case=decision.case).first()
    return [
        *_outcome(decision),
        *(_procedures(application) if application is not None else []),
        *(_hearing(decision, application, on) if application is not None else []),
    ]


def _outcome(decision: Decision) -> list[Gap]:
    row = Proceeding.objects.select_related("licence").filter(case=decision.case).first()
    article = "行政许可法第三十八条、第六十九条、第七十条"
    if decision.outcome not in OUTCOMES[row.kind if row else ""]:
        text, remedy = _("处理结果与本案办理的事项不符。"), _("请修改草案的处理结果。")
        return [Gap("outcome", text, article, remedy)]
    if row is None:
        return []
    gaps = []
    if row.settled:
        text = _("本案已办结：%(how)s。") % {"how": row.get_settled_display()}
        gaps.append(Gap("settled", text, "行政许可法第五十条", _("请办理结案，不再作出决定。")))
    elif row.kind != Proceeding.Kind.CANCEL and row.licence.status != Licence.Status.VALID:
        state = {"state": row.licence.get_status_display()}
        text = _("许可证件的状态为“%(state)s”，不能作出该决定。") % state
        gaps.append(Gap("licence", text, article, _("失效的许可证件只能办理注销。")))
    return [*gaps, *_term(decision, row)]


def _term(decision: Decision, row: Proceeding) -> list[Gap]:
    end = decision.valid_to
    renewed = row.kind == Proceeding.Kind.RENEW and decision.outcome == "granted"
    before = row.licence.valid_to
    if not renewed or end is None or before is None or end > before:
        return []
    text = _("延续后的有效期应当晚于原有效期%(day)s。") % {"day": before}
    return [Gap("term", text, "行政许可法第五十条", _("请修改草案的有效期。"))]


def _procedures(application: Application) -> list[Gap]:
    running = application.special_procedures.filter(ended_on=None).first()
    if running is None:
        return []
    text = _("%(kind)s自%(day)s开始，尚未结束。") % {
        "kind": running.get_kind_display(),
        "day": running.started_on,
    }
    return [Gap("special", text, "行政许可法第四十五条", _("请在结束后记录结论，再作出决定。"))]


def _hearing(decision: Decision, application: Application, on: date) -> list[Gap]:
    article = "行政许可法第三十六条、第四十七条"
    gaps = []
    hearings = list(application.hearings.all())
    for row in application.third_parties.all():
        if row.heard_on is None and on <= row.hearing_until and not hearings:
            words = {"name": row.name, "day": row.hearing_until}
            text = _("利害关系人%(name)s的听证申请期限至%(day)s届满，尚未听取其意见。") % words
            gaps.append(Gap("third_party", text, article, _("请记录其意见，或者等待期限届满。")))
    closed = any(row.closed_on is not None for row in hearings)
    if closed and not any(RECORD in getattr(decision, field) for field in SAYS):
        gaps.append(
            Gap(
                "hearing_record",
                _("听证结束后，应当根据听证笔录作出决定；草案没有写明听证笔录。"),
                "行政许可法第四十八条第二款",
                _("请在草案的证据或者裁量说明中写明听证笔录及其采纳情况，再送法制审核。"),
            )
        )
    return gaps
