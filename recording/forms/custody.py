"""What is asked before a custody certificate is made."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm

JSON, PDF, PART = "json", "pdf", "part"
KINDS = (
    (JSON, _("保管证明 JSON（可离线核验）")),
    (PDF, _("保管证明 PDF")),
    (PART, _("片段及其证明（ZIP）")),
)


class CertificateForm(PortalForm):
    """Kind, purpose, and for a part its chunks; the checkpoint may be one the asker holds."""

    kind = forms.ChoiceField(label=_("出具方式"), choices=KINDS, initial=JSON)
    purpose = forms.CharField(
        label=_("用途"), max_length=200, help_text=_("提供给谁、用于什么程序；记入保管记录。")
    )
    first = forms.IntegerField(
        label=_("起始段号"),
        min_value=0,
        required=False,
        help_text=_("只有片段需要填写；每段 1 MiB，从 0 起。"),
    )
    last = forms.IntegerField(label=_("结束段号"), min_value=0, required=False)
    checkpoint = forms.IntegerField(
        label=_("检查点条目数"),
        min_value=1,
        required=False,
        help_text=_("对方持有以往检查点的，填写其第二行的数字；一般留空。"),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("kind") == PART:
            for name in ("first", "last"):
                if values.get(name) is None and name not in self.errors:
                    self.add_error(name, _("出具片段的，请填写起止段号。"))
        return values
