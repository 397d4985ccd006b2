"""Procedural measures of made-up cases, walked through the services on given days."""

from datetime import date
from typing import Any

from enforcement.models import Case, Incident, User
from enforcement.services import crime_transfer
from enforcement.services.incident_requests import Request
from enforcement.services.incidents import Verdict
from recording.services import incidents
from tests import factories

REASON = "经核实，情况属实，详见所附材料。"
GROUNDS = {
    "recusal": "interest",
    "crime_transfer": "suspected",
    "jurisdiction_transfer": "not_ours",
    "suspension": "party_missing",
    "termination": "no_successor",
    "filing_withdrawal": "conditions",
}
POLICE = "云溪市公安局"


def asked(case: Case, kind: str, *, on: date, by: User | None = None, **fields: Any) -> Incident:
    """The measure asked for by the lead officer; what its kind needs is filled in."""
    if kind == "crime_transfer":
        fields.setdefault("verified_by", tuple(factories.staff_of(case)))
        fields.setdefault("target_name", POLICE)
    if kind == "jurisdiction_transfer" and "target" not in fields:
        fields.setdefault("target_name", "云溪市交通运输局")
    values = {"kind": kind, "ground": GROUNDS[kind], "reason": REASON, **fields}
    handler = by or factories.account_of(factories.lead_of(case))
    return incidents.ask(case, by=handler, on=on, request=Request(**values))


def decided(
    incident: Incident,
    *,
    on: date,
    approved: bool = True,
    opinion: str = "情况属实。",
    by: User | None = None,
    **fields: Any,
) -> Incident:
    """Approved or refused by the head."""
    head = by or factories.someone(incident.case.agency, "head")
    verdict = Verdict(approved=approved, opinion=opinion, **fields)
    return incidents.decide(incident, by=head, on=on, verdict=verdict)


def approved(case: Case, kind: str, *, on: date, **fields: Any) -> Incident:
    """Asked for and approved on one day."""
    return decided(asked(case, kind, on=on, **fields), on=on)


def sent(case: Case, *, on: date, **fields: Any) -> Incident:
    """A suspected crime handed to the police on the day."""
    by = factories.account_of(factories.lead_of(case))
    row = approved(case, "crime_transfer", on=on, **fields)
    return incidents.send_crime(
        row, by=by, on=on, goods="饼干12袋", opinion="检验报告1份", other="无：没有其他材料"
    )


def transferred(case: Case, *, on: date) -> Incident:
    """A suspected crime the police took, with the goods: the transfer is complete."""
    by = factories.account_of(factories.lead_of(case))
    row = incidents.answer(
        sent(case, on=on), by=by, on=on, accepted=True, answer="云公立字〔2026〕1号立案通知书"
    )
    return crime_done(row, by=by, on=on)


def crime_done(incident: Incident, *, by: User, on: date) -> Incident:
    """The goods handed over."""
    return crime_transfer.hand_over(incident, by=by, on=on, result="饼干12袋，交接清单双方签名。")
