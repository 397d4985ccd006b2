"""What the public API and the snapshots say of random checks: the list, the plans, and the draws."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from disclosure import random_checks
from disclosure.models import Publication
from disclosure.serializers import AgencyRefSerializer, PageAddress
from enforcement.models import Draw, RandomCheckItem, RandomCheckPlan
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
        """The result, as of the day of `random_checks.told`."""
        on: date = draw.as_of  # type: ignore[attr-defined]  # annotated there
        rows = random_checks.pairs(draw, on)
        return [RandomPairSerializer(row, context=self.context).data for row in rows]


class PlanSerializer(serializers.Serializer[RandomCheckPlan]):
    """One line of the yearly plan."""

    year = serializers.IntegerField()
    base = serializers.IntegerField()
    count = serializers.IntegerField()
    first_month = serializers.IntegerField()
    last_month = serializers.IntegerField()
    published_on = serializers.DateField()


class RandomCheckItemSerializer(serializers.ModelSerializer[RandomCheckItem]):
    """A line of the list of random checks with the plans of the year (domain §6.3)."""

    agency = AgencyRefSerializer()
    plans = PlanSerializer(source="this_year", many=True)
    url = PageAddress("random-check-item")

    class Meta:
        model = RandomCheckItem
        fields = [
            *("id", "agency", "item", "name", "basis", "target", "content", "ratio", "way"),
            *("method", "frequency", "times_a_year", "weight", "field", "level", "leading_unit"),
            *("joining_units", "season", "remark", "effective_from", "effective_to"),
            *("published_on", "plans", "url"),
        ]
        read_only_fields = fields
