"""The same words in several versions are taken out of the history in one act, or named as left out."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from config.desk import lists as desk
from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import Item, ListVersion, ListWithholding, User
from enforcement.services import items, list_records, list_repeats
from enforcement.services import list_withholding as withholding
from tests import factories
from tests.base import Cast, day
from tests.enforcement.listed import fresh, item, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
NOW, WHY, SECRET = day(4, 1), "写有个人姓名", "找张三丰办理"
# Version 2 says the words, 3 says them with more, 4 elsewhere, 5 not any more, 6 again, 7 not.
SAID: list[dict[str, Any]] = [
    {"remedy": SECRET},
    {"remedy": f"先到窗口。{SECRET}，带身份证。"},
    {"remedy": "到窗口。", "fee": SECRET},
    {"remedy": "到窗口。", "fee": "不收费"},
    {"remedy": f"到窗口。\n {SECRET}。"},
    {"remedy": "到窗口。"},
]


@pytest.fixture
def row(cast: Cast) -> Item:
    """An item whose versions 2, 3, 4 and 6 name somebody, and which does not any more."""
    made = item(cast)
    for month, changes in enumerate(SAID, start=1):
        published(cast, fresh(made), day(3, month), **changes)
    return fresh(made)  # type: ignore[no-any-return]  # a row of any list


def version(row: Item, number: int) -> ListVersion:
    return list_records.versions(row).get(number=number)  # type: ignore[no-any-return]  # likewise


def numbers(row: Item) -> set[int]:
    rows = ListWithholding.objects.of("item", row.pk).in_force()
    return set(rows.values_list("version__number", flat=True))


def told(row: Item) -> str:
    """Everything that the public reads of the history."""
    client, address = Client(), reverse("item-detail", args=[row.pk])
    pages = [client.get(address, {"on": day(3, each).isoformat()}) for each in range(1, 8)]
    pages += [
        client.get(reverse("list-version-changes", args=["item", row.pk, each]))
        for each in range(1, 8)
    ]
    return "".join(page.content.decode() for page in pages)


def others(row: Item, number: int, named: tuple[str, ...] = ()) -> list[int]:
    one = version(row, number)
    return [each.number for each, _ in list_repeats.others(one, list_repeats.concerned(one, named))]


# ------------------------------------------------------------------------------ where it stands
def test_the_words_are_found_before_and_after_in_other_places_and_in_part(row: Item) -> None:
    assert others(row, 2) == [3, 4, 6]
    assert others(row, 6) == [2, 3, 4]
    assert others(row, 4) == [2, 3, 6]


def test_words_that_stand_nowhere_else_have_no_company(cast: Cast, row: Item) -> None:
    published(cast, row, day(3, 20), unit="执法九科")
    published(cast, fresh(row), day(3, 21), unit="执法二科")
    assert others(fresh(row), 8) == []


def test_somebody_may_name_the_words(row: Item) -> None:
    keys = {each.words: each.key for each in list_repeats.passages(version(row, 3))}
    assert others(row, 3, (keys["先到窗口"],)) == []
    assert others(row, 3, (keys[f"{SECRET}，带身份证"],)) == []
    assert others(row, 4, ("fee:0",)) == [2, 3, 6]


def test_what_the_row_says_today_is_known_by_passage(row: Item) -> None:
    said = {each.words: each.today for each in list_repeats.passages(version(row, 6))}
    assert said["到窗口"] is True and said[SECRET] is False


# ------------------------------------------------------------------------------ in one act
def test_two_people_cover_them_together(cast: Cast, row: Item) -> None:
    also = [version(row, 3), version(row, 4), version(row, 6)]
    assert SECRET in told(row)
    withholding.ask(version(row, 2), by=cast.listadmin, reason=WHY, also=also)
    assert SECRET in told(row), "nobody has agreed yet"
    queue = desk.texts_to_withhold(cast.head, NOW)
    assert queue is not None and len(queue.entries) == 1, "one act"
    assert withholding.answered_by(also[2], cast.head)
    withholding.agree(version(row, 2), by=cast.head, on=NOW, opinion="同意")
    assert numbers(row) == {2, 3, 4, 6} and SECRET not in told(row)


def test_one_answer_on_any_of_them_answers_all(cast: Cast, row: Item) -> None:
    withholding.ask(version(row, 2), by=cast.listadmin, reason=WHY, also=[version(row, 6)])
    withholding.refuse(version(row, 6), by=cast.head, on=NOW, opinion="并非个人信息")
    assert set(ListWithholding.objects.values_list("status", flat=True)) == {"refused"}
    withholding.ask(version(row, 6), by=cast.listadmin, reason=WHY, also=[version(row, 2)])
    withholding.agree(version(row, 2), by=cast.head, on=NOW, opinion="同意")
    assert numbers(row) == {2, 6}


def test_what_is_left_out_is_named_in_the_act_and_the_log(cast: Cast, row: Item) -> None:
    made = withholding.ask(version(row, 2), by=cast.listadmin, reason=WHY, also=[version(row, 3)])
    assert made.left_out == [4, 6]
    asked = AuditEntry.objects.get(action="listwithholding.ask")
    assert '"left_out":[4,6]' in asked.data.replace(" ", "")
    why = withholding.asked_why(version(row, 2), NOW)
    assert "第4版" in why and "第6版" in why and "继续公开" in why
    withholding.agree(version(row, 2), by=cast.head, on=NOW, opinion="同意")
    agreed = AuditEntry.objects.filter(action="listwithholding.withhold").first()
    assert agreed is not None and "第4版" in agreed.data and "第6版" in agreed.data
    assert numbers(row) == {2, 3}


def test_a_version_made_after_the_request_is_named_to_who_answers(cast: Cast, row: Item) -> None:
    rest = [version(row, each) for each in (3, 4, 6)]
    withholding.ask(version(row, 2), by=cast.listadmin, reason=WHY, also=rest)
    assert "继续公开" not in withholding.asked_why(version(row, 2), NOW)
    published(cast, row, day(3, 28), remedy=SECRET)
    published(cast, fresh(row), day(3, 29), remedy="到窗口。")
    assert "第8版" in withholding.asked_why(version(row, 2), NOW)
    withholding.agree(version(row, 2), by=cast.head, on=NOW, opinion="同意")
    assert numbers(row) == {2, 3, 4, 6}


# ------------------------------------------------------------------------------ what is refused
def test_words_in_force_are_changed_first(cast: Cast, row: Item) -> None:
    key = next(x.key for x in list_repeats.passages(version(row, 6)) if x.words == "到窗口")
    with pytest.raises(RuleError, match="现行内容仍写有“救济.*到窗口.*变更"):
        withholding.ask(version(row, 6), by=cast.listadmin, reason=WHY, passages=[key])
    withholding.ask(version(row, 2), by=cast.listadmin, reason=WHY)
    items.update(row, remedy=f"请{SECRET}。")
    with pytest.raises(RuleError, match="现行内容仍写有"):
        withholding.agree(version(row, 2), by=cast.head, on=NOW, opinion="同意")
    assert numbers(row) == set()


def test_a_version_that_tells_other_words_is_not_covered(cast: Cast, row: Item) -> None:
    for number in (1, 5, 7):
        with pytest.raises(RuleError):
            also = [version(row, number)]
            withholding.ask(version(row, 2), by=cast.listadmin, reason=WHY, also=also)
    assert not ListWithholding.objects.exists()


def test_a_version_asked_about_already_is_not_covered_twice(cast: Cast, row: Item) -> None:
    withholding.ask(version(row, 3), by=cast.listadmin, reason=WHY)
    with pytest.raises(RuleError, match="已经申请"):
        also = [version(row, 3)]
        withholding.ask(version(row, 2), by=cast.listadmin, reason=WHY, also=also)


def test_who_asked_answers_none_of_them(cast: Cast, row: Item) -> None:
    both = factories.user(["listadmin", "head"], cast.bureau)
    withholding.ask(version(row, 2), by=both, reason=WHY, also=[version(row, 3)])
    for number in (2, 3):
        with pytest.raises(RuleError, match="申请人"):
            withholding.agree(version(row, number), by=both, on=NOW, opinion="同意")


# ------------------------------------------------------------------------------ on the screen
def sent(user: User, name: str, about: ListVersion, **fields: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(reverse(name, args=[about.pk]), fields)


def test_the_form_offers_them_and_covers_them_unless_told(cast: Cast, row: Item) -> None:
    client, name = cast.client("listadmin"), "list-version-withhold"
    answer = client.get(reverse(name, args=[version(row, 6).pk]))
    form, shown = answer.context["form"], answer.content.decode()
    assert form["also"].value() == [version(row, each).pk for each in (2, 3, 4)]
    assert "第3版（2026-03-02起）：救济" in shown and "到窗口（现行内容仍有）" in shown
    also = [version(row, 2).pk, version(row, 3).pk]
    assert sent(cast.listadmin, name, version(row, 6), reason=WHY, also=also).status_code == 302
    page = cast.client("head").get(reverse("list-version-detail", args=[version(row, 6).pk]))
    assert "第4版" in page.content.decode() and "继续公开" in page.content.decode()


@pytest.mark.parametrize(
    "wrong", [{"also": "9" * 30}, {"also": "x"}, {"also": "0"}, {"passages": "none:0"}]
)
def test_a_choice_that_is_none_keeps_the_form(cast: Cast, row: Item, wrong: Any) -> None:
    answer = sent(cast.listadmin, "list-version-withhold", version(row, 2), reason=WHY, **wrong)
    assert answer.status_code == 200 and not ListWithholding.objects.exists()


def test_a_version_without_company_asks_about_none(cast: Cast, row: Item) -> None:
    address = reverse("list-version-withhold", args=[version(row, 3).pk])
    published(cast, row, day(3, 28), unit="执法九科")
    published(cast, fresh(row), day(3, 29), unit="执法二科")
    address = reverse("list-version-withhold", args=[version(row, 8).pk])
    assert "also" not in cast.client("listadmin").get(address).context["form"].fields


# ------------------------------------------------------------------------------ by SQL
def sql(statement: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


UPDATE = "UPDATE enforcement_listwithholding SET"


@pytest.mark.parametrize(
    "change",
    ["together_id = NULL", "left_out = '[]'", "passages = '[]'", "together_id = id"],
)
def test_nobody_changes_what_was_asked_together(cast: Cast, row: Item, change: str) -> None:
    lead = withholding.ask(version(row, 2), by=cast.listadmin, reason=WHY, also=[version(row, 3)])
    second = lead.covered.get()
    changed = second if change.startswith("together_id = NULL") else lead
    with pytest.raises(IntegrityError, match="REGISTER"):
        sql(f"{UPDATE} {change} WHERE id = %s", changed.pk)


def test_nobody_answers_a_part(cast: Cast, row: Item) -> None:
    lead = withholding.ask(version(row, 2), by=cast.listadmin, reason=WHY, also=[version(row, 3)])
    with pytest.raises(IntegrityError, match="REGISTER"):
        sql(
            f"{UPDATE} status = 'withheld', opinion = 'x', decided_on = '2026-04-01', "
            "decided_by_id = %s WHERE id = %s",
            cast.head.pk,
            lead.covered.get().pk,
        )


def test_what_is_asked_together_is_of_one_row(cast: Cast, row: Item) -> None:
    lead = withholding.ask(version(row, 2), by=cast.listadmin, reason=WHY)
    other = item(cast, name="另一事项")
    published(cast, other, day(3, 5), fee="10元")
    foreign = list_records.versions(other).get(number=1)
    said = {"reason": WHY, "together": lead}
    with pytest.raises(IntegrityError, match="REGISTER"), transaction.atomic():
        ListWithholding.objects.create(version=foreign, asked_by=cast.listadmin, **said)
    with pytest.raises(IntegrityError, match="REGISTER"), transaction.atomic():
        ListWithholding.objects.create(version=version(row, 3), asked_by=cast.head, **said)
