"""Forms of the lending register."""

from typing import Any

from django import forms
from django.db.models import Case, IntegerField, QuerySet, When
from django.utils.translation import gettext_lazy as _

from core.acts import ActForm, DayActForm
from core.forms import LookUpForm
from enforcement.models import User
from recording.models import Archive, Loan

READ = "recording.view_evidence"


class AccountField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """An account, told apart by its agency."""

    def label_from_instance(self, obj: User) -> str:
        """The name and the agency."""
        return f"{obj}（{obj.agency}）" if obj.agency else str(obj)


class LoanForm(ActForm):
    """Who asks for what, what for, on what basis, how long."""

    what = forms.ChoiceField(label=_("借阅内容"), choices=Loan.What.choices)
    form = forms.ChoiceField(label=_("借阅方式"), choices=Loan.Form.choices)
    borrower = forms.CharField(label=_("借阅人"), max_length=60)
    unit = forms.CharField(label=_("借阅单位"), max_length=100)
    account = AccountField(
        label=_("查阅人的账号"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("只有电子查阅需要：该账号在借阅期内可以查看，到期自动失效。"),
    )
    purpose = forms.CharField(label=_("用途"), max_length=200)
    basis = forms.CharField(
        label=_("依据"), max_length=200, help_text=_("来函文号、法律依据或者本机关的批示。")
    )
    starts_on = forms.DateField(label=_("借阅日期"))
    until = forms.DateField(label=_("应还日期"))

    def known(self) -> dict[str, Any]:
        return {"starts_on": self.today}

    def shape(self) -> None:
        self.fields["account"].queryset = readers(self.row)  # type: ignore[attr-defined]  # a ModelChoiceField


def readers(file: Archive) -> QuerySet[User]:
    """The accounts that may read files at all, those of the file's agency first."""
    active = User.objects.filter(is_active=True)
    keys = [row.pk for row in active if row.has_perm(READ)]
    own = Case(When(agency=file.agency_id, then=0), default=1, output_field=IntegerField())
    rows = User.objects.filter(pk__in=keys).select_related("agency")
    return rows.order_by(own, "agency_id", "name", "pk")


class AnswerLoanForm(DayActForm):
    """The day and the words of an approval."""

    opinion = forms.CharField(label=_("审批意见"), max_length=200, required=False)


class RefuseLoanForm(DayActForm):
    """The reason of a refusal."""

    opinion = forms.CharField(label=_("不予批准的理由"), max_length=200)


class ReturnLoanForm(DayActForm):
    """What state it came back in."""

    note = forms.CharField(
        label=_("归还时的情况"),
        max_length=200,
        required=False,
        help_text=_("原卷应当逐页核对，写明是否完整。"),
    )


class LoanFilter(LookUpForm):
    """A piece of borrower, unit or number; only what is overdue."""

    q = forms.CharField(label=_("借阅人、单位或者归档号"), max_length=60, required=False)
    overdue = forms.BooleanField(label=_("只看逾期未还的"), required=False)
