"""Forms of supplementary volumes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.acts import ActForm, DayActForm
from core.forms import PastDateField
from recording.models import Evidence

AREA = {"rows": 3}


class StartForm(ActForm):
    """Why something is to be added to the sealed file."""

    reason = forms.CharField(
        label=_("补充理由"),
        max_length=300,
        widget=forms.Textarea(attrs=AREA),
        help_text=_("写明归档后为什么还有材料、材料从何而来。"),
    )


class PieceForm(ActForm):
    """One piece."""

    original = forms.FileField(label=_("文件"), help_text=_("PDF、照片、录音或者录像的原件。"))
    medium = forms.ChoiceField(
        label=_("媒体"), choices=Evidence.Media.choices, initial=Evidence.Media.DOCUMENT
    )
    title = forms.CharField(label=_("材料名称"), max_length=200)
    number = forms.CharField(label=_("文号"), max_length=128, required=False)
    dated_on = PastDateField(label=_("材料日期"))
    source = forms.CharField(label=_("来源和补入原因"), max_length=300)


class ApproveForm(DayActForm):
    """The day and words of the approval."""

    opinion = forms.CharField(
        label=_("审批意见"), max_length=300, required=False, widget=forms.Textarea(attrs=AREA)
    )


class RefuseForm(DayActForm):
    """Why the file stays as it is."""

    opinion = forms.CharField(
        label=_("不予批准的理由"), max_length=300, widget=forms.Textarea(attrs=AREA)
    )
