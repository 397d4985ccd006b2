"""The catalogues of review in the public API: what each agency sends to review today."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from disclosure import review_catalogues
from disclosure.api.public import PublicList, PublicView
from disclosure.filters import CatalogueFilter
from disclosure.serializers import AgencyRefSerializer, PageAddress
from enforcement.models import Agency, ReviewCatalogue


class VersionSerializer(serializers.Serializer[ReviewCatalogue]):
    """The document of a published version."""

    title = serializers.CharField()
    doc_no = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a column named like an option
    agency = AgencyRefSerializer()
    valid_from = serializers.DateField()
    published_on = serializers.DateField()


class LineSerializer(serializers.Serializer[review_catalogues.Line]):
    """One rule of a list."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a column named like an option
    criteria = serializers.CharField()
    article = serializers.CharField()
    lawful = serializers.BooleanField()


class QuestionSerializer(serializers.Serializer[review_catalogues.Question]):
    """A head that the handler judges."""

    label = serializers.CharField()  # type: ignore[assignment]  # a column named like an option
    article = serializers.CharField()


class CatalogueSerializer(serializers.Serializer[review_catalogues.Applied]):
    """The list an agency applies; `version` is null while its local rules hold."""

    agency = AgencyRefSerializer()
    on = serializers.DateField()
    title = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a column named like an option
    version = VersionSerializer(allow_null=True)
    rules = LineSerializer(source="lines", many=True)
    questions = QuestionSerializer(many=True)
    url = PageAddress("review-catalogue-detail")


@extend_schema(tags=["public"])
class CatalogueList(PublicList):
    """The list of each announced agency, on a day, in the order of the tree."""

    queryset = Agency.objects.none()
    serializer_class = CatalogueSerializer
    filter_form = CatalogueFilter
    order = "path"
    on: date

    def rows(self, values: dict[str, Any], on: date) -> QuerySet[Agency]:
        self.on = values.get("on") or on
        return review_catalogues.agencies(values)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of agencies, each as the list it applies."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        found = review_catalogues.all_applied(page or [], self.on)
        return self.get_paginated_response(self.get_serializer(found, many=True).data)


class CatalogueDetail(PublicView):
    """The list of one agency today."""

    queryset = Agency.objects.none()
    serializer_class = CatalogueSerializer

    @extend_schema(
        tags=["public"],
        operation_id="review_catalogue_retrieve",
        responses=CatalogueSerializer,
    )
    def get(self, request: Request, **kwargs: Any) -> Response:
        """The list."""
        agency = get_object_or_404(review_catalogues.agencies({}), pk=kwargs["pk"])
        found = review_catalogues.applied(agency, timezone.localdate())
        return Response(self.get_serializer(found).data)
