"""The matters /progress/ knows: requests for correction, complaints, questions, cases, applications."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from core import receipts
from core.templatetags.ui import Moment
from disclosure import channels
from disclosure.models import Complaint, Consultation, CorrectionRequest
from disclosure.progress import Matter, Progress, moments_of, open_clocks, plain
from disclosure.services import complaints, consultations, corrections
from enforcement.models import PartyLink
from enforcement.models.kinds import ActionKind
from enforcement.services import party_links
from recording import party_page

Correction = CorrectionRequest.Status


def correction_next(row: CorrectionRequest) -> str:
    """What comes next, in plain words."""
    words = {
        Correction.RECEIVED: _("机关将审查是否受理，并在期限内答复您。"),
        Correction.ACCEPTED: (
            _("机关正在核对决定书原文，将在期限内答复您。")
            if row.publication_id
            else _("机关正在核对公开的内容，将在期限内答复您。")
        ),
        Correction.MORE: _("请在下方补充材料。补充之前，期限停止计算。"),
        Correction.SENT: _("已转送有权更正的机关：%(organ)s。") % {"organ": plain(row.sent_to)},
        Correction.REOPENED: _("由第一次答复人以外的人员复查，将在期限内再次答复您。"),
    }
    if row.reopened_on is None:
        return words.get(
            Correction(row.status), _("已办结。对答复不服的，可以在下方申请复查一次。")
        )
    ended = _("已办结。仍不服的，可以依法申请行政复议或者提起行政诉讼。")
    return words.get(Correction(row.status), ended)


def correction_acts(row: CorrectionRequest) -> dict[str, str]:
    """What the applicant may send now."""
    if row.status == Correction.MORE:
        return {"correction-supply": _("补充材料")}
    if not row.open and row.reopened_on is None:
        return {"correction-reopen": _("申请复查")}
    return {}


def of_correction(row: CorrectionRequest, on: date) -> Progress:
    """How far a request for correction has come."""
    answered = _("答复：%(state)s") % {"state": row.get_status_display()}
    return Progress(
        kind=_("更正申请"),
        number=row.number,
        agency=row.agency.name,
        stage=row.get_status_display(),
        next=correction_next(row),
        moments=moments_of(
            (row.received_on, _("收到更正申请")),
            (row.reopened_on, _("收到复查申请")),
            (None if row.open else row.answered_on, answered),
        ),
        clocks=open_clocks(corrections.SUBJECT, str(row.pk)),
        answer=plain(row.answer or row.first_answer),
        asked=plain(row.asked) if row.status == Correction.MORE else "",
        acts=correction_acts(row),
    )


CORRECTION = Matter(
    corrections.PREFIX,
    lambda number: CorrectionRequest.objects.filter(number=number).select_related("agency"),
    lambda row: str(row.code_hash),
    of_correction,
)


def complaint_next(row: Complaint) -> str:
    """What comes next, in plain words."""
    words = {
        Complaint.Status.RECEIVED: _("办理机构将在期限内决定是否受理。"),
        Complaint.Status.ACCEPTED: _("正在调查核实，将在期限内答复您。"),
        Complaint.Status.DECLINED: _("没有受理，理由和应当通过的途径见下方。"),
        Complaint.Status.ANSWERED: _("已办结，答复见下方。请评价办理结果。"),
    }
    return words[Complaint.Status(row.status)]


def complaint_answer(row: Complaint, on: date) -> str:
    """The answer; of what was not accepted also the channel it belongs to, with its periods."""
    found = channels.guide(row.channel, on) if row.channel else None
    if found is None:
        return plain(row.answer)
    periods = (f"{p.label}：{p.words()}（{p.article}）" for p in found.periods)
    return "\n".join([plain(row.answer), "", f"{found.title}：{found.where}", *periods])


def of_complaint(row: Complaint, on: date) -> Progress:
    """How far a complaint has come; the unit it is about is not named."""
    organ = complaints.handler_of(row)
    may_rate = not row.open and not row.satisfaction
    return Progress(
        kind=_("投诉举报"),
        number=row.number,
        agency=organ.name if organ else row.get_handled_by_display(),
        stage=row.get_status_display(),
        next=complaint_next(row),
        moments=moments_of(
            (row.received_on, _("收到投诉举报")),
            (row.accepted_on, _("受理")),
            (row.extended_on, _("延长办理期限：%(why)s") % {"why": plain(row.extend_reason)}),
            (row.answered_on, row.get_status_display()),
            (row.rated_on, _("评价：%(how)s") % {"how": row.get_satisfaction_display()}),
        ),
        clocks=open_clocks(complaints.SUBJECT, str(row.pk)),
        answer=complaint_answer(row, on),
        acts={"complaint-rate": _("评价办理结果")} if may_rate else {},
    )


COMPLAINT = Matter(
    complaints.PREFIX,
    lambda number: Complaint.objects.filter(number=number).select_related("unit"),
    lambda row: str(row.code_hash),
    of_complaint,
)


def of_consultation(row: Consultation, on: date) -> Progress:
    """How far a question has come."""
    words = {
        Consultation.Status.RECEIVED: _("机关将在承诺的期限内答复您。"),
        Consultation.Status.ANSWERED: _("已答复，见下方。答复不清楚的，可以再次咨询。"),
        Consultation.Status.SENT: _("不属于该机关职责，请向有权机关咨询：%(organ)s。")
        % {"organ": plain(row.sent_to)},
    }
    return Progress(
        kind=_("咨询"),
        number=row.number,
        agency=row.agency.name,
        stage=row.get_status_display(),
        next=words[Consultation.Status(row.status)],
        moments=moments_of(
            (row.received_on, _("收到咨询")), (row.answered_on, row.get_status_display())
        ),
        clocks=open_clocks(consultations.SUBJECT, str(row.pk)),
        answer=plain(row.answer),
    )


CONSULTATION = Matter(
    consultations.PREFIX,
    lambda number: Consultation.objects.filter(number=number).select_related("agency"),
    lambda row: str(row.code_hash),
    of_consultation,
)


def of_case(link: PartyLink, on: date) -> Progress:
    """How far a case or an application has come, as its party may know it, without the places."""
    sheet = party_page.sheet(link, on)
    permit = link.case.kind == ActionKind.PERMIT
    return Progress(
        kind=_("行政许可申请") if permit else _("行政执法案件"),
        number=link.case.number or party_links.enquiry_number(link),
        agency=link.case.agency.name,
        stage=link.case.get_status_display(),
        next=sheet.stage,
        moments=[Moment(when=row["when"], title=row["title"]) for row in sheet.moments],
        clocks=sheet.clocks,
    )


CASE = Matter(
    "",
    lambda number: party_links.enquired(number, timezone.now()),
    lambda link: receipts.hash_of(party_links.enquiry_code(link)),
    of_case,
)
MATTERS = (CORRECTION, COMPLAINT, CONSULTATION, CASE)
