"""A person says whether the law bars a received record of which its texts leave a doubt."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act, ActForm
from disclosure import eligibility
from disclosure.acts.terms import home, rows
from disclosure.models import Publication
from disclosure.services import order

ANSWERS = {
    "sealed": gettext_lazy("属于违反治安管理的记录，依法封存，不公开"),
    "minor": gettext_lazy("当事人是未成年人，不公开"),
}
LEADS = {
    "sealed": gettext_lazy(
        "本记录由公安机关作出，或者提到治安管理处罚法。违反治安管理的记录应当封存，不得向任何单位和个人"
        "提供或者公开（%(article)s）。"
    ),
    "minor": gettext_lazy(
        "本记录的文字表明当事人可能是未成年人。不得公开可能识别未成年人身份的信息（%(article)s）。"
    ),
}


class OrderForm(ActForm):
    """The answer and the law it follows from."""

    answer = forms.ChoiceField(
        label=gettext_lazy("认定"),
        choices=[
            *ANSWERS.items(),
            (
                order.PUBLIC,
                gettext_lazy("不属于（如交通、禁毒、出入境管理等，当事人已成年），公开"),
            ),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("写明所依据的法律、法规及条款，或者核实的情况；只在内部保存。"),
    )

    def clean(self) -> dict[str, Any]:
        """The answer as the service takes it; it counts from today."""
        return {**(super().clean() or {}), "on": self.today}


def _lead(row: Publication, on: date) -> str:
    found = eligibility.doubts(row.record) if row.record is not None else []
    told = [LEADS[code] % {"article": order.BARS[code]().article} for code in found]
    return "".join(told) + _("认定之前不公开。")


PUBLICATION_ORDER = Act(
    name="publication-order",
    permission=order.APPROVE,
    title=gettext_lazy("认定是否依法不得公开"),
    done=gettext_lazy("已认定。"),
    rows=rows,
    form=OrderForm,
    do=order.rule,
    home=home,
    lead=_lead,
    open=order.waits,
    question=gettext_lazy("认定后不能更改。确定吗？"),
)
ACTS = (PUBLICATION_ORDER,)
