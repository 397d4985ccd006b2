"""Forms of appraising what is over its time."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.acts import ActForm
from core.forms import PastDateField, PortalForm, RowsField
from recording.models import Evidence
from recording.retention import term_of


class ItemsField(RowsField):
    """The items to choose from, each with its case and the end of its keeping."""

    def label_from_instance(self, obj: Any) -> str:
        """What it is, and the way to look at it before judging its value."""
        words = _("%(title)s（%(case)s · %(kind)s · 保管至 %(until)s）") % {
            "title": obj.title,
            "case": obj.case.number,
            "kind": obj.get_media_display(),
            "until": obj.until or term_of(obj).until,
        }
        address = reverse("evidence-detail", args=[obj.pk])
        link = '{} <a href="{}" target="_blank" rel="noopener">{}</a>'
        return format_html(link, words, address, _("查看"))


class AppraisalForm(PortalForm):
    """鉴定记录: the list, the members, grounds, value, day."""

    items = ItemsField(
        label=_("拟销毁的证据"),
        queryset=Evidence.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "只列出已归档、保管期满、没有冻结的证据；仍有保存价值的不要勾选，另行延长保管期限。"
        ),
    )
    members = forms.CharField(
        label=_("鉴定小组成员"), max_length=300, help_text=_("写明姓名、职务，用顿号分隔。")
    )
    grounds = forms.CharField(
        label=_("鉴定依据"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    assessment = forms.CharField(
        label=_("价值鉴定意见"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写明凭证、参考价值的判断，以及为什么可以销毁。"),
    )
    on = PastDateField(label=_("鉴定日期"))

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].queryset = items  # type: ignore[attr-defined]  # a RowsField


class OpinionForm(ActForm):
    """What the second person thinks of it."""

    opinion = forms.CharField(
        label=_("审批意见"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
