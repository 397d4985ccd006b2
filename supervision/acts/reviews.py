"""What a person does with a campaign, a file under review, a sheet, a rectification."""

from datetime import date
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act, ActForm
from enforcement.models import User
from supervision import scoring
from supervision.forms import reviews as forms
from supervision.models import Campaign, FileReview, Rectification, ScoreSheet
from supervision.models.campaign import MANAGE
from supervision.models.file import ANSWER, REVIEW
from supervision.models.lot import Lot
from supervision.services import campaigns, findings, follow_up, panel, results, sampling, scores

Status = FileReview.Status


def campaign_page(row: Campaign) -> tuple[str, str]:
    """The page of a campaign."""
    return row.title, reverse("review-campaign", args=[row.pk])


def file_page(row: FileReview) -> tuple[str, str]:
    """The page of a file under review."""
    return str(row), reverse("review-file", args=[row.pk])


def sheet_page(row: ScoreSheet) -> tuple[str, str]:
    """The page of a sheet."""
    return str(row.file), reverse("review-sheet", args=[row.pk])


def organised(user: Any) -> QuerySet[FileReview]:
    """Files of the campaigns the account's agency organises."""
    rows = FileReview.objects.filter(campaign__in=Campaign.objects.visible_to(user))
    return rows.select_related("campaign__agency", "case", "agency")


def own_files(user: Any) -> QuerySet[FileReview]:
    """Files of the account's agency with a result it was told."""
    rows = FileReview.objects.visible_to(user).filter(agency_id=user.agency_id).told()
    return rows.select_related("campaign__agency", "case", "agency")


def rectifications(user: Any) -> QuerySet[Rectification]:
    """What has to be put right in the files the account may see."""
    rows = Rectification.objects.filter(file__in=FileReview.objects.visible_to(user))
    return rows.select_related("file__campaign__agency", "file__case", "file__agency")


def organised_demands(user: Any) -> QuerySet[Rectification]:
    """What has to be put right in the files of the campaigns the account's agency organises."""
    return rectifications(user).filter(file__in=organised(user))


def own_demands(user: Any) -> QuerySet[Rectification]:
    """What the account's own agency has to put right."""
    return rectifications(user).filter(file__in=own_files(user))


def own_sheets(user: Any) -> QuerySet[ScoreSheet]:
    """The sheets of the account."""
    return ScoreSheet.objects.own(user).select_related("file__campaign__agency", "file__case")


def _promise(row: Campaign, on: date) -> str:
    return _(
        "承诺后单位、期间、评分表和评查人员不能再修改。符合条件的已归档案卷共%(files)s件，"
        "评查人员%(people)s名。"
    ) % {"files": sampling.population(row).count(), "people": row.reviewers.count()}


def source(row: Lot, on: date) -> str:
    """Which public value is asked for."""
    return _(
        "请录入“%(name)s”%(day)s公布的数（%(how)s，格式%(mask)s），网址：%(url)s。录入后立即抽取。"
    ) % {
        "name": row.source_name,
        "day": row.seed_day,
        "how": row.source_how,
        "mask": row.seed_mask,
        "url": row.source_url,
    }


def _scores(row: FileReview, on: date) -> str:
    signed = findings.signed(row)
    if not signed:
        return ""
    told = _("、").join(
        _("%(name)s %(total)s 分")
        % {"name": each.reviewer, "total": scoring.text(each.total or scoring.ZERO)}
        for each in signed
    )
    return _("%(told)s。%(why)s") % {"told": told, "why": results.difference(row, signed, on)}


def _result(row: FileReview, on: date) -> str:
    clock = follow_up.objection_clock(row)
    if row.score is None or clock is None:
        return ""
    return _("评定结果：%(score)s 分（%(grade)s）。异议应当在%(day)s前提出（%(article)s）。") % {
        "score": scoring.text(row.score),
        "grade": row.grade,
        "day": clock.due_on,
        "article": clock.article,
    }


def _objected(row: FileReview, on: date) -> str:
    objection = getattr(row, "objection", None)
    if objection is None:
        return ""
    return _("原结果：%(score)s 分（%(grade)s）。%(who)s%(day)s提出：%(text)s") % {
        "score": scoring.text(objection.score_before),
        "grade": objection.grade_before,
        "who": objection.made_by,
        "day": objection.made_on,
        "text": objection.text,
    }


def _waiting(row: Campaign, on: date) -> str:
    count = follow_up.objectionable(row, on)
    if not count:
        return ""
    return _("还有%(count)s件案卷的异议期限没有届满，通报之后结果仍可能因异议调整。") % {
        "count": count
    }


def _report(row: Rectification, *, by: User, on: date, text: str, proof: Any = None) -> object:
    stream = proof.file if proof is not None else None
    name = (proof.name or "") if proof is not None else ""
    return follow_up.report(row, by=by, on=on, text=text, stream=stream, file_name=name)


def is_in(*states: str) -> Any:
    """Whether a row is in one of the states."""
    return lambda row: row.status in states


COMMIT = Act(
    name="review-commit",
    permission=MANAGE,
    title=gettext_lazy("承诺名单"),
    done=gettext_lazy("已承诺，随机数产生后录入即可抽取。"),
    rows=Campaign.objects.visible_to,
    form=forms.CommitForm,
    do=campaigns.commit,
    home=campaign_page,
    lead=_promise,
    open=is_in("planning"),
    question=gettext_lazy("承诺后不能修改。确定承诺吗？"),
)
SEED = Act(
    name="review-seed",
    permission=MANAGE,
    title=gettext_lazy("录入随机数并抽取"),
    done=gettext_lazy("已抽取案卷并分派评查人员，系统已完成自动预查。"),
    rows=Campaign.objects.visible_to,
    form=forms.SeedForm,
    do=campaigns.run,
    home=campaign_page,
    lead=source,
    open=is_in("committed"),
)
ADD = Act(
    name="review-add",
    permission=MANAGE,
    title=gettext_lazy("指定案卷"),
    done=gettext_lazy("已加入评查，评查人员按承诺的随机数确定。"),
    rows=Campaign.objects.visible_to,
    form=forms.AddForm,
    do=campaigns.add,
    home=campaign_page,
    open=is_in("scoring"),
)
ADD_REVIEWER = Act(
    name="review-add-reviewer",
    permission=MANAGE,
    title=gettext_lazy("增补评查人员"),
    done=gettext_lazy("已增补，排在承诺的全部评查人员之后。"),
    rows=Campaign.objects.visible_to,
    form=forms.AddReviewerForm,
    do=panel.add,
    home=campaign_page,
    lead=lambda row, on: _(
        "评查人员回避后名单中无人接替，或者需要增派第三人时使用。已经分派的案卷不变。"
    ),
    open=is_in("scoring"),
)
ABANDON = Act(
    name="review-abandon",
    permission=MANAGE,
    title=gettext_lazy("终止评查"),
    done=gettext_lazy("已终止。"),
    rows=Campaign.objects.visible_to,
    form=forms.ReasonForm,
    do=campaigns.abandon,
    home=campaign_page,
    open=is_in("planning", "committed"),
    question=gettext_lazy("终止后不能恢复。确定终止吗？"),
)
CLOSE = Act(
    name="review-close",
    permission=MANAGE,
    title=gettext_lazy("通报结果"),
    done=gettext_lazy("已通报，可以下载评查报告。"),
    rows=Campaign.objects.visible_to,
    form=forms.CloseForm,
    do=campaigns.close,
    home=campaign_page,
    lead=_waiting,
    open=lambda row: row.status == "scoring" and not campaigns.unsettled(row),
    question=gettext_lazy("通报后评查结束，评查人员不能再查阅案卷。确定通报吗？"),
)
SIGN = Act(
    name="review-sign",
    permission=REVIEW,
    title=gettext_lazy("签署评分表"),
    done=gettext_lazy("已签署，评分不能再修改。"),
    rows=own_sheets,
    form=forms.SignForm,
    do=scores.sign,
    home=sheet_page,
    lead=lambda row, on: (
        _("当前得分 %(total)s 分。签署后不能修改；全部评查人员签署后才互相可见。")
        % {"total": scoring.text(scores.progress(row).score.total)}
    ),
    open=is_in("open"),
    question=gettext_lazy("签署后评分不能再修改。确定签署吗？"),
)
RECUSE = Act(
    name="review-recuse",
    permission=REVIEW,
    title=gettext_lazy("申请回避"),
    done=gettext_lazy("已回避，由下一名评查人员接替。"),
    rows=own_sheets,
    form=forms.ReasonForm,
    do=scores.recuse,
    home=sheet_page,
    open=is_in("open"),
    question=gettext_lazy("回避后不能再评查本卷。确定吗？"),
)
THIRD = Act(
    name="review-third",
    permission=MANAGE,
    title=gettext_lazy("增派评查人员"),
    done=gettext_lazy("已增派，评分取三人的中位数。"),
    rows=organised,
    form=ActForm,
    do=results.call_third,
    home=file_page,
    lead=lambda row, on: _("由承诺的随机数确定的下一名评查人员独立评分，签署后以中位数为准。"),
    open=is_in(Status.MEETING),
)
SETTLE = Act(
    name="review-settle",
    permission=MANAGE,
    title=gettext_lazy("合议评定"),
    done=gettext_lazy("已评定，并告知被评查单位。"),
    rows=organised,
    form=forms.SettleForm,
    do=results.settle,
    home=file_page,
    lead=_scores,
    open=is_in(Status.MEETING),
)
OBJECT = Act(
    name="review-object",
    permission=ANSWER,
    title=gettext_lazy("提出异议"),
    done=gettext_lazy("已提出，组织机关将在期限内答复。"),
    rows=own_files,
    form=forms.ObjectForm,
    do=follow_up.object_to,
    home=file_page,
    lead=_result,
    open=is_in(Status.SCORED),
)
ANSWER_ACT = Act(
    name="review-answer",
    permission=MANAGE,
    title=gettext_lazy("答复异议"),
    done=gettext_lazy("已答复。"),
    rows=organised,
    form=forms.AnswerForm,
    do=follow_up.answer,
    home=file_page,
    lead=_objected,
    open=is_in(Status.OBJECTED),
)
DEMAND = Act(
    name="review-demand",
    permission=MANAGE,
    title=gettext_lazy("下达整改"),
    done=gettext_lazy("已下达，期限已经起算。"),
    rows=organised,
    form=forms.DemandForm,
    do=follow_up.demand_rectification,
    home=file_page,
    open=follow_up.rectifiable,
)
REPORT = Act(
    name="rectification-report",
    permission=ANSWER,
    title=gettext_lazy("报告整改"),
    done=gettext_lazy("已报告，等待组织机关确认。"),
    rows=own_demands,
    form=forms.ReportForm,
    do=_report,
    home=lambda row: file_page(row.file),
    lead=lambda row, on: row.demand,
    open=is_in("demanded"),
)
RETURN = Act(
    name="rectification-return",
    permission=MANAGE,
    title=gettext_lazy("退回补充"),
    done=gettext_lazy("已退回，原期限不变。"),
    rows=organised_demands,
    form=forms.ReturnForm,
    do=follow_up.send_back,
    home=lambda row: file_page(row.file),
    open=is_in("reported"),
)
CONFIRM = Act(
    name="rectification-confirm",
    permission=MANAGE,
    title=gettext_lazy("确认整改"),
    done=gettext_lazy("已确认。"),
    rows=organised_demands,
    form=forms.ConfirmForm,
    do=follow_up.confirm,
    home=lambda row: file_page(row.file),
    open=is_in("reported"),
)

OF_CAMPAIGN: tuple[Act[Any], ...] = (COMMIT, SEED, CLOSE, ADD, ADD_REVIEWER, ABANDON)
OF_FILE: tuple[Act[Any], ...] = (SETTLE, THIRD, OBJECT, ANSWER_ACT, DEMAND)
OF_RECTIFICATION: tuple[Act[Any], ...] = (REPORT, CONFIRM, RETURN)
ALL: tuple[Act[Any], ...] = (*OF_CAMPAIGN, SIGN, RECUSE, *OF_FILE, *OF_RECTIFICATION)


def offered(acts: tuple[Act[Any], ...], row: Model, user: User) -> list[tuple[str, str]]:
    """Titles and addresses of what the account may do with the row now."""
    found = [act for act in acts if act.offered(row, user) and act.rows(user).filter(pk=row.pk)]
    return [(str(act.title), reverse(act.name, args=[row.pk])) for act in found]
