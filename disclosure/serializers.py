"""What the public API says of a row: named fields of public data, never a dump of a model."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from disclosure.models import Publication
from enforcement.models import Agency, Item, Officer
from enforcement.models.kinds import ActionKind, PartyKind


@extend_schema_field(serializers.URLField)
class PageAddress(serializers.Field[Any, Any, Any, Any]):
    """Full address of the page of a row; `view` is the URL name."""

    def __init__(self, view: str, **kwargs: Any) -> None:
        self.view = view
        super().__init__(read_only=True, source="*", **kwargs)

    def to_representation(self, value: Any) -> str:
        path = reverse(self.view, args=[value.pk])
        request = self.context.get("request")
        return str(request.build_absolute_uri(path)) if request else path


class AgencyRefSerializer(serializers.Serializer[Agency]):
    """An agency as other rows name it."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class DutySerializer(serializers.Serializer[Any]):
    """The duty to publish: last day, whether a day used has no official notice, how it ended."""

    due_on = serializers.DateField()
    provisional = serializers.BooleanField()
    outcome = serializers.CharField()


class MarkSerializer(serializers.Serializer[Publication]):
    """What comes and goes while a decision is public: no part of the text that snapshots commit to."""

    disputed = serializers.BooleanField(
        help_text=_("异议处理中：有人对公开的信息提出更正申请，机关正在核查")
    )


class DecisionFields(serializers.Serializer[Publication]):
    """A public decision in short: the approved redacted projection."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ActionKind.choices)
    title = serializers.CharField(source="shown.title")
    doc_no = serializers.CharField(source="shown.doc_no")
    party_name = serializers.CharField(source="shown.party_name")
    party_kind = serializers.ChoiceField(source="shown.party_kind", choices=PartyKind.choices)
    party_uscc = serializers.CharField(source="shown.party_uscc")
    agency = AgencyRefSerializer()
    division_code = serializers.CharField()
    penalty_kinds = serializers.ListField(
        source="shown.penalty_kinds", child=serializers.CharField()
    )
    fine_cents = serializers.IntegerField(source="shown.fine_cents", help_text=_("罚款金额（分）"))
    result = serializers.CharField(source="shown.result")
    decided_on = serializers.DateField()
    first_published_on = serializers.DateField()
    publish_until = serializers.DateField(allow_null=True)
    url = PageAddress("decision-detail")


class HeadedTextField(serializers.ListField):
    """[heading, text] pairs."""

    child = serializers.ListField(child=serializers.CharField())


class DecisionSerializer(DecisionFields, MarkSerializer):
    """One public decision in a list."""


class WholeDecision(DecisionFields):
    """A public decision with its text: a row of the snapshots."""

    served_on = serializers.DateField(allow_null=True)
    facts = serializers.CharField(source="shown.facts")
    basis = serializers.CharField(source="shown.basis")
    remedies = serializers.CharField(source="shown.remedies")
    sections = HeadedTextField(source="shown.sections")
    officers = HeadedTextField(source="shown.officers", help_text=_("[姓名, 执法证号]"))
    sha256 = serializers.CharField(source="shown.sha256")
    deadline = DutySerializer(allow_null=True)
    document = PageAddress("decision-pdf")


class DecisionDetailSerializer(WholeDecision, MarkSerializer):
    """One public decision in full."""


class WithdrawnSerializer(serializers.Serializer[Any]):
    """The answer for a decision taken down (status 410)."""

    error = serializers.CharField()
    reason = serializers.CharField()
    withdrawn_on = serializers.DateField(allow_null=True)
    agency = serializers.CharField()


class AgencySerializer(serializers.ModelSerializer[Agency]):
    """An announced agency (domain §6.1)."""

    url = PageAddress("agency-detail")

    class Meta:
        model = Agency
        fields = [
            *("id", "name", "uscc", "kind", "field", "division_code", "government_name"),
            *("confirmed_by", "confirm_doc_no", "announced_on", "duties", "powers", "basis"),
            *("office_addr", "office_hours", "phone", "supervise_phone", "url"),
        ]
        read_only_fields = fields


class CertificateSerializer(serializers.Serializer[Any]):
    """A certificate valid today: its public fields."""

    number = serializers.CharField()
    area = serializers.CharField()
    category = serializers.CharField()


class OfficerSerializer(serializers.Serializer[Officer]):
    """An officer in post (domain §6.4)."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    post = serializers.CharField()
    agency = AgencyRefSerializer()
    certificates = CertificateSerializer(source="current", many=True)
    url = PageAddress("officer-detail")


class ItemSerializer(serializers.ModelSerializer[Item]):
    """An item of a published list (domain §6.2)."""

    agency = AgencyRefSerializer()
    url = PageAddress("item-detail")

    class Meta:
        model = Item
        fields = [
            *("id", "kind", "name", "code", "field", "unit", "agency", "basis_text", "time_limit"),
            *("fee", "remedy", "effective_from", "effective_to", "published_on", "url"),
        ]
        read_only_fields = fields
