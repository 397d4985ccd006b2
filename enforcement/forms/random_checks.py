"""Forms of the list of random checks and of its yearly plan."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.forms import PortalModelForm
from enforcement.forms.registry import ENDS
from enforcement.models import Agency, Item, RandomCheckItem, RandomCheckPlan
from enforcement.models.inspection_list import DECEMBER, JANUARY
from enforcement.models.kinds import ActionKind

LINES = {"rows": 3}
MONTHS = [(number, str(number)) for number in range(JANUARY, DECEMBER + 1)]


class LineForm(PortalModelForm):
    """Base: what the service refuses in words is not refused by the name of a constraint before."""

    said_in_words = frozenset({"effective_to", "count", "last_month"})

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # not in the stubs
        return excluded | self.said_in_words


class RandomItemForm(LineForm):
    """A line of the list (domain §6.3)."""

    class Meta:
        model = RandomCheckItem
        fields = (
            *("agency", "item", "name", "basis", "target", "content", "ratio", "way", "method"),
            *("frequency", "times_a_year", "weight", "field", "level", "leading_unit"),
            *("joining_units", "season", "remark", "effective_from", "effective_to"),
            "published_on",
        )
        widgets = {name: forms.Textarea(attrs=LINES) for name in ("basis", "target", "content")}
        help_texts = {
            "method": _("例如现场检查、书面检查、网络监测，可以写明几种。"),
            "ratio": _("例如“不低于5%”。"),
            "frequency": _("例如“每年一次”。"),
            "effective_to": ENDS,
            "published_on": _("未公布的事项不得抽查。清空即为撤下，任何一日的内容都不再公开。"),
        }

    def __init__(self, *args: Any, own: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = own  # type: ignore[attr-defined]  # a ModelChoiceField
        items = Item.objects.filter(agency__in=own, kind=ActionKind.INSPECTION)
        self.fields["item"].queryset = items.order_by("agency_id", "name")  # type: ignore[attr-defined]  # a ModelChoiceField


class RandomPlanForm(LineForm):
    """A line of the yearly plan."""

    first_month = forms.TypedChoiceField(label=_("开始月份"), choices=MONTHS, coerce=int)
    last_month = forms.TypedChoiceField(
        label=_("结束月份"), choices=MONTHS, coerce=int, initial=DECEMBER
    )

    class Meta:
        model = RandomCheckPlan
        fields = (
            *("agency", "year", "check_item", "base", "count", "first_month", "last_month"),
            "published_on",
        )
        labels = {"agency": _("抽查主体")}
        help_texts = {"base": _("制定计划时抽查对象名录中的户数。")}

    def __init__(self, *args: Any, own: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = own  # type: ignore[attr-defined]  # a ModelChoiceField
        # The item of a line may have gone to another agency since.
        kept = Q(agency__in=own) | Q(pk=self.instance.check_item_id)
        items = RandomCheckItem.objects.filter(kept).order_by("agency_id", "name")
        self.fields["check_item"].queryset = items  # type: ignore[attr-defined]  # a ModelChoiceField
