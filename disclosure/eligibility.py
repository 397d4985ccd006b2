"""What may never be published, and why (domain §7.2). Decided before anything else."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.identifiers import age_on, check_id_card
from core.secrets import decrypt
from disclosure.models import ExternalRecord
from enforcement.models import Decision
from enforcement.models.kinds import ActionKind, PartyKind
from enforcement.profiles import Profile, load


@dataclass(frozen=True)
class Bar:
    """A statutory bar to publication: code, reason in words, article."""

    code: str
    reason: str
    article: str


REASONS = {
    "secret": (gettext_lazy("涉及国家秘密"), "政府信息公开条例第十四条"),
    "trade_secret": (gettext_lazy("主要事实涉及商业秘密"), "政府信息公开条例第十五条"),
    "privacy": (gettext_lazy("主要事实涉及个人隐私"), "政府信息公开条例第十五条"),
    "security": (
        gettext_lazy("公开可能危及国家安全、公共安全、经济安全、社会稳定"),
        "政府信息公开条例第十四条",
    ),
    "related_case": (gettext_lazy("可能影响相关案件办理"), "政府信息公开条例第十六条"),
    "crime_transfer": (gettext_lazy("涉嫌犯罪移送司法机关"), "行政处罚法第二十七条"),
    "refused_permit": (gettext_lazy("不予许可决定不在公开范围"), "行政许可法第四十条"),
}


SEALED = "治安管理处罚法第一百三十六条"
MINORS = "未成年人保护法第一百零三条"


def bar(decision: Decision) -> Bar | None:
    """The bar the law itself sets, or None: sealed 治安 records, minors, suspected crimes,
    refused permits."""
    case = decision.case
    if case.sealed:
        return Bar("sealed", _("违反治安管理的记录依法封存"), SEALED)
    if _minor(decision):
        return Bar("minor", _("当事人为未成年人"), MINORS)
    if case.incidents.suspected_crime().exists():
        reason, article = REASONS["crime_transfer"]
        return Bar("crime_transfer", str(reason), article)
    if decision.kind == ActionKind.PERMIT and decision.outcome == "refused":
        reason, article = REASONS["refused_permit"]
        return Bar("refused_permit", str(reason), article)
    return None


def bar_record(record: ExternalRecord) -> Bar | None:
    """The same for a received record: penalties of a 治安 organ, parties known to be minors."""
    rules = record.agency.rules()
    if record.kind == ActionKind.PENALTY and record.agency.field in rules.sealed_domains:
        return Bar("sealed", _("违反治安管理的记录依法封存"), SEALED)
    id_no = decrypt(str(record.fields.get("id_no") or ""))
    birth = check_id_card(id_no).birth_date if id_no else None
    is_person = record.fields.get("party_kind") == PartyKind.PERSON
    if is_person and birth and age_on(birth, record.decided_on) < adult(rules):
        return Bar("minor", _("当事人为未成年人"), MINORS)
    return None


def _minor(decision: Decision) -> bool:
    party = decision.case.party
    if party.kind != PartyKind.PERSON or party.birth_date is None:
        return False
    day = decision.case.act_to or decision.case.discovered_on
    return age_on(party.birth_date, day) < adult(decision.agency.rules())


def adult(rules: Profile | None = None) -> int:
    """The age from which a party is no minor; by the national rules unless others are given."""
    return int((rules or load("national")).value("age.lighter_below"))
