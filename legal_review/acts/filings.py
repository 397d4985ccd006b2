"""Sending a filing and answering, by the agency; returning, receiving, asking, concluding, by the organ."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act
from legal_review import filing_forms as forms
from legal_review.flows import PENALTY_FILING
from legal_review.models import FilingEntry, PenaltyFiling
from legal_review.models.penalty_filing import PenaltyFilingQuerySet
from legal_review.services import filing_inbox, penalty_filings
from legal_review.services.penalty_filings import RECEIVE, SEND

JOINED = ("agency", "receiver", "deadline", "decision__case__party")


def rows(user: Any) -> PenaltyFilingQuerySet:
    """The filings an account may see."""
    return PenaltyFiling.objects.visible_to(user).select_related(*JOINED)


def own(user: Any) -> QuerySet[PenaltyFiling]:
    """The filings of the account's agency."""
    return rows(user).filter(agency=user.agency_id)


def taken(user: Any) -> QuerySet[PenaltyFiling]:
    """The filings that were sent to the account's agency."""
    return rows(user).filter(receiver=user.agency_id)


def page_of(row: PenaltyFiling) -> tuple[str, str]:
    """The page of the filing."""
    return str(gettext_lazy("重大行政处罚备案")), reverse("penalty-filing", args=[row.pk])


def _open(name: str) -> Callable[[PenaltyFiling], bool]:
    return lambda row: row.status in PENALTY_FILING.moves[name].sources


def _said(row: PenaltyFiling, kind: str) -> str:
    entry = row.entries.filter(kind=kind).last()
    return entry.text if entry else ""


def _why(row: PenaltyFiling, on: date) -> str:
    """Why the filing is due, or why it came back."""
    if row.status == PenaltyFiling.Status.RETURNED:
        return _said(row, FilingEntry.Kind.RETURNED)
    reasons = "；".join(f"{ground['reason']}（{ground['article']}）" for ground in row.reasons)
    return _(
        "应当在%(due)s前报送。理由：%(reasons)s。报告、决定书、审核意见和送达回证由系统从案卷汇集。"
    ) % {"due": row.deadline.due_on, "reasons": reasons}


def _question(row: PenaltyFiling, on: date) -> str:
    return _said(row, FilingEntry.Kind.QUESTION)


FILING_SEND = Act(
    name="penalty-filing-send",
    permission=SEND,
    title=gettext_lazy("报送备案"),
    done=gettext_lazy("已报送，等待接收机关备案。"),
    rows=own,
    form=forms.SendForm,
    do=penalty_filings.send,
    home=page_of,
    lead=_why,
    open=_open("send"),
)
FILING_ANSWER = Act(
    name="penalty-filing-answer",
    permission=SEND,
    title=gettext_lazy("答复询问"),
    done=gettext_lazy("已答复。"),
    rows=own,
    form=forms.AnswerForm,
    do=penalty_filings.answer,
    home=page_of,
    lead=_question,
    open=_open("answer"),
)
FILING_RECEIVE = Act(
    name="penalty-filing-receive",
    permission=RECEIVE,
    title=gettext_lazy("接收备案"),
    done=gettext_lazy("已备案并编号。"),
    rows=taken,
    form=forms.ReceiveForm,
    do=filing_inbox.receive,
    home=page_of,
    open=_open("receive"),
)
FILING_RETURN = Act(
    name="penalty-filing-return",
    permission=RECEIVE,
    title=gettext_lazy("退回补正"),
    done=gettext_lazy("已退回，报送期限继续计算。"),
    rows=taken,
    form=forms.ReturnForm,
    do=filing_inbox.give_back,
    home=page_of,
    open=_open("return"),
)
FILING_ASK = Act(
    name="penalty-filing-ask",
    permission=RECEIVE,
    title=gettext_lazy("询问报送机关"),
    done=gettext_lazy("已发出询问。"),
    rows=taken,
    form=forms.AskForm,
    do=filing_inbox.ask,
    home=page_of,
    open=_open("ask"),
)
FILING_CONCLUDE = Act(
    name="penalty-filing-conclude",
    permission=RECEIVE,
    title=gettext_lazy("出具审查结果"),
    done=gettext_lazy("已出具审查结果。"),
    rows=taken,
    form=forms.ConcludeForm,
    do=filing_inbox.conclude,
    home=page_of,
    open=_open("conclude"),
)
ACTS = (
    *(FILING_SEND, FILING_ANSWER),
    *(FILING_RECEIVE, FILING_ASK, FILING_CONCLUDE, FILING_RETURN),
)
