"""What the public API and the snapshots say of standards, deeds and lists that are no entries of a book:
discretion, delegations, inspections, review and recording (domain §4.3, §6.5, §6.6, §6.9, §6.10)."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from disclosure import recording_items, review_catalogues
from disclosure.serializers import AgencyRefSerializer, PageAddress
from enforcement.models import (
    Benchmark,
    Delegation,
    InspectionCap,
    InspectionPlan,
    Item,
    ReviewCatalogue,
    Tier,
)
from enforcement.models.kinds import ActionKind

UNIT = _("金额以分计，倍数以万分之一倍计，百分比以百分之一个百分点计，期限以天计；空值为没有这一端")


class TierSerializer(serializers.ModelSerializer[Tier]):
    """A step within the statutory range: what must hold for it, and its own range."""

    class Meta:
        model = Tier
        fields = [
            *("place", "degree", "conditions", "any_condition", "measure_from", "measure_to"),
            *("low", "high", "low_open", "high_open", "standard"),
        ]
        read_only_fields = fields


class BenchmarkSerializer(serializers.ModelSerializer[Benchmark]):
    """A benchmark of discretion with its steps (domain §6.9)."""

    agency = AgencyRefSerializer()
    penalty_kinds = serializers.ListField(child=serializers.CharField())
    low = serializers.IntegerField(allow_null=True, help_text=UNIT)
    high = serializers.IntegerField(allow_null=True, help_text=UNIT)
    superior = serializers.CharField(allow_null=True, help_text=_("所细化的上级基准"))
    tiers = TierSerializer(many=True)
    url = PageAddress("benchmark-detail")

    class Meta:
        model = Benchmark
        fields = [
            *("id", "agency", "violation", "basis", "penalty_kinds", "unit", "base_name"),
            *("measure_name", "low", "high", "issuer", "doc_no", "of_superior", "superior"),
            *("effective_from", "effective_to", "published_on", "tiers", "url"),
        ]
        read_only_fields = fields


class DelegationSerializer(serializers.ModelSerializer[Delegation]):
    """A delegation with its deed (domain §6.10); `ended_on` is the first day without force."""

    delegator = AgencyRefSerializer()
    delegate = AgencyRefSerializer()
    url = PageAddress("delegation-detail")

    class Meta:
        model = Delegation
        fields = [
            *("id", "delegator", "delegate", "number", "matters", "powers", "basis"),
            *("valid_from", "valid_to", "text", "staff", "filing_no", "filed_on"),
            *("published_on", "ended_on", "end_reason", "url"),
        ]
        read_only_fields = fields


class InspectionItemSerializer(serializers.ModelSerializer[Item]):
    """The inspection item that a plan or a limit is about."""

    class Meta:
        model = Item
        fields = ["id", "name"]
        read_only_fields = fields


class InspectionPlanSerializer(serializers.ModelSerializer[InspectionPlan]):
    """A line of the yearly plan of inspections (domain §4.3)."""

    agency = AgencyRefSerializer()
    item = InspectionItemSerializer()

    class Meta:
        model = InspectionPlan
        fields = [
            *("id", "agency", "year", "item", "target", "count", "first_month", "last_month"),
            "published_on",
        ]
        read_only_fields = fields


class InspectionCapSerializer(serializers.ModelSerializer[InspectionCap]):
    """How often at most an enterprise is visited in a year; without an item, by the whole agency."""

    agency = AgencyRefSerializer()
    item = InspectionItemSerializer(allow_null=True)

    class Meta:
        model = InspectionCap
        fields = [
            *("id", "agency", "item", "grade", "times", "basis", "valid_from", "valid_to"),
            "published_on",
        ]
        read_only_fields = fields


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


class CatalogueRow(serializers.Serializer[review_catalogues.Applied]):
    """The list an agency applies (domain §6.6); `version` is null while its local rules hold."""

    agency = AgencyRefSerializer()
    title = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a column named like an option
    version = VersionSerializer(allow_null=True)
    rules = LineSerializer(source="lines", many=True)
    questions = QuestionSerializer(many=True)
    url = PageAddress("review-catalogue-detail")


class CatalogueSerializer(CatalogueRow):
    """The same as of a day."""

    on = serializers.DateField()


class RecordedLine(serializers.Serializer[recording_items.Line]):
    """One row of that register."""

    number = serializers.IntegerField()
    kinds = serializers.ListField(child=serializers.ChoiceField(choices=ActionKind.choices))
    activity = serializers.CharField()
    ways = serializers.CharField()
    whole = serializers.CharField()
    begins = serializers.CharField()
    content = serializers.CharField()
    ends = serializers.CharField()
    kept = serializers.CharField()
    place = serializers.CharField()
    remark = serializers.CharField()
    article = serializers.CharField()


class OwnRecorded(serializers.Serializer[recording_items.Own]):
    """An item of the agency's own register, as its version of the day has it."""

    id = serializers.IntegerField(source="pk")
    title = serializers.CharField()
    version = serializers.IntegerField(source="version.number")
    valid_from = serializers.DateField(source="version.valid_from")
    published_on = serializers.DateField(source="version.published_on")
    content = serializers.DictField(help_text=_("各项内容，以字段名为键"))
    url = PageAddress("public-recording-detail")


class RecordingSerializer(serializers.Serializer[recording_items.Recorded]):
    """What an agency must record in sound and picture (domain §6.5)."""

    agency = AgencyRefSerializer()
    own = OwnRecorded(many=True, help_text=_("本机关公布的音像记录事项"))
    lines = RecordedLine(many=True)
