"""Random checks in the public API: the draws and, one by one, the file that the script checks."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers

from disclosure import random_checks
from disclosure.api.public import PublicList, PublicView
from disclosure.filters import RandomCheckFilter
from disclosure.models import Publication
from disclosure.serializers import AgencyRefSerializer, PageAddress
from enforcement.models import Draw
from enforcement.services import draw_files


class RandomCheckSerializer(serializers.ModelSerializer[Draw]):
    """A draw in a list."""

    agency = AgencyRefSerializer()
    file = PageAddress("random-check-file")
    url = PageAddress("random-check-detail")

    class Meta:
        model = Draw
        fields = [
            *("id", "agency", "title", "status", "take", "officers_each", "commitment"),
            *("committed_at", "source_name", "source_url", "seed_day", "seed_value", "drawn_on"),
            *("abandon_reason", "file", "url"),
        ]
        read_only_fields = fields


class PublishedSerializer(serializers.Serializer[Publication]):
    """A public decision that says what was found."""

    id = serializers.UUIDField()
    decided_on = serializers.DateField()
    result = serializers.CharField(source="shown.result")
    first_published_on = serializers.DateField()
    url = PageAddress("decision-detail")


class RandomPairSerializer(serializers.Serializer[random_checks.Pair]):
    """One drawn object, and what was published of its inspection and of the case that followed."""

    ordinal = serializers.IntegerField()
    object = serializers.CharField(source="key")
    name = serializers.CharField(help_text=_("自然人不公开姓名，留空"))
    officers = serializers.ListField(
        child=serializers.CharField(), help_text=_("执法证号，第一名主办")
    )
    inspection = PublishedSerializer(allow_null=True)
    follow_up = PublishedSerializer(allow_null=True)


class RandomCheckDetailSerializer(RandomCheckSerializer):
    """A draw with its lists and its result."""

    lists = serializers.SerializerMethodField()
    pairs = serializers.SerializerMethodField()

    class Meta(RandomCheckSerializer.Meta):
        fields = [*RandomCheckSerializer.Meta.fields, "lists", "pairs"]
        read_only_fields = fields

    def get_lists(self, draw: Draw) -> dict[str, Any]:
        """The lists and the rule that were committed to."""
        lists: dict[str, Any] = draw_files.published(draw)["lists"]
        return lists

    @extend_schema_field(RandomPairSerializer(many=True))
    def get_pairs(self, draw: Draw) -> Any:
        """The result, as of today."""
        rows = random_checks.pairs(draw, timezone.localdate())
        return [RandomPairSerializer(row, context=self.context).data for row in rows]


@extend_schema(tags=["public"])
class RandomCheckList(PublicList):
    """Draws from their commitment on, newest first."""

    queryset = Draw.objects.none()
    serializer_class = RandomCheckSerializer
    filter_form = RandomCheckFilter
    order = "committed_at"
    descending = True

    def rows(self, values: dict[str, Any], on: date) -> QuerySet[Draw]:
        return random_checks.draws(values)


@extend_schema(tags=["public"])
class RandomCheckDetail(PublicView, generics.RetrieveAPIView[Draw]):
    """One draw."""

    serializer_class = RandomCheckDetailSerializer

    def get_queryset(self) -> QuerySet[Draw]:
        return random_checks.draws({})
