"""What every plan of a draw asks for: over whom, how many, and the public source of the random value."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm, RowsField
from enforcement.models import Agency, User

MOST_ROWS = 999


class LotForm(PortalForm):
    """The fields of a plan (supervision.models.lot.Lot); `shown` is their order on the page."""

    title = forms.CharField(label=_("评查名称"), max_length=200)
    agencies = RowsField(
        label=_("被评查单位"),
        queryset=Agency.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    count = forms.IntegerField(
        label=_("每个单位抽取件数"), required=False, min_value=1, max_value=MOST_ROWS
    )
    rate = forms.IntegerField(
        label=_("抽取比例（%）"),
        required=False,
        min_value=1,
        max_value=100,
        help_text=_("件数和比例填写其中一项；按比例的，每个单位至少一件。"),
    )
    reviewers = forms.MultipleChoiceField(label=_("评查人员"), widget=forms.CheckboxSelectMultiple)
    source_name = forms.CharField(
        label=_("随机数来源"),
        max_length=100,
        help_text=_("承诺名单时尚未产生、以后公开的数，例如某日福利彩票开奖号码或者股票指数。"),
    )
    source_url = forms.URLField(label=_("来源网址"), max_length=200, assume_scheme="https")
    source_how = forms.CharField(label=_("取值和书写方法"), max_length=300)
    seed_mask = forms.CharField(
        label=_("书写格式"),
        max_length=60,
        help_text=_("用9表示一位数字，其余符号照写，例如“9999.99”，至少6位数字。"),
    )
    seed_day = forms.DateField(label=_("随机数产生日期"), help_text=_("必须晚于承诺名单之日。"))

    shown: tuple[str, ...] = ()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.shown)
        chosen: Any = self.fields
        chosen["agencies"].queryset = Agency.objects.filter(pk__in=user.visible_agency_ids())

    def clean_reviewers(self) -> list[User]:
        """The accounts themselves."""
        return list(User.objects.filter(pk__in=self.cleaned_data["reviewers"]).order_by("pk"))


def named(rows: list[User]) -> list[tuple[int, str]]:
    """Accounts as choices, each with its agency and unit."""
    return [(row.pk, f"{row}（{row.agency}{' ' + row.unit if row.unit else ''}）") for row in rows]
