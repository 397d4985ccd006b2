"""What counsel undertakes, and the paper of the advice; Chinese whatever the interface speaks."""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from legal_review.models import CounselRequest
from recording.contexts import base_context
from recording.wording import day, filled, moment, section

UNDERTAKING = (
    "本人受{agency}委托，就所列送审稿提供法律意见。本人承诺：对因此知悉的国家秘密、工作秘密、商业秘密、"
    "个人隐私和个人信息严格保密，不复制、不摘录、不传播、不用于其他目的；与本案当事人及其代理人没有可能"
    "影响公正的利害关系，有此情形的立即说明并停止查阅；本人知悉每次查阅均有记录，所提意见供审核参考，"
    "审核意见由本机关法制审核人员签署。"
)


def undertaking(request: CounselRequest) -> str:
    """The words counsel accepts before the draft is shown."""
    return UNDERTAKING.format(agency=request.review.agency.name)


@translation.override(settings.LANGUAGE_CODE)
def advice(request: CounselRequest, on: date) -> dict[str, Any]:
    """The plain context of the written advice."""
    counsel, review = request.counsel, request.review
    accepted = moment(request.accepted_at) if request.accepted_at else ""
    views = request.views.count()
    asked = day(timezone.localtime(request.asked_at).date())
    return {
        **base_context(review.decision.case, on=on),
        "title": "法律意见",
        "doc_no": "",
        "fields": [
            ["出具人", f"{counsel.name}（{counsel.get_kind_display()}）"],
            ["所在单位", counsel.organisation],
            ["执业证号", counsel.licence],
            ["送审稿校验值（SHA-256）", request.version_sha256],
            ["请求日期", asked],
            ["保密承诺", f"{accepted}作出"],
            ["查阅记录", f"共{views}次，逐次留痕"],
        ],
        "sections": filled(
            [section("请求提供意见的问题", request.question), section("法律意见", request.advice)]
        ),
        "opinions": [
            {
                "label": "出具人",
                "text": "以上意见供法制审核参考，不代替法制审核意见。",
                "name": counsel.name,
                "date": on.isoformat(),
            }
        ],
    }
