"""An earlier text of a list is told no more once two people have decided so; the record stays."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.desk import lists as desk
from core.errors import RuleError
from disclosure import list_history
from enforcement.models import Item, ListVersion, ListWithholding, User
from enforcement.services import items, list_records, officers
from enforcement.services import list_withholding as withholding
from tests import factories
from tests.base import Cast, day
from tests.enforcement.listed import SINCE, fresh, item, other_admin, published, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
SECOND, NOW = day(3, 10), day(4, 1)
SECRET, WHY = "找张三丰办理", "写有个人姓名"


@pytest.fixture
def row(cast: Cast) -> Item:
    """An item whose text of March names somebody, and which says something else since April."""
    made = item(cast)
    published(cast, made, SECOND, remedy=SECRET)
    published(cast, fresh(made), NOW, remedy="向云溪市人民政府申请")
    return fresh(made)  # type: ignore[no-any-return]  # a row of any list


@pytest.fixture
def version(row: Item) -> ListVersion:
    """The text of March."""
    return list_records.versions(row).get(number=2)  # type: ignore[no-any-return]  # likewise


def page(row: Item, on: Any = "") -> str:
    answer = Client().get(reverse("item-detail", args=[row.pk]), {"on": on} if on else {})
    return str(answer.content.decode())


def compared(row: Item, number: int) -> Any:
    return Client().get(reverse("list-version-changes", args=["item", row.pk, number]))


def withheld(cast: Cast, version: ListVersion) -> ListWithholding:
    withholding.ask(version, by=cast.listadmin, reason=WHY)
    return withholding.agree(version, by=cast.head, on=NOW, opinion="同意")


# ------------------------------------------------------------------------------ the public
def test_the_text_is_gone_from_history_days_and_comparisons(
    cast: Cast, row: Item, version: ListVersion
) -> None:
    assert SECRET in page(row, SECOND) and compared(row, 2).status_code == 200
    withheld(cast, version)
    assert SECRET not in page(row, SECOND) + page(row) + page(row, SINCE)
    assert compared(row, 2).status_code == 404
    assert SECRET not in compared(row, 3).content.decode()
    assert [each.number for each in list_history.history(row, NOW)] == [3, 1]


def test_the_last_text_of_what_ended_can_be_taken_out_too(cast: Cast, row: Item) -> None:
    last = list_records.versions(row).get(number=3)
    with pytest.raises(RuleError, match="现行内容"):
        withholding.ask(last, by=cast.listadmin, reason=WHY)
    items.update(row, by=cast.listadmin, effective_to=NOW)
    withheld(cast, last)
    assert "向云溪市人民政府申请" not in page(row, NOW)
    assert SECRET in page(row, SECOND), "another text, which nobody asked about"


def test_who_left_the_post_can_be_taken_out_of_the_history(cast: Cast) -> None:
    who = cast.officers[0]
    address = reverse("officer-detail", args=[who.pk])
    officers.set_status(who, "left", by=cast.listadmin, on=NOW)
    assert who.name in Client().get(address, {"on": str(SECOND)}).content.decode()
    (kept,) = list_records.versions(who)
    withheld(cast, kept)
    assert Client().get(address, {"on": str(SECOND)}).status_code == 404
    assert (
        who.name not in Client().get(reverse("officer-list"), {"on": str(SECOND)}).content.decode()
    )


def test_the_days_of_the_text_tell_no_other_text(
    cast: Cast, row: Item, version: ListVersion
) -> None:
    withheld(cast, version)
    assert list_history.told(row, SECOND) is None
    for on in (SINCE, NOW):
        assert list_history.told(row, on) is not None


@pytest.mark.parametrize("answer", ["none", "refused"])
def test_until_another_agrees_the_text_stays(
    cast: Cast, row: Item, version: ListVersion, answer: str
) -> None:
    withholding.ask(version, by=cast.listadmin, reason=WHY)
    if answer == "refused":
        withholding.refuse(version, by=cast.head, on=NOW, opinion="并非个人信息")
        assert withholding.askable(version), "it may be asked again"
    assert SECRET in page(row, SECOND) and WHY not in page(row, SECOND)


# ------------------------------------------------------------------------------ who may, and what
def test_nobody_agrees_to_what_they_asked_for(cast: Cast, version: ListVersion) -> None:
    both = factories.user(["listadmin", "head"], cast.bureau)
    withholding.ask(version, by=both, reason=WHY)
    for act in (withholding.agree, withholding.refuse):
        with pytest.raises(RuleError, match="申请人"):
            act(version, by=both, on=NOW, opinion="同意")
    assert not withholding.answered_by(version, both) and withholding.answered_by(
        version, cast.head
    )


def test_other_agencies_neither_ask_nor_answer(cast: Cast, version: ListVersion) -> None:
    with pytest.raises((RuleError, PermissionDenied)):
        withholding.ask(version, by=other_admin(cast), reason=WHY)
    withholding.ask(version, by=cast.listadmin, reason=WHY)
    with pytest.raises(RuleError, match="没有待您答复"):
        withholding.agree(
            version, by=factories.user("head", cast.other_bureau), on=NOW, opinion="同意"
        )
    with pytest.raises(PermissionDenied):
        withholding.agree(version, by=cast.listadmin, on=NOW, opinion="同意")


def test_what_the_list_says_today_is_not_taken_out_of_its_history(cast: Cast, row: Item) -> None:
    newest = list_records.versions(row).get(number=3)
    assert not offered(cast.listadmin, newest)
    with pytest.raises(RuleError, match="现行内容"):
        withholding.ask(newest, by=cast.listadmin, reason=WHY)


def test_what_is_said_again_meanwhile_stays(cast: Cast, row: Item, version: ListVersion) -> None:
    withholding.ask(version, by=cast.listadmin, reason=WHY)
    items.update(row, remedy=SECRET)
    with pytest.raises(RuleError, match="现行内容"):
        withholding.agree(version, by=cast.head, on=NOW, opinion="同意")


def test_a_version_that_was_never_told_is_not_withheld(cast: Cast, row: Item) -> None:
    waiting = submitted(row, cast.listadmin, NOW, fee="每件10元")
    with pytest.raises(RuleError, match="没有作为历史版本公开"):
        withholding.ask(waiting, by=cast.listadmin, reason=WHY)


@pytest.mark.parametrize("words", ["", " ", "\n"])
def test_asking_and_answering_say_why(cast: Cast, version: ListVersion, words: str) -> None:
    with pytest.raises(RuleError, match="理由"):
        withholding.ask(version, by=cast.listadmin, reason=words)
    withholding.ask(version, by=cast.listadmin, reason=WHY)
    with pytest.raises(RuleError, match="理由"):
        withholding.agree(version, by=cast.head, on=NOW, opinion=words)


def test_it_is_asked_once_at_a_time_and_answered_once(cast: Cast, version: ListVersion) -> None:
    withholding.ask(version, by=cast.listadmin, reason=WHY)
    with pytest.raises(RuleError, match="已经申请"):
        withholding.ask(version, by=cast.listadmin, reason=WHY)
    withholding.agree(version, by=cast.head, on=NOW, opinion="同意")
    for act in (withholding.agree, withholding.refuse):
        with pytest.raises(RuleError):
            act(version, by=cast.head, on=NOW, opinion="同意")


# ------------------------------------------------------------------------------ on the screen
def sent(user: User, name: str, version: ListVersion, **fields: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(reverse(name, args=[version.pk]), fields)


def offered(user: User, version: ListVersion) -> set[str]:
    client = Client()
    client.force_login(user)
    shown = client.get(reverse("list-version-detail", args=[version.pk])).content.decode()
    names = ("list-version-withhold", "list-version-withheld", "list-version-refuse")
    return {name for name in names if f'"{reverse(name, args=[version.pk])}"' in shown}


def test_the_way_of_a_request_from_page_to_page(
    cast: Cast, row: Item, version: ListVersion
) -> None:
    assert offered(cast.listadmin, version) == {"list-version-withhold"}
    assert sent(cast.listadmin, "list-version-withhold", version, reason=WHY).status_code == 302
    assert offered(cast.listadmin, version) == set()
    assert offered(cast.head, version) == {"list-version-withheld", "list-version-refuse"}
    queue = desk.texts_to_withhold(cast.head, NOW)
    assert queue is not None and [entry.detail for entry in queue.entries] == [WHY]
    assert sent(cast.head, "list-version-withheld", version, opinion="同意").status_code == 302
    assert SECRET not in page(row, SECOND) and offered(cast.head, version) == set()
    assert desk.texts_to_withhold(cast.head, NOW) is None


@pytest.mark.parametrize("reason", ["", "因\0由", " "])
def test_a_reason_that_is_none_keeps_the_form(
    cast: Cast, version: ListVersion, reason: str
) -> None:
    answer = sent(cast.listadmin, "list-version-withhold", version, reason=reason)
    assert answer.status_code == 200 and not ListWithholding.objects.exists()


# ------------------------------------------------------------------------------ by SQL
@pytest.mark.parametrize(
    "changes",
    [
        {"reason": "另写的理由"},
        {"status": "refused"},
        {"status": "asked", "decided_by": None, "decided_on": None},
        {"opinion": "另写的意见"},
    ],
)
def test_nobody_changes_what_was_answered(
    cast: Cast, version: ListVersion, changes: dict[str, Any]
) -> None:
    made = withheld(cast, version)
    with pytest.raises(DatabaseError), transaction.atomic():
        ListWithholding.objects.filter(pk=made.pk).update(**changes)
    with pytest.raises(DatabaseError), transaction.atomic():
        ListWithholding.objects.filter(pk=made.pk).delete()


def test_nobody_writes_an_answer_that_two_people_did_not_give(
    cast: Cast, version: ListVersion
) -> None:
    by, on = cast.listadmin, NOW
    made = {"version": version, "reason": WHY, "asked_by": by, "asked_at": timezone.now()}
    answered = {"status": "withheld", "decided_by": cast.head, "decided_on": on}
    with pytest.raises(DatabaseError), transaction.atomic():
        ListWithholding.objects.create(**made, **answered)
    row = ListWithholding.objects.create(**made)
    for changes in ({"status": "withheld"}, {**answered, "decided_by": by}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ListWithholding.objects.filter(pk=row.pk).update(**changes)
    with pytest.raises(DatabaseError), transaction.atomic():
        ListWithholding.objects.create(**made)
