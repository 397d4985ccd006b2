"""What there is to say of a ground of withholding: its words, its article, the facts it rests on."""

from django.utils.translation import gettext as _

from core.identifiers import age_on, check_id_card
from core.secrets import decrypt
from disclosure import eligibility, period
from disclosure.ledger_counts import REASONS
from disclosure.models import ExternalRecord, Publication
from enforcement.models import Decision
from enforcement.models.kinds import ActionKind, PenaltyKind

ARTICLE = "政府信息公开条例第十四条、第十五条"
ARTICLES = {
    "sealed": eligibility.SEALED,
    "minor": eligibility.MINORS,
    "period_over": eligibility.OVER[1],
    **{code: article for code, (_words, article) in eligibility.REASONS.items()},
}


def words(code: str) -> str:
    """The ground in words."""
    if code == "period_over":
        return str(eligibility.OVER[0])
    return str(REASONS.get(code, _("其他法定事由")))


def article(row: Publication) -> str:
    """The article that the ground of the publication follows from."""
    code = row.withheld_code
    rows = {one["code"]: str(one["article"]) for one in row.agency.rules().withholding()}
    return ARTICLES.get(code) or rows.get(code, ARTICLE)


def number(row: Publication) -> str:
    """Which decision it is; a record that was withheld at once has no text to be named by."""
    told = row.record.fields.get("doc_no") if row.record is not None else ""
    return row.name or str(told or "—")


def facts(row: Publication) -> str:
    """What is known that bears the ground out, without saying who it is."""
    source = row.decision or row.record
    if source is None:
        return ""
    if row.withheld_code == "minor":
        return _minor(source)
    if row.withheld_code == "sealed":
        return _sealed(source)
    if row.withheld_code == "crime_transfer":
        return _("案件登记有涉嫌犯罪的情形。")
    if row.withheld_code == "refused_permit":
        return _("结果为不予许可。")
    if row.withheld_code == "period_over" and row.record is not None:
        end = period.until_record(row.record, chosen=row.credit_class or "")
        return _("公示截止期%(day)s。") % {"day": end} if end else ""
    return _penalties(source)


def _minor(source: Decision | ExternalRecord) -> str:
    if isinstance(source, Decision):
        case = source.case
        born, day = case.party.birth_date, case.act_to or case.discovered_on
    else:
        id_no = decrypt(str(source.fields.get("id_no") or ""))
        born, day = check_id_card(id_no).birth_date if id_no else None, source.decided_on
    if born is None:
        return ""
    age = {"age": age_on(born, day), "day": day}
    return _("按登记的出生日期，%(day)s时当事人%(age)d周岁。") % age


def _sealed(source: Decision | ExternalRecord) -> str:
    if isinstance(source, Decision) and source.case.sealed:
        return _("案件已作为违反治安管理的案件封存。")
    return _("办理机关、所引法律或者处罚种类表明属于违反治安管理的记录。")


def _penalties(source: Decision | ExternalRecord) -> str:
    if source.kind != ActionKind.PENALTY:
        return ""
    if isinstance(source, Decision):
        kinds = source.penalty_kinds
    else:
        kinds = source.fields.get("penalty_kinds") or []
    named = [str(PenaltyKind(kind).label) for kind in kinds if kind in PenaltyKind.values]
    return _("处罚种类：%(kinds)s。") % {"kinds": "、".join(named)} if named else ""
