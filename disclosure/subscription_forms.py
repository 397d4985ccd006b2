"""The form of a saved search."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm


class SubscriptionForm(PortalForm):
    """Where to send what is new."""

    address = forms.EmailField(
        label=_("电子邮箱"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("只用于发送这项订阅，加密保存，退订时删除。"),
    )
