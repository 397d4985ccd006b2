"""What an approver does who cannot say whether a text may be public (政府信息公开条例 17(3))."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.acts import Act, ActForm
from core.forms import PastDateField
from disclosure.acts.terms import home, rows
from disclosure.models import Publication, SecrecyReferral
from disclosure.services import referrals

LONG = 2000  # characters


class TodayForm(ActForm):
    """Put on record today, of whatever day the paper is."""

    def clean(self) -> dict[str, Any]:
        """The day with what was typed."""
        return {**(super().clean() or {}), "on": self.today}


class ReferForm(TodayForm):
    """Who is asked, and what."""

    asked_to = forms.CharField(
        label=gettext_lazy("报请的部门"),
        max_length=200,
        help_text=gettext_lazy("有关主管部门或者保密行政管理部门。"),
    )
    asked_on = PastDateField(label=gettext_lazy("报请日期"))
    question = forms.CharField(
        label=gettext_lazy("不能确定的内容和理由"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("只写明位置和理由，不要抄录可能涉密的内容。"),
    )


class AnswerForm(TodayForm):
    """What was answered."""

    answered_on = PastDateField(label=gettext_lazy("答复日期"))
    outcome = forms.ChoiceField(
        label=gettext_lazy("答复结论"), choices=SecrecyReferral.Answer.choices
    )
    answer = forms.CharField(
        label=gettext_lazy("答复文号和内容"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def _waits(row: Publication) -> bool:
    return referrals.open_of(row) is not None


PUBLICATION_REFER = Act(
    name="publication-refer",
    permission=referrals.APPROVE,
    title=gettext_lazy("不能确定，报请确定"),
    done=gettext_lazy("已记录报请；答复之前不能审批，公开期限继续计算。"),
    rows=rows,
    form=ReferForm,
    do=referrals.refer,
    home=home,
    open=lambda row: row.status == Publication.Status.REDACTED and not _waits(row),
)
PUBLICATION_DETERMINED = Act(
    name="publication-determined",
    permission=referrals.APPROVE,
    title=gettext_lazy("登记报请确定的答复"),
    done=gettext_lazy("已登记答复。"),
    rows=rows,
    form=AnswerForm,
    do=referrals.answer,
    home=home,
    open=_waits,
    question=gettext_lazy("登记后不能修改；答复不予公开的，本决定随即列为不公开。确定登记吗？"),
)
ACTS = (PUBLICATION_REFER, PUBLICATION_DETERMINED)
