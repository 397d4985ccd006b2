"""The filters of the reviewer's queue."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.forms import LookUpForm
from enforcement.models import Agency
from enforcement.models.kinds import ActionKind
from legal_review.desk import ASSIGNED, MINE, OVERDUE, RUNNING, STOPPED, UNASSIGNED

STATES = [
    ("", _("全部")),
    (RUNNING, _("审核中")),
    (STOPPED, _("等待补正")),
    (OVERDUE, _("已逾期")),
]


WHOSE = [
    ("", _("全部")),
    (ASSIGNED, _("分派给我的")),
    (UNASSIGNED, _("尚未分派的")),
    (MINE, _("我可以审核的")),
]


class QueueFilter(LookUpForm):
    """Whose, of which office, of which kind, and how the clock stands."""

    whose = forms.ChoiceField(label=_("范围"), required=False, choices=WHOSE)
    state = forms.ChoiceField(label=_("期限"), required=False, choices=STATES)
    agency = forms.ModelChoiceField(
        label=_("承办机关"), required=False, queryset=Agency.objects.none()
    )
    kind = forms.ChoiceField(
        label=_("执法类别"), required=False, choices=[("", _("全部")), *ActionKind.choices]
    )

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agency"]
        field.queryset, field.empty_label = agencies, _("全部")
