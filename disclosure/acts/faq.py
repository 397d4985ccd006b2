"""What an agency does to tell everybody what one person asked."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.acts import Act, ActForm, DayActForm
from disclosure.acts.consultations import home, rows
from disclosure.correction_forms import LONG, text_area
from disclosure.models import FrequentQuestion
from disclosure.models.consultation import HANDLE
from disclosure.models.faq import FrequentQuestionQuerySet
from disclosure.services import faq, secrecy

Status = FrequentQuestion.Status


class DraftForm(ActForm):
    """Question and answer in words that tell nothing of who asked."""

    question = forms.CharField(label=_("问"), max_length=LONG, widget=text_area())
    answer = forms.CharField(label=_("答"), max_length=LONG, widget=text_area())

    def known(self) -> dict[str, Any]:
        """What was asked and answered, redacted."""
        return dict(faq.proposal(self.row))


class TellForm(ActForm):
    """The examination of exactly this text."""

    examined = forms.BooleanField(label="")
    seen = forms.CharField(widget=forms.HiddenInput(), max_length=64)

    def known(self) -> dict[str, Any]:
        """Which text is on the page."""
        return {"seen": self.row.sha256}

    def shape(self) -> None:
        """The words of the examination are those of the agency's rules."""
        self.fields["examined"].label = secrecy.statement(self.row.agency, self.today)

    def clean(self) -> dict[str, Any]:
        """It is public from today."""
        return {**(super().clean() or {}), "on": self.today}


class WhyForm(ActForm):
    """A reason, kept inside."""

    reason = forms.CharField(label=_("理由"), max_length=LONG, widget=text_area(3))


class EndForm(WhyForm, DayActForm):
    """A reason and the day."""


def told(user: Any) -> FrequentQuestionQuerySet:
    """The questions of the account's own agency."""
    found: FrequentQuestionQuerySet = FrequentQuestion.objects.visible_to(user)
    return found.select_related("agency", "consultation")


def page(row: FrequentQuestion) -> tuple[str, str]:
    """The consultation it came from."""
    return str(row.consultation), reverse("consultation-detail", args=[row.consultation_id])


def text(row: FrequentQuestion, on: Any) -> str:
    """What would be public."""
    return f"{row.question}\n\n{row.answer}"


FAQ_DRAFT = Act(
    name="consultation-faq",
    permission=HANDLE,
    title=_("作为常见问题公开"),
    done=_("已提交，由另一名公示审核人审批。"),
    rows=rows,
    form=DraftForm,
    do=faq.draft,
    home=home,
    lead=lambda row, on: _("写成对所有人都适用的问答，不得写入咨询人和他人的任何信息。"),
    open=faq.open_to,
)
FAQ_APPROVE = Act(
    name="faq-approve",
    permission=faq.APPROVE,
    title=_("审批常见问题"),
    done=_("已公开。"),
    rows=told,
    form=TellForm,
    do=faq.approve,
    home=page,
    lead=text,
    open=lambda row: row.status == Status.DRAFT,
)
FAQ_DROP = Act(
    name="faq-drop",
    permission=HANDLE,
    title=_("不公开该问答"),
    done=_("已放弃，可以重新起草。"),
    rows=told,
    form=WhyForm,
    do=faq.drop,
    home=page,
    lead=text,
    open=lambda row: row.status == Status.DRAFT,
)
FAQ_WITHDRAW = Act(
    name="faq-withdraw",
    permission=faq.WITHDRAW,
    title=_("撤下常见问题"),
    done=_("已撤下。"),
    rows=told,
    form=EndForm,
    do=faq.withdraw,
    home=page,
    lead=text,
    open=lambda row: row.status == Status.PUBLISHED,
)
FAQ_ACTS = (FAQ_APPROVE, FAQ_DROP, FAQ_WITHDRAW)
