"""Permits for the tests of applications and licences: no paper is rendered."""

from datetime import date
from typing import Any

from enforcement.models import Application, Case, Decision, Licence, Party, Proceeding
from enforcement.services import cases, decisions, proceedings
from tests import factories
from tests.base import Cast, day
from tests.enforcement import dossier
from tests.retold import told_once

RECEIVED, DECIDED = day(3, 2), day(3, 16)
ENDS = day(12, 31)
LATER = day(6, 1)


@told_once
def accepted(cast: Cast, *, on: date = RECEIVED, **changes: Any) -> Case:
    """A permit case whose application was accepted on the day."""
    values = {"kind": "permit", "procedure": "permit", "discovered_on": on, **changes}
    return cases.file(factories.case(cast.bureau, **values), by=cast.officer1, on=on)


def application(case: Case) -> Application:
    """The application of the case as it is now."""
    return Application.objects.get(case=case)


def decided(case: Case, *, on: date = DECIDED, **changes: Any) -> Decision:
    """The decision of the case, made on the day; `changes` are of its content."""
    draft = decisions.draft(
        case, by=dossier.lead(case), content=factories.content("permit", **changes)
    )
    ready = dossier.reviewed(draft, on=on) if draft.review_required else draft
    return decisions.issue(ready, by=dossier.head(case.agency), on=on)


@told_once
def licensed(cast: Cast, *, of: Party | None = None, **changes: Any) -> Licence:
    """A licence granted on DECIDED, valid to the end of the year unless told otherwise."""
    content = {"valid_from": DECIDED, "valid_to": ENDS, **changes}
    return decided(accepted(cast, of=of), **content).licence


def again(licence: Licence) -> Licence:
    """The licence as the database has it now."""
    return Licence.objects.get(pk=licence.pk)


def events(licence: Licence) -> list[str]:
    """What happened to the licence, in order."""
    return list(licence.events.order_by("pk").values_list("kind", flat=True))


def asked(cast: Cast, licence: Licence, kind: str = "renew", *, on: date = LATER) -> Proceeding:
    """The holder asks for renewal or a change."""
    return proceedings.apply_for(licence, by=cast.officer1, on=on, kind=kind, wish="请求延续三年。")


def started(
    cast: Cast, licence: Licence, kind: str, ground: str, *, on: date = LATER, **more: Any
) -> Proceeding:
    """The agency begins to end the licence."""
    values = {"reasons": "经查，情况属实。", "compensation": "无损失，不予补偿。", **more}
    return proceedings.begin_end(
        licence, by=cast.officer1, on=on, kind=kind, ground=ground, **values
    )


def carried_out(case: Case, outcome: str, *, on: date = LATER) -> Decision:
    """A decision of that outcome, without a term."""
    values = {"outcome": outcome, "valid_from": None, "valid_to": None, "permit_no": ""}
    return decided(case, on=on, **values)
