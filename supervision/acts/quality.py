"""What a person does with a sample of legal reviews and with a second review."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act
from supervision.acts.reviews import is_in, source
from supervision.forms import quality as forms
from supervision.forms.reviews import CloseForm, ReasonForm, SeedForm, TodayForm
from supervision.models import QualitySample, SecondReview
from supervision.models.campaign import MANAGE
from supervision.models.quality import SECOND
from supervision.services import sample_lists, samples, second_reviews


class RecuseForm(TodayForm, ReasonForm):
    """Why, as of today."""


def sample_page(row: QualitySample) -> tuple[str, str]:
    """The page of a sample."""
    return row.title, reverse("quality-sample", args=[row.pk])


def sheet_page(row: SecondReview) -> tuple[str, str]:
    """The page of a second review, for its reviewer."""
    return _("盲审复核"), reverse("second-review", args=[row.pk])


def compare_page(row: SecondReview) -> tuple[str, str]:
    """The page with both opinions, for the organiser."""
    return str(row.review.number), reverse("second-compare", args=[row.pk])


def own_sheets(user: Any) -> QuerySet[SecondReview]:
    """The second reviews of the account."""
    rows = SecondReview.objects.own(user)
    return rows.select_related("sample__agency", "review__decision__case", "review__version")


def signed_sheets(user: Any) -> QuerySet[SecondReview]:
    """The signed ones of the samples that the account's agency organises."""
    rows = SecondReview.objects.organised_by(user).signed()
    return rows.select_related("sample__agency", "review__agency", "review__reviewer", "reviewer")


def _promise(row: QualitySample, on: date) -> str:
    listed, barred = sample_lists.population(row)
    return _(
        "承诺后月份、单位、数量和复审人员不能再修改。当月审核意见列入名单%(listed)s件，"
        "依法封存不列入%(barred)s件，复审人员%(people)s名。承诺的名单立即公开，"
        "其中没有人员姓名，复审结束前没有审核意见文号。"
    ) % {"listed": len(listed), "barred": len(barred), "people": row.reviewers.count()}


COMMIT = Act(
    name="quality-commit",
    permission=MANAGE,
    title=gettext_lazy("承诺名单"),
    done=gettext_lazy("已承诺并公开，随机数产生后录入即可抽取。"),
    rows=QualitySample.objects.visible_to,
    form=forms.SampleCommitForm,
    do=samples.commit,
    home=sample_page,
    lead=_promise,
    open=is_in("planning"),
    question=gettext_lazy("承诺后不能修改。确定承诺吗？"),
)
SEED = Act(
    name="quality-seed",
    permission=MANAGE,
    title=gettext_lazy("录入随机数并抽取"),
    done=gettext_lazy("已抽取并分派复审人员。"),
    rows=QualitySample.objects.visible_to,
    form=SeedForm,
    do=samples.run,
    home=sample_page,
    lead=source,
    open=is_in("committed"),
)
ABANDON = Act(
    name="quality-abandon",
    permission=MANAGE,
    title=gettext_lazy("终止抽查"),
    done=gettext_lazy("已终止。"),
    rows=QualitySample.objects.visible_to,
    form=ReasonForm,
    do=samples.abandon,
    home=sample_page,
    open=is_in("planning", "committed"),
    question=gettext_lazy("终止后不能恢复。确定终止吗？"),
)
CLOSE = Act(
    name="quality-close",
    permission=MANAGE,
    title=gettext_lazy("公布结果"),
    done=gettext_lazy("已公布一致率。"),
    rows=QualitySample.objects.visible_to,
    form=CloseForm,
    do=samples.close,
    home=sample_page,
    open=lambda row: row.status == "scoring" and not samples.waiting(row),
    question=gettext_lazy("公布后抽查结束，一致率和被抽查的审核意见文号公开。确定公布吗？"),
)
NOTE = Act(
    name="second-note",
    permission=MANAGE,
    title=gettext_lazy("记录后续处理"),
    done=gettext_lazy("已记录。"),
    rows=signed_sheets,
    form=forms.NoteForm,
    do=second_reviews.note,
    home=compare_page,
    open=is_in("signed"),
)
SIGN = Act(
    name="second-sign",
    permission=SECOND,
    title=gettext_lazy("签署复审意见"),
    done=gettext_lazy("已签署，复审意见不能再修改。"),
    rows=own_sheets,
    form=forms.SecondSignForm,
    do=second_reviews.sign,
    home=sheet_page,
    lead=lambda row, on: _("签署的是已经保存的内容。签署后不能修改，原审核意见也不向您公开。"),
    open=is_in("open"),
    question=gettext_lazy("签署后不能再修改。确定签署吗？"),
)
RECUSE = Act(
    name="second-recuse",
    permission=SECOND,
    title=gettext_lazy("申请回避"),
    done=gettext_lazy("已回避，由随机数确定的下一名人员接替。"),
    rows=own_sheets,
    form=RecuseForm,
    do=second_reviews.recuse,
    home=sheet_page,
    open=is_in("open"),
    question=gettext_lazy("回避后不能再复审本件。确定吗？"),
)

OF_SAMPLE: tuple[Act[Any], ...] = (COMMIT, SEED, CLOSE, ABANDON)
OF_SHEET: tuple[Act[Any], ...] = (SIGN, RECUSE)
