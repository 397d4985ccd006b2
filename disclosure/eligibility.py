"""What may never be published, and why (domain §7.2). Decided before anything else."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.identifiers import age_on, check_id_card
from core.secrets import decrypt
from disclosure import minors, period
from disclosure.models import ExternalRecord, Publication
from enforcement import sealing
from enforcement.models import Agency, Decision
from enforcement.models.kinds import ActionKind, PartyKind
from enforcement.profiles import NATIONAL, Profile, Row, load


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


# Nobody chooses it: a received record whose time was over when it came.
OVER = (gettext_lazy("收到时公示期已经届满"), "信用修复管理办法")
SEALED = "治安管理处罚法第一百三十六条"
MINORS = "未成年人保护法第一百零三条"


def bar(decision: Decision) -> Bar | None:
    """The bar the law itself sets, or None: sealed 治安 records, minors, suspected crimes,
    refused permits."""
    case = decision.case
    if case.sealed or _told(decision):
        return sealed()
    if _minor(decision):
        return minor()
    if case.incidents.suspected_crime().exists():
        reason, article = REASONS["crime_transfer"]
        return Bar("crime_transfer", str(reason), article)
    if decision.kind == ActionKind.PERMIT and decision.outcome == "refused":
        reason, article = REASONS["refused_permit"]
        return Bar("refused_permit", str(reason), article)
    if decision.kind == ActionKind.PENALTY and decision.issued_on is not None:
        return _by_law(decision.agency, _penalty(decision))
    return None


def _told(decision: Decision) -> bool:
    """Whether the decision says so itself, as one made before its case was sealed for it may."""
    rules, kinds = decision.agency.rules(), decision.penalty_kinds
    return sealing.told(rules, decision.kind, texts=sealing.texts_of(decision), kinds=kinds)


def sealed() -> Bar:
    """The bar of 治安 records."""
    return Bar("sealed", _("违反治安管理的记录依法封存"), SEALED)


def minor() -> Bar:
    """The bar of minors."""
    return Bar("minor", _("当事人为未成年人"), MINORS)


def over() -> Bar:
    """The bar of a record whose period of publication ended before it was received."""
    reason, article = OVER
    return Bar("period_over", str(reason), article)


def _penalty(decision: Decision, chosen: str = "") -> period.Penalty:
    on = decision.issued_on or decision.case.discovered_on
    return period.Penalty(decision.penalty_kinds, decision.case.procedure, on, chosen=chosen)


def _by_law(agency: Agency, penalty: period.Penalty) -> Bar | None:
    found = [row for row in of_profile(agency, penalty) if row["by_law"]]
    return Bar(found[0]["code"], found[0]["label"], found[0]["article"]) if found else None


def of_profile(agency: Agency, penalty: period.Penalty) -> list[Row]:
    """The grounds of the profile that concern the penalty."""
    return [
        row
        for row in agency.rules().withholding(penalty.decided_on)
        if agency.field in row.get("fields", (agency.field,))
        and (set(penalty.kinds) or {""}) <= set(row.get("kinds", penalty.kinds or [""]))
        and penalty.procedure in row.get("procedures", (penalty.procedure,))
        and _classed(agency, penalty, row)
    ]


def _classed(agency: Agency, penalty: period.Penalty, row: Row) -> bool:
    return "classes" not in row or period.class_of(agency, penalty) in row["classes"]


def choices(publication: Publication) -> dict[str, tuple[str, str]]:
    """Code -> (ground, article): what may be chosen for not publishing it, with an approver's reason."""
    found = {code: (str(reason), article) for code, (reason, article) in REASONS.items()}
    decision = publication.decision
    if decision is None or decision.kind != ActionKind.PENALTY:
        return found
    penalty = _penalty(decision, publication.credit_class or "")
    rows = of_profile(decision.agency, penalty)
    return found | {row["code"]: (row["label"], row["article"]) for row in rows}


def bar_record(record: ExternalRecord) -> Bar | None:
    """The same for a received record: 治安 penalties, minors, refused permits."""
    rules = record.agency.rules()
    if _record_sealed(record, rules):
        return sealed()
    if record.kind == ActionKind.PERMIT and _refused(record, rules):
        reason, article = REASONS["refused_permit"]
        return Bar("refused_permit", str(reason), article)
    id_no = decrypt(str(record.fields.get("id_no") or ""))
    birth = check_id_card(id_no).birth_date if id_no else None
    if _person(record) and birth and age_on(birth, record.decided_on) < adult(rules):
        return minor()
    if record.kind == ActionKind.PENALTY:
        kinds = record.fields.get("penalty_kinds") or []
        return _by_law(record.agency, period.Penalty(kinds, "", record.decided_on))
    return None


# Where a received record says on which law it rests and what it does; the facts of one may name the
# law for another reason.
SAYING = (
    *("title", "doc_title", "item_name", "violation_type", "basis", "content"),
    *("penalty_kinds_text", "penalty_kinds_2", "coercion_kind"),
)

# Where it tells who acted and how.
STORY = ("title", "doc_title", "violation_type", "facts", "content", "full_text")


def _said(record: ExternalRecord, keys: Iterable[str]) -> list[str]:
    return [str(record.fields[key]) for key in keys if record.fields.get(key)]


def _record_sealed(record: ExternalRecord, rules: Profile) -> bool:
    kinds, texts = record.fields.get("penalty_kinds") or [], _said(record, SAYING)
    if not record.fields.get("basis"):
        texts += _said(record, ("full_text",))
    of_field = record.kind == ActionKind.PENALTY and (
        record.agency.field.strip() in rules.sealed_domains
    )
    return of_field or sealing.told(rules, record.kind, texts=texts, kinds=kinds)


def _person(record: ExternalRecord) -> bool:
    return bool(record.fields.get("party_kind") == PartyKind.PERSON)


def doubts(record: ExternalRecord) -> list[str]:
    """The bars (codes) of which a person must say whether they hold; none where the law bars it anyway.

    `sealed`: nothing says that it is one of 治安 but who made it, as the same organs decide on traffic,
    drugs or entry, or its facts name that law. `minor`: its texts make the party out to be one.
    """
    if bar_record(record) is not None:
        return []
    found = ["sealed"] if _maybe_sealed(record) else []
    if _person(record):
        below = adult(record.agency.rules())
        young = minors.told(_said(record, STORY), on=record.decided_on, adult=below)
        found += ["minor"] if young else []
    return found


def _maybe_sealed(record: ExternalRecord) -> bool:
    if record.kind != ActionKind.PENALTY:
        return False
    organs = _said(record, ("organ", "source_org"))
    told = sealing.cited(record.agency.rules(), *_said(record, ("facts", "full_text")))
    return told or sealing.in_doubt(record.agency, record.kind, *organs)


def in_doubt(record: ExternalRecord) -> bool:
    """Whether a person must say if the law bars the record."""
    return bool(doubts(record))


def _refused(record: ExternalRecord, rules: Profile) -> bool:
    """Whether the content refuses or, where it does not say, the name of the paper."""
    content, papers = _said(record, ("content",)), _said(record, ("title", "doc_title"))
    words, granted = rules.refused["words"], rules.refused["granted"]
    if sealing.names(words, *content):
        return True
    # 不准予 holds 准予, so what refuses is looked for first; a form may be named after both.
    return sealing.names(words, *papers) and not sealing.names(granted, *content)


def _minor(decision: Decision) -> bool:
    party = decision.case.party
    if party.kind != PartyKind.PERSON or party.birth_date is None:
        return False
    day = decision.case.act_to or decision.case.discovered_on
    return age_on(party.birth_date, day) < adult(decision.agency.rules())


def adult(rules: Profile | None = None) -> int:
    """The age from which a party is no minor; by the national rules unless others are given."""
    return int((rules or load(NATIONAL)).value("age.lighter_below"))
