"""What is done with a version of an entry of a register, and with the entry."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act
from enforcement.forms.catalogues import (
    OpinionForm,
    ReasonForm,
    RemoveForm,
    SubmitForm,
)
from enforcement.forms.list_changes import PublishVersionForm
from enforcement.forms.registers import WithdrawForm
from enforcement.models import Agency, EntryVersion, RegisterEntry, User
from enforcement.services import registers, screening

DRAFT, SUBMITTED = EntryVersion.Status.DRAFT, EntryVersion.Status.SUBMITTED


def kept(user: Any) -> QuerySet[RegisterEntry]:
    """The entries of the agencies whose lists the account reads or keeps."""
    rows = RegisterEntry.objects.filter(agency__in=Agency.objects.kept_by(user))
    return rows.select_related("agency", "item")


def kept_versions(user: Any) -> QuerySet[EntryVersion]:
    """Their versions."""
    rows = EntryVersion.objects.filter(entry__in=kept(user))
    return rows.select_related("entry__agency", "entry__item", "submitted_by", "approved_by")


def entry_page(row: RegisterEntry) -> tuple[str, str]:
    """The page of an entry in the back office."""
    return str(row), reverse("entry-detail", args=[row.pk])


def _version_page(row: EntryVersion) -> tuple[str, str]:
    return entry_page(row.entry)


def _found(row: EntryVersion, on: date) -> str:
    """What in the version may be somebody's personal data, to be looked at first."""
    found = "；".join(map(str, screening.remarks(row)))
    return _("请先核对，以下内容可能是个人信息：%(places)s。") % {"places": found} if found else ""


def _revise(row: RegisterEntry, *, by: User, on: object) -> None:
    registers.revise(row, by=by)


ENTRY_REVISE = Act(
    name="entry-revise",
    permission=registers.CHANGE,
    title=gettext_lazy("编制新版本"),
    done=gettext_lazy("已建立新版本，内容与上一版相同，请修改。"),
    rows=kept,
    form=RemoveForm,
    do=_revise,
    home=entry_page,
    open=lambda row: row.status == "kept" and not row.versions.open().exists(),
)
ENTRY_WITHDRAW = Act(
    name="entry-withdraw",
    permission=registers.CHANGE,
    title=gettext_lazy("撤下"),
    done=gettext_lazy("已撤下；公众可以看到撤下日期和理由。"),
    rows=kept,
    form=WithdrawForm,
    do=registers.withdraw,
    home=entry_page,
    open=lambda row: row.status != "withdrawn",
    question=gettext_lazy("撤下后不能恢复，确定撤下吗？"),
)
VERSION_SUBMIT = Act(
    name="entry-submit",
    permission=registers.CHANGE,
    title=gettext_lazy("报请批准"),
    done=gettext_lazy("已报请批准，由机关负责人办理。"),
    rows=kept_versions,
    form=SubmitForm,
    do=registers.submit,
    home=_version_page,
    lead=_found,
    open=lambda row: row.status == DRAFT,
)
VERSION_PUBLISH = Act(
    name="entry-publish",
    permission=registers.APPROVE,
    title=gettext_lazy("批准公布"),
    done=gettext_lazy("已批准公布，自生效日期起适用。"),
    rows=kept_versions,
    form=PublishVersionForm,
    do=registers.publish,
    home=_version_page,
    lead=_found,
    open=lambda row: row.status == SUBMITTED,
    question=gettext_lazy("公布后不得修改，确定批准吗？"),
)
VERSION_RETURN = Act(
    name="entry-return",
    permission=registers.APPROVE,
    title=gettext_lazy("退回修改"),
    done=gettext_lazy("已退回修改。"),
    rows=kept_versions,
    form=OpinionForm,
    do=registers.give_back,
    home=_version_page,
    open=lambda row: row.status == SUBMITTED,
)
VERSION_DISCARD = Act(
    name="entry-discard",
    permission=registers.CHANGE,
    title=gettext_lazy("放弃编制"),
    done=gettext_lazy("已放弃该版本。"),
    rows=kept_versions,
    form=ReasonForm,
    do=registers.discard,
    home=_version_page,
    open=lambda row: row.status == DRAFT,
    question=gettext_lazy("放弃后不能恢复，确定放弃吗？"),
)


def of_entry(row: RegisterEntry, user: User) -> list[tuple[str, str]]:
    """Titles and addresses of what the account may do with the entry."""
    acts = [act for act in (ENTRY_REVISE, ENTRY_WITHDRAW) if act.offered(row, user)]
    return [(str(act.title), reverse(act.name, args=[row.pk])) for act in acts]


def of_version(row: EntryVersion, user: User) -> list[tuple[str, str]]:
    """Titles and addresses of what the account may do with the open version."""
    every = (VERSION_SUBMIT, VERSION_PUBLISH, VERSION_RETURN, VERSION_DISCARD)
    acts = [act for act in every if act.offered(row, user)]
    return [(str(act.title), reverse(act.name, args=[row.pk])) for act in acts]
