"""A hearing: set, moved, given to other people, held, closed, broken off."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.acts import ActForm, DayActForm
from core.forms import PastDateField
from enforcement.models import Hearing, User
from enforcement.services import hearings
from enforcement.services.hearings import Sitting, max_agents
from recording.forms.base import long_text
from recording.forms.decision import HowForm

SITTING = ("scheduled_on", "starts_at", "place", "host", "clerk", "public", "private_reason")


def presiding(row: Any) -> Any:
    """Accounts of the agency that took no part in the case."""
    people = User.objects.filter(agency=row.case.agency_id, is_active=True).order_by("name", "pk")
    fit = [person.pk for person in people if hearings.may_preside(row.case, person)]
    return User.objects.filter(pk__in=fit).order_by("name", "pk")


class PresidingForm(ActForm):
    """Who hosts and who keeps the record."""

    on = PastDateField(label=_("日期"))
    host = forms.ModelChoiceField(label=_("听证主持人"), queryset=User.objects.none())
    clerk = forms.ModelChoiceField(label=_("记录员"), queryset=User.objects.none())

    def shape(self) -> None:
        for name in ("host", "clerk"):
            self.fields[name].queryset = presiding(self.row)  # type: ignore[attr-defined]  # a ModelChoiceField


class BenchForm(PresidingForm):
    """Other people, and why."""

    reason = forms.CharField(label=_("理由"), widget=long_text(3))


class ScheduleForm(HowForm, PresidingForm):
    """When, where, before whom; and how the party was told."""

    scheduled_on = forms.DateField(label=_("听证日期"))
    starts_at = forms.TimeField(label=_("听证时间"))
    place = forms.CharField(label=_("听证地点"), max_length=200)
    public = forms.BooleanField(label=_("公开举行"), required=False, initial=True)
    private_reason = forms.CharField(
        label=_("不公开的理由"),
        max_length=300,
        required=False,
        help_text=_("仅限涉及国家秘密、商业秘密或者个人隐私依法予以保密的。"),
    )
    on = PastDateField(label=_("通知送达日期"))
    delivered_at = forms.CharField(label=_("送达地点"), max_length=200)
    field_order = [*SITTING, "on", "method", "receiver", "delivered_at"]

    def known(self) -> dict[str, Any]:
        found = super().known()
        # The notice goes to the party; the party comes to the agency.
        return {**found, "delivered_at": found["place"], "place": self.row.case.agency.office_addr}

    def clean(self) -> dict[str, Any]:
        """The parts of the sitting as one value, as the service takes them."""
        data = super().clean() or {}
        if self.errors:
            return data
        parts = {name: data.pop(name) for name in SITTING}
        return {**data, "sitting": Sitting(**parts)}


class RescheduleForm(ScheduleForm):
    """Another day, and why."""

    reason = forms.CharField(label=_("改期的理由"), widget=long_text(3))

    def known(self) -> dict[str, Any]:
        kept = {name: getattr(self.row, name) for name in SITTING if name != "scheduled_on"}
        return {**super().known(), **kept}


class HoldForm(DayActForm):
    """The hearing as it went."""

    agents = forms.CharField(label=_("当事人的代理人"), required=False, widget=long_text(2))
    record = forms.CharField(label=_("听证笔录"), widget=long_text(16))
    signed = forms.BooleanField(
        label=_("笔录已由当事人或者其代理人核对并签名"), required=False, initial=True
    )
    unsigned_reason = forms.CharField(label=_("拒绝签名的情况"), max_length=300, required=False)
    av_exemption = forms.CharField(label=_("不进行音像记录的理由"), max_length=300, required=False)

    def shape(self) -> None:
        most = max_agents(self.row.case, self.today)
        self.fields["agents"].help_text = _("每行一名，至多%(most)d名。") % {"most": most}


class ReportForm(DayActForm):
    """The host's report."""

    report = forms.CharField(
        label=_("听证报告"),
        widget=long_text(10),
        help_text=_("写明听证的基本情况、争议的事实和证据、处理意见和建议。"),
    )


class TerminateForm(DayActForm):
    """Why the hearing does not go on."""

    ground = forms.ChoiceField(label=_("终止事由"), choices=Hearing.Ground.choices)
    note = forms.CharField(label=_("情况"), widget=long_text(4))


class WithdrawForm(DayActForm):
    """The party takes its request back."""

    note = forms.CharField(
        label=_("撤回的证据"),
        widget=long_text(3),
        help_text=_("写明书面声明等证据的名称和日期，并上传原件。"),
    )
