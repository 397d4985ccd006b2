"""Forms of the papers of an inspection task."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from core.acts import ActForm, DayActForm
from recording.forms.base import PastTimeField, long_text


class NotifyForm(ActForm):
    """How the notice was handed over; what the task knows is filled in."""

    at = PastTimeField(label=gettext_lazy("时间"))
    receiver = forms.CharField(label=gettext_lazy("收件人"), max_length=60)
    place = forms.CharField(label=gettext_lazy("地点"), max_length=200)
    text = forms.CharField(label=gettext_lazy("记录"), widget=long_text(4))

    def known(self) -> dict[str, Any]:
        party = self.row.party
        return {
            "at": timezone.localtime(),
            "receiver": party.legal_rep or party.name,
            "place": self.row.case.place,
            # Kept in the file, so Chinese whatever the language of the account.
            "text": f"向{party.name}送达行政检查通知书，出示执法证件，告知权利义务。",
        }


class CancelForm(DayActForm):
    """Why nobody will visit."""

    reason = forms.CharField(label=gettext_lazy("理由"), max_length=300, widget=long_text(3))
