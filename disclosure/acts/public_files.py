"""What a publisher does with a public file."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.acts import Act, ActForm
from disclosure.models import PublicFile
from disclosure.services import public_files, secrecy

Status = PublicFile.Status


class ExaminedForm(ActForm):
    """That the copy was examined for secrets, in the words of the agency's rules, and which copy."""

    examined = forms.BooleanField(
        label="", error_messages={"required": _("请先进行保密审查并确认。")}
    )
    seen = forms.CharField(
        widget=forms.HiddenInput,
        max_length=64,
        error_messages={"required": _("请重新打开本页，核对后再审批。")},
    )

    def known(self) -> dict[str, Any]:
        return {"seen": self.row.copy_id or ""}

    def shape(self) -> None:
        self.fields["examined"].label = secrecy.statement(self.row.answerable)


class ReasonForm(ActForm):
    """Why."""

    reason = forms.CharField(
        label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


def rows(user: Any) -> QuerySet[PublicFile]:
    """The files an account may act on: those of its own agency."""
    own = Q(publication__agency=user.agency_id) | Q(delegation__delegator=user.agency_id)
    found = PublicFile.objects.visible_to(user).filter(own)
    return found.select_related(
        *("publication__decision__case__party", "publication__agency", "delegation__delegator")
    )


def home(row: PublicFile) -> tuple[str, str]:
    """The page of the file."""
    return str(row), reverse("public-file-detail", args=[row.pk])


def _in(*states: str) -> Any:
    return lambda row: row.status in states


PUBLIC_FILE_MAKE = Act(
    name="public-file-make",
    permission="disclosure.redact",
    title=_("制作公开副本"),
    done=_("已提交，后台正在制作。"),
    rows=rows,
    form=ActForm,
    do=public_files.cover,
    home=home,
    lead=lambda row, on: _(
        "每一页重新绘成图像，遮盖区域涂黑；文字、属性、批注、附件、图层等一律不带入副本。"
    ),
    open=_in(Status.DRAFT, Status.FAILED),
)
PUBLIC_FILE_APPROVE = Act(
    name="public-file-approve",
    permission="disclosure.approve",
    title=_("同意公开附件"),
    done=_("已审批。决定或者委托书公开期间，社会可以查看这份附件。"),
    rows=rows,
    form=ExaminedForm,
    do=public_files.approve,
    home=home,
    lead=lambda row, on: _("请逐页核对左右两栏：应当隐去的都已涂黑，没有多遮。"),
    open=_in(Status.MADE),
)
PUBLIC_FILE_RETURN = Act(
    name="public-file-return",
    permission="disclosure.redact",
    title=_("退回遮盖"),
    done=_("已退回，公开副本作废。"),
    rows=rows,
    form=ReasonForm,
    do=public_files.send_back,
    home=home,
    lead=lambda row, on: _("已经公开的，退回后立即不再公开，重新审批后恢复。"),
    open=_in(Status.MADE, Status.APPROVED),
)
PUBLIC_FILE_DROP = Act(
    name="public-file-drop",
    permission="disclosure.redact",
    title=_("删除附件"),
    done=_("已删除，不再公开。"),
    rows=rows,
    form=ReasonForm,
    do=public_files.drop,
    home=home,
    open=_in(Status.DRAFT, Status.FAILED, Status.MADE, Status.APPROVED),
    question=_("删除后不能恢复，编号不再使用。确定删除？"),
)
ACTS = (PUBLIC_FILE_MAKE, PUBLIC_FILE_APPROVE, PUBLIC_FILE_RETURN, PUBLIC_FILE_DROP)
