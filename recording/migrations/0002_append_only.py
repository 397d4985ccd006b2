"""The record can only be added to, and an archived file takes nothing more (domain §8.5, §8.6)."""

from django.db import migrations

from core.triggers import Gate, Triggers, append_only, guard

ARCHIVED = "案卷已经归档，不能增加、抽取或者修改材料；确需补充的，请另立副卷并注明。"
UNSEALED = "归档应当先编制案卷清单；请通过“归档”办理。"
RECORDS = ("recording_step", "recording_document", "recording_evidence", "recording_service")


def closed_file(table: str) -> Gate:
    """Refuse a further row of an archived case."""
    archived = (
        "EXISTS (SELECT 1 FROM enforcement_case c"
        " WHERE c.id = NEW.case_id AND c.status = 'archived')"
    )
    return guard(
        f"{table}_archived", table, ["INSERT"], archived, message=ARCHIVED, code="ARCHIVED"
    )


GATES = [
    *(gate for table in RECORDS for gate in append_only(table)),
    *append_only("recording_step_officers", unique=[("step_id", "officer_id")]),
    *append_only("recording_archive", unique=[("case_id",), ("agency_id", "number")]),
    *(closed_file(table) for table in RECORDS),
    guard(
        "recording_step_officers_archived",
        "recording_step_officers",
        ["INSERT"],
        "EXISTS (SELECT 1 FROM recording_step s JOIN enforcement_case c ON c.id = s.case_id"
        " WHERE s.id = NEW.step_id AND c.status = 'archived')",
        message=ARCHIVED,
        code="ARCHIVED",
    ),
    guard(
        "recording_case_archived",
        "enforcement_case",
        ["UPDATE"],
        "OLD.status = 'archived'",
        message=ARCHIVED,
        code="ARCHIVED",
    ),
    guard(
        "recording_case_unsealed",
        "enforcement_case",
        ["UPDATE"],
        "NEW.status = 'archived' AND OLD.status <> 'archived'"
        " AND NOT EXISTS (SELECT 1 FROM recording_archive a WHERE a.case_id = NEW.id)",
        message=UNSEALED,
        code="UNSEALED",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("recording", "0001_initial")]

    operations = [Triggers(*GATES)]
