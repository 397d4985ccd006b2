"""The gates that hold a number of the law: made from the national profile, checked against it.

A database trigger cannot ask a profile, so its number is written into it when a migration installs
it. The system checks say when a profile, or an older trigger, holds another number than the services
ask for.
"""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from core.triggers import Gate, guard
from enforcement.profiles import NATIONAL, PROFILE_KEYS, Profile, load
from legal_review import decision_gates
from legal_review.profile_sql import on_day

MINIMUM = "officer.min_count"
HELD = (MINIMUM, decision_gates.MEMBERS, decision_gates.MAJORITY)
LEAVES_DRAFT = "OLD.status IN ('draft', 'abandoned') AND NEW.status NOT IN ('draft', 'abandoned')"
TO_FILED = "OLD.status = 'draft' AND NEW.status NOT IN ('draft', 'rejected')"


def certified(case: str, day: str) -> str:
    """SQL: the number of present handlers of the case whose certificate was valid on the day."""
    return (
        "(SELECT COUNT(DISTINCT a.officer_id) FROM enforcement_caseofficer a "  # noqa: S608  # our own columns
        "JOIN enforcement_certificate c ON c.officer_id = a.officer_id "
        f"WHERE a.case_id = {case} AND a.until IS NULL AND c.valid_from <= {day} "
        f"AND c.valid_to >= {day} AND (c.ended_on IS NULL OR c.ended_on > {day}))"
    )


def minimum(profile: Profile, day: str) -> str:
    """SQL: the number of officers the profile asks for on the day."""
    return on_day(profile, MINIMUM, day)


def conditions(profile: Profile) -> dict[str, str]:
    """Name of each gate of the number of officers -> SQL of what it refuses."""
    return {
        "decision_two_officers": f"{LEAVES_DRAFT} AND {certified('NEW.case_id', 'NEW.issued_on')} "
        f"< {minimum(profile, 'NEW.issued_on')}",
        "case_two_officers": f"{TO_FILED} AND {certified('NEW.id', 'NEW.filed_on')} "
        f"< {minimum(profile, 'NEW.filed_on')}",
    }


def officer_gates() -> list[Gate]:
    """Both gates, with the numbers of the national profile as it is now."""
    sql = conditions(load(NATIONAL))
    return [
        guard(
            "decision_two_officers",
            "enforcement_decision",
            ["UPDATE"],
            sql["decision_two_officers"],
            None,
            "决定之日持有效执法证的承办人员少于法定人数（行政处罚法第四十二条）。请更换或增加执法人员。",
            code="TWO_OFFICERS",
        ),
        guard(
            "case_two_officers",
            "enforcement_case",
            ["UPDATE"],
            sql["case_two_officers"],
            None,
            "立案之日持有效执法证的承办人员少于法定人数（行政处罚法第四十二条）。请更换或增加执法人员。",
            code="TWO_OFFICERS",
        ),
    ]


def profiles_agree(**kwargs: Any) -> list[CheckMessage]:
    """An error for each profile that asks for another number than the gates hold."""
    return [
        Error(
            f"The profile {key} sets {differs(load(key), load(NATIONAL))} otherwise than "
            "the national profile.",
            hint="The gates of the database hold the national number: change it there, "
            "or teach legal_review/gates.py the difference first.",
            id="legal_review.E001",
        )
        for key in PROFILE_KEYS
        if differs(load(key), load(NATIONAL))
    ]


def differs(one: Profile, other: Profile) -> str:
    """The first number of the gates that the two profiles ever set differently; "" for none."""
    found = (key for key in HELD if one.values_over_time(key) != other.values_over_time(key))
    return next(found, "")


def gates_current(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """An error for each installed gate whose condition is no longer what the profiles say."""
    return [
        Error(
            f"The gate {name} does not hold what the profiles say now.",
            hint="Add a migration with Triggers(*officer_gates(), *review_gates()) to legal_review.",
            id="legal_review.E002",
        )
        for alias in databases or ()
        for name in outdated(connections[alias])
    ]


def outdated(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the installed gates whose condition differs from today's.

    None while migrations wait: `migrate` itself runs the checks first.
    """
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes("legal_review")):
        return []
    held = bodies(connection)
    return [
        name
        for name, condition in held_conditions().items()
        if any(name in gate and condition not in sql for gate, sql in held.items())
    ]


def held_conditions() -> dict[str, str]:
    """Name of each gate made from profiles -> SQL of what it refuses by the profiles of now."""
    profile = load(NATIONAL)
    return {**conditions(profile), **decision_gates.conditions(profile)}


def bodies(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Name of each installed gate -> the text that holds its condition."""
    sql = (
        "SELECT proname, prosrc FROM pg_proc WHERE proname LIKE 'gate\\_%'"
        if connection.vendor == "postgresql"
        else "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' "
        "AND name LIKE 'gate\\_%' ESCAPE '\\'"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return dict(cursor.fetchall())
