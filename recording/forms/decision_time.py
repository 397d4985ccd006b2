"""More time to decide, and days left out of it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.acts import DayActForm
from core.forms import PastDateField
from enforcement.models import Exclusion
from recording.forms.base import long_text


class ExtensionForm(DayActForm):
    """Why more time is needed."""

    reason = forms.CharField(label=_("延长的理由"), widget=long_text(4))


class ExtensionAnswerForm(DayActForm):
    """The answer of the head."""

    approved = forms.TypedChoiceField(
        label=_("是否批准"),
        choices=[("1", _("批准")), ("0", _("不批准"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    opinion = forms.CharField(label=_("审批意见"), widget=long_text(3))
    minutes = forms.CharField(
        label=_("集体讨论情况或者上级批复"),
        widget=long_text(4),
        required=False,
        help_text=_("由集体讨论或者上一级机关决定的必填。"),
    )


class ExclusionForm(DayActForm):
    """From which day and paper on the days do not count."""

    ground = forms.ChoiceField(label=_("扣除事由"), choices=Exclusion.Ground.choices)
    paper = forms.CharField(
        label=_("起始文书"), max_length=200, help_text=_("例如检测委托书的文号。")
    )
    told_on = PastDateField(label=_("书面告知当事人日期"), required=False)


class ExclusionEndForm(DayActForm):
    """The last day that does not count."""

    paper = forms.CharField(
        label=_("终结文书"), max_length=200, help_text=_("例如检测报告的文号。")
    )
