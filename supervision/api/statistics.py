"""Statistics in the public API: the numbers of the page, and the published yearly reports."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from disclosure.api.public import FormFilter, PublicView
from disclosure.serializers import AgencyRefSerializer
from supervision import public_statistics as statistics
from supervision.models import YearlyReport


class CountsSerializer(serializers.Serializer[Any]):
    """Counts of decisions: issued = published + withheld + pending."""

    issued = serializers.IntegerField(help_text=_("作出"))
    published = serializers.IntegerField(help_text=_("已公开，包括后来撤下和公示期满的"))
    withheld = serializers.IntegerField(help_text=_("依法不公开"))
    pending = serializers.IntegerField(help_text=_("待公开"))
    overdue = serializers.IntegerField(help_text=_("待公开中已经逾期的"))
    shown = serializers.IntegerField(help_text=_("现可查阅"))
    in_time = serializers.IntegerField(help_text=_("按期公开"))
    out_of_time = serializers.IntegerField(help_text=_("逾期公开"))
    not_judged = serializers.IntegerField(
        help_text=_("报送的记录，不能评判是否按期公开：历史数据，或者没有可以适用的期限")
    )


class StatisticsLineSerializer(serializers.Serializer[statistics.Line]):
    """One line; `rate` is the share published in time, in per cent."""

    counts = CountsSerializer()
    rate = serializers.FloatField(allow_null=True)


class MonthLineSerializer(StatisticsLineSerializer):
    """A month of decisions, as 2026-11."""

    month = serializers.CharField()


class AgencyLineSerializer(StatisticsLineSerializer):
    """An agency, in the order of the register."""

    agency = AgencyRefSerializer()


class YearlyReportSerializer(serializers.ModelSerializer[YearlyReport]):
    """A published yearly report with its tables."""

    agency = AgencyRefSerializer()
    tables = serializers.SerializerMethodField()
    late = serializers.BooleanField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = YearlyReport
        fields = [
            *("agency", "year", "version", "notice", "queried_on", "due_on", "published_on"),
            *("late", "tables", "url"),
        ]
        read_only_fields = fields

    def get_tables(self, row: YearlyReport) -> list[dict[str, Any]]:
        """The tables as frozen; a number is null where there is no such duty."""
        tables: list[dict[str, Any]] = (row.figures or {}).get("tables", [])
        return tables

    def get_url(self, row: YearlyReport) -> str:
        """The page of the report."""
        path = reverse("statistics-report", args=[row.year, row.agency_id])
        return str(self.context["request"].build_absolute_uri(path))


class StatisticsSerializer(serializers.Serializer[statistics.Statistics]):
    """One year."""

    year = serializers.IntegerField()
    total = StatisticsLineSerializer()
    months = MonthLineSerializer(many=True)
    agencies = AgencyLineSerializer(many=True)
    reports = YearlyReportSerializer(many=True)


class StatisticsView(PublicView):
    """Volume and timeliness of publication in a year, with the published yearly reports."""

    serializer_class = StatisticsSerializer
    filter_form = statistics.StatisticsFilter
    rows = staticmethod(statistics.of)

    @extend_schema(
        tags=["public"],
        operation_id="statistics_retrieve",
        parameters=[
            OpenApiParameter("year", int, description=str(_("年度"))),
            OpenApiParameter("agency", str, description=str(_("执法主体"))),
        ],
        responses=StatisticsSerializer,
    )
    def get(self, request: Request) -> Response:
        """The numbers of the page; unknown parameters are refused."""
        found: statistics.Statistics = FormFilter().filter_queryset(request, None, self)
        agencies = {line.agency.pk for line in found.agencies if line.agency}
        asked = bool(request.query_params.get("agency"))
        reports = [
            row for row in statistics.reports(found.year) if not asked or row.agency_id in agencies
        ]
        data = {**vars(found), "reports": reports}
        return Response(self.get_serializer(data).data)
