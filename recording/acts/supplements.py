"""What may be done with a supplementary volume, one page each."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act, ActForm
from enforcement.models import Case
from recording.forms.supplements import ApproveForm, PieceForm, RefuseForm, StartForm
from recording.models import Archive, Supplement, SupplementItem
from recording.services import supplements

KEEP, ARCHIVE = supplements.APPROVE, "recording.archive"
Status = Supplement.Status


def files_of(user: Any) -> QuerySet[Archive]:
    """The sealed files the account may see."""
    rows = Archive.objects.select_related("case__agency", "agency")
    return rows.filter(case__in=Case.objects.visible_to(user))


def rows_of(user: Any) -> QuerySet[Supplement]:
    """The supplementary volumes the account may see."""
    return Supplement.objects.visible_to(user).select_related(
        "archive__case__agency", "archive__case__party", "archive__agency", "requested_by"
    )


def _file(row: Archive) -> tuple[str, str]:
    return _("案卷 %(no)s") % {"no": row.number}, reverse("archive-detail", args=[row.case_id])


def _home(row: Supplement) -> tuple[str, str]:
    return _("补充卷"), reverse("supplement-detail", args=[row.pk])


def _add(row: Supplement, *, by: Any, original: Any, medium: str, **values: Any) -> SupplementItem:
    return supplements.add(
        row, by=by, stream=original, file_name=original.name, media=medium, **values
    )


SUPPLEMENT_START = Act[Archive](
    name="supplement-start",
    permission=ARCHIVE,
    title=gettext_lazy("另立补充卷"),
    done=gettext_lazy("已立补充卷，请在案卷页面打开它并增加材料。"),
    rows=files_of,
    form=StartForm,
    do=supplements.start,
    home=_file,
    lead=lambda row, on: _(
        "案卷已经封存，原有材料不能增减。补充材料另立补充卷，经另一人批准后入卷，并与原卷清单相衔接。"
    ),
    open=lambda row: (
        not Supplement.objects.filter(archive=row, status__in=supplements.OPEN).exists()
    ),
)
SUPPLEMENT_ADD = Act[Supplement](
    name="supplement-add",
    permission=ARCHIVE,
    title=gettext_lazy("增加材料"),
    done=gettext_lazy("已加入补充卷。"),
    rows=rows_of,
    form=PieceForm,
    do=_add,
    home=_home,
    open=lambda row: row.status == Status.DRAFT,
)
SUPPLEMENT_SUBMIT = Act[Supplement](
    name="supplement-submit",
    permission=ARCHIVE,
    title=gettext_lazy("报请批准"),
    done=gettext_lazy("已报请批准。"),
    rows=rows_of,
    form=ActForm,
    do=supplements.submit,
    home=_home,
    lead=lambda row, on: _("报请批准后不能再增加材料。"),
    open=lambda row: row.status == Status.DRAFT and row.items.exists(),
    question=gettext_lazy("报请批准后不能再增加材料，确定吗？"),
)
SUPPLEMENT_WITHDRAW = Act[Supplement](
    name="supplement-withdraw",
    permission=ARCHIVE,
    title=gettext_lazy("撤回"),
    done=gettext_lazy("已撤回，原卷不变。"),
    rows=rows_of,
    form=ActForm,
    do=supplements.withdraw,
    home=_home,
    open=lambda row: row.status in supplements.OPEN,
    question=gettext_lazy("撤回后如需补充应当另立补充卷，确定吗？"),
)
SUPPLEMENT_APPROVE = Act[Supplement](
    name="supplement-approve",
    permission=KEEP,
    title=gettext_lazy("批准入卷"),
    done=gettext_lazy("已批准，补充卷已封存并与原卷衔接。"),
    rows=rows_of,
    form=ApproveForm,
    do=supplements.approve,
    home=_home,
    lead=lambda row, on: (
        _("补充理由：%(reason)s（%(who)s）") % {"reason": row.reason, "who": row.requested_by.name}
    ),
    open=lambda row: row.status == Status.SUBMITTED,
)
SUPPLEMENT_REFUSE = Act[Supplement](
    name="supplement-refuse",
    permission=KEEP,
    title=gettext_lazy("不予批准"),
    done=gettext_lazy("已不予批准，原卷不变。"),
    rows=rows_of,
    form=RefuseForm,
    do=supplements.refuse,
    home=_home,
    open=lambda row: row.status == Status.SUBMITTED,
)
ACTS = (
    *(SUPPLEMENT_ADD, SUPPLEMENT_SUBMIT, SUPPLEMENT_APPROVE),
    *(SUPPLEMENT_REFUSE, SUPPLEMENT_WITHDRAW),
)


def offered(row: Supplement, user: Any) -> list[tuple[str, str]]:
    """Titles and addresses of what the account may do with the volume now; who asked does not answer."""
    own = row.requested_by_id == user.pk
    return [
        (str(act.title), reverse(act.name, args=[row.pk]))
        for act in ACTS
        if act.offered(row, user) and not (act.permission == KEEP and own)
    ]
