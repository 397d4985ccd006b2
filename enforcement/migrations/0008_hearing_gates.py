"""What the law makes absolute about hearings (行政处罚法 64, 65), against raw SQL too.

The host did not investigate; a hearing that is over stays as it was; a notice says its hearing is
over only when one is; no decision is made while a hearing is pending.
"""

from django.db import migrations

from core.triggers import Triggers, append_only, guard

HEARING, NOTICE, DECISION = "enforcement_hearing", "enforcement_notice", "enforcement_decision"
INVESTIGATED = (
    "(EXISTS (SELECT 1 FROM enforcement_caseofficer a"
    " JOIN enforcement_officer o ON o.id = a.officer_id"
    " WHERE a.case_id = NEW.case_id AND o.account_id = NEW.host_id)"
    " OR EXISTS (SELECT 1 FROM enforcement_decision d"
    " WHERE d.case_id = NEW.case_id AND d.drafted_by_id = NEW.host_id))"
)
NO_HEARING = (
    "NOT EXISTS (SELECT 1 FROM enforcement_hearing h WHERE h.notice_id = NEW.id"
    " AND h.status IN ('closed', 'terminated') AND h.ended_on = NEW.hearing_closed_on)"
)
PENDING = (
    "EXISTS (SELECT 1 FROM enforcement_notice n WHERE n.decision_id = NEW.id"
    " AND n.hearing_requested_on IS NOT NULL"
    " AND (n.hearing_closed_on IS NULL OR n.hearing_closed_on > NEW.issued_on))"
)
OPEN = "('draft', 'abandoned')"
GATES = [
    *append_only(HEARING, frozen=["case_id", "notice_id", "previous_id", "created_by_id"]),
    guard(
        "hearing_host",
        HEARING,
        ["INSERT", "UPDATE"],
        INVESTIGATED,
        message="听证由行政机关指定的非本案调查人员主持（行政处罚法第六十四条）。请另行指定主持人。",
        code="HEARING_HOST",
    ),
    guard(
        "hearing_over",
        HEARING,
        ["UPDATE"],
        "OLD.status IN ('closed', 'terminated', 'rescheduled')",
        message="听证已经结束、终止或者改期，记录不得修改。",
        code="HEARING_OVER",
    ),
    guard(
        "notice_hearing_over",
        NOTICE,
        ["UPDATE"],
        f"NEW.hearing_closed_on IS NOT NULL AND OLD.hearing_closed_on IS NULL AND {NO_HEARING}",
        message="听证没有举行或者没有依法终止，不能记录听证结束（行政处罚法第六十四条、第六十五条）。",
        code="NOT_HEARD",
    ),
    guard(
        "notice_starts_unheard",
        NOTICE,
        ["INSERT"],
        "NEW.hearing_closed_on IS NOT NULL",
        message="告知时听证尚未举行，不能记录听证结束（行政处罚法第六十四条）。",
        code="NOT_HEARD",
    ),
    guard(
        "decision_after_hearing",
        DECISION,
        ["UPDATE"],
        f"OLD.status IN {OPEN} AND NEW.status NOT IN {OPEN} AND {PENDING}",
        message="当事人已申请听证，听证结束前不得作出决定（行政处罚法第六十五条）。请先组织听证。",
        code="HEARING_PENDING",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0007_hearing")]

    operations = [Triggers(*GATES)]
