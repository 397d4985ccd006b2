"""What the party was told and answered stays, and binds the decision (行政处罚法 44, 45, 62, 64).

A notice and a defence are written once; who handled a case is never deleted; an ordinary penalty is
made only after the notice, its windows and the answers to every defence, and never above the notice. No case is
closed before its decision is served and its execution over.
"""

from django.db import migrations

from core.triggers import Triggers, append_only, guard

NOTICE, DEFENCE, HANDLER, DECISION = (
    "enforcement_notice",
    "enforcement_defence",
    "enforcement_caseofficer",
    "enforcement_decision",
)
TOLD = (
    *("id", "case_id", "decision_id", "penalty_kinds", "fine_cents", "confiscated_cents"),
    *("facts", "basis", "hearing_offered", "served_on", "created_by_id"),
)
ONCE = ("waived_on", "hearing_requested_on", "hearing_closed_on")
CHANGED = 'OLD."{0}" IS NOT NULL AND NEW."{0}" IS DISTINCT FROM OLD."{0}"'
OPEN = "('draft', 'abandoned')"
# The windows of the notice that stands: used, given up in writing, or over.
HEARD = (
    "(EXISTS (SELECT 1 FROM enforcement_defence f WHERE f.notice_id = n.id)"
    " OR n.waived_on <= NEW.issued_on OR n.defence_until < NEW.issued_on)"
)
NO_HEARING_LEFT = (
    "(n.hearing_until IS NULL OR n.hearing_requested_on IS NOT NULL"
    " OR n.waived_on <= NEW.issued_on OR n.hearing_until < NEW.issued_on)"
)
STANDS = (
    "EXISTS (SELECT 1 FROM enforcement_notice n WHERE n.decision_id = NEW.id"
    " AND n.superseded = FALSE AND n.served_on <= NEW.issued_on"
    " AND n.fine_cents >= NEW.fine_cents AND n.confiscated_cents >= NEW.confiscated_cents"
    f" AND {HEARD} AND {NO_HEARING_LEFT})"
)
UNANSWERED = (
    "EXISTS (SELECT 1 FROM enforcement_defence f"
    " JOIN enforcement_notice n ON n.id = f.notice_id WHERE n.decision_id = NEW.id"
    " AND (f.answered_on IS NULL OR f.answered_on > NEW.issued_on))"
)
ORDINARY = (
    "NEW.kind = 'penalty' AND NEW.outcome = 'penalty'"
    " AND (SELECT k.procedure FROM enforcement_case k WHERE k.id = NEW.case_id) <> 'simple'"
)
UNFINISHED = (
    "EXISTS (SELECT 1 FROM enforcement_decision d WHERE d.case_id = NEW.id"
    " AND d.status = 'issued')"
    " OR EXISTS (SELECT 1 FROM enforcement_forcedexecution f WHERE f.case_id = NEW.id"
    " AND f.status IN ('urged', 'decided'))"
    " OR EXISTS (SELECT 1 FROM enforcement_substitution s WHERE s.case_id = NEW.id"
    " AND s.status IN ('ordered', 'urged'))"
    " OR EXISTS (SELECT 1 FROM enforcement_courtapplication c"
    " JOIN enforcement_decision d ON d.id = c.decision_id WHERE d.case_id = NEW.id"
    " AND c.status IN ('applied', 'accepted'))"
)
GATES = [
    *append_only(
        NOTICE,
        frozen=TOLD,
        message="事先告知书已经送达，内容不得修改、删除；需要变更的，请重新告知（行政处罚法第四十四条）。",
    ),
    guard(
        "notice_once",
        NOTICE,
        ["UPDATE"],
        " OR ".join(f"({CHANGED.format(name)})" for name in ONCE)
        + " OR (OLD.superseded = TRUE AND NEW.superseded = FALSE)",
        message="当事人的表示已经记录，不得修改；重新告知后原告知书不再恢复（行政处罚法第四十四条）。",
        code="TOLD",
    ),
    *append_only(
        DEFENCE,
        frozen=["id", "notice_id", "received_on", "text", "created_by_id", "link_id"],
        message="当事人的陈述申辩应当如实记录，不得修改、删除（行政处罚法第四十五条）。",
    ),
    guard(
        "defence_answered_once",
        DEFENCE,
        ["UPDATE"],
        "OLD.answered_on IS NOT NULL",
        message="陈述申辩已经复核，复核意见不得修改（行政处罚法第四十五条）。",
        code="TOLD",
    ),
    *append_only(
        HANDLER,
        frozen=["id", "case_id", "officer_id"],
        message="承办人员的记录不得修改、删除；更换承办人员请办理变更（行政处罚法第四十二条）。",
    ),
    guard(
        "decision_told",
        DECISION,
        ["UPDATE"],
        f"OLD.status IN {OPEN} AND NEW.status NOT IN {OPEN} AND {ORDINARY}"
        f" AND (NOT {STANDS} OR {UNANSWERED})",
        message="作出处罚决定之前应当告知当事人并听取陈述申辩，处罚不得超出告知的数额"
        "（行政处罚法第四十四条、第四十五条、第六十二条）。请先告知，或者等待期限届满、复核陈述申辩。",
        code="NOT_TOLD",
        timing="AFTER",
    ),
    guard(
        "decision_served_after_it_was_made",
        DECISION,
        ["UPDATE"],
        "NEW.served_on < NEW.issued_on",
        message="送达日期不能早于决定日期（行政处罚法第六十一条）。请核对日期。",
        code="SERVED",
        timing="AFTER",
    ),
    guard(
        "case_finished",
        "enforcement_case",
        ["UPDATE"],
        f"NEW.status = 'closed' AND OLD.status <> 'closed' AND ({UNFINISHED})",
        message="决定尚未送达或者执行尚未终结，不能结案（行政处罚法第六十一条、行政强制法第三十九条）。"
        "请先送达决定书，办结强制执行、代履行或者法院执行。",
        code="UNFINISHED",
        timing="AFTER",
    ),
    guard(
        "draw_has_its_pairs",
        "enforcement_draw",
        ["UPDATE"],
        "NEW.status = 'drawn' AND NOT EXISTS"
        " (SELECT 1 FROM enforcement_drawnobject o WHERE o.draw_id = NEW.id)",
        message="没有抽取结果的，不能记录为已抽取（国办发〔2015〕58号）。请按公布的规则抽取。",
        code="DRAW_RESULT",
        timing="AFTER",
    ),
    guard(
        "task_visited_after_approval",
        "enforcement_inspectiontask",
        ["UPDATE"],
        "NEW.arrived_on < NEW.approved_on",
        message="行政检查应当先经批准再到场（国办发〔2024〕54号）。请核对批准日期和到场日期。",
        code="INSPECTION_TASK",
        timing="AFTER",
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0030_moves_of_the_tables"),
        ("enforcement", "0033_party_link_stays"),
    ]

    operations = [Triggers(*GATES)]
