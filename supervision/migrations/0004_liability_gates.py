"""A follow-up of liability stays as it was opened; what was concluded stays (国办发〔2018〕118号 14)."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard, moves_only

TABLE = "supervision_liability"
OPENED = ["id", "decision_id", "agency_id", "review_id", "ground", "revoked_on", "opened_on"]
KEPT = ["chain", "checks"]
FOUND = ["heads", "result", "conclusion", "concluded_by_id", "concluded_on"]
JSON = frozenset({"chain", "checks", "heads"})
FIXED = "责任追究事项立项后，责任链和审核内容不能改动。"


def differs(names: list[str]) -> tuple[str, str]:
    """(SQLite, PostgreSQL): one of the columns of OLD is not as in NEW."""
    sqlite = " OR ".join(f'NEW."{name}" IS NOT OLD."{name}"' for name in names)
    postgres = " OR ".join(
        f'NEW."{name}"{cast} IS DISTINCT FROM OLD."{name}"{cast}'
        for name in names
        for cast in ["::text" if name in JSON else ""]
    )
    return sqlite, postgres


def concluded() -> tuple[str, str]:
    """The finding changes otherwise than by the move that concludes."""
    return tuple(f"OLD.status = 'concluded' AND ({part})" for part in differs(FOUND))  # type: ignore[return-value]  # a pair


def took_part() -> str:
    """Who concludes drafted, decided, submitted or reviewed the decision."""
    decision = "SELECT 1 FROM enforcement_decision d WHERE d.id = NEW.decision_id"
    review = "SELECT 1 FROM legal_review_review r WHERE r.decision_id = NEW.decision_id"
    return (
        "NEW.concluded_by_id IS NOT NULL AND ("
        f"EXISTS ({decision} AND NEW.concluded_by_id IN (d.drafted_by_id, d.issued_by_id)) "
        f"OR EXISTS ({review} AND NEW.concluded_by_id IN (r.submitted_by_id, r.reviewer_id)))"
    )


GATES = [
    *append_only(TABLE, frozen=OPENED, unique=[("decision_id",)], message=FIXED),
    guard("liability_kept", TABLE, ["UPDATE"], *differs(KEPT), message=FIXED, code="APPEND_ONLY"),
    guard(
        "liability_found",
        TABLE,
        ["UPDATE"],
        *concluded(),
        message="责任已经认定，不能修改。",
        code="LIABILITY_CONCLUDED",
    ),
    guard(
        "liability_no_part",
        TABLE,
        ["UPDATE"],
        took_part(),
        message="参与该决定的人员不得认定其责任（国办发〔2018〕118号第十四条）。",
        code="LIABILITY_PART",
    ),
    *moves_only(TABLE, {"": [("open", "concluded")]}, starts=("open",)),
]


class Migration(migrations.Migration):
    dependencies = [
        ("supervision", "0003_liability"),
        ("enforcement", "0001_initial"),
        ("legal_review", "0002_decision_gates"),
    ]

    operations = [Triggers(*GATES)]
