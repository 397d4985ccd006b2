"""Every document of the stage table of the law has a template (domain §8.1), and keeps it."""

from pathlib import Path

import pytest
from django.conf import settings

from recording import kinds, papers

# The names as the tables of the departments give them, by column and stage, and the kind that
# stands for each. Names of sound, pictures and collected evidence are no documents of the organ.
PENALTY = {
    "案件来源登记": "source_record",
    "指定管辖通知书": "jurisdiction_designation",
    "案件交办通知书": "case_assignment",
    "立案审批表": "filing_approval",
    "不予立案审批表": "filing_refusal",
    "撤销立案审批表": "incident_approval",
    "询问通知书": "inquiry_notice",
    "询问笔录": "inquiry_record",
    "现场检查（勘验）笔录": "scene_record",
    "抽样取证凭证": "sampling_record",
    "抽样检测结果告知书": "sampling_result_notice",
    "产品确认通知书": "product_confirmation",
    "证据先行登记保存通知书": "registration_notice",
    "先行登记保存物品处理通知书": "registration_disposal",
    "协助调查函": "assistance_request",
    "协助调查结果告知函": "assistance_result",
    "案件中止调查决定书": "suspension_decision",
    "案件恢复调查决定书": "resumption_decision",
    "责令改正通知书": "order_notice",
    "回避申请": "incident_approval",
    "回避决定": "recusal_decision",
    "案件调查终结报告": "investigation_report",
    "案件处理意见书": "handling_opinion",
    "法制审核送审表": "review_submission",
    "法制审核意见书": "review_opinion",
    "集体讨论笔录": "collective_record",
    "行政处罚事先告知书": "prior_notice",
    "陈述申辩笔录": "defence_record",
    "复核意见": "reexamination_opinion",
    "听证通知书": "hearing_notice",
    "听证笔录": "hearing_record",
    "听证报告书": "hearing_report",
    "行政处罚决定审批表": "decision_approval",
    "行政处罚决定书": "penalty_decision",
    "当场行政处罚决定书": "simple_penalty_decision",
    "不予行政处罚决定书": "no_penalty_decision",
    "案件移送函": "case_transfer_letter",
    "涉嫌犯罪案件移送书": "crime_transfer_letter",
    "送达回证": "service_receipt",
    "送达地址、电子送达确认书": "service_consent",
    "公告": "public_notice",
    "缴款凭证": "payment_record",
    "延期（分期）缴纳罚款通知书": "deferral_notice",
    "履行催告书": "urging_notice",
    "加处罚款通知": "surcharge_decision",
    "强制执行申请书": "court_application",
    "罚没物品处理记录": "goods_record",
    "结案审批表": "closing_approval",
    "案卷封面": "archive_cover",
    "卷内目录": "archive_catalogue",
    "备考表": "archive_notes",
    "移交清单": "handover_list",
}
COERCION = {
    "行政强制审批表": "measure_approval",
    "查封（扣押）现场笔录": "seizure_record",
    "查封（扣押）决定书": "measure_decision",
    "财物清单": "measure_inventory",
    "延长决定书": "measure_extension",
    "解除决定书": "measure_release",
    "封条": "seal_strip",
    "保管委托": "custody_entrustment",
    "催告书": "forced_urging",
    "强制执行决定书": "forced_decision",
    "代履行决定书": "substitution_decision",
    "执行笔录": "forced_record",
    "执行协议": "execution_agreement",
    "中止执行通知书": "execution_suspension",
    "终结执行通知书": "execution_termination",
}
PERMIT = {
    "申请书": "permit_application",
    "受理通知书": "acceptance_notice",
    "不予受理通知书": "application_refusal",
    "补正材料通知书": "correction_request",
    "材料接收凭证": "application_receipt",
    "现场核查记录": "scene_record",
    "听证公告": "permit_hearing_announcement",
    "听证告知书": "permit_hearing_told",
    "听证通知书": "permit_hearing_notice",
    "特别程序所需时间告知书": "special_notice",
    "专家评审、检验报告": "expert_record",
    "利害关系人告知": "third_party_notice",
    "审查意见": "examination_opinion",
    "准予许可决定书": "permit_decision",
    "不予许可决定书": "permit_refusal",
    "延期通知书": "extension_notice",
    "变更决定书": "permit_change",
    "延续决定书": "permit_renewal",
    "撤回决定书": "permit_withdrawal",
    "撤销决定书": "permit_revocation",
    "注销决定书": "permit_cancellation",
    "许可证件": "permit_certificate",
    "证件发放记录": "delivery_record",
    "监督检查记录": "scene_record",
}
INSPECTION = {
    "检查任务": "inspection_approval",
    "行政检查审批表": "inspection_approval",
    "行政检查通知书": "inspection_notice",
    "扫码记录": "scan_record",
    "现场检查笔录": "scene_record",
    "抽样单": "sampling_record",
    "检查结果告知": "inspection_result",
    "移送立案建议": "filing_suggestion",
    "整改复查记录": "scene_record",
}
TABLE = [
    (column, name, kind)
    for column, rows in (
        ("处罚", PENALTY),
        ("强制", COERCION),
        ("许可", PERMIT),
        ("检查", INSPECTION),
    )
    for name, kind in rows.items()
]
TEMPLATES = Path(settings.BASE_DIR) / "templates" / "documents"


@pytest.mark.parametrize("column", ["处罚", "强制", "许可", "检查"])
def test_every_document_of_the_stage_table_has_a_kind_and_a_template(column: str) -> None:
    catalogue = kinds.document_kinds()
    without = [
        f"{name}: {kind}"
        for of, name, kind in TABLE
        if of == column
        and (kind not in catalogue or not (TEMPLATES / f"{catalogue[kind].template}.html").exists())
    ]
    assert without == []


def test_every_kind_has_a_template_and_every_template_a_kind() -> None:
    used = {row.template for row in kinds.document_kinds().values()}
    # The frame of all; the public copy, the reports of a review and of a year, and the list of all
    # material of a party are no papers of a file.
    shapes = {"base", "public_decision", "file_review_report", "yearly_report", "dossier_list"}
    assert used | shapes == {path.stem for path in TEMPLATES.glob("*.html")}


def test_a_paper_an_officer_words_is_no_second_name_of_one_an_act_keeps() -> None:
    labels = [row.label_zh for row in kinds.document_kinds().values()]
    assert sorted(labels) == sorted(set(labels))
    assert papers.papers().keys() <= kinds.document_kinds().keys()
