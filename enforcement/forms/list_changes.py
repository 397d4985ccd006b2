"""The form by which a change of public lists is answered for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.acts import DayActForm


class SettleForm(DayActForm):
    """When, and which lists were brought up to date."""

    note = forms.CharField(
        label=_("更新情况"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明更新了哪些清单；核对后不需要更新的，说明理由。"),
    )
