"""Forms of the samples of legal reviews and of the second reviews."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm
from enforcement.models import User
from legal_review.models import Qualification, ReviewCheck
from supervision.forms.lots import LotForm, named
from supervision.forms.reviews import CommitForm, TodayForm
from supervision.models import SecondReview
from supervision.services import second_reviews
from supervision.services.second_reviews import Entry

LINES = {"rows": 5}


def reviewers(on: date) -> list[tuple[int, str]]:
    """Every account qualified to review on the day, by agency."""
    held = Qualification.objects.valid(on).values("account_id")
    rows = User.objects.filter(is_active=True, agency__isnull=False, pk__in=held)
    return named(list(rows.select_related("agency").order_by("agency__path", "name")))


class SampleForm(LotForm):
    """Which month of which agencies, by whom, and the public source of the random value."""

    month = forms.DateField(
        label=_("审核月份"), help_text=_("填写该月任何一天；按审核意见的日期归入月份。")
    )

    shown = ("title", "agencies", "month", "count", "rate", "reviewers")

    def __init__(self, *args: Any, user: User, on: date, **kwargs: Any) -> None:
        last = date(on.year - (on.month == 1), (on.month - 2) % 12 + 1, 1)
        super().__init__(*args, user=user, initial={"month": last, "count": 1}, **kwargs)
        chosen: Any = self.fields
        chosen["title"].label = _("抽查名称")
        chosen["agencies"].label = _("被抽查单位")
        chosen["reviewers"].label = _("复审人员")
        chosen["reviewers"].help_text = _(
            "只列出当日具有法制审核资格的人员。能够查看该机关案件、参与过该案或者查阅过该案卷的，"
            "自动回避。"
        )
        chosen["reviewers"].choices = reviewers(on)


class SampleCommitForm(CommitForm):
    """That the plan was checked."""

    checked = forms.BooleanField(label=_("已核对被抽查单位、月份、数量和复审人员"))


class SecondSignForm(CommitForm):
    """That the answers were checked."""

    checked = forms.BooleanField(label=_("已逐项核对复审结果和复审意见"))


class SecondForm(PortalForm):
    """The checklist as the second reviewer answers it; a draft may leave anything open."""

    def __init__(self, *args: Any, sheet: SecondReview, **kwargs: Any) -> None:
        self.checks = list(sheet.checks.all())
        may = second_reviews.answers(sheet)
        super().__init__(*args, **kwargs)
        for check in self.checks:
            self.fields[f"result_{check.head}"] = forms.ChoiceField(
                label=check.label,
                choices=[row for row in ReviewCheck.Result.choices if row[0] in may[check.head]],
                widget=forms.RadioSelect,
                required=False,
                initial=check.result,
            )
            self.fields[f"note_{check.head}"] = forms.CharField(
                label=_("说明：%(head)s") % {"head": check.label},
                required=False,
                max_length=1000,
                initial=check.note,
            )
        self._ask_opinion()

    def _ask_opinion(self) -> None:
        self.fields["opinion"] = forms.CharField(
            label=_("复审意见"), required=False, widget=forms.Textarea(attrs=LINES)
        )
        self.fields["outcome"] = forms.ChoiceField(
            label=_("复审结论"),
            choices=SecondReview.Outcome.choices,
            widget=forms.RadioSelect,
            required=False,
        )

    def said(self) -> dict[str, Any]:
        """What was filled in, as `second_reviews.save` takes it."""
        data = self.cleaned_data
        return {
            "entries": [
                Entry(row.head, data[f"result_{row.head}"], data[f"note_{row.head}"])
                for row in self.checks
            ],
            "outcome": data["outcome"],
            "opinion": data["opinion"],
        }


class NoteForm(TodayForm):
    """What follows from a disagreement."""

    text = forms.CharField(
        label=_("后续处理"),
        widget=forms.Textarea(attrs=LINES),
        help_text=_("例如：通知原审核机关重新研究，列入培训，移交责任追究。"),
    )

    def known(self) -> dict[str, Any]:
        """The note so far."""
        return {"text": self.row.note}
