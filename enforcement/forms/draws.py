"""Forms of a random draw."""

import csv
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.acts import ActForm
from core.forms import PortalForm, RowsField
from core.identifiers import normalise_code
from enforcement.models import Agency, Draw, DrawObject, DrawOfficer, Officer, RandomCheckPlan
from enforcement.models.kinds import PartyKind
from enforcement.services.draws import Listed
from enforcement.services.parties import USCC_LENGTH

LINES = {"rows": 3}
LONG = {"rows": 12}
MOST_ROWS = 20_000
MOST_DIGITS = 6  # of a number of objects
MOST_OFFICERS = 99
NAME, GROUP, ADDRESS = 200, 60, 200  # columns of the models


class TakeField(forms.CharField):
    """How many objects to draw: one number, or a line «class=number» for each class."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs=LINES), **kwargs)

    def clean(self, value: Any) -> Any:
        found: dict[str, int] = {}
        for line in str(super().clean(value)).splitlines():
            name, _sign, number = line.replace("＝", "=").rpartition("=")
            fits = number.strip().isdecimal() and len(number.strip()) <= MOST_DIGITS
            if not fits or name.strip() in found:
                raise forms.ValidationError(
                    gettext("“%(line)s”不是户数。只填一个数字，或者每行一类：“分类=户数”。")
                    % {"line": line[:40]}
                )
            found[name.strip()] = int(number)
        return found


class DrawForm(PortalForm):
    """The rule of a draw and the public source of its random value."""

    title = forms.CharField(label=_("抽查任务名称"), max_length=200)
    plans = RowsField(
        label=_("年度抽查计划"),
        queryset=RandomCheckPlan.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("对同一对象的多个事项合并抽查的，一并选择。"),
    )
    take = TakeField(
        label=_("抽取户数"),
        help_text=_("不分类的只填一个数字；按风险分类抽取的，每行写一类，例如“高风险=10”。"),
    )
    officers_each = forms.IntegerField(
        label=_("每户执法人员数"), min_value=1, max_value=MOST_OFFICERS, initial=2
    )
    rule_text = forms.CharField(
        label=_("排除规则"), required=False, widget=forms.Textarea(attrs=LINES)
    )
    source_name = forms.CharField(
        label=_("随机数来源"),
        max_length=100,
        help_text=_("承诺名单时尚未产生、以后公开的数，例如某日福利彩票开奖号码或者股票指数。"),
    )
    source_url = forms.URLField(label=_("来源网址"), max_length=ADDRESS, assume_scheme="https")
    source_how = forms.CharField(label=_("取值和书写方法"), max_length=300)
    seed_mask = forms.CharField(
        label=_("书写格式"),
        max_length=60,
        help_text=_("用9表示一位数字，其余符号照写，例如“9999.99”，至少6位数字。"),
    )
    seed_day = forms.DateField(label=_("随机数产生日期"), help_text=_("必须晚于承诺名单之日。"))

    def __init__(self, *args: Any, agency: Agency, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plans = RandomCheckPlan.objects.filter(agency=agency, year=on.year, published_on__lte=on)
        self.fields["plans"].queryset = plans.select_related("check_item")  # type: ignore[attr-defined]  # a RowsField


class ObjectsForm(ActForm):
    """Objects of one kind, a line each."""

    kind = forms.ChoiceField(label=_("对象类别"), choices=PartyKind.choices)
    rows = forms.CharField(
        label=_("对象名单"),
        widget=forms.Textarea(attrs=LONG),
        help_text=_("每行“名称,代码,分类”，代码和分类可以不填；可以从表格中直接粘贴。"),
    )

    def clean_rows(self) -> list[Listed]:
        """The lines as rows; blank lines are skipped."""
        text = self.cleaned_data["rows"].replace("，", ",").replace("\t", ",")
        many = forms.ValidationError(
            gettext("一次最多%(most)s行，请分几次填写。") % {"most": MOST_ROWS}
        )
        try:
            lines = csv.reader(text.splitlines())
            cells = [line for line in lines if any(map(str.strip, line))]
        except csv.Error as error:  # a quote left open makes one cell of everything
            raise many from error
        if len(cells) > MOST_ROWS:
            raise many
        return [fitting(line) for line in cells]


def fitting(cells: list[str]) -> Listed:
    """A line as a row; ValidationError for a cell too long for the list, or for a party later."""
    row = Listed(*(each.strip() for each in cells[:3]))
    for text, most in (
        *((row.name, NAME), (row.group, GROUP)),
        (normalise_code(row.code), USCC_LENGTH),
    ):
        MaxLengthValidator(most)(text)
    return row


class OfficersForm(ActForm):
    """Officers in post of the agency who are not on the list yet."""

    officers = RowsField(
        label=_("执法人员"),
        queryset=Officer.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("名单中只列执法证到抽取之日有效的在岗人员。"),
    )

    def shape(self) -> None:
        known = self.row.officers_listed.values("officer_id")
        staff = Officer.objects.filter(agency=self.row.agency).certified(self.row.seed_day)
        rows = staff.filter(status=Officer.Status.ACTIVE).exclude(pk__in=known).order_by("pk")
        self.fields["officers"].queryset = rows  # type: ignore[attr-defined]  # a RowsField

    def clean(self) -> dict[str, Any]:
        """The day of the certificate goes with the officers."""
        return {**(super().clean() or {}), "on": self.today}


class ReasonForm(ActForm):
    """Why a row is left out, or a draw given up."""

    reason = forms.CharField(
        label=_("理由"), max_length=300, help_text=_("随名单一并公布，不得写入个人隐私。")
    )


class RecusalForm(ReasonForm):
    """Who is kept away from whom."""

    listed_officer = forms.ModelChoiceField(
        label=_("执法人员"), queryset=DrawOfficer.objects.none()
    )
    listed_object = forms.ModelChoiceField(label=_("抽查对象"), queryset=DrawObject.objects.none())
    field_order = ("listed_officer", "listed_object", "reason")

    def shape(self) -> None:
        officers = self.row.officers_listed.filter(excluded="").select_related("officer")
        objects = self.row.objects_listed.filter(excluded="")
        self.fields["listed_officer"].queryset = officers.order_by("pk")  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["listed_object"].queryset = objects.order_by("name", "pk")  # type: ignore[attr-defined]  # a ModelChoiceField


class CommitForm(ActForm):
    """That the lists were checked; the moment is that of the server."""

    checked = forms.BooleanField(label=_("已核对名单、排除理由和规则"))

    def clean(self) -> dict[str, Any]:
        """The moment of the commitment."""
        super().clean()
        return {"at": timezone.now()}


class SeedForm(ActForm):
    """The random value of the source."""

    value = forms.CharField(label=_("随机数"), max_length=60, strip=True)

    def shape(self) -> None:
        draw: Draw = self.row
        self.fields["value"].help_text = gettext(
            "来源：%(name)s；写法：%(how)s；格式：%(mask)s。"
        ) % {
            "name": draw.source_name,
            "how": draw.source_how,
            "mask": draw.seed_mask,
        }

    def clean(self) -> dict[str, Any]:
        """The day of the draw goes with the value."""
        return {**(super().clean() or {}), "on": self.today}


class DrawnTaskForm(ActForm):
    """When and where a drawn object is inspected."""

    visit_from = forms.DateField(label=_("检查期间自"))
    visit_to = forms.DateField(label=_("检查期间至"), required=False)
    place = forms.CharField(label=_("检查地点"), max_length=200, required=False)

    def known(self) -> dict[str, Any]:
        return {"visit_from": self.today}

    def clean(self) -> dict[str, Any]:
        """The day on which it is planned goes with it."""
        return {**(super().clean() or {}), "on": self.today}
