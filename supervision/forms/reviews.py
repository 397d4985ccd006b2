"""Forms of file review."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.acts import ActForm
from enforcement.models import Case, User
from enforcement.models.kinds import ActionKind
from supervision import sheets
from supervision.forms.lots import LotForm, named
from supervision.models import Objection
from supervision.models.file import REVIEW
from supervision.services import campaigns, findings, panel

LINES = {"rows": 4}
FULL = Decimal(100)
MOST_REVIEWERS = 9


def reviewers() -> "list[tuple[int, str]]":
    """Every account that may review files, by agency."""
    rows = User.objects.filter(is_active=True, agency__isnull=False).select_related("agency")
    found = [row for row in rows.order_by("agency__path", "name") if row.has_perm(REVIEW)]
    return named(found)


class CampaignForm(LotForm):
    """What is reviewed, by whom, and the public source of the random value."""

    period_from = forms.DateField(label=_("案卷归档日期自"))
    period_to = forms.DateField(label=_("案卷归档日期至"))
    kinds = forms.MultipleChoiceField(
        label=_("案卷类别"), choices=ActionKind.choices, widget=forms.CheckboxSelectMultiple
    )
    sheet_key = forms.ChoiceField(label=_("评分表"))
    reviewers_each = forms.IntegerField(label=_("每卷评查人数"), max_value=MOST_REVIEWERS)

    shown = (
        *("title", "agencies", "period_from", "period_to", "kinds", "sheet_key", "count", "rate"),
        *("reviewers", "reviewers_each"),
    )

    def __init__(self, *args: Any, user: User, on: date, **kwargs: Any) -> None:
        profile = user.agency.profile_key() if user.agency else ""
        initial = {
            "sheet_key": sheets.usual(profile, on),
            "kinds": [ActionKind.PENALTY],
            "period_from": on.replace(month=1, day=1),
            "period_to": on,
        }
        super().__init__(*args, user=user, initial=initial, **kwargs)
        chosen: Any = self.fields
        if user.agency is not None:
            self._ask_at_least(panel.least(user.agency, on))
        chosen["agencies"].help_text = _("只选一个单位时，按承办机构分组抽取。")
        chosen["reviewers"].help_text = _(
            "承办、审核、决定过某案或者属于其承办机构的，抽取时自动回避。"
        )
        chosen["reviewers"].choices = reviewers()
        chosen["sheet_key"].choices = [
            (sheet.key, f"{sheet.name}（{sheet.version}）") for sheet in sheets.in_force(on)
        ]

    def _ask_at_least(self, least: int) -> None:
        """No fewer reviewers for each file than the rules of the organiser ask for."""
        field: Any = self.fields["reviewers_each"]
        field.initial = field.min_value = field.widget.attrs["min"] = least
        field.validators.append(MinValueValidator(least))


class CommitForm(ActForm):
    """That the plan was checked; the moment is that of the server."""

    checked = forms.BooleanField(label=_("已核对评查单位、期间、评分表和评查人员"))

    def clean(self) -> dict[str, Any]:
        """The moment of the commitment."""
        super().clean()
        return {"at": timezone.now()}


class TodayForm(ActForm):
    """An act of today: the day is that of the server."""

    def clean(self) -> dict[str, Any]:
        """The day goes with what was typed."""
        return {**(super().clean() or {}), "on": self.today}


class SeedForm(TodayForm):
    """The random value of the source."""

    value = forms.CharField(label=_("随机数"), max_length=60, strip=True)


class ReasonForm(ActForm):
    """Why."""

    reason = forms.CharField(label=_("理由"), max_length=300)


class AddForm(TodayForm):
    """A named file and why it is reviewed."""

    case = forms.ModelChoiceField(label=_("案卷"), queryset=Case.objects.none())
    reason = forms.CharField(
        label=_("指定评查的理由"),
        max_length=300,
        help_text=_("例如群众投诉、复议诉讼败诉、重大影响。"),
    )

    def shape(self) -> None:
        there = self.row.files.values("case_id")
        rows = Case.objects.filter(
            agency__in=self.row.agencies.all(), status__in=campaigns.REVIEWABLE
        )
        barred = Q(sealed=True) & ~Q(agency=self.row.agency_id)
        rows = rows.exclude(pk__in=there).exclude(barred)
        chosen: Any = self.fields["case"]
        chosen.queryset = rows.order_by("agency__path", "-filed_on")
        chosen.label_from_instance = lambda row: f"{row.number} {row.title}（{row.agency}）"


class AddReviewerForm(ActForm):
    """Who comes on the list after the draw, and why."""

    person = forms.ModelChoiceField(label=_("评查人员"), queryset=User.objects.none())
    reason = forms.CharField(
        label=_("增补的理由"), max_length=300, help_text=_("例如某卷的评查人员回避后无人接替。")
    )

    def shape(self) -> None:
        there = set(self.row.reviewers.values_list("pk", flat=True))
        names = dict(reviewers())
        chosen: Any = self.fields["person"]
        chosen.queryset = User.objects.filter(pk__in=names.keys() - there).order_by(
            "agency", "name"
        )
        chosen.label_from_instance = lambda row: names[row.pk]


class CloseForm(TodayForm):
    """What the announcement says."""

    summary = forms.CharField(label=_("通报意见"), widget=forms.Textarea(attrs=LINES))


class SignForm(ActForm):
    """The opinion of the reviewer on the whole file; the moment is that of the server."""

    opinion = forms.CharField(
        label=_("总体意见"), required=False, widget=forms.Textarea(attrs=LINES)
    )

    def clean(self) -> dict[str, Any]:
        """The moment of the signature."""
        return {**(super().clean() or {}), "at": timezone.now()}


class SettleForm(TodayForm):
    """What the meeting found."""

    total = forms.DecimalField(
        label=_("合议得分"), min_value=0, max_value=FULL, decimal_places=2, max_digits=5
    )
    vetoed = forms.BooleanField(label=_("一票否决（记0分）"), required=False)
    opinion = forms.CharField(label=_("合议意见"), widget=forms.Textarea(attrs=LINES))


class ObjectForm(TodayForm):
    """Why the result is wrong. The day is that of the server: it decides whether it is in time."""

    text = forms.CharField(
        label=_("异议内容和理由"),
        widget=forms.Textarea(attrs=LINES),
        help_text=_("写明对哪些项目有异议、依据的证据和所在页。"),
    )


class AnswerForm(TodayForm):
    """The answer to an objection."""

    result = forms.ChoiceField(
        label=_("处理结果"), choices=Objection.Result.choices, widget=forms.RadioSelect
    )
    total = forms.DecimalField(
        label=_("调整后的得分"),
        required=False,
        min_value=0,
        max_value=FULL,
        decimal_places=2,
        max_digits=5,
        help_text=_("异议成立时填写。"),
    )
    vetoed = forms.BooleanField(label=_("一票否决（记0分）"), required=False)
    text = forms.CharField(label=_("答复"), widget=forms.Textarea(attrs=LINES))


class DemandForm(TodayForm):
    """What has to be put right."""

    text = forms.CharField(label=_("整改要求"), widget=forms.Textarea(attrs={"rows": 8}))

    def known(self) -> dict[str, Any]:
        """The findings of the signed sheets, to start from."""
        return {"text": findings.as_text(self.row)}


class ReportForm(TodayForm):
    """What was put right, with a proof."""

    text = forms.CharField(label=_("整改情况"), widget=forms.Textarea(attrs=LINES))
    proof = forms.FileField(
        label=_("佐证材料"), required=False, help_text=_("PDF、Word 或者图片，不超过50 MB。")
    )


class ReturnForm(TodayForm):
    """What is still missing."""

    text = forms.CharField(label=_("退回理由"), widget=forms.Textarea(attrs=LINES))


class ConfirmForm(TodayForm):
    """A word about what was put right."""

    text = forms.CharField(label=_("确认意见"), required=False, widget=forms.Textarea(attrs=LINES))
