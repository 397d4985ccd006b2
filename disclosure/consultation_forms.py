"""Forms of a consultation: what the public asks, and what the agency answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.acts import DayActForm
from core.forms import PortalForm
from disclosure.correction_forms import LONG, text_area
from enforcement.models import Agency


class ConsultationForm(PortalForm):
    """/consultations/new/; `seed` makes a form sent twice one question."""

    agency = forms.ModelChoiceField(label=_("咨询的机关"), queryset=Agency.objects.none())
    question = forms.CharField(
        label=_("咨询的问题"),
        max_length=LONG,
        widget=text_area(),
        help_text=_(
            "例如办理条件、材料、程序、期限。请不要填写无关的身份证号、银行账号等个人信息。"
        ),
    )
    asker = forms.CharField(
        label=_("您的姓名或者名称"), max_length=100, required=False, help_text=_("可以不填。")
    )
    contact = forms.CharField(
        label=_("联系方式"),
        max_length=100,
        required=False,
        help_text=_("加密保存，只有办理人员可以查看，每次查看都有记录。不填也可以凭回执查询答复。"),
    )
    about = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
    seed = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency: Any = self.fields["agency"]
        agency.queryset = Agency.objects.public().order_by("path")

    def asked(self) -> dict[str, str]:
        """The fields of the question itself."""
        return {name: self.cleaned_data[name] for name in ("question", "asker", "contact")}


class ReplyForm(DayActForm):
    """The answer, as the asker will read it."""

    answer = forms.CharField(
        label=_("答复"),
        max_length=LONG,
        widget=text_area(),
        help_text=_("咨询人凭回执可以看到，不得写入他人的个人信息。"),
    )


class SendOnForm(DayActForm):
    """Whose it is to answer."""

    sent_to = forms.CharField(label=_("有权答复的机关"), max_length=100)
    answer = forms.CharField(label=_("对咨询人的说明"), max_length=LONG, widget=text_area(4))
