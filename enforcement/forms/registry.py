"""Forms of the registry: agencies, officers, certificates, items, parties, imports."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.forms import LookUpForm, PastDateField, PortalForm, PortalModelForm
from core.tables import MAX_BYTES
from enforcement.models import Agency, Certificate, Item, Officer, Party
from enforcement.models.item import CHOSEN, DAYS, DISCLOSED, NO, YES, disclosed
from enforcement.profiles import PROFILE_KEYS, load
from enforcement.registers import TEXT
from enforcement.remedies import rule_options

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

AREA = {"rows": 4}


class SearchForm(LookUpForm):
    """The filter above a list."""

    q = forms.CharField(label=_("关键词"), max_length=100, required=False)


class OnForm(PortalForm):
    """The day whose text is wanted."""

    on = forms.DateField(label=_("行为日期"), required=False)


class AgencyForm(PortalModelForm):
    """An enforcement subject (domain §6.1)."""

    profile = forms.ChoiceField(label=_("地方规则"), required=False)
    remedy_rule = forms.ChoiceField(
        label=_("复议管辖规则"),
        required=False,
        choices=rule_options,
        help_text=_("决定书上的行政复议机关由此确定；各项规则后注明所依条款。"),
    )

    class Meta:
        model = Agency
        fields = (
            *("name", "uscc", "kind", "status", "profile", "field", "division_code"),
            *("doc_prefix", "government_name", "remedy_rule", "court_name", "confirmed_by"),
            *("confirm_doc_no", "announced_on", "duties", "powers", "basis"),
            *("office_addr", "mail_addr"),
            *("office_hours", "phone", "supervise_phone", "head_name"),
        )
        widgets = {name: forms.Textarea(attrs=AREA) for name in ("duties", "powers", "basis")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(key, load(key).name) for key in PROFILE_KEYS]
        self.fields["profile"].choices = [("", _("与上级主体相同")), *choices]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_remedy_rule(self) -> str:
        """The chosen rule; without a choice the one the subject has."""
        return str(self.cleaned_data["remedy_rule"] or self.instance.remedy_rule)

    def clean(self) -> dict[str, Any]:
        """A confirmed subject has been confirmed by somebody and announced on some day."""
        data = super().clean() or {}
        if data.get("status") == Agency.Status.CONFIRMED:
            for name in ("confirmed_by", "announced_on"):
                if not data.get(name):
                    words = _("已确认的执法主体应当写明确认机关和公告日期（国办发〔2018〕118号）。")
                    self.add_error(name, words)
        return data


class OfficerForm(PortalModelForm):
    """An enforcement officer (domain §6.4)."""

    class Meta:
        model = Officer
        fields = ("agency", "name", "post", "unit", "status")
        labels = {"agency": _("单位")}

    def __init__(self, *args: Any, own: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = own  # type: ignore[attr-defined]  # a ModelChoiceField
        if self.instance.pk is None:
            del self.fields["status"]


class CertificateForm(PortalForm):
    """A certificate with its period."""

    number = forms.CharField(label=_("执法证号"), max_length=40)
    issuer = forms.CharField(label=_("发证机关"), max_length=100)
    area = forms.CharField(label=_("执法区域"), max_length=100)
    category = forms.CharField(label=_("执法类别"), max_length=100, required=False)
    valid_from = forms.DateField(label=_("有效期自"))
    valid_to = forms.DateField(label=_("有效期至"))


class CertificateEndForm(PortalForm):
    """Suspending or cancelling a certificate."""

    on = forms.DateField(label=_("暂扣或注销日期"))
    reason = forms.CharField(
        label=_("原因"), max_length=Certificate._meta.get_field("end_reason").max_length
    )


ENDS = _("自该日起不在现行清单上，此前各日的内容仍可按日期查询。")
TAKEN_BACK = _("清空即为撤下，任何一日的内容都不再公开。")


def _disclosed_field(key: str, label: Any) -> forms.Field:
    """How a text of a power list is written."""
    if key in DAYS:
        return forms.DateField(label=label, required=False)
    if key in CHOSEN:
        choices = [("", "—"), (YES, _("是")), (NO, _("否"))]
        return forms.ChoiceField(label=label, required=False, choices=choices)
    area = forms.Textarea(attrs=AREA)
    return forms.CharField(label=label, required=False, max_length=TEXT, widget=area)


class ItemForm(PortalModelForm):
    """An item of the power list (domain §6.2)."""

    class Meta:
        model = Item
        fields = (
            *("agency", "kind", "name", "code", "field", "unit", "basis_text", "time_limit"),
            *("fee", "remedy", "effective_from", "effective_to", "published_on"),
        )
        labels = {"agency": _("执法主体")}
        help_texts = {
            "basis_text": _("写明《法律名称》第几条第几款，保存后自动关联法规库中的条文。"),
            "effective_to": ENDS,
            "published_on": TAKEN_BACK,
        }
        widgets = {name: forms.Textarea(attrs=AREA) for name in ("basis_text", "remedy")}

    def __init__(self, *args: Any, own: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = own  # type: ignore[attr-defined]  # a ModelChoiceField
        for key, label in DISCLOSED.items():
            self.fields[key] = _disclosed_field(key, label)
            self.fields[key].initial = (self.instance.disclosed or {}).get(key, "")

    def clean(self) -> dict[str, Any]:
        """The texts of a power list go together, as one column."""
        values = super().clean() or {}
        return values | {
            "disclosed": disclosed({key: str(values.pop(key, "") or "") for key in DISCLOSED}),
        }


class PartyForm(PortalModelForm):
    """A party; identity number, address and telephone are kept encrypted."""

    id_no = forms.CharField(label=_("证件号码"), max_length=40, required=False)
    birth_date = PastDateField(label=_("出生日期"), required=False)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    phone = forms.CharField(label=_("联系电话"), max_length=60, required=False)

    class Meta:
        model = Party
        fields = (
            *("kind", "name", "uscc", "legal_rep", "id_no", "birth_date", "address", "phone"),
        )


class ImportForm(PortalForm):
    """A list as CSV or XLSX, for one agency; `whose` says what it is chosen for."""

    agency = forms.ModelChoiceField(label=_("执法主体"), queryset=Agency.objects.none())
    file = forms.FileField(
        label=_("表格文件"), help_text=_("CSV（UTF-8 或 GBK）或 XLSX，第一行是表头。")
    )

    def __init__(
        self, *args: Any, own: QuerySet[Agency], whose: "StrOrPromise" = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = own  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["agency"].help_text = whose

    def clean_file(self) -> Any:
        """A file beyond the limit is refused before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("文件过大，最多 %(mb)d MB。") % {"mb": MAX_BYTES // 1024 // 1024}
            )
        return file


def day_or(text: str, default: date) -> date:
    """A day of a query string, or the default when it is none."""
    form = OnForm({"on": text})
    return (form.is_valid() and form.cleaned_data["on"]) or default
