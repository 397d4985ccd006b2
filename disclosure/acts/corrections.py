"""What a publisher does with a request for correction."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.acts import Act, ActForm
from disclosure import comparison
from disclosure.correction_forms import (
    AnswerForm,
    AskForm,
    CorrectForm,
    ProposeForm,
    SendForm,
    proposed,
)
from disclosure.models import CorrectionRequest, Publication
from disclosure.models.correction import HANDLE
from disclosure.services import corrections

Status = CorrectionRequest.Status


def rows(user: Any) -> QuerySet[CorrectionRequest]:
    """The requests an account may act on: of its agency's decisions, or of the lists it keeps."""
    found = CorrectionRequest.objects.handled_by(user)
    shown = ("publication__shown", "publication__decision__case")
    return found.select_related("agency", "entry", *shown)


def of_decisions(user: Any) -> QuerySet[CorrectionRequest]:
    """Those about decisions: the text of a list is written where the list is kept."""
    return rows(user).filter(publication__isnull=False)


def home(row: CorrectionRequest) -> tuple[str, str]:
    """The page of the request."""
    return str(row), reverse("correction-detail", args=[row.pk])


def _in(*states: str) -> Any:
    return lambda row: row.status in states


def _can_propose(row: CorrectionRequest) -> bool:
    public = row.publication
    if public is None or public.decision_id is None:
        return False
    return public.status == Publication.Status.PUBLISHED and row.status in (
        Status.ACCEPTED,
        Status.REOPENED,
    )


def _to_examine(row: CorrectionRequest, on: date) -> str:
    """What to know beforehand, and the whole proposal: it is approved and examined on this page."""
    if row.publication is None:
        return gettext("清单中已经更正、新的版本已经施行或者已经撤下的，才能这样答复。")
    words = gettext(
        "拟更正的文本由拟更正人以外的公示审核人在此审批，审批后立即替换公开的文本。已经撤下或者重新报送的，直接答复。"
    )
    shown, proposal = row.publication.shown, row.proposal
    if shown is None or proposal is None or not proposed(row):
        return words
    parts = [
        f"【{heading}】{said and f'（{said}）'}\n{text}"
        for heading, said, text in comparison.changed(shown, proposal)
    ]
    return "\n\n".join([words, gettext("拟公开的全文："), *parts])


CORRECTION_ACCEPT = Act(
    name="correction-accept",
    permission=HANDLE,
    title=_("受理更正申请"),
    done=_("已受理。"),
    rows=rows,
    form=ActForm,
    do=corrections.accept,
    home=home,
    lead=lambda row, on: (
        _("受理后核对决定书原文和公开文本，在期限内答复。")
        if row.publication_id
        else _("受理后核对清单和依据，需要更正的先在清单中变更，在期限内答复。")
    ),
    open=_in(Status.RECEIVED),
)
CORRECTION_ASK = Act(
    name="correction-ask",
    permission=HANDLE,
    title=_("要求申请人补充"),
    done=_("已要求补充，期限停止计算。"),
    rows=rows,
    form=AskForm,
    do=corrections.ask,
    home=home,
    open=lambda row: row.status in (Status.RECEIVED, Status.ACCEPTED) and not row.asked,
)
CORRECTION_PROPOSE = Act(
    name="correction-propose",
    permission=HANDLE,
    title=_("拟更正公开文本"),
    done=_("已拟更正，等待另一名公示审核人审批。"),
    rows=of_decisions,
    form=ProposeForm,
    do=corrections.propose,
    home=home,
    lead=lambda row, on: _(
        "只改有误的部分。公开内容应当与决定书一致；决定书本身有误的，应当先依法更正决定书。"
    ),
    open=_can_propose,
)
CORRECTION_CORRECT = Act(
    name="correction-correct",
    permission=HANDLE,
    title=_("更正并答复"),
    done=_("已更正并答复申请人。"),
    rows=rows,
    form=CorrectForm,
    do=corrections.correct,
    home=home,
    lead=_to_examine,
    open=_in(Status.ACCEPTED, Status.REOPENED),
)
CORRECTION_REFUSE = Act(
    name="correction-refuse",
    permission=HANDLE,
    title=_("不予更正"),
    done=_("已答复申请人。"),
    rows=rows,
    form=AnswerForm,
    do=corrections.refuse,
    home=home,
    lead=lambda row, on: _("应当逐项说明理由。申请人可以申请复查一次，由另一人办理。"),
    open=_in(Status.RECEIVED, Status.ACCEPTED, Status.MORE, Status.REOPENED),
)
CORRECTION_SEND = Act(
    name="correction-send",
    permission=HANDLE,
    title=_("转送有权机关"),
    done=_("已转送并答复申请人。"),
    rows=rows,
    form=SendForm,
    do=corrections.send,
    home=home,
    lead=lambda row, on: _(
        "本机关无权更正的，转送有权更正的行政机关处理并告知申请人（政府信息公开条例第四十一条）。"
    ),
    open=_in(Status.RECEIVED, Status.ACCEPTED, Status.REOPENED),
)
CORRECTION_ACTS = (
    *(CORRECTION_ACCEPT, CORRECTION_ASK, CORRECTION_PROPOSE),
    *(CORRECTION_CORRECT, CORRECTION_REFUSE, CORRECTION_SEND),
)
