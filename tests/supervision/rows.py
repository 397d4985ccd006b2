"""Rows that lie in no database: what the pre-check of a file is shown, one fact at a time."""

from types import SimpleNamespace
from typing import Any

from core.models import Blob, Deadline
from enforcement.models import Decision, Discussion, Measure
from legal_review.models import Review
from recording.models import Document, Evidence, Service, Step
from supervision.prechecks.facts import Facts
from supervision.sheets import Item
from tests import factories
from tests.base import day

ON = day(6, 3)
LINE = Item(key="k", label="有审批文书", section="filing", args=("filing_approval", "inquiry"))


def row(**fields: Any) -> Any:
    """Anything with these attributes."""
    return SimpleNamespace(**fields)


def many(*rows: Any) -> Any:
    """Related rows that were read already."""
    return row(all=lambda: list(rows))


def facts(**changes: Any) -> Facts:
    """An ordinary penalty filed on 2 March and decided on 16 March, of which nothing else is known."""
    values: dict[str, Any] = {
        "case": case(),
        "on": ON,
        "decision": decision(),
        "documents": [],
        "steps": [],
        "evidence": [],
        "services": [],
        "notices": [],
        "reviews": [],
        "discussions": [],
        "measures": [],
        "publication": None,
        "archive": None,
        "clocks": [],
        **changes,
    }
    return Facts(**values)


def case(**changes: Any) -> Any:
    """The case of these facts."""
    values = {
        "kind": "penalty",
        "procedure": "ordinary",
        "number": "云市监立〔2026〕1号",
        "source": "日常检查",
        "filed_on": day(3, 2),
        "discovered_on": day(3, 1),
        "ended_on": None,
        "close_ground": "",
        "party": row(name="晨星商贸", uscc="91410000000000000X", id_no=""),
    }
    return row(**{**values, **changes})


def decision(**changes: Any) -> Decision:
    """The decision, never saved."""
    values = {
        "doc_no": "云市监罚〔2026〕1号",
        "issued_on": day(3, 16),
        "remedies": "六十日内申请行政复议。",
        "review_required": False,
        "discussion_required": False,
        **changes,
    }
    return Decision(**values)


def clock(key: str, due: Any, *, outcome: str = "open", done: Any = None, **more: Any) -> Deadline:
    """A clock of the case."""
    values = {"subject_type": "case", "article": "《某法》第一条", **more}
    return Deadline(key=key, due_on=due, outcome=outcome, ended_on=done, **values)


def paper(kind: str, key: int = 5, *, state: str = "", **more: Any) -> Document:
    """A paper of the file and what the last check of its bytes said."""
    values = {"title": "立案审批表", "number": "〔2026〕1号", "dated_on": day(3, 2), **more}
    return Document(pk=key, kind=kind, blob=Blob(sha256="0" * 64, check_result=state), **values)


def item(title: str, state: str = "") -> Evidence:
    """A piece of evidence."""
    return Evidence(title=title, blob=Blob(sha256="1" * 64, check_result=state))


def step(kind: str, on: Any = None, key: int = 7) -> Step:
    """A step of the day."""
    return Step(pk=key, kind=kind, at=factories.at(on or day(3, 3)))


def service(kind: str = "penalty_decision", *, of_decision: bool = True, **more: Any) -> Service:
    """A delivery, of the decision or of another paper."""
    values = {"method": "direct", "served_on": day(3, 18), "told_publication": True, **more}
    given = Service(pk=9, document=paper(kind), **values)
    given.decision_id = decision().pk if of_decision else None
    return given


def notice(**changes: Any) -> Any:
    """A notice of 4 March; defence until the 9th, no hearing."""
    values: dict[str, Any] = {
        "served_on": day(3, 4),
        "defence_until": day(3, 9),
        "hearing_until": None,
        "waived_on": None,
        "defences": many(),
        "hearing_requested_on": None,
        "hearing_closed_on": None,
        "hearing_offered": False,
    }
    return row(**{**values, **changes})


def review(status: str, on: Any = None) -> Review:
    """A legal review."""
    return Review(status=status, decided_on=on)


def discussion(status: str) -> Discussion:
    """A meeting of the heads."""
    return Discussion(status=status)


def measure(status: str, **fields: Any) -> Measure:
    """A coercive measure."""
    return Measure(status=status, **fields)
