"""A filing moves along its table, of a made decision of its agency; what was sent, said and numbered stays."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard, moves_only

FILING = "legal_review_penaltyfiling"
PACKAGE, ENTRY = "legal_review_filingpackage", "legal_review_filingentry"
MOVES = {
    "": [
        ("asked", "received"),
        ("due", "sent"),
        ("received", "asked"),
        ("received", "reviewed"),
        ("returned", "sent"),
        ("sent", "received"),
        ("sent", "returned"),
    ]
}
KEPT = "备案事项由系统依规则列入，不能删除，也不能改属另一决定或者机关。"
NUMBERED = "备案号、备案日期和接收机关一经登记不能修改。"
OVER = "备案审查已经结束，不能再修改。"
FOREIGN = "只能为本机关已经作出的决定办理备案。"
EMPTY = "没有报送材料，不能转入已报送状态；请先报送备案材料。"
UNASKED = "备案往来应当与当前状态相符：没有询问不能转入待答复，没有答复不能转回审查。"

MADE = (
    "NOT EXISTS (SELECT 1 FROM enforcement_decision d WHERE d.id = NEW.decision_id "
    "AND d.agency_id = NEW.agency_id AND d.kind = 'penalty' "
    "AND d.status NOT IN ('draft', 'abandoned'))"
)


def said(kind: str) -> str:
    """SQL: how often the filing has an entry of the kind."""
    return f"(SELECT COUNT(*) FROM {ENTRY} e WHERE e.filing_id = NEW.id AND e.kind = '{kind}')"  # noqa: S608  # our own names


def packages() -> str:
    """SQL: how many packages of the filing there are."""
    return f"(SELECT COUNT(*) FROM {PACKAGE} p WHERE p.filing_id = NEW.id)"  # noqa: S608  # our own names


UNSAID = " OR ".join(
    (
        f"(OLD.status = 'received' AND NEW.status = 'asked' "
        f"AND {said('question')} <= {said('answer')})",
        f"(OLD.status = 'asked' AND NEW.status = 'received' "
        f"AND {said('answer')} < {said('question')})",
        f"(NEW.status = 'reviewed' AND {said('result')} = 0)",
        f"(OLD.status = 'sent' AND NEW.status = 'returned' AND {said('returned')} < {packages()})",
    )
)

GATES = [
    *append_only(
        FILING,
        unique=[("decision_id",)],
        frozen=["id", "agency_id", "decision_id", "deadline_id", "reasons", "created_at"],
        message=KEPT,
    ),
    guard("penalty_filing_made", FILING, ["INSERT"], MADE, message=FOREIGN, code="FILING"),
    guard(
        "penalty_filing_sent",
        FILING,
        ["UPDATE"],
        f"OLD.status <> 'sent' AND NEW.status = 'sent' AND {packages()} <= {said('returned')}",
        message=EMPTY,
        code="FILING",
    ),
    guard("penalty_filing_said", FILING, ["UPDATE"], UNSAID, message=UNASKED, code="FILING"),
    guard(
        "penalty_filing_number",
        FILING,
        ["UPDATE"],
        "OLD.number <> '' AND (NEW.number <> OLD.number OR NEW.received_on IS NULL OR "
        "NEW.received_on <> OLD.received_on OR NEW.receiver_id IS NULL OR "
        "NEW.receiver_id <> OLD.receiver_id OR NEW.sent_on <> OLD.sent_on)",
        message=NUMBERED,
        code="FILING",
    ),
    guard(
        "penalty_filing_over",
        FILING,
        ["UPDATE"],
        "OLD.status = 'reviewed'",
        message=OVER,
        code="FILING",
    ),
    *append_only(PACKAGE, unique=[("filing_id", "ordinal")]),
    *append_only(ENTRY),
    *moves_only(FILING, MOVES, starts=("due",)),
]


class Migration(migrations.Migration):
    dependencies = [("legal_review", "0015_penalty_filings"), ("enforcement", "0001_initial")]

    operations = [Triggers(*GATES)]
