"""Registers of §6.5, §6.8 and §6.12 of the domain: recording items, flow charts, remedy channels, standards, rules, examples."""

from django.utils.translation import gettext_lazy, pgettext_lazy

from enforcement.models.kinds import ActionKind, Register
from enforcement.register_shapes import PUBLICITY, Book, Field, needed

FLOWCHART = Book(
    Register.FLOWCHART,
    "agency-flowcharts",
    PUBLICITY,
    gettext_lazy("每一步由哪个机构办、多长时间、用什么文书、是否录音录像。"),
    gettext_lazy("流程图名称"),
    (
        needed(
            "family",
            gettext_lazy("流程图类别"),
            "choice",
            choices=(
                ("item", gettext_lazy("执法事项流程图")),
                ("review", gettext_lazy("重大执法决定法制审核流程图")),
                ("recording", gettext_lazy("执法全过程记录流程图")),
            ),
        ),
        needed("kinds", gettext_lazy("适用的执法种类"), "kinds"),
        needed("matters", gettext_lazy("适用事项"), "lines"),
        needed(
            "steps",
            gettext_lazy("步骤"),
            "rows",
            help=gettext_lazy(
                "去向不填的，下一行是下一个环节；有几个去向的写“环节：条件；环节：条件”；到此为止的写“结束”。"
            ),
            columns=(
                ("name", gettext_lazy("环节")),
                ("unit", gettext_lazy("承办机构")),
                ("limit", gettext_lazy("时限")),
                ("document", gettext_lazy("文书")),
                ("recorded", gettext_lazy("是否音像记录")),
                ("next", gettext_lazy("去向")),
            ),
        ),
        Field("basis", gettext_lazy("依据"), "text"),
    ),
)
REMEDY = Book(
    Register.REMEDY,
    "remedy-channels",
    PUBLICITY,
    gettext_lazy("不服行政执法，向哪个机关申请复议、向哪个法院起诉、期限多长。"),
    gettext_lazy("渠道名称"),
    (
        needed("kinds", gettext_lazy("适用的执法种类"), "kinds"),
        needed("organ", gettext_lazy("行政复议机关")),
        needed("review_term", gettext_lazy("申请行政复议的期限")),
        needed("court", gettext_lazy("有管辖权的人民法院")),
        needed("suit_term", gettext_lazy("提起行政诉讼的期限")),
        needed("basis", gettext_lazy("依据"), "text"),
        Field("ways", gettext_lazy("申请方式"), "lines"),
        Field("materials", gettext_lazy("应当提交的材料"), "lines"),
        Field("address", gettext_lazy("地址")),
        Field("phone", gettext_lazy("电话")),
        Field("hours", gettext_lazy("办公时间")),
    ),
)
EXAMPLE = Book(
    Register.EXAMPLE,
    "examples",
    "国办发〔2018〕118号第十九条",
    gettext_lazy("有指导意义的执法案例：事实、处理和理由。"),
    gettext_lazy("案例名称"),
    (
        needed("kinds", gettext_lazy("执法种类"), "kinds"),
        needed("facts", gettext_lazy("基本案情"), "text"),
        needed("outcome", gettext_lazy("处理结果"), "text"),
        needed("basis", gettext_lazy("法律依据"), "text"),
        needed("meaning", gettext_lazy("典型意义"), "text"),
        Field("source", gettext_lazy("发布机关")),
    ),
)
STANDARD = Book(
    Register.STANDARD,
    "inspection-standards",
    "国办发〔2024〕54号",
    gettext_lazy("检查什么、达到什么标准、怎么检查：企业可以事先对照。"),
    gettext_lazy("检查标准名称"),
    (
        needed("target", gettext_lazy("检查对象"), "text"),
        needed(
            "points",
            gettext_lazy("检查内容和标准"),
            "rows",
            columns=(
                ("content", gettext_lazy("检查内容")),
                ("standard", gettext_lazy("检查标准")),
                ("method", gettext_lazy("检查方法")),
                ("basis", gettext_lazy("依据")),
            ),
        ),
        Field("note", gettext_lazy("说明"), "text"),
    ),
    items=(ActionKind.INSPECTION.value,),
)
POLICY = Book(
    Register.POLICY,
    "policies",
    PUBLICITY,
    gettext_lazy("实施三项制度的方案、办法和配备标准。"),
    gettext_lazy("文件名称"),
    (
        needed(
            "sort",
            gettext_lazy("文件类别"),
            "choice",
            choices=(
                ("plan", gettext_lazy("实施方案")),
                ("disclosure", gettext_lazy("行政执法公示办法")),
                ("recording", gettext_lazy("执法全过程记录办法")),
                ("review", gettext_lazy("重大执法决定法制审核办法")),
                ("equipment", gettext_lazy("音像记录设备配备办法")),
                ("other", gettext_lazy("其他")),
            ),
        ),
        needed("issuer", gettext_lazy("制定机关")),
        needed("doc_no", gettext_lazy("文号")),
        needed("issued_on", gettext_lazy("印发日期"), "day"),
        needed("text", gettext_lazy("正文"), "text"),
    ),
)
RECORDING = Book(
    Register.RECORDING,
    "recorded-matters",
    "国办发〔2018〕118号第八条",
    gettext_lazy(
        "各机关自己公布的：哪些执法事项、哪些环节录音录像，录什么，从何时录到何时，保存多久。"
    ),
    gettext_lazy("执法事项"),
    (
        needed("kinds", gettext_lazy("执法类别"), "kinds"),
        needed("stages", pgettext_lazy("清单", "记录环节"), "lines"),
        needed(
            "ways",
            gettext_lazy("记录方式"),
            "lines",
            help=gettext_lazy("照相、录音、录像、视频监控、执法记录仪，每行一种。"),
        ),
        needed(
            "whole",
            gettext_lazy("是否全程记录"),
            "choice",
            choices=(("yes", gettext_lazy("全程")), ("no", gettext_lazy("记录关键环节"))),
        ),
        Field("begins", pgettext_lazy("清单", "记录开始时间")),
        Field("content", gettext_lazy("记录内容"), "text"),
        Field("ends", pgettext_lazy("清单", "记录结束时间")),
        needed("kept", gettext_lazy("存储期限")),
        Field("place", gettext_lazy("执法场所")),
        Field("basis", gettext_lazy("依据")),
        Field("remark", gettext_lazy("备注"), "text"),
    ),
    called=gettext_lazy("各机关公布的音像记录事项清单"),
)
