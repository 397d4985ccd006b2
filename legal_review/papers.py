"""The papers of a review: the list of materials submitted and the written opinion."""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from core.templatetags.chinese import cn_date
from enforcement.models import Case
from legal_review.models import Review, ReviewCheck
from recording.models import Document, Evidence
from recording.services import documents


def materials(case: Case) -> list[dict[str, str]]:
    """Every document and item of evidence on file, with its SHA-256: what the reviewer is shown."""
    rows = [
        {"kind": row.kind, "title": row.title, "sha256": row.blob_id}
        for row in Document.objects.filter(case=case)
    ]
    rows += [
        {"kind": row.kind, "title": row.title, "sha256": row.blob_id}
        for row in Evidence.objects.filter(case=case)
    ]
    return rows


@translation.override(settings.LANGUAGE_CODE)
def opinion(review: Review, on: date) -> dict[str, Any]:
    """The plain context of the written opinion (domain §9.6)."""
    case = review.decision.case
    checks = ReviewCheck.objects.filter(review=review).order_by("pk")
    return {
        **documents.base_context(case, on=on),
        "title": _("法制审核意见书"),
        "fields": [
            [_("送审次数"), str(review.round)],
            [_("送审日期"), cn_date(review.submitted_on)],
            [_("承办人"), str(review.submitted_by)],
            [_("送审稿校验值（SHA-256）"), review.version.sha256],
        ],
        "columns": [_("审核内容"), _("结果"), _("说明")],
        "rows": [[row.label, str(row.get_result_display()), row.note or "—"] for row in checks],
        "opinions": [
            {
                "label": _("审核意见：%(status)s") % {"status": review.get_status_display()},
                "text": review.opinion,
                "name": str(review.reviewer),
                "date": on.isoformat(),
            }
        ],
    }
