"""What the public API says of a row: named fields of public data, never a dump of a model."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from disclosure import data_items, licences
from disclosure.models import Publication
from enforcement.models import Agency, EntryVersion, Item, Officer, RegisterEntry
from enforcement.models.kinds import ActionKind, PartyKind, Register
from enforcement.registers import BOOKS


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
        help_text=_(
            "异议处理中：有人对决定或者公开的信息提出异议（行政复议、行政诉讼、更正申请），尚无结论"
        )
    )
    permit_status = serializers.SerializerMethodField(
        help_text=_("许可当前状态：有效、无效；不是许可的为空")
    )

    def get_permit_status(self, row: Publication) -> str:
        """当前状态 of the licence behind a permit, "" for every other act."""
        return licences.word(getattr(row, "permit_state", None))


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


class DataItemsSerializer(serializers.Serializer[Publication]):
    """The data items of the national catalogues, each by its key; what has no value is left out."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """A text for each item that some kind of act has."""
        return {
            key: serializers.CharField(required=False, help_text=label)
            for key, label in data_items.LABELS.items()
        }

    def to_representation(self, instance: Publication) -> dict[str, str]:
        """Those of one act."""
        return data_items.of(instance)


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
    source_published_on = serializers.DateField(
        allow_null=True, help_text=_("报送的记录：报送单位写明的公示日期，以此评判公开是否及时")
    )
    not_judged = serializers.ChoiceField(
        choices=Publication.NotJudged.choices,
        allow_null=True,
        help_text=_("报送的记录为什么未评判公开是否及时"),
    )
    document = PageAddress("decision-pdf")
    data_items = DataItemsSerializer(
        source="*",
        read_only=True,
        help_text=_(
            "按公示数据项目录给出的各数据项：日期为年-月-日（2099-12-31 表示长期），金额以万元计"
        ),
    )


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
            *("office_addr", "mail_addr", "office_hours", "phone", "supervise_phone"),
            *("head_name", "url"),
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
    disclosed = serializers.DictField(
        child=serializers.CharField(),
        allow_null=True,
        help_text=_("职责、权限、程序、责任事项、监督方式等，没有的为空"),
    )

    class Meta:
        model = Item
        fields = [
            *("id", "kind", "name", "code", "field", "unit", "agency", "basis_text", "time_limit"),
            *("fee", "remedy", "disclosed", "effective_from", "effective_to", "published_on"),
            "url",
        ]
        read_only_fields = fields


class EntryAddress(PageAddress):
    """Full address of the page of an entry, in the register it belongs to."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("", **kwargs)

    def to_representation(self, value: RegisterEntry) -> str:
        self.view = f"public-{value.register}-detail"
        return super().to_representation(value)


class EntrySerializer(serializers.Serializer[RegisterEntry]):
    """An entry of a register as of a day (domain §6.7, §6.11, §6.12), its one version in `of_day`.

    Officers at a window are on its page as of today and in the table of officers: a version of the
    past would go on naming somebody who has left.
    """

    id = serializers.IntegerField()
    register = serializers.ChoiceField(choices=Register.choices)
    agency = AgencyRefSerializer()
    item = serializers.IntegerField(source="item_id", allow_null=True)
    title = serializers.SerializerMethodField()
    version = serializers.SerializerMethodField()
    valid_from = serializers.SerializerMethodField()
    published_on = serializers.SerializerMethodField()
    content = serializers.SerializerMethodField()
    url = EntryAddress()

    @staticmethod
    def shown(row: RegisterEntry) -> EntryVersion:
        """The version of the day."""
        found: list[EntryVersion] = row.of_day  # type: ignore[attr-defined]  # prefetched by registers.entries
        return found[0]

    def get_title(self, row: RegisterEntry) -> str:
        """What it is called."""
        return self.shown(row).title

    def get_version(self, row: RegisterEntry) -> int:
        """Its number."""
        return self.shown(row).number

    def get_valid_from(self, row: RegisterEntry) -> date | None:
        """The first day it holds."""
        return self.shown(row).valid_from

    def get_published_on(self, row: RegisterEntry) -> date | None:
        """The day it was announced."""
        return self.shown(row).published_on

    def get_content(self, row: RegisterEntry) -> dict[str, Any]:
        """The fields of the register by their keys."""
        said = self.shown(row).said()
        plain = [field.key for field in BOOKS[row.register].fields if field.shape != "officers"]
        return {key: said[key] for key in plain if key in said}
