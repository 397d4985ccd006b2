"""Deeds of delegation, and the way of one to the register: by two people, as every list."""

from datetime import date
from typing import Any

from core import audit
from enforcement.models import Agency, Delegation, ListVersion, User
from enforcement.models.kinds import ListKind
from enforcement.services import announcing, delegations, list_versions
from tests import factories
from tests.base import Cast

NOTE = "按照新签订的补充协议修改"
FIELDS: dict[str, Any] = {
    "number": "云市监委〔2026〕1号",
    "matters": "食品摊贩的日常检查",
    "powers": "检查、责令改正",
}


def deed(cast: Cast, **changes: Any) -> Delegation:
    """One by the bureau that its list administrator entered, and the head approved where it is asked.

    `published_on`: the day of it, the first day of the deed when it is left out, None for a draft.
    """
    given = {"delegator": cast.bureau, "delegate": cast.other_bureau, **FIELDS, **changes}
    on = given.pop("published_on", given["valid_from"])
    row = delegations.create(by=cast.listadmin, **given)
    return row if on is None else announced(row, by=cast.listadmin, head=cast.head, on=on)


def publicly(*, delegator: Agency, **given: Any) -> Delegation:
    """The same by any agency, of accounts of its own."""
    by, head = (factories.user(role, delegator) for role in ("listadmin", "head"))
    row = delegations.create(by=by, delegator=delegator, **{**FIELDS, **given})
    return announced(row, by=by, head=head, on=row.valid_from)


def announced(row: Delegation, *, by: User, head: User, on: date) -> Delegation:
    """Handed in by the list administrator and approved by the head, on the day."""
    announcing.announce(row, by=by, on=on, valid_from=on, change_note="首次公布。")
    return approved(row, head, on)


def changed(cast: Cast, row: Delegation, on: date, **changes: Any) -> Delegation:
    """A change of a public one, approved on the day."""
    draft = list_versions.change(row, by=cast.listadmin, on=on, changes=changes)
    assert draft is not None
    list_versions.submit(draft, by=cast.listadmin, on=on, valid_from=on, change_note=NOTE)
    return approved(row, cast.head, on)


def ended(cast: Cast, row: Delegation, on: date, reason: str, asked: date | None = None) -> Any:
    """Its early end, approved on the day on which it was asked: the day of the end otherwise."""
    day = asked or on
    announcing.end_deed(row, by=cast.listadmin, on=on, reason=reason, asked_on=day)
    return approved(row, cast.head, day)


def approved(row: Delegation, head: User, on: date) -> Delegation:
    """What waits of it, approved."""
    for version in ListVersion.objects.of(ListKind.DELEGATION, row.pk).filter(status="submitted"):
        list_versions.publish(version, by=head, on=on, examined=True)
    return Delegation.objects.select_related("delegator", "delegate").get(pk=row.pk)


def keeper(agency: Agency, role: str = "listadmin") -> User:
    """An account of the agency."""
    return factories.user(role, agency)


def logged_end(row: Delegation, on: date) -> None:
    """The log of an early end as it was written before delegations had versions."""
    audit.append("delegation.end", obj=row, actor=None, data={"on": on, "reason": row.end_reason})
