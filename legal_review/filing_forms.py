"""Forms of the filing of major penalties."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.acts import ActForm
from core.forms import LookUpForm
from enforcement.models import Agency
from legal_review.models import PenaltyFiling

MOST_DAYS, MOST_WORDS, MOST_NOTE = 90, 4000, 500


def words(label: Any, *, required: bool = True, most: int = MOST_WORDS) -> forms.CharField:
    """A field of several lines."""
    return forms.CharField(
        label=label, max_length=most, required=required, widget=forms.Textarea(attrs={"rows": 4})
    )


class TodayForm(ActForm):
    """An act done today: nobody chooses the day of a filing."""

    def clean(self) -> dict[str, Any]:
        """The day goes with what was filled in."""
        return {**(super().clean() or {}), "on": self.today}


class SendForm(TodayForm):
    """What was put right, where a package came back."""

    note = words(_("补正说明"), most=MOST_NOTE)

    def shape(self) -> None:
        """Nothing is asked the first time."""
        self.fields["note"].error_messages["required"] = _("退回补正的，应当说明补正了什么。")
        if self.row.status != PenaltyFiling.Status.RETURNED:
            del self.fields["note"]


class ReturnForm(TodayForm):
    """What is missing or wrong."""

    text = words(_("退回补正的理由"))


class ReceiveForm(TodayForm):
    """What the organ remarks on receipt."""

    text = words(_("接收意见"), required=False)


class AskForm(TodayForm):
    """A question, and the working days to answer it."""

    text = words(_("询问的内容"))
    days = forms.IntegerField(
        label=_("要求答复的工作日数"), min_value=1, max_value=MOST_DAYS, initial=5
    )


class AnswerForm(TodayForm):
    """The answer."""

    text = words(_("答复"))


class ConcludeForm(TodayForm):
    """The result of the examination."""

    result = forms.ChoiceField(
        label=_("审查结果"), choices=PenaltyFiling.Result.choices, widget=forms.RadioSelect
    )
    text = words(_("审查意见"))


class FilingFilter(LookUpForm):
    """Whose filings, how far, and whether only late ones."""

    agency = forms.ModelChoiceField(label=_("机关"), queryset=Agency.objects.none(), required=False)
    status = forms.ChoiceField(
        label=_("状态"), choices=[("", _("全部")), *PenaltyFiling.Status.choices], required=False
    )
    overdue = forms.BooleanField(label=_("只看逾期未报"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agency"]
        field.queryset = Agency.objects.filter(pk__in=user.visible_agency_ids()).order_by("path")
        field.empty_label = _("全部")
