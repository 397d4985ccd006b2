"""Rows that are never saved: enough for the rules that only look at what a draft says."""

from datetime import date
from typing import Any

from enforcement.models import Agency, Case, Decision, Notice, Party

FILED = date(2026, 3, 2)
TOLD = {
    "facts": "当事人销售超过保质期的饼干12袋。",
    "basis": "《中华人民共和国食品安全法》第三十四条第十项",
}


def agency(profile: str = "national", **fields: Any) -> Agency:
    """An agency with a profile of its own, so that no ancestor is asked."""
    return Agency(name="云溪市试验局", profile=profile, **fields)


def case(
    profile: str = "national",
    *,
    party_kind: str = "org",
    birth: date | None = None,
    sealed: bool = False,
    **fields: Any,
) -> Case:
    """A filed case against a party of the kind."""
    return Case(
        agency=agency(profile),
        party=Party(kind=party_kind, name="云溪市晨星", birth_date=birth),
        sealed=sealed,
        **{
            "kind": "penalty",
            "procedure": "simple",
            "status": "filed",
            "filed_on": FILED,
            "discovered_on": FILED,
            **fields,
        },
    )


def decision(of: Case | None = None, **content: Any) -> Decision:
    """A draft in the case; a penalty unless the content says not."""
    row = of or case()
    values = {"outcome": "penalty", "title": "行政处罚决定书", "result": "警告。", **TOLD}
    return Decision(case=row, agency=row.agency, **{"kind": row.kind, **values, **content})


def notice(of: Decision, **changes: Any) -> Notice:
    """What the party was told: the draft as it stands, but for the changes."""
    values: dict[str, Any] = {
        "penalty_kinds": list(of.penalty_kinds),
        "fine_cents": of.fine_cents,
        "confiscated_cents": of.confiscated_cents,
        "facts": of.facts,
        "basis": of.basis,
        "served_on": FILED,
        "defence_until": date(2026, 3, 9),
    }
    return Notice(case=of.case, decision=of, **(values | changes))
