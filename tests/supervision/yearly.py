"""What happens in a year and where the report counts it, and the report itself.

The rows are written inside the fixture `ungated`: see yearly_rows.
"""

from datetime import date

from django.utils import timezone

from supervision.models import YearlyReport
from supervision.services import yearly_reports
from tests.base import Cast
from tests.disclosure.factories import record
from tests.supervision.yearly_rows import AFTER as AFTER
from tests.supervision.yearly_rows import BEFORE as BEFORE
from tests.supervision.yearly_rows import EDGES as EDGES
from tests.supervision.yearly_rows import FIRST as FIRST
from tests.supervision.yearly_rows import LAST as LAST
from tests.supervision.yearly_rows import NUMBERS as NUMBERS
from tests.supervision.yearly_rows import QUERIED as QUERIED
from tests.supervision.yearly_rows import TWELVE as TWELVE
from tests.supervision.yearly_rows import YEAR as YEAR
from tests.supervision.yearly_rows import Event as Event
from tests.supervision.yearly_rows import announced as announced
from tests.supervision.yearly_rows import application as application
from tests.supervision.yearly_rows import case as case
from tests.supervision.yearly_rows import challenged as challenged
from tests.supervision.yearly_rows import complained as complained
from tests.supervision.yearly_rows import court as court
from tests.supervision.yearly_rows import decision as decision
from tests.supervision.yearly_rows import deemed as deemed
from tests.supervision.yearly_rows import forced as forced
from tests.supervision.yearly_rows import measure as measure
from tests.supervision.yearly_rows import of as of
from tests.supervision.yearly_rows import paid as paid
from tests.supervision.yearly_rows import penalty as penalty
from tests.supervision.yearly_rows import permit as permit
from tests.supervision.yearly_rows import power as power
from tests.supervision.yearly_rows import substituted as substituted
from tests.supervision.yearly_rows import table as table
from tests.supervision.yearly_rows import tier as tier
from tests.supervision.yearly_rows import transferred as transferred
from tests.supervision.yearly_rows import ungated as ungated
from tests.supervision.yearly_rows import visit as visit
from tests.supervision.yearly_rows import weighed as weighed


def sent(kind: str, **fields: str) -> Event:
    """A record of the kind, received from another system, that was decided on the day."""
    return lambda cast, on: record(cast.bureau, kind=kind, on=on, **fields)


def over(name: str) -> Event:
    """A received execution of that name, decided before the year and over on the day."""
    told = {"coercion_kind": name}
    return lambda cast, on: record(
        cast.bureau, kind="coercion", on=BEFORE, execution=f"{on:%Y年%m月%d日}执行完毕", **told
    )


# Name -> table, column, and what makes it count on a day.
EVENTS: dict[str, tuple[str, str, Event]] = {
    "penalty": ("penalty", "total", lambda c, on: penalty(c, on, "fine")),
    "penalty received": ("penalty", "total", lambda c, on: record(c.bureau, on=on)),
    "application": ("permit", "applied", lambda c, on: application(c, on)),
    "acceptance": ("permit", "accepted", lambda c, on: application(c, BEFORE, on)),
    "permit": ("permit", "granted", lambda c, on: permit(c, on, "granted")),
    "permit received": ("permit", "granted", lambda c, on: record(c.bureau, kind="permit", on=on)),
    "permit deemed renewed": ("permit", "granted", deemed),
    "refusal": ("permit", "refused", lambda c, on: permit(c, on, "refused")),
    "permit revoked": ("permit", "revoked", lambda c, on: permit(c, on, "revoked")),
    "sealing": ("coercion", "measure_seal", lambda c, on: measure(c, on, "seal")),
    "seizure": ("coercion", "measure_seize", lambda c, on: measure(c, on, "seize")),
    "freezing": ("coercion", "measure_freeze", lambda c, on: measure(c, on, "freeze")),
    "other measure": (
        "coercion",
        "measure_other",
        lambda c, on: decision(c, on, kind="coercion", outcome="measure"),
    ),
    "surcharge": (
        "coercion",
        "surcharge",
        lambda c, on: paid(c, penalty(c, BEFORE, "fine"), on),
    ),
    "transfer": ("coercion", "forced_transfer", forced),
    "auction": ("coercion", "forced_auction", lambda c, on: forced(c, on, "auction")),
    "restoring": ("coercion", "forced_restore", lambda c, on: forced(c, on, "restore")),
    "demolition": ("coercion", "forced_other", lambda c, on: forced(c, on, "demolish")),
    "other way": ("coercion", "forced_other", lambda c, on: forced(c, on, "other")),
    "substitution": ("coercion", "substitution", substituted),
    "termination": (
        "coercion",
        "forced_restore",
        lambda c, on: forced(c, BEFORE, "restore", status="ended", terminated_on=on),
    ),
    "end of a substitution": (
        "coercion",
        "substitution",
        lambda c, on: substituted(c, BEFORE, status="ended", terminated_on=on),
    ),
    "court": ("coercion", "court", court),
    "levy": (
        "other",
        "levy",
        lambda c, on: decision(c, on, kind="levy", outcome="levy"),
    ),
    "inspection": ("other", "inspection", visit),
    "sealing received": ("coercion", "measure_seal", sent("coercion", coercion_kind="查封")),
    "other measure received": ("coercion", "measure_other", sent("coercion")),
    "transfer received": ("coercion", "forced_transfer", over("划拨存款、汇款")),
    "substitution received": ("coercion", "substitution", over("代履行")),
    "court received": ("coercion", "court", sent("coercion", coercion_kind="申请法院强制执行")),
    "levy received": ("other", "levy", sent("levy")),
    "inspection received": ("other", "inspection", sent("inspection", check_result="未发现问题")),
    "filing": ("course", "filed", lambda c, on: case(c, filed_on=on)),
    "closing": ("course", "closed", lambda c, on: case(c, ended_on=on, status="closed")),
    "sparing": (
        "course",
        "spared",
        lambda c, on: decision(c, on, outcome="no_penalty"),
    ),
    "easing": ("course", "eased", lambda c, on: weighed(c, on, "lighter")),
    "reducing": ("course", "reduced", lambda c, on: weighed(c, on, "reduced")),
    "reconsidering": (
        "course",
        "reconsidered",
        lambda c, on: challenged(c, on, "reconsideration"),
    ),
    "suit": ("course", "sued", challenged),
    "crime": ("course", "crimes", transferred),
    "correction": (
        "course",
        "corrected",
        lambda c, on: penalty(c, BEFORE, "fine", status="revoked", revoked_on=on),
    ),
}


# ------------------------------------------------------------------------------- the report
TEXTS = {
    "staffing": "在岗行政执法人员二名。",
    "performance": "公示、记录、审核均已执行。",
    "remedies": "无。",
    "problems": "无。",
    "plans": "继续培训。",
}


def started(cast: Cast, year: int = YEAR, on: date = QUERIED) -> YearlyReport:
    """The bureau's draft of a year."""
    return yearly_reports.start(by=cast.listadmin, agency=cast.bureau, year=year, on=on)


def told(row: YearlyReport, cast: Cast) -> YearlyReport:
    """All written that a freeze asks for."""
    return yearly_reports.write(row, by=cast.listadmin, numbers=NUMBERS, **TEXTS)


def frozen(cast: Cast, year: int = YEAR, on: date = QUERIED) -> YearlyReport:
    """Written and frozen."""
    row = told(started(cast, year, on), cast)
    return yearly_reports.freeze(row, by=cast.listadmin, on=on)


def published(cast: Cast, year: int = YEAR, on: date = QUERIED) -> YearlyReport:
    """Published on the day it was frozen."""
    return yearly_reports.publish(frozen(cast, year, on), by=cast.publisher, on=on)


def scene(cast: Cast) -> dict[str, str]:
    """The bureau's report of last year, public, and the draft of this one."""
    on = timezone.localdate()
    made = published(cast, on.year - 1, on)
    return {
        "yearly": str(started(cast, on.year, on).pk),
        "yearly_public": str(made.pk),
        "yearly_year": str(made.year),
        "yearly_table": "penalty",
        "yearly_column": "fine",
        "yearly_form": "xlsx",
    }
