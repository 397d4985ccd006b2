"""Forms about who may look at evidence."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.acts import ActForm
from core.days import over
from core.roles import role_labels, role_table
from enforcement.models import Case, CaseOfficer, User
from recording.models import Closure
from recording.services import closures

VIEW = "recording.view_evidence"


class ClosureForm(ActForm):
    """The class, and why."""

    group = forms.ChoiceField(
        label=_("限制类别"), choices=[("", _("请选择")), *Closure.Group.choices]
    )
    reason = forms.CharField(label=_("理由"), max_length=300)


class GrantForm(ActForm):
    """Who may look at what, what for, how long."""

    group = forms.ChoiceField(label=_("限制类别"), required=False)
    person = forms.ModelChoiceField(
        label=_("授权人员"), queryset=User.objects.none(), required=False
    )
    role = forms.ChoiceField(
        label=_("或者授权角色"),
        required=False,
        help_text=_("人员和角色选择其一；角色指有权看到本案的全部该类人员。"),
    )
    purpose = forms.CharField(label=_("用途"), max_length=200)
    ends_on = forms.DateField(label=_("有效期至（含当日）"))

    def shape(self) -> None:
        self.fields["group"].choices = [("", _("全部类别")), *Closure.Group.choices]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["person"].queryset = readers_of(self.row)  # type: ignore[attr-defined]  # a ModelChoiceField
        labels = role_labels()
        roles = [(key, labels[key]) for key, perms in role_table().items() if VIEW in perms]
        self.fields["role"].choices = [("", _("不选择")), *roles]  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if day := data.pop("ends_on", None):
            data["ends_at"] = over(day)
        return data


def readers_of(case: Case) -> Any:
    """The accounts that see the case and may look at evidence: of its agency, and supervisors.

    Not its handlers and the head, to whom nothing is closed."""
    top = case.agency.parent() or case.agency
    near = User.objects.filter(is_active=True, agency__in=top.with_descendants())
    keys = [
        row.pk
        for row in near.only("roles", "is_active", "agency_id")
        if row.has_perm(VIEW) and (row.agency_id == case.agency_id or "supervisor" in row.roles)
        if not closures.is_head(case, row)
    ]
    handlers = CaseOfficer.objects.filter(case=case, until=None).values("officer__account")
    return User.objects.filter(pk__in=keys).exclude(pk__in=handlers).order_by("agency_id", "pk")
