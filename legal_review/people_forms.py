"""Forms of the people of review: assignment, specialism, training, counsel."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.acts import ActForm
from core.forms import PastDateField, PortalForm
from enforcement.models import User
from enforcement.models.kinds import ActionKind
from legal_review.filing_forms import TodayForm, words
from legal_review.models import Counsel, ReviewerTraining
from legal_review.models.people import FULL_SHARE
from legal_review.services import assignment
from legal_review.trainings import field_of


class ReassignForm(TodayForm):
    """Another reviewer, and why."""

    reviewer = forms.ModelChoiceField(label=_("改由"), queryset=User.objects.none())
    reason = forms.CharField(label=_("改派的理由"), max_length=300)

    def shape(self) -> None:
        """Those who may take it, but for who has it."""
        field: Any = self.fields["reviewer"]
        keys = [row.account_id for row in assignment.others(self.row, self.today)]
        field.queryset = User.objects.filter(pk__in=keys).order_by("name", "pk")


class VersedForm(TodayForm):
    """What a reviewer is versed in, and the share of full time."""

    kinds = forms.MultipleChoiceField(
        label=_("擅长的执法类别"),
        choices=ActionKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("都不选的，视为均可审核。"),
    )
    share = forms.IntegerField(
        label=_("用于审核的工时（%）"), min_value=1, max_value=FULL_SHARE, initial=FULL_SHARE
    )

    def known(self) -> dict[str, Any]:
        """What was recorded last."""
        last = field_of(self.row)
        return {"kinds": last.kinds, "share": last.share} if last else {}


class TrainingForm(TodayForm):
    """One training that was held."""

    topic = forms.CharField(label=_("培训内容"), max_length=200)
    organiser = forms.CharField(label=_("举办单位"), max_length=120)
    hours = forms.DecimalField(label=_("学时"), max_digits=5, decimal_places=1)
    held_on = PastDateField(label=_("培训日期"))
    valid_until = forms.DateField(label=_("有效期至"), required=False)
    certificate = forms.CharField(
        label=ReviewerTraining._meta.get_field("certificate").verbose_name,
        max_length=60,
        required=False,
    )


class VoidForm(TodayForm):
    """Why a record or an engagement ends."""

    reason = forms.CharField(label=_("理由"), max_length=200)


class CounselForm(PortalForm):
    """A counsel for the list."""

    kind = forms.ChoiceField(label=_("类别"), choices=Counsel.Kind.choices)
    name = forms.CharField(label=_("姓名"), max_length=50)
    organisation = forms.CharField(label=_("所在单位"), max_length=120)
    licence = forms.CharField(label=_("执业证号"), max_length=60)
    account = forms.ModelChoiceField(
        label=_("本系统账号"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("公职律师在本机关有账号的，请选择；本案承办人员不能同时提供法律意见。"),
    )
    valid_from = forms.DateField(label=_("聘任日期"))
    valid_to = forms.DateField(label=_("聘期至"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["account"]
        field.queryset = User.objects.filter(agency=user.agency_id, is_active=True)


class CounselAskForm(PortalForm):
    """Whom to ask, and what."""

    counsel = forms.ModelChoiceField(label=_("法律顾问、公职律师"), queryset=Counsel.objects.none())
    question = words(_("请求提供意见的问题"))

    def __init__(self, *args: Any, agency: int, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["counsel"]
        field.queryset = Counsel.objects.on_list(on).filter(agency=agency)


class WithdrawForm(ActForm):
    """Why a link is taken back."""

    reason = forms.CharField(label=_("停用的理由"), max_length=200)


class CodeForm(PortalForm):
    """The code that was told apart from the address."""

    code = forms.CharField(
        label=_("核对码"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


class UndertakingForm(PortalForm):
    """Counsel accepts the undertaking."""

    accepted = forms.BooleanField(
        label=_("我已阅读并作出上述保密承诺。"),
        error_messages={"required": _("作出保密承诺之后才能查阅。")},
    )


class AdviceForm(PortalForm):
    """What counsel advises."""

    text = forms.CharField(
        label=_("法律意见"), max_length=20000, widget=forms.Textarea(attrs={"rows": 10})
    )
