"""What a sample committed to and what a second reviewer signed stays; nobody checks his own agency."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard, moves_only

SAMPLE, SHEET, CHECK = (
    "supervision_qualitysample",
    "supervision_secondreview",
    "supervision_secondcheck",
)
COMMITTED = [
    *("agency_id", "title", "month", "count", "rate", "source_name", "source_url", "source_how"),
    *("seed_mask", "seed_day", "prepared_by_id", "lists", "commitment", "committed_at", "people"),
]
DRAWN = ["checkpoint", "seed_value", "drawn_on"]
OVER = ["status", "outcome", "opinion", "signed_at", "reason"]
JSON = frozenset({"people"})
SEALED = "抽查名单和规则已经承诺，不能再修改；确需改变的，请终止本次抽查并重新拟定。"
SIGNED = "复审表已经签署或者关闭，不能再修改。"
APART = "复审人员不得是被抽查审核所在机关的人员，也不得是原审核、送审人员。"


def after(condition: str, names: list[str]) -> tuple[str, str]:
    """(SQLite, PostgreSQL): the condition holds and one of the columns changes."""
    cast = {name: "::text" if name in JSON else "" for name in names}
    sqlite = " OR ".join(f'NEW."{n}" IS NOT OLD."{n}"' for n in names)
    postgres = " OR ".join(f'NEW."{n}"{cast[n]} IS DISTINCT FROM OLD."{n}"{cast[n]}' for n in names)
    return f"{condition} AND ({sqlite})", f"{condition} AND ({postgres})"


def over(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM {SHEET} s WHERE s.id = {row}.sheet_id AND s.status <> 'open')"  # noqa: S608  # our own names


def not_apart() -> str:
    """The second reviewer is of the agency of the review, or gave or asked for the first opinion."""
    return (
        "EXISTS (SELECT 1 FROM legal_review_review r JOIN enforcement_user u "  # noqa: S608  # our own names
        "ON u.id = NEW.reviewer_id WHERE r.id = NEW.review_id AND "
        "(u.agency_id = r.agency_id OR r.reviewer_id = u.id OR r.submitted_by_id = u.id))"
    )


GATES = [
    guard(
        "sample_committed",
        SAMPLE,
        ["UPDATE"],
        *after("OLD.status <> 'planning'", COMMITTED),
        message=SEALED,
        code="QUALITY_LISTS",
    ),
    guard(
        "sample_drawn",
        SAMPLE,
        ["UPDATE"],
        *after("OLD.status IN ('scoring', 'closed', 'abandoned')", DRAWN),
        message="抽取已经结束，结果不能修改。",
        code="QUALITY_LISTS",
    ),
    *append_only(SAMPLE, frozen=["id"], message="审核质量抽查应当保留。"),
    guard(
        "second_review_over",
        SHEET,
        ["UPDATE"],
        *after("OLD.status <> 'open'", OVER),
        message=SIGNED,
        code="QUALITY_SIGNED",
    ),
    guard(
        "second_review_apart", SHEET, ["INSERT"], not_apart(), message=APART, code="QUALITY_APART"
    ),
    *append_only(
        SHEET,
        frozen=["id", "sample_id", "review_id", "reviewer_id", "ordinal", "turn"],
        unique=[("sample_id", "review_id", "turn"), ("sample_id", "review_id", "reviewer_id")],
        message="复审表应当保留，不能更换。",
    ),
    guard(
        "second_check_over",
        CHECK,
        ["UPDATE"],
        f"{over('OLD')} OR {over('NEW')}",
        message=SIGNED,
        code="QUALITY_SIGNED",
    ),
    guard(
        "second_check_late", CHECK, ["INSERT"], over("NEW"), message=SIGNED, code="QUALITY_SIGNED"
    ),
    *append_only(
        CHECK,
        frozen=["id", "sheet_id", "head", "label"],
        unique=[("sheet_id", "head")],
        message=SIGNED,
    ),
    *moves_only(
        SAMPLE,
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
        SHEET,
        {"": [("open", "barred"), ("open", "recused"), ("open", "signed")]},
        starts=("open",),
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("supervision", "0005_quality_samples"),
        ("enforcement", "0001_initial"),
        ("legal_review", "0002_decision_gates"),
    ]

    operations = [Triggers(*GATES)]
