"""What is done with a version of a row of the public lists."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act
from enforcement.forms.catalogues import OpinionForm, PublishForm, ReasonForm
from enforcement.forms.list_changes import PublishVersionForm, SubmitVersionForm, WithholdForm
from enforcement.models import ListVersion, User
from enforcement.services import list_completeness, list_records, screening
from enforcement.services import list_versions as service
from enforcement.services import list_withholding as withholding

DRAFT, SUBMITTED = ListVersion.Status.DRAFT, ListVersion.Status.SUBMITTED


def kept(user: Any) -> QuerySet[ListVersion]:
    """The versions an account reads, writes or decides on."""
    rows = ListVersion.objects.kept_by(user)
    return rows.select_related("agency", "submitted_by", "approved_by")


def version_page(row: ListVersion) -> tuple[str, str]:
    """The page of a version in the back office."""
    return str(row), reverse("list-version-detail", args=[row.pk])


def _found(row: ListVersion, on: date) -> str:
    """What in the version may be somebody's personal data, to be looked at first."""
    found = "；".join(map(str, screening.remarks(row)))
    places = (
        _("请先核对，以下内容可能是个人信息：%(places)s。") % {"places": found} if found else ""
    )
    along = len(list_records.along(row))
    told = _(
        "该主体名下另有%(n)d条事项、计划和执法人员等同时公开，内容见该版本的页面，请逐条核对。"
    ) % {"n": along}
    return f"{told if along else ''}{returning(row)}{list_completeness.told(row)}{places}"


def returning(row: ListVersion) -> str:
    """Which texts come back with a row that was taken off its list, for who hands it in or approves."""
    n = withholding.returning(row)
    words = _(
        "该条目曾经撤下。再次公布之后，此前公布过的%(n)d个版本可以重新按日期查询；不宜再公开的，请先逐个打开历次版本，申请不再公开。"
    ) % {"n": n}
    return words if n else ""


VERSION_SUBMIT = Act(
    name="list-version-submit",
    permission=service.CHANGE,
    title=gettext_lazy("报请批准"),
    done=gettext_lazy("已报请批准，由机关负责人办理。"),
    rows=kept,
    form=SubmitVersionForm,
    do=service.submit,
    lead=_found,
    home=version_page,
    open=lambda row: row.status == DRAFT,
)
VERSION_PUBLISH = Act(
    name="list-version-publish",
    permission=service.APPROVE,
    title=gettext_lazy("批准公布"),
    done=gettext_lazy("已批准公布，自生效日期起适用。"),
    rows=kept,
    form=PublishVersionForm,
    do=service.publish,
    lead=_found,
    home=version_page,
    open=lambda row: row.status == SUBMITTED,
    question=gettext_lazy("公布后不得修改，确定批准吗？"),
)
VERSION_RETURN = Act(
    name="list-version-return",
    permission=service.APPROVE,
    title=gettext_lazy("退回修改"),
    done=gettext_lazy("已退回修改。"),
    rows=kept,
    form=OpinionForm,
    do=service.give_back,
    home=version_page,
    open=lambda row: row.status == SUBMITTED,
)
VERSION_DISCARD = Act(
    name="list-version-discard",
    permission=service.CHANGE,
    title=gettext_lazy("放弃编制"),
    done=gettext_lazy("已放弃该版本。"),
    rows=kept,
    form=ReasonForm,
    do=service.discard,
    home=version_page,
    open=lambda row: row.status == DRAFT,
    question=gettext_lazy("放弃后不能恢复，确定放弃吗？"),
)


LIST_WITHHOLD = Act(
    name="list-version-withhold",
    permission=service.CHANGE,
    title=gettext_lazy("申请不再公开该历史版本"),
    done=gettext_lazy("已申请，由机关负责人答复。"),
    rows=kept,
    form=WithholdForm,
    do=withholding.ask,
    lead=lambda row, on: _(
        "同意之后，公众不能再查看该版本的内容；内部记录不变。现行内容不能从历史中隐去，须先变更或者撤下。"
    ),
    home=version_page,
    open=withholding.past,
)
LIST_WITHHELD = Act(
    name="list-version-withheld",
    permission=service.APPROVE,
    title=gettext_lazy("同意不再公开"),
    done=gettext_lazy("该版本不再公开。"),
    rows=kept,
    form=PublishForm,
    do=withholding.agree,
    lead=withholding.asked_why,
    home=version_page,
    open=withholding.answerable,
    question=gettext_lazy("同意后不能恢复公开，确定同意吗？"),
)
LIST_WITHHOLD_REFUSE = Act(
    name="list-version-refuse",
    permission=service.APPROVE,
    title=gettext_lazy("不同意，继续公开"),
    done=gettext_lazy("该版本继续公开。"),
    rows=kept,
    form=PublishForm,
    do=withholding.refuse,
    lead=withholding.asked_why,
    home=version_page,
    open=withholding.answerable,
)
DECISIONS = (VERSION_PUBLISH, VERSION_RETURN)
ANSWERS = (LIST_WITHHELD, LIST_WITHHOLD_REFUSE)
EVERY = (VERSION_SUBMIT, VERSION_PUBLISH, VERSION_RETURN, VERSION_DISCARD, LIST_WITHHOLD, *ANSWERS)


def of_version(row: ListVersion, user: User) -> list[tuple[str, str]]:
    """Titles and addresses of what the account may do with the version."""
    barred: list[Act[ListVersion]] = []
    if not service.decidable(row, user):
        barred += DECISIONS
    if not withholding.answered_by(row, user):
        barred += ANSWERS
    acts = [act for act in EVERY if act.offered(row, user) and act not in barred]
    return [(str(act.title), reverse(act.name, args=[row.pk])) for act in acts]
