"""What is asked about the keeping of an item."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.acts import ActForm
from recording.models import Retention


class ReasonForm(ActForm):
    """Why."""

    reason = forms.CharField(label=_("理由"), max_length=300)


class RetentionForm(ReasonForm):
    """The class and its end."""

    group = forms.ChoiceField(label=_("保管类别"), choices=Retention.Group.choices)
    until = forms.DateField(
        label=_("保管至"), required=False, help_text=_("永久的不填写；期限只能延长，不能缩短。")
    )
