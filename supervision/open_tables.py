"""Public tables of this room in the daily snapshots: samples of legal review, and the yearly reports.

From them an outsider rebuilds what the public pages of both say, as from every other table.
"""

from typing import Any

from rest_framework import serializers

from disclosure import open_data
from disclosure.serializers import AgencyRefSerializer, PageAddress
from supervision.models import QualitySample, YearlyReport
from supervision.models.yearly import PARTS
from supervision.services import comparison, sample_lists


class QualitySampleSerializer(serializers.ModelSerializer[QualitySample]):
    """A sample: what was committed to, what was drawn, and how far both opinions agreed."""

    agency = AgencyRefSerializer()
    file = serializers.SerializerMethodField()
    outcomes = serializers.SerializerMethodField()
    heads = serializers.SerializerMethodField()
    url = PageAddress("quality-detail")

    class Meta:
        model = QualitySample
        fields = [
            *("id", "agency", "title", "month", "status", "commitment", "committed_at"),
            *("file", "outcomes", "heads", "url"),
        ]
        read_only_fields = fields

    def get_file(self, row: QualitySample) -> dict[str, Any]:
        """The file that the script of the page checks."""
        return sample_lists.published(row)

    def get_outcomes(self, row: QualitySample) -> dict[str, int] | None:
        """Reviews looked at again, and those with the same outcome; nothing before the end."""
        return _told(comparison.outcomes(comparison.of(row))) if _over(row) else None

    def get_heads(self, row: QualitySample) -> list[dict[str, Any]] | None:
        """The same for each head of the checklist."""
        if not _over(row):
            return None
        lines = comparison.by_head(comparison.of(row))
        return [{"head": str(line.label), **_told(line.agreement)} for line in lines]


def _over(row: QualitySample) -> bool:
    return row.status == QualitySample.Status.CLOSED


def _told(found: Any) -> dict[str, int]:
    return {"reviews": found.n, "agreed": found.agreed}


class YearlyReportSerializer(serializers.ModelSerializer[YearlyReport]):
    """A published version of the report of one agency and year."""

    agency = AgencyRefSerializer()

    class Meta:
        model = YearlyReport
        fields = [
            *("id", "agency", "year", "version", "notice", *PARTS, "figures"),
            *("queried_on", "due_on", "published_on"),
        ]
        read_only_fields = fields


open_data.TABLES |= {
    "review-samples": open_data.Table(
        lambda on: QualitySample.objects.public().select_related("agency"), QualitySampleSerializer
    ),
    "yearly-reports": open_data.Table(
        lambda on: YearlyReport.objects.public().select_related("agency"), YearlyReportSerializer
    ),
}
