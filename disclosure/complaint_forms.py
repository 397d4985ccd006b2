"""Forms of complaints: what the public fills in, and what the handler answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.acts import DayActForm
from core.forms import LookUpForm, PortalForm
from disclosure import channels
from disclosure.correction_forms import LONG, KnownForm, text_area
from disclosure.models import Complaint
from enforcement.models import Agency

FILES = ("file1", "file2", "file3")


def matters() -> list[tuple[str, Any]]:
    """What somebody may want to tell, the enforcement itself first."""
    own = _("行政执法机关、执法人员怎样执法：不作为、乱罚款、乱检查、不文明等（投诉举报）")
    return [("conduct", own), *channels.choices()]


class RouteForm(LookUpForm):
    """The first step: what kind of matter it is."""

    about = forms.ChoiceField(
        label=_("您要反映的是哪一类事情？"), choices=matters, widget=forms.RadioSelect
    )


class ComplaintForm(PortalForm):
    """/complaints/new/, the second step; `seed` makes a form sent twice one complaint."""

    unit = forms.ModelChoiceField(label=_("被反映的执法机关"), queryset=Agency.objects.none())
    form = forms.ChoiceField(
        label=_("性质"), choices=Complaint.Form.choices, widget=forms.RadioSelect
    )
    # Nothing is chosen beforehand: the matter is filed and counted under what the person says.
    what = forms.ChoiceField(
        label=_("反映的问题"),
        choices=[("", _("请选择")), *Complaint.What.choices],
        error_messages={"required": _("请选择反映的问题属于哪一类。")},
    )
    certificate = forms.CharField(
        label=_("被反映人员的执法证号"),
        max_length=60,
        required=False,
        help_text=_("知道的请填写：被反映的人员不得办理反映自己的投诉举报。"),
    )
    statement = forms.CharField(
        label=_("具体情况"),
        max_length=LONG * 2,
        widget=text_area(8),
        help_text=_("时间、地点、执法人员或者执法证号、经过、有什么证据。"),
    )
    reporter = forms.CharField(
        label=_("您的姓名或者名称"),
        max_length=100,
        required=False,
        help_text=_("可以匿名。加密保存，被反映的机关看不到，办理人员每次查看都有记录。"),
    )
    contact = forms.CharField(
        label=_("联系方式"),
        max_length=100,
        required=False,
        help_text=_("不填的，凭回执编号和查询码查看答复。"),
    )
    file1 = forms.FileField(
        label=_("附件一"),
        required=False,
        help_text=_("PDF、JPEG、PNG，每个不超过 10 MB。照片可能带有拍摄地点，文件内容不作改动。"),
    )
    file2 = forms.FileField(label=_("附件二"), required=False)
    file3 = forms.FileField(label=_("附件三"), required=False)
    seed = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.queryset = Agency.objects.public().order_by("path")

    def grievance(self) -> dict[str, str]:
        """The fields of the complaint itself."""
        names = ("form", "what", "statement", "reporter", "contact")
        return {name: self.cleaned_data[name] for name in names}

    def uploads(self) -> list[Any]:
        """The files that came."""
        return [self.cleaned_data[name] for name in FILES if self.cleaned_data.get(name)]


class DeclineForm(DayActForm):
    """Why it is not accepted, and where it belongs."""

    channel = forms.ChoiceField(
        label=_("应当通过的途径"), choices=Complaint.Channel.choices, widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label=_("不予受理的理由"),
        max_length=LONG,
        widget=text_area(),
        help_text=_("投诉举报人凭回执可以看到，途径和期限由系统附上。"),
    )


class ExtendForm(DayActForm):
    """Why more time is needed."""

    reason = forms.CharField(label=_("延长的理由"), max_length=LONG, widget=text_area(4))


class FoundForm(DayActForm):
    """The answer, as the complainant will read it."""

    answer = forms.CharField(
        label=_("查明的事实和处理结果"),
        max_length=LONG,
        widget=text_area(),
        help_text=_("投诉举报人凭回执可以看到，不得写入他人的个人信息。"),
    )


class RateForm(KnownForm):
    """How satisfied the complainant is."""

    satisfaction = forms.ChoiceField(
        label=_("您对办理结果是否满意？"),
        choices=Complaint.Satisfaction.choices,
        widget=forms.RadioSelect,
    )
