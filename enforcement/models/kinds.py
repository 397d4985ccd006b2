"""Enumerations of the field, shared by the models (domain §3.1, §6)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ActionKind(models.TextChoices):
    """The five kinds of enforcement (国办发〔2018〕118号)."""

    PENALTY = "penalty", _("行政处罚")
    PERMIT = "permit", _("行政许可")
    COERCION = "coercion", _("行政强制")
    INSPECTION = "inspection", _("行政检查")
    LEVY = "levy", _("行政征收征用")


class PowerKind(models.TextChoices):
    """职权类别 of a power list (domain §6.2): the kinds of enforcement, and powers that are none of them."""

    PENALTY = "penalty", _("行政处罚")
    PERMIT = "permit", _("行政许可")
    COERCION = "coercion", _("行政强制")
    INSPECTION = "inspection", _("行政检查")
    LEVY = "levy", _("行政征收")
    REQUISITION = "requisition", _("行政征用")
    PAYMENT = "payment", _("行政给付")
    CONFIRMATION = "confirmation", _("行政确认")
    REWARD = "reward", _("行政奖励")
    ADJUDICATION = "adjudication", _("行政裁决")
    OTHER = "other", _("其他行政职权")


# The power to requisition is used in acts of the kind 行政征收征用, the other names are the same.
ACTS_OF_POWER = {
    **{kind.value: kind.value for kind in ActionKind},
    PowerKind.REQUISITION.value: ActionKind.LEVY.value,
}


class Procedure(models.TextChoices):
    """How the act is carried through."""

    ORDINARY = "ordinary", _("普通程序")
    SIMPLE = "simple", _("简易程序")
    PERMIT = "permit", _("许可程序")
    INSPECTION = "inspection", _("检查程序")


# The procedures by which each kind of act may be carried through.
PROCEDURES: dict[str, tuple[str, ...]] = {
    ActionKind.PENALTY: (Procedure.ORDINARY, Procedure.SIMPLE),
    ActionKind.PERMIT: (Procedure.PERMIT,),
    ActionKind.INSPECTION: (Procedure.INSPECTION,),
    ActionKind.COERCION: (Procedure.ORDINARY,),
    ActionKind.LEVY: (Procedure.ORDINARY,),
}


class PartyKind(models.TextChoices):
    """行政相对人类别 (domain §6.13)."""

    ORG = "org", _("法人及非法人组织")
    SOLE_TRADER = "sole_trader", _("个体工商户")
    PERSON = "person", _("自然人")


class PenaltyKind(models.TextChoices):
    """行政处罚法 9, light to heavy as in the annual report of domain §11."""

    WARNING = "warning", _("警告")
    CRITICISM = "criticism", _("通报批评")
    FINE = "fine", _("罚款")
    CONFISCATE_INCOME = "confiscate_income", _("没收违法所得")
    CONFISCATE_GOODS = "confiscate_goods", _("没收非法财物")
    SUSPEND_LICENCE = "suspend_licence", _("暂扣许可证件")
    LOWER_GRADE = "lower_grade", _("降低资质等级")
    RESTRICT_BUSINESS = "restrict_business", _("限制开展生产经营活动")
    STOP_BUSINESS = "stop_business", _("责令停产停业")
    CLOSE_DOWN = "close_down", _("责令关闭")
    RESTRICT_PRACTICE = "restrict_practice", _("限制从业")
    REVOKE_LICENCE = "revoke_licence", _("吊销许可证件")
    DETENTION = "detention", _("行政拘留")
    OTHER = "other", _("法律、行政法规规定的其他行政处罚")


class Termination(models.TextChoices):
    """Why an execution ends without being carried out (行政强制法 40)."""

    DEATH = "death", _("公民死亡，无遗产可供执行，又无义务承受人")
    DISSOLVED = "dissolved", _("法人或者其他组织终止，无财产可供执行，又无义务承受人")
    LOST = "lost", _("执行标的灭失")
    REVOKED = "revoked", _("据以执行的行政决定被撤销")
    OTHER = "other", _("行政机关认为需要终结执行的其他情形")


class ListKind(models.TextChoices):
    """The lists whose rows are models of their own (domain §6.1-§6.4, §6.9, §6.10, §6.12)."""

    AGENCY = "agency", _("执法主体清单")
    ITEM = "item", _("执法事项清单")
    RANDOM = "random", _("随机抽查事项清单")
    OFFICER = "officer", _("执法人员清单")
    PLAN = "plan", _("年度检查计划")
    CAP = "cap", _("年度检查频次上限")
    DRAW_PLAN = "draw_plan", _("年度抽查计划")
    BENCHMARK = "benchmark", _("行政处罚裁量基准")
    DELEGATION = "delegation", _("委托执法清单")


class Register(models.TextChoices):
    """Which list an entry belongs to (domain §6.5, §6.7, §6.8, §6.11, §6.12)."""

    GUIDE = "guide", _("服务指南")
    WINDOW = "window", _("岗位信息公示牌")
    DEVICE = "device", _("电子技术监控设备")
    CHANNEL = "channel", _("监督和投诉举报渠道")
    SAMPLE = "sample", _("执法文书样式")
    EMPOWERMENT = "empowerment", _("街道乡镇赋权决定")
    FLOWCHART = "flowchart", _("行政执法流程图")
    REMEDY = "remedy", _("救济渠道")
    EXAMPLE = "example", _("典型案例")
    STANDARD = "standard", _("行政检查标准")
    POLICY = "policy", _("三项制度文件")
    RECORDING = "recording", pgettext_lazy("清单", "音像记录事项")
