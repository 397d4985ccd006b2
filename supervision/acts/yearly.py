"""What a person does with a yearly report."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act
from enforcement.models import User
from supervision.annual.entered import ENTRIES
from supervision.forms import yearly as forms
from supervision.models import YearlyReport
from supervision.models.yearly import PUBLISH, WRITE
from supervision.services import yearly_reports

DRAFT = YearlyReport.Status.DRAFT


def _rows(user: Any) -> QuerySet[YearlyReport]:
    return YearlyReport.objects.own(user).select_related("agency")


def home(row: YearlyReport) -> tuple[str, str]:
    """The page of the report."""
    return str(row), reverse("yearly-report", args=[row.pk])


def in_draft(row: YearlyReport) -> bool:
    """Whether it may still be written."""
    return row.status == DRAFT


def _write(row: YearlyReport, *, by: User, **values: str) -> YearlyReport:
    numbers = {key: text for key, text in values.items() if key in ENTRIES}
    texts = {key: text for key, text in values.items() if key not in ENTRIES}
    return yearly_reports.write(row, by=by, numbers=numbers, **texts)


def _publication(row: YearlyReport, on: date) -> str:
    return _("公布后在公开网站的统计页面展示，任何人可以下载。应当在%(due)s前公布。") % {
        "due": row.due_on
    }


YEARLY_WRITE = Act(
    name="yearly-write",
    permission=WRITE,
    title=gettext_lazy("填报数字和情况说明"),
    done=gettext_lazy("已保存。"),
    rows=_rows,
    form=forms.WriteForm,
    do=_write,
    home=home,
    lead=lambda row, on: gettext_lazy(
        "系统没有记录的数字由本单位填报；前几部分已按系统中的记录预填，请核对、补充。公布后全文公开，不得写入自然人的个人信息。"
    ),
    open=in_draft,
)
YEARLY_FREEZE = Act(
    name="yearly-freeze",
    permission=WRITE,
    title=gettext_lazy("定稿"),
    done=gettext_lazy("已定稿，统计数据按今日查询结果固定。"),
    rows=_rows,
    form=forms.FreezeForm,
    do=yearly_reports.freeze,
    home=home,
    lead=lambda row, on: gettext_lazy(
        "定稿时按今日的记录统计并固定各表数据，定稿后不能修改；以后发现错误的，起草更正版并说明理由。"
    ),
    open=in_draft,
    question=gettext_lazy("确定定稿？定稿后不能修改。"),
)
YEARLY_PUBLISH = Act(
    name="yearly-publish",
    permission=PUBLISH,
    title=gettext_lazy("公布"),
    done=gettext_lazy("已公布。"),
    rows=_rows,
    form=forms.PublishForm,
    do=yearly_reports.publish,
    home=home,
    lead=_publication,
    open=lambda row: row.status == YearlyReport.Status.FROZEN,
    question=gettext_lazy("确定公布？"),
)
YEARLY_CORRECT = Act(
    name="yearly-correct",
    permission=WRITE,
    title=gettext_lazy("起草更正版"),
    done=gettext_lazy("已起草更正版，请在年报列表中打开。"),
    rows=_rows,
    form=forms.CorrectForm,
    do=yearly_reports.correct,
    home=home,
    lead=lambda row, on: gettext_lazy("原版保留不变；更正版重新统计、定稿和公布，并附更正说明。"),
    open=lambda row: row.status != DRAFT,
)
ACTS = (YEARLY_WRITE, YEARLY_FREEZE, YEARLY_PUBLISH, YEARLY_CORRECT)
