"""Rows of the public lists, and the way of a change from its draft to the list."""

from datetime import date
from typing import Any

from django.utils import timezone

from enforcement.models import Item, ListVersion, User
from enforcement.services import examination, items, list_versions
from tests import factories
from tests.base import Cast, day

NOTE = "按照新修订的办法调整"
SINCE = day(1, 5)


def item(cast: Cast, **values: Any) -> Item:
    """An item of the bureau that is public since January, unless the values say otherwise."""
    given = {
        "agency": cast.bureau,
        "kind": "penalty",
        "name": "对经营过期食品的处罚",
        "fee": "不收费",
        "basis_text": "《中华人民共和国食品安全法》第三十四条",
    }
    given |= {"effective_from": SINCE, "published_on": SINCE}
    return items.create(**{**given, **values})


def drafted(row: Any, by: User, on: date, **changes: Any) -> ListVersion:
    """The draft of a change of what the public reads."""
    made = list_versions.change(row, by=by, on=on, changes=changes)
    assert made is not None
    return made


def submitted(
    row: Any, by: User, on: date, *, valid_from: date | None = None, **changes: Any
) -> ListVersion:
    """The same, handed in."""
    made = drafted(row, by, on, **changes)
    days = {"on": on, "valid_from": valid_from or on}
    return list_versions.submit(made, by=by, change_note=NOTE, **days)


def published(
    cast: Cast, row: Any, on: date, *, valid_from: date | None = None, **changes: Any
) -> ListVersion:
    """The same, approved by the head of the bureau."""
    made = submitted(row, cast.listadmin, on, valid_from=valid_from, **changes)
    return list_versions.publish(made, by=cast.head, examined=True, on=on)


def fresh(row: Any) -> Any:
    """The row as it is in the database."""
    return type(row)._default_manager.get(pk=row.pk)


def other_admin(cast: Cast) -> User:
    """A list administrator of another bureau."""
    return factories.user("listadmin", cast.other_bureau)


def approved(cast: Cast) -> int:
    """Hand in every draft and approve all that waits, today; how many there were."""
    on = timezone.localdate()
    for row in ListVersion.objects.filter(status="draft"):
        list_versions.submit(row, by=cast.listadmin, on=on, valid_from=on, change_note=NOTE)
    waiting = ListVersion.objects.filter(status="submitted").order_by("pk")
    return list_versions.publish_all(waiting, by=cast.head, examined=True, seen={}, on=on)


def hashes(*versions: ListVersion) -> dict[str, str]:
    """What the page of all that waits sends back of the versions it shows."""
    return {f"seen-{row.pk}": examination.digest(row) for row in versions}


def of_the_scene(cast: Cast, since: date, changed: date) -> dict[str, str]:
    """An item that changed once, and another change of it that waits for the head."""
    row = item(cast, name="对未公示证照的处罚", effective_from=since, published_on=since)
    made = published(cast, row, changed, fee="每件10元")
    waiting = submitted(fresh(row), cast.listadmin, changed, unit="执法二科")
    keys = {"listed_item": row.pk, "listed_second": made.number, "list_version": waiting.pk}
    return {"list_kind": "item", **{key: str(value) for key, value in keys.items()}}
