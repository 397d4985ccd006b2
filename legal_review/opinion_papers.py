"""The written opinion (domain §9.6) and the papers of what goes back and forth over it."""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation

from legal_review import outcomes
from legal_review.models import (
    Qualification,
    Review,
    ReviewCheck,
    ReviewHandling,
    ReviewObjection,
    ReviewSupplement,
)
from legal_review.papers import earlier_rounds
from recording.contexts import handlers
from recording.services import documents
from recording.wording import day, filled, section


@translation.override(settings.LANGUAGE_CODE)
def opinion(review: Review, on: date) -> dict[str, Any]:
    """The plain context of the 法制审核意见书: all that domain §9.6 asks for."""
    checks = list(ReviewCheck.objects.filter(review=review).order_by("pk"))
    return {
        **documents.base_context(review.decision.case, on=on),
        "title": "法制审核意见书",
        "fields": _fields(review, on),
        "sections": filled(_sections(review)),
        "columns": ["审核内容", "结果", "原因", "说明和所据材料"],
        "rows": [_row(check) for check in checks],
        "opinions": [
            {
                "label": f"审核意见：{kind_of(review)}",
                "text": review.opinion,
                "name": str(review.reviewer),
                "date": on.isoformat(),
            },
            _box("审核机构负责人"),
            _box("承办机构处理情况"),
        ],
    }


def _fields(review: Review, on: date) -> list[list[str]]:
    names = "、".join(officer.name for officer in handlers(review.decision.case))
    supplemented = review.supplements.filter(status="answered").order_by("pk").last()
    pairs = [
        ["案由", review.decision.case.cause],
        ["承办机构和承办人", f"{review.agency.name}（{names}）"],
        ["送审次数", f"第{review.round}次"],
        ["送审日期", day(review.submitted_on)],
        ["收到日期", day(review.submitted_on)],
        ["补正日期", day(supplemented.answered_on) if supplemented else ""],
        ["审核人", _person(review, on)],
        ["送审稿校验值（SHA-256）", review.version.sha256],
        ["送审稿和材料目录校验值（SHA-256）", review.opinion_seal or ""],
    ]
    return [pair for pair in pairs if pair[1]]


def _person(review: Review, on: date) -> str:
    """The reviewer with the certificate held on the day."""
    held = Qualification.objects.valid(on).filter(account=review.reviewer).first()
    if held is None:
        return str(review.reviewer)
    number = f"，{held.number}" if held.number else ""
    return f"{review.reviewer}（{held.get_ground_display()}{number}）"


def _sections(review: Review) -> list[dict[str, Any]]:
    version, (materials, _seal) = review.version, review.sealed()
    listed = [f"{no}. {row['title']}" for no, row in enumerate(materials, start=1)]
    articles = dict.fromkeys(str(row["article"]) for row in review.agency.rules().review_heads())
    return [
        section("再次送审记录", *earlier_rounds(review)),
        section("拟作出的决定摘要", version.violation, version.basis, version.result),
        section("审核依据", "；".join(["行政处罚法第五十八条", *articles])),
        section(f"送审材料目录（{len(materials)}件）", *listed),
    ]


def kind_of(review: Review) -> str:
    """The outcome in words: agreed, agreed with flaws to be cured, or the problems found."""
    if review.status == Review.Status.PASSED:
        flawed = review.checks.filter(result=ReviewCheck.Result.FLAW).exists()
        return "同意（文书瑕疵补正后作出决定）" if flawed else "同意"
    named = outcomes.problems()
    kinds = [named[row.kind].zh for row in review.problems.order_by("pk") if row.kind in named]
    return f"存在问题（{'、'.join(kinds)}）" if kinds else "存在问题"


def _row(check: ReviewCheck) -> list[str]:
    reason = outcomes.reasons().get(check.code or "")
    shown = "、".join(f"《{ref['title']}》" for ref in check.refs or [])
    said = "　".join(text for text in (check.note, f"见{shown}" if shown else "") if text)
    words = f"{reason.zh}（{reason.key}）" if reason else "—"
    return [check.label, str(check.get_result_display()), words, said or "—"]


def _box(label: str, text: str = "", name: str = "", on: date | None = None) -> dict[str, str]:
    return {"label": label, "text": text, "name": name, "date": on.isoformat() if on else ""}


def _paper(
    review: Review,
    on: date,
    sections: list[dict[str, Any]],
    boxes: list[dict[str, str]],
) -> dict[str, Any]:
    fields = [
        ["送审次数", f"第{review.round}次"],
        ["送审日期", day(review.submitted_on)],
        ["审核意见文号", review.number],
        ["送审稿校验值（SHA-256）", review.version.sha256],
    ]
    return {
        **documents.base_context(review.decision.case, on=on),
        "fields": [pair for pair in fields if pair[1]],
        "sections": filled(sections),
        "opinions": boxes,
    }


@translation.override(settings.LANGUAGE_CODE)
def supplement(row: ReviewSupplement) -> dict[str, Any]:
    """补正材料通知书: what is lacking, and that the time of review stands still."""
    said = [
        section("需要补正的材料和事项", row.items),
        section("审核期限", f"自{day(row.asked_on)}起至补正之日，不计入法制审核期限。"),
    ]
    boxes = [_box("法制审核人员", "", str(row.asked_by), row.asked_on), _box("承办机构签收")]
    return _paper(row.review, row.asked_on, said, boxes)


@translation.override(settings.LANGUAGE_CODE)
def handling(row: ReviewHandling) -> dict[str, Any]:
    """审核意见处理情况表: the opinion, and what the unit did about it."""
    review = row.review
    said = [
        section(f"审核意见：{kind_of(review)}", review.opinion),
        section("承办机构处理情况", row.text),
    ]
    return _paper(review, row.on, said, [_box("承办人", "", str(row.by), row.on)])


@translation.override(settings.LANGUAGE_CODE)
def negotiation(row: ReviewObjection) -> dict[str, Any]:
    """协商记录: the objection, both views, what came of it."""
    on, review = row.negotiated_on, row.review
    if on is None:
        raise ValueError("nothing was negotiated")
    said = [
        section("协商时间、地点", day(on), row.place),
        section("参加人员", row.present),
        section(f"审核意见：{kind_of(review)}", review.opinion),
        section(f"异议（{day(row.raised_on)}）", row.grounds),
        section("承办机构意见", row.unit_view),
        section("法制审核机构意见", row.review_view),
        section(f"协商结果：{row.get_status_display()}", row.outcome),
    ]
    boxes = [_box("承办机构"), _box("法制审核机构", "", str(row.recorded_by), on)]
    return _paper(review, on, said, boxes)
