"""Forms of the account pages."""

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from core.forms import AccessibleForm, LookUpForm, PortalForm
from core.roles import role_labels
from enforcement.models import Agency, Officer, User


class AccountFilter(LookUpForm):
    """Search in the list of accounts."""

    q = forms.CharField(label=_("登录名或姓名"), required=False, max_length=60)
    role = forms.ChoiceField(label=_("角色"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("全部")), *role_labels().items()]  # type: ignore[attr-defined]  # a ChoiceField


class AccountForm(PortalForm):
    """Who the account is: name, agency, roles. `username` only when it is new."""

    username = forms.CharField(
        label=_("登录名"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=_("一人一号；建立后不能更改。"),
    )
    name = forms.CharField(label=_("姓名"), max_length=50)
    agency = forms.ModelChoiceField(
        label=_("所属机关"),
        queryset=Agency.objects.order_by("path"),
        required=False,
        help_text=_("只有系统管理员可以不属于任何机关。"),
    )
    unit = forms.CharField(label=_("内设机构"), max_length=100, required=False)
    roles = forms.MultipleChoiceField(
        label=_("角色"), choices=(), widget=forms.CheckboxSelectMultiple
    )
    must_change_password = forms.BooleanField(
        label=_("首次登录须更改密码"),
        required=False,
        initial=True,
        help_text=_("更改以前，该账号只能打开更改密码的页面。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = list(role_labels().items())  # type: ignore[attr-defined]  # a ChoiceField


class AccountEditForm(AccountForm):
    """The same of an existing account, with its state and its officer."""

    is_active = forms.BooleanField(label=_("启用"), required=False)
    officer = forms.ModelChoiceField(
        label=_("对应的执法人员"),
        queryset=Officer.objects.none(),
        required=False,
        help_text=_("执法人员的身份由账号和执法证号确定，不以姓名认定。"),
    )

    def __init__(self, *args: Any, account: User, **kwargs: Any) -> None:
        linked = Officer.objects.filter(account=account).first()
        names = ("name", "agency", "unit", "roles", "is_active")
        initial = {name: getattr(account, name) for name in names} | {"officer": linked}
        super().__init__(*args, initial=initial, **kwargs)
        del self.fields["username"], self.fields["must_change_password"]
        free = Officer.objects.filter(agency=account.agency, account=None)
        own = Officer.objects.filter(account=account)
        self.fields["officer"].queryset = (free | own).order_by("name")  # type: ignore[attr-defined]  # a ModelChoiceField

    def changes(self) -> dict[str, Any]:
        """What `accounts.update` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "officer"}


class OwnPasswordForm(AccessibleForm, PasswordChangeForm):
    """The password of the account itself: the old one, and the new one twice."""
