"""The flow charts that are public (流程图): each is drawn from the table of moves its subject obeys."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.flow import Flow
from disclosure.flows import PUBLICATION
from enforcement import flows as enforcement
from enforcement.flows.execution import COURT, DEFERRAL
from legal_review import flows as legal_review

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Subject:
    """A chart: its address, title, what it tells, and the table it is drawn from."""

    key: str
    title: "StrOrPromise"
    about: "StrOrPromise"
    flow: "Flow[Any]"


SUBJECTS = {
    subject.key: subject
    for subject in (
        Subject("case", _("案件办理流程图"), _("从立案到归档。"), enforcement.CASE),
        Subject("decision", _("执法决定流程图"), _("从拟稿到送达、变更。"), enforcement.DECISION),
        Subject(
            "legal-review",
            _("法制审核流程图"),
            _("重大执法决定作出前的法制审核，从送审到结论。"),
            legal_review.REVIEW,
        ),
        Subject(
            "review-supplement",
            _("法制审核补正流程图"),
            _("审核中要求补正材料，期间停止计算审核期限。"),
            legal_review.SUPPLEMENT,
        ),
        Subject(
            "review-objection",
            _("法制审核异议流程图"),
            _("承办机构对审核意见有异议的，先协商，再由负责人集体讨论。"),
            legal_review.OBJECTION,
        ),
        Subject("hearing", _("听证流程图"), _("从申请到听证报告。"), enforcement.HEARING),
        Subject(
            "discussion", _("集体讨论流程图"), _("负责人集体讨论决定。"), enforcement.DISCUSSION
        ),
        Subject("permit", _("行政许可申请流程图"), _("从申请到受理。"), enforcement.APPLICATION),
        Subject(
            "licence", _("许可证件流程图"), _("发证以后的变更、延续和注销。"), enforcement.LICENCE
        ),
        Subject(
            "measure", _("行政强制措施流程图"), _("查封、扣押、冻结的办理。"), enforcement.MEASURE
        ),
        Subject("forced", _("行政强制执行流程图"), _("从催告到执行。"), enforcement.FORCED),
        Subject(
            "substitution", _("代履行流程图"), _("从决定到代为履行。"), enforcement.SUBSTITUTION
        ),
        Subject("court", _("申请法院强制执行流程图"), _("从申请到执行完毕。"), COURT),
        Subject("deferral", _("延期、分期缴纳罚款流程图"), _("从申请到批准。"), DEFERRAL),
        Subject("inspection", _("行政检查流程图"), _("从任务到现场检查。"), enforcement.TASK),
        Subject("draw", _("随机抽查流程图"), _("从名单到公开抽取。"), enforcement.DRAW),
        Subject(
            "publication",
            _("执法公示流程图"),
            _("从脱敏、审批到公开和撤下。"),
            PUBLICATION,
        ),
    )
}
