"""The pages by which the list administrator writes the registers and the head publishes them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enforcement.models import EntryVersion, RegisterEntry
from enforcement.registers import BOOKS
from enforcement.services import examination, registers
from tests import factories
from tests.base import Cast
from tests.registers import CONTENT, GUIDE, changed, item_for, opened, permit_item, published

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TODAY = timezone.localdate()


@pytest.fixture
def draft(cast: Cast) -> EntryVersion:
    return opened(cast.bureau, cast.listadmin)


def page(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return str(answer.content.decode())


def send(cast: Cast, name: str, *args: Any, who: str = "listadmin", **data: Any) -> Any:
    """The answer to a filled form."""
    return cast.client(who).post(reverse(name, args=args), {"sent": "1", **data})


def filled(content: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The content as a browser posts it: lists one per line, tables as numbered fields."""
    data: dict[str, Any] = {"title": "示范条目"}
    for key, value in {**content, **changes}.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            data |= rows(key, value)
        elif key in ("kinds", "officers"):
            data[key] = value
        else:
            data[key] = "\n".join(value) if isinstance(value, list) else value
    return data


def rows(key: str, values: list[dict[str, str]]) -> dict[str, Any]:
    data: dict[str, Any] = {f"{key}-TOTAL_FORMS": len(values), f"{key}-INITIAL_FORMS": len(values)}
    for place, row in enumerate(values):
        data |= {f"{key}-{place}-{name}": text for name, text in row.items()}
    return data


def test_the_way_from_an_item_to_a_public_guide(cast: Cast) -> None:
    item = permit_item(cast.bureau, unit="许可科", remedy="可以申请行政复议。")
    made = send(cast, "entry-create", "guide", agency=cast.bureau.pk, item=item.pk)
    version = EntryVersion.objects.get()
    assert made.url == reverse("entry-edit", args=[version.pk])
    assert version.title == item.name
    form = page(cast.client("listadmin"), "entry-edit", version.pk)
    assert "许可科" in form and "可以申请行政复议。" in form

    answer = send(cast, "entry-edit", version.pk, **filled(GUIDE))
    assert answer.url == reverse("entry-detail", args=[version.entry_id])
    version.refresh_from_db()
    assert version.content == GUIDE
    send(cast, "entry-submit", version.pk, valid_from=TODAY)
    waiting = page(cast.client("head"), "entry-detail", version.entry_id)
    assert reverse("entry-publish", args=[version.pk]) in waiting
    given = {"opinion": "同意公布。", "examined": "on"}
    unseen = cast.client("head").post(reverse("entry-publish", args=[version.pk]), given)
    assert "重新打开本页" in unseen.content.decode()
    given["seen"] = examination.digest(EntryVersion.objects.get())
    send(cast, "entry-publish", version.pk, who="head", **given)

    version.refresh_from_db()
    assert version.status == "published"
    public = Client().get(reverse("public-guide-detail", args=[version.entry_id]))
    assert "申请人自备" in public.content.decode()


@pytest.mark.parametrize("register", sorted(set(BOOKS) - {"guide"}))
def test_every_register_keeps_what_its_form_says(cast: Cast, register: str) -> None:
    item = item_for(cast.bureau, register) if register == "standard" else None
    about: dict[str, Any] = {"item": item.pk} if item else {}
    answer = send(cast, "entry-create", register, agency=cast.bureau.pk, title="示范条目", **about)
    version = EntryVersion.objects.get()
    assert answer.url == reverse("entry-edit", args=[version.pk])
    content = dict(CONTENT[register])
    if register == "window":
        content["officers"] = sorted(row.pk for row in cast.officers)

    saved = send(cast, "entry-edit", version.pk, **filled(content))

    assert saved.status_code == 302, saved.content.decode()
    version.refresh_from_db()
    assert version.content == content
    again = page(cast.client("listadmin"), "entry-edit", version.pk)
    for field in BOOKS[register].fields:
        assert str(field.label) in again


def test_a_form_that_lacks_something_keeps_what_was_typed(cast: Cast, draft: EntryVersion) -> None:
    answer = send(cast, "entry-edit", draft.pk, **filled(GUIDE, fee="", phone="0000-99999"))

    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "0000-99999" in shown and "申请人自备" in shown
    draft.refresh_from_db()
    assert draft.content["phone"] == GUIDE["phone"]


def test_empty_rows_of_a_table_are_left_out(cast: Cast, draft: EntryVersion) -> None:
    empty = dict.fromkeys(GUIDE["materials"][0], "")
    materials = [empty, GUIDE["materials"][0], empty]
    send(cast, "entry-edit", draft.pk, **filled(GUIDE, materials=materials))

    draft.refresh_from_db()
    assert draft.content["materials"] == GUIDE["materials"]


def test_more_rows_are_offered_than_are_filled(cast: Cast, draft: EntryVersion) -> None:
    shown = page(cast.client("listadmin"), "entry-edit", draft.pk)
    assert 'name="materials-3-name"' in shown and 'name="materials-4-name"' not in shown
    assert 'value="申请书"' in shown


def test_a_refused_rule_is_shown_on_the_page_of_the_act(cast: Cast, draft: EntryVersion) -> None:
    send(cast, "entry-edit", draft.pk, **filled(GUIDE, promised_days=30))

    answer = send(cast, "entry-submit", draft.pk, valid_from=TODAY)

    assert "承诺办理时限不能长于法定办理时限" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_second_version_asks_what_changed(cast: Cast, draft: EntryVersion) -> None:
    published(draft, cast.listadmin, cast.head, on=TODAY, valid_from=TODAY)
    send(cast, "entry-revise", draft.entry_id)
    second = EntryVersion.objects.get(number=2)
    lacking = send(cast, "entry-edit", second.pk, **filled(GUIDE, promised_days=5))
    assert lacking.status_code == 200

    send(cast, "entry-edit", second.pk, change_note="提速。", **filled(GUIDE, promised_days=5))

    second.refresh_from_db()
    assert (second.change_note, second.content["promised_days"]) == ("提速。", 5)
    assert "提速。" in page(cast.client("listadmin"), "entry-detail", draft.entry_id)


def test_what_the_head_sent_back_is_shown_with_the_reason(cast: Cast, draft: EntryVersion) -> None:
    send(cast, "entry-submit", draft.pk, valid_from=TODAY)
    send(cast, "entry-return", draft.pk, who="head", opinion="请补充材料的示范文本。")

    shown = page(cast.client("listadmin"), "entry-detail", draft.entry_id)
    assert "请补充材料的示范文本。" in shown
    assert reverse("entry-edit", args=[draft.pk]) in shown


def test_a_withdrawal_asks_for_the_reason_and_is_shown(cast: Cast, draft: EntryVersion) -> None:
    published(draft, cast.listadmin, cast.head, on=TODAY, valid_from=TODAY)
    assert (
        send(cast, "entry-withdraw", draft.entry_id, ground="withdraw", reason=" ").status_code
        == 200
    )

    send(cast, "entry-withdraw", draft.entry_id, ground="withdraw", reason="事项取消。")

    entry = RegisterEntry.objects.get()
    assert (entry.status, entry.withdrawn_on) == ("withdrawn", TODAY)
    shown = page(cast.client("listadmin"), "entry-detail", entry.pk)
    assert "事项取消。" in shown and reverse("entry-revise", args=[entry.pk]) not in shown


def test_a_draft_is_given_up_with_a_reason(cast: Cast, draft: EntryVersion) -> None:
    send(cast, "entry-discard", draft.pk, reason="重复登记。")
    draft.refresh_from_db()
    assert draft.status == "discarded"
    assert cast.client("listadmin").get(reverse("entry-edit", args=[draft.pk])).status_code == 404


def test_each_register_has_its_list(cast: Cast, draft: EntryVersion) -> None:
    home = page(cast.client("listadmin"), "registry-home")
    for key, book in BOOKS.items():
        assert reverse("entry-list", args=[key]) in home
        shown = page(cast.client("listadmin"), "entry-list", key)
        assert book.name in shown
        assert (draft.title in shown) == (key == "guide")
    assert cast.client("listadmin").get("/office/registry/entries/none/list/").status_code == 404
    assert cast.client("listadmin").get("/office/registry/entries/none/new/").status_code == 404


def test_a_reader_sees_no_way_to_write(cast: Cast, draft: EntryVersion) -> None:
    shown = page(cast.client("officer1"), "entry-detail", draft.entry_id)
    assert reverse("entry-edit", args=[draft.pk]) not in shown
    assert reverse("entry-create", args=["guide"]) not in page(
        cast.client("officer1"), "entry-list", "guide"
    )


def test_another_agencys_entries_do_not_exist(cast: Cast, draft: EntryVersion) -> None:
    outside = cast.client("outsider")
    assert draft.title not in page(outside, "entry-list", "guide")
    assert outside.get(reverse("entry-detail", args=[draft.entry_id])).status_code == 404


def test_items_and_officers_of_another_agency_are_not_offered(cast: Cast) -> None:
    foreign = permit_item(cast.other_bureau, name="外单位的许可")
    shown = page(cast.client("listadmin"), "entry-create", "guide")
    assert "外单位的许可" not in shown
    refused = send(cast, "entry-create", "guide", agency=cast.bureau.pk, item=foreign.pk)
    assert refused.status_code == 200 and not RegisterEntry.objects.exists()

    board = opened(cast.bureau, cast.listadmin, "window")
    form = page(cast.client("listadmin"), "entry-edit", board.pk)
    assert cast.officers[0].name in form and cast.outsider.officer.name not in form


def test_an_officer_who_left_is_marked_on_the_draft(cast: Cast) -> None:
    board = opened(cast.bureau, cast.listadmin, "window", officers=[cast.officers[0].pk])
    type(cast.officers[0]).objects.filter(pk=cast.officers[0].pk).update(status="left")
    shown = page(cast.client("listadmin"), "entry-detail", board.entry_id)
    assert cast.officers[0].name in shown and "已注销" in shown


def test_every_version_is_listed_with_its_note(cast: Cast, draft: EntryVersion) -> None:
    published(draft, cast.listadmin, cast.head)
    changed(draft, cast.listadmin, cast.head, valid_from=TODAY, promised_days=5)
    shown = page(cast.client("listadmin"), "entry-detail", draft.entry_id)
    assert "第 1 版" in shown and "第 2 版" in shown and "修订。" in shown


def test_the_list_asks_the_database_a_fixed_number_of_times(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for place in range(5):
        registers.open_entry(
            by=cast.listadmin,
            agency=cast.bureau,
            register="channel",
            title=f"渠道{place}",
            content=CONTENT["channel"],
        )
    client = cast.client("listadmin")
    page(client, "entry-list", "channel")
    with django_assert_max_num_queries(14):
        page(client, "entry-list", "channel")


def test_nobody_without_an_account_reads_the_drafts(cast: Cast, draft: EntryVersion) -> None:
    assert factories.user("officer", cast.bureau, username="o9", name="甲").pk
    for name in ("entry-detail", "entry-edit"):
        key = draft.entry_id if name == "entry-detail" else draft.pk
        assert Client().get(reverse(name, args=[key])).status_code == 302
