"""Standards, deeds and lists of agencies in the public API, each as of a day: discretion, delegations,
inspections, review and recording."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from disclosure import (
    earlier_lists,
    inspection_lists,
    list_history,
    list_names,
    listings,
    recording_items,
    review_catalogues,
)
from disclosure.api.public import (
    DAY,
    DayList,
    EarlierPages,
    PublicList,
    PublicView,
    asked,
    earlier,
)
from disclosure.filters import (
    BenchmarkFilter,
    CatalogueFilter,
    DayFilter,
    DelegationFilter,
    InspectionFilter,
    RecordingFilter,
)
from disclosure.rule_shapes import (
    BenchmarkSerializer,
    CatalogueSerializer,
    DelegationSerializer,
    InspectionCapSerializer,
    InspectionPlanSerializer,
    RecordingSerializer,
)
from enforcement.models import Agency, Benchmark, Delegation, InspectionCap, InspectionPlan


@extend_schema(tags=["public"])
class BenchmarkList(DayList):
    """Benchmarks of discretion in force on a day, today when none is given."""

    queryset = Benchmark.objects.none()
    serializer_class = BenchmarkSerializer
    filter_form = BenchmarkFilter
    order = "id"
    named = ("agency",)

    def rows(self, values: dict[str, Any], on: date) -> Any:
        day = values.get("on") or on
        return listings.whole_benchmarks(values, day), earlier(day, on)


@extend_schema(tags=["public"])
class DelegationList(PublicList):
    """Delegations that ran or had ended on a day, today when none is given."""

    pagination_class = EarlierPages
    queryset = Delegation.objects.none()
    serializer_class = DelegationSerializer
    filter_form = DelegationFilter
    order = "id"

    def rows(self, values: dict[str, Any], on: date) -> Any:
        return earlier_lists.delegations(values, on)


@extend_schema(tags=["public"])
class InspectionPlanList(PublicList):
    """The plans of inspection of a day's year, today's when none is given."""

    queryset = InspectionPlan.objects.none()
    serializer_class = InspectionPlanSerializer
    filter_form = InspectionFilter
    order = "id"
    pagination_class = EarlierPages

    def rows(self, values: dict[str, Any], on: date) -> Any:
        return inspection_lists.plans_of(values, on)


@extend_schema(tags=["public"])
class InspectionCapList(PublicList):
    """The limits of visits in force on a day, today when none is given."""

    queryset = InspectionCap.objects.none()
    serializer_class = InspectionCapSerializer
    filter_form = InspectionFilter
    order = "id"
    pagination_class = EarlierPages

    def rows(self, values: dict[str, Any], on: date) -> Any:
        return inspection_lists.caps_of(values, on)


class BenchmarkDetail(PublicView):
    """One benchmark, when it was in force on the day."""

    queryset = Benchmark.objects.none()
    serializer_class = BenchmarkSerializer

    @extend_schema(
        tags=["public"],
        operation_id="discretion_retrieve",
        parameters=[DAY],
        responses=BenchmarkSerializer,
    )
    def get(self, request: Request, **kwargs: Any) -> Response:
        """The benchmark with its steps."""
        today = timezone.localdate()
        on = asked(DayFilter, request)["on"] or today
        row = get_object_or_404(listings.whole_benchmarks({}, on), pk=kwargs["pk"])
        list_names.then([row], on, today, "agency")
        return Response(self.get_serializer(row).data)


class DelegationDetail(PublicView):
    """One delegation, when it had begun on the day."""

    queryset = Delegation.objects.none()
    serializer_class = DelegationSerializer

    @extend_schema(
        tags=["public"],
        operation_id="delegations_retrieve",
        parameters=[DAY],
        responses=DelegationSerializer,
    )
    def get(self, request: Request, **kwargs: Any) -> Response:
        """The delegation with its deed."""
        today = timezone.localdate()
        on = min(asked(DayFilter, request)["on"] or today, today)
        row = get_object_or_404(earlier_lists.delegated(on, today), pk=kwargs["pk"])
        if on < today and not list_history.then([row], on):
            raise Http404
        return Response(self.get_serializer(row).data)


class AgencyLists(PublicList):
    """Base of what each agency announced on a day has one list of, in the order of the tree."""

    pagination_class = EarlierPages
    queryset = Agency.objects.none()
    order = "path"
    on: date
    today: date
    told: Callable[[Sequence[Agency], date, date], Sequence[Any]]

    def rows(self, values: dict[str, Any], on: date) -> Any:
        self.on, self.today = values.get("on") or on, on
        return earlier_lists.subjects(values, on)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of agencies, each with its list."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        found = self.get_serializer(self.told(page or [], self.on, self.today), many=True)
        return self.get_paginated_response(found.data)


@extend_schema(tags=["public"])
class CatalogueList(AgencyLists):
    """Which decisions each agency sends to legal review."""

    serializer_class = CatalogueSerializer
    filter_form = CatalogueFilter
    told = staticmethod(review_catalogues.told)


@extend_schema(tags=["public"])
class RecordingList(AgencyLists):
    """What each agency must record in sound and picture."""

    serializer_class = RecordingSerializer
    filter_form = RecordingFilter
    told = staticmethod(recording_items.told)


class CatalogueDetail(PublicView):
    """The list of one agency, today or on a day."""

    queryset = Agency.objects.none()
    serializer_class = CatalogueSerializer

    @extend_schema(
        tags=["public"],
        operation_id="review_catalogue_retrieve",
        parameters=[DAY],
        responses=CatalogueSerializer,
    )
    def get(self, request: Request, **kwargs: Any) -> Response:
        """The list."""
        today = timezone.localdate()
        on = asked(DayFilter, request)["on"] or today
        agency = get_object_or_404(earlier_lists.known(on, today), pk=kwargs["pk"])
        if not earlier_lists.was_listed(agency, on, today):
            raise Http404
        found = review_catalogues.told([agency], on, today)[0]
        return Response(self.get_serializer(found).data)
