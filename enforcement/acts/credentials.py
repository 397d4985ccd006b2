"""What the list administrator does with the QR credential of an officer."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act, ActForm
from enforcement import credentials as reading
from enforcement.models import Agency, Certificate, Credential, User
from enforcement.services import credentials
from enforcement.services.keeping import CHANGE


class EndForm(ActForm):
    """Why it no longer counts."""

    why = forms.ChoiceField(
        label=gettext_lazy("失效原因"),
        choices=[each for each in Credential.Why.choices if each[0] != Credential.Why.REPLACED],
        widget=forms.RadioSelect,
    )


def certificates(user: Any) -> QuerySet[Certificate]:
    """The certificates of the officers whose lists are the account's."""
    kept = Agency.objects.kept_by(user)
    return Certificate.objects.filter(officer__agency__in=kept).select_related("officer__agency")


def cards(user: Any) -> QuerySet[Credential]:
    """Their credentials."""
    rows = Credential.objects.filter(certificate__in=certificates(user))
    return rows.select_related("certificate__officer__agency")


def issue(row: Certificate, *, by: User) -> Credential:
    """Make it now."""
    return credentials.issue(row, by=by, at=timezone.now())


def end(row: Credential, *, by: User, why: str) -> Credential:
    """End it now."""
    return credentials.end(row, by=by, at=timezone.now(), why=why)


def officer_page(row: Certificate) -> tuple[str, str]:
    """The page of the officer."""
    return row.officer.name, reverse("officer-admin-edit", args=[row.officer_id])


def lead(row: Certificate, on: date) -> str:
    """What happens to the one made before."""
    if reading.card_of(row) is not None:
        return _("该执法证已有二维码证件；重新制发后，原来的立即失效，应当收回。")
    return _("二维码载明姓名、单位、证号、执法区域、类别和有效期，由本平台签名，离线也能核验。")


CREDENTIAL_ISSUE = Act(
    name="credential-issue",
    permission=CHANGE,
    title=gettext_lazy("制发二维码证件"),
    done=gettext_lazy("已制发，请打印。"),
    rows=certificates,
    form=ActForm,
    do=issue,
    home=officer_page,
    lead=lead,
    open=lambda row: credentials.issuable(row, timezone.localtime().date()),
)
CREDENTIAL_END = Act(
    name="credential-end",
    permission=CHANGE,
    title=gettext_lazy("挂失或者收回二维码证件"),
    done=gettext_lazy("已登记，该证件立即失效。"),
    rows=cards,
    form=EndForm,
    do=end,
    home=lambda row: officer_page(row.certificate),
    open=lambda row: row.ended_at is None,
)
