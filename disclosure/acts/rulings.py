"""What a publisher records of 复议 and 诉讼 about a received record: that one began, how it ended."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.acts import Act, ActForm
from core.forms import PastDateField
from disclosure.acts.terms import home, rows
from disclosure.models import Publication, RecordRuling
from disclosure.services import proceedings, rulings
from enforcement.models import Stay


class ProceedingForm(ActForm):
    """The notice of acceptance."""

    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=Stay.Kind.choices)
    organ = forms.CharField(label=gettext_lazy("复议机关或者人民法院"), max_length=200)
    number = forms.CharField(
        label=gettext_lazy("案号"),
        max_length=100,
        help_text=gettext_lazy("受理通知书上的案号；登记结果时用同一案号。"),
    )
    since = PastDateField(label=gettext_lazy("受理日期"))

    def clean(self) -> dict[str, Any]:
        """The mark stands from today, whatever the day of the paper."""
        return {**(super().clean() or {}), "on": self.today}


class RulingForm(ActForm):
    """The paper, its day and what it says."""

    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=Stay.Kind.choices)
    number = forms.CharField(label=gettext_lazy("案号"), max_length=100)
    ended_on = PastDateField(label=gettext_lazy("终结日期"))
    outcome = forms.ChoiceField(label=gettext_lazy("结果类别"), choices=RecordRuling.OUTCOMES)
    result = forms.CharField(
        label=gettext_lazy("结果"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("复议决定书、裁判文书的文号和结果；撤下的，作为理由向社会公开。"),
    )

    def known(self) -> dict[str, Any]:
        """The proceeding that runs, which this ends."""
        running = self.row.proceedings.running().first()
        return {"kind": running.kind, "number": running.number} if running is not None else {}

    def clean(self) -> dict[str, Any]:
        """What falls is taken down today, whatever the day of the paper."""
        return {**(super().clean() or {}), "on": self.today}


PUBLICATION_PROCEEDING = Act(
    name="publication-proceeding",
    permission=proceedings.WITHDRAW,
    title=gettext_lazy("登记复议、诉讼受理"),
    done=gettext_lazy("已登记；有结果以前，公开的记录标明异议处理中。"),
    rows=rows,
    form=ProceedingForm,
    do=proceedings.begin,
    home=home,
    open=lambda row: row.record_id is not None and row.status == Publication.Status.PUBLISHED,
    question=gettext_lazy("登记后不能修改；有结果以前，公开的记录标明异议处理中。确定登记吗？"),
)
PUBLICATION_RULING = Act(
    name="publication-ruling",
    permission=rulings.WITHDRAW,
    title=gettext_lazy("登记复议、诉讼结果"),
    done=gettext_lazy("已登记；被撤销、变更、确认违法或者无效的，已经撤下并公开理由。"),
    rows=rows,
    form=RulingForm,
    do=rulings.record,
    home=home,
    open=lambda row: row.record_id is not None,
    question=gettext_lazy("登记后不能修改；决定不再成立的立即撤下，不能恢复。确定登记吗？"),
)
ACTS = (PUBLICATION_PROCEEDING, PUBLICATION_RULING)
