"""What was committed to, signed, answered or reported stays (domain §8.7)."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard, moves_only

CAMPAIGN, FILE = "supervision_campaign", "supervision_filereview"
SHEET, MARK = "supervision_scoresheet", "supervision_mark"
OBJECTION = "supervision_objection"
RECTIFICATION, ENTRY = "supervision_rectification", "supervision_rectificationentry"
COMMITTED = [
    *("agency_id", "title", "period_from", "period_to", "kinds", "count", "rate", "sheet_key"),
    *("sheet", "reviewers_each", "source_name", "source_url", "source_how", "seed_mask"),
    *("seed_day", "prepared_by_id", "lists", "commitment", "committed_at"),
]
DRAWN = ["checkpoint", "seed_value", "drawn_on"]
JSON = frozenset({"kinds", "sheet", "sections", "checks"})
SEALED = "评查名单和规则已经承诺，不能再修改；确需改变的，请终止本次评查并重新拟定。"
SIGNED = "评分表已经签署，不能再修改；对结果有异议的，由被评查单位提出异议后处理。"
RESULT = "评定结果已经告知，只能在答复异议时调整。"
PART = "评查人员承办、审核、决定过本案的，应当回避。"


def differs(names: list[str]) -> tuple[str, str]:
    """(SQLite, PostgreSQL): one of the columns of OLD is not as in NEW."""
    sqlite = " OR ".join(f'NEW."{n}" IS NOT OLD."{n}"' for n in names)
    postgres = " OR ".join(
        f'NEW."{n}"{"::text" if n in JSON else ""} IS DISTINCT FROM '
        f'OLD."{n}"{"::text" if n in JSON else ""}'
        for n in names
    )
    return sqlite, postgres


def after(condition: str, names: list[str]) -> tuple[str, str]:
    sqlite, postgres = differs(names)
    return f"{condition} AND ({sqlite})", f"{condition} AND ({postgres})"


def closed(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM {SHEET} s WHERE s.id = {row}.sheet_id AND s.status <> 'open')"  # noqa: S608  # our own names


def took_part() -> str:
    """The reviewer handled, opened, drafted, decided or legally reviewed the case of the file."""
    of_case = f"FROM {FILE} f JOIN enforcement_case c ON c.id = f.case_id"
    where = "WHERE f.id = NEW.file_id AND"
    return " OR ".join(
        f"EXISTS (SELECT 1 {of_case} {rest})"
        for rest in (
            f"{where} c.created_by_id = NEW.reviewer_id",
            "JOIN enforcement_caseofficer a ON a.case_id = c.id JOIN enforcement_officer o "
            f"ON o.id = a.officer_id {where} o.account_id = NEW.reviewer_id",
            "JOIN enforcement_decision d ON d.case_id = c.id "
            f"{where} (d.drafted_by_id = NEW.reviewer_id OR d.issued_by_id = NEW.reviewer_id)",
            "JOIN enforcement_decision d ON d.case_id = c.id JOIN legal_review_review r "
            f"ON r.decision_id = d.id {where} r.reviewer_id = NEW.reviewer_id",
        )
    )


GATES = [
    guard(
        "campaign_committed",
        CAMPAIGN,
        ["UPDATE"],
        *after("OLD.status <> 'planning'", COMMITTED),
        message=SEALED,
        code="REVIEW_LISTS",
    ),
    guard(
        "campaign_drawn",
        CAMPAIGN,
        ["UPDATE"],
        *after("OLD.status IN ('scoring', 'closed', 'abandoned')", DRAWN),
        message="抽取已经结束，结果不能修改。",
        code="REVIEW_LISTS",
    ),
    *append_only(CAMPAIGN, frozen=["id"], message="评查计划应当保留。"),
    *append_only(
        FILE,
        frozen=["id", "campaign_id", "case_id", "agency_id", "ordinal", "added_reason"],
        unique=[("campaign_id", "case_id")],
        message="被评查的案卷应当保留，不能更换。",
    ),
    guard(
        "file_review_result",
        FILE,
        ["UPDATE"],
        *after(
            "OLD.told_on IS NOT NULL AND NOT (OLD.status = 'objected' AND NEW.status = 'answered')",
            ["score", "grade", "vetoed", "way", "told_on"],
        ),
        message=RESULT,
        code="REVIEW_RESULT",
    ),
    guard(
        "score_sheet_signed",
        SHEET,
        ["UPDATE"],
        *after(
            "OLD.status <> 'open'",
            ["status", "total", "vetoed", "sections", "opinion", "signed_at", "recusal_reason"],
        ),
        message=SIGNED,
        code="REVIEW_SIGNED",
    ),
    guard(
        "score_sheet_apart",
        SHEET,
        ["INSERT"],
        took_part(),
        message=PART,
        code="REVIEW_RECUSAL",
    ),
    *append_only(
        SHEET,
        frozen=["id", "file_id", "reviewer_id", "ordinal"],
        unique=[("file_id", "reviewer_id")],
        message=SIGNED,
    ),
    guard(
        "mark_signed",
        MARK,
        ["UPDATE"],
        f"{closed('OLD')} OR {closed('NEW')}",
        message=SIGNED,
        code="REVIEW_SIGNED",
    ),
    guard("mark_late", MARK, ["INSERT"], closed("NEW"), message=SIGNED, code="REVIEW_SIGNED"),
    *append_only(
        MARK,
        frozen=["id", "sheet_id", "item", "proposed"],
        unique=[("sheet_id", "item")],
        message=SIGNED,
    ),
    *append_only(
        OBJECTION,
        frozen=["id", "file_id", "text", "made_by_id", "made_on", "score_before", "grade_before"],
        unique=[("file_id",)],
    ),
    guard(
        "objection_answered",
        OBJECTION,
        ["UPDATE"],
        *after("OLD.result <> ''", ["result", "answer", "answered_by_id", "answered_on"]),
        message="异议已经答复，不能修改。",
        code="REVIEW_RESULT",
    ),
    *append_only(
        RECTIFICATION,
        frozen=["id", "file_id", "demand", "demanded_by_id", "demanded_on", "due_on"],
        unique=[("file_id",)],
    ),
    *append_only(ENTRY),
    *moves_only(
        CAMPAIGN,
        {
            "": [
                ("committed", "abandoned"),
                ("committed", "scoring"),
                ("planning", "abandoned"),
                ("planning", "committed"),
                ("scoring", "closed"),
            ]
        },
        starts=("planning",),
    ),
    *moves_only(
        FILE,
        {
            "": [
                ("meeting", "scored"),
                ("meeting", "third"),
                ("objected", "answered"),
                ("scored", "objected"),
                ("scoring", "meeting"),
                ("scoring", "scored"),
                ("third", "scored"),
            ]
        },
        starts=("scoring",),
    ),
    *moves_only(SHEET, {"": [("open", "recused"), ("open", "signed")]}, starts=("open",)),
    *moves_only(
        RECTIFICATION,
        {
            "": [
                ("demanded", "reported"),
                ("reported", "confirmed"),
                ("reported", "demanded"),
            ]
        },
        starts=("demanded",),
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("supervision", "0001_file_reviews"),
        ("enforcement", "0001_initial"),
        ("legal_review", "0002_decision_gates"),
    ]

    operations = [Triggers(*GATES)]
