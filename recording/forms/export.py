"""What is told when an archived file is handed out as a package."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm


class ExportForm(PortalForm):
    """The purpose, which goes into the log of every original in the file."""

    purpose = forms.CharField(
        label=_("用途和接收单位"),
        max_length=200,
        help_text=_("记入日志；例如：人民法院调取〔2026〕3号函、行政复议机关调卷、移交档案馆。"),
    )
