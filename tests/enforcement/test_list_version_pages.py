"""The back office of the lists: what is typed waits, one person hands in, another approves."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.desk import lists as desk
from enforcement.models import Agency, Item, ListVersion, Officer
from enforcement.services import examination, list_versions
from tests import factories
from tests.base import Cast, client_of
from tests.enforcement.listed import (
    NOTE,
    SINCE,
    drafted,
    fresh,
    hashes,
    item,
    other_admin,
    submitted,
)

pytestmark = pytest.mark.django_db
ON = timezone.localdate()


def post(client: Client, name: str, /, *args: Any, **data: Any) -> Any:
    return client.post(reverse(name, args=args), data)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def form(row: Item, **changes: Any) -> dict[str, Any]:
    """What the form of an item sends."""
    said = {"agency": row.agency_id, "kind": row.kind, "name": row.name, "fee": row.fee}
    return {**said, "effective_from": SINCE, "published_on": SINCE, **changes}


def test_an_item_goes_from_the_form_over_the_head_to_the_public(cast: Cast) -> None:
    row, admin, head = item(cast), cast.client("listadmin"), cast.client("head")
    answer = post(admin, "item-admin-edit", row.pk, **form(row, fee="每件10元"))
    made = ListVersion.objects.of("item", row.pk).get(status="draft")
    assert answer.url == reverse("list-version-detail", args=[made.pk])
    assert "批准之后才改变" in text(admin.get(answer.url))
    assert "每件10元" in text(admin.get(reverse("item-admin-edit", args=[row.pk])))
    days = {"valid_from": ON, "change_note": NOTE}
    assert post(admin, "list-version-submit", made.pk, **days).status_code == 302
    shown = text(head.get(answer.url))
    assert reverse("list-version-publish", args=[made.pk]) in shown and "<ins>" in shown
    given = {"opinion": "同意", "examined": "on", "seen": examination.digest(fresh(made))}
    assert post(head, "list-version-publish", made.pk, **given).status_code == 302
    assert fresh(row).fee == "每件10元"
    assert "每件10元" in text(Client().get(reverse("item-detail", args=[row.pk])))


def test_what_is_sent_back_says_why_on_the_desk_of_who_wrote_it(cast: Cast) -> None:
    made = submitted(item(cast), cast.listadmin, ON, fee="每件10元")
    assert desk.rows_to_approve(cast.head, ON) is not None
    assert post(cast.client("head"), "list-version-return", made.pk, opinion="写明标准").url
    assert desk.rows_to_approve(cast.head, ON) is None
    queue = desk.rows_to_finish(cast.listadmin, ON)
    assert queue is not None and queue.entries[0].detail == "写明标准"
    assert "写明标准" in text(cast.client("listadmin").get(queue.entries[0].url))


def test_the_desk_tells_what_waits_for_whom(cast: Cast) -> None:
    submitted(item(cast), cast.listadmin, ON, fee="每件10元")
    (waits,) = desk.rows_to_finish(cast.listadmin, ON).entries  # type: ignore[union-attr]  # there is one
    assert (waits.step, waits.mine) == ("等待批准", False)
    (asked,) = desk.rows_to_approve(cast.head, ON).entries  # type: ignore[union-attr]  # likewise
    assert asked.mine and str(ON) in asked.detail
    assert desk.rows_to_approve(factories.user("head", cast.other_bureau), ON) is None
    assert desk.rows_to_finish(other_admin(cast), ON) is None


# ------------------------------------------------------------------------------ several at once
def waiting(cast: Cast, n: int) -> list[ListVersion]:
    rows = [item(cast, name=f"对第{i}种行为的处罚") for i in range(n)]
    return [submitted(row, cast.listadmin, ON, fee=f"{i}元") for i, row in enumerate(rows)]


def test_chosen_ones_are_approved_in_one_act(cast: Cast) -> None:
    made, head = waiting(cast, 3), cast.client("head")
    shown = text(head.get(reverse("list-version-list")))
    assert all(each.title in shown for each in made) and shown.count('name="versions"') == 3
    sent = {"versions": [made[0].pk, made[2].pk], "opinion": "同意", "examined": "on"}
    answer = post(head, "list-version-list", **sent, **hashes(*made))
    assert answer.status_code == 302
    assert [fresh(each).status for each in made] == ["published", "submitted", "published"]


def test_all_of_the_page_are_approved_with_one_button(cast: Cast) -> None:
    made = waiting(cast, 3)
    sent = {"listed": [each.pk for each in made], "all": "1", "opinion": "同意", "examined": "on"}
    post(cast.client("head"), "list-version-list", **sent, **hashes(*made))
    assert {fresh(each).status for each in made} == {"published"}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"opinion": "同意"}, "至少选择一项"),
        ({"opinion": "", "all": "1", "examined": "on"}, "必填"),
        ({"examined": "on", "opinion": "同意", "versions": ["x", "\0", "9" * 40]}, ""),
        ({"opinion": "\0", "all": "1", "examined": "on"}, ""),
    ],
)
def test_what_cannot_be_approved_approves_nothing(
    cast: Cast, sent: dict[str, Any], words: str
) -> None:
    (made,) = waiting(cast, 1)
    sent = {"listed": [made.pk], **sent, **hashes(made)}
    answer = post(cast.client("head"), "list-version-list", **sent)
    assert answer.status_code in (200, 400, 422) and words in text(answer)
    assert fresh(made).status == "submitted"


def test_nobody_approves_in_one_act_what_another_organ_decides(cast: Cast) -> None:
    (made,) = waiting(cast, 1)
    stranger = client_of(factories.user("head", cast.other_bureau))
    assert made.title not in text(stranger.get(reverse("list-version-list")))
    assert post(stranger, "list-version-list", versions=[made.pk], opinion="同意").status_code
    assert fresh(made).status == "submitted"
    assert stranger.get(reverse("list-version-detail", args=[made.pk])).status_code == 404
    assert post(stranger, "list-version-publish", made.pk, opinion="同意").status_code == 404
    supervised = text(cast.client("officer1").get(reverse("list-version-list")))
    assert 'name="versions"' not in supervised, "who may not approve has nothing to choose"


# ------------------------------------------------------------------------------ the other lists
def test_a_subject_below_is_announced_by_the_head_above(cast: Cast) -> None:
    sent = {"name": "云溪市市监二大队", "kind": "authorised", "status": "confirmed"}
    sent |= {"confirmed_by": "云溪市人民政府", "announced_on": "2026-04-01"}
    post(cast.client("listadmin"), "agency-admin-create", **sent)
    made = Agency.objects.get(name=sent["name"])
    assert made.status == "pending" and not Agency.objects.public().filter(pk=made.pk).exists()
    version = ListVersion.objects.of("agency", made.pk).get()
    handed = list_versions.submit(
        version, by=cast.listadmin, on=ON, valid_from=ON, change_note=NOTE
    )
    list_versions.publish(handed, by=cast.head, examined=True, on=ON)
    assert fresh(made).status == "confirmed"


def test_what_is_not_public_of_a_subject_is_saved_at_once(cast: Cast) -> None:
    row = cast.bureau
    sent = {"name": row.name, "kind": row.kind, "status": "confirmed", "confirmed_by": "市政府"}
    sent |= {"announced_on": "2026-01-05", "doc_prefix": "云新", "phone": "0398-12345"}
    post(cast.client("listadmin"), "agency-admin-edit", row.pk, **sent)
    assert (fresh(row).doc_prefix, fresh(row).phone) == ("云新", row.phone)
    assert ListVersion.objects.of("agency", row.pk).open().get().content["phone"] == "0398-12345"


def test_a_subject_that_is_closed_is_off_the_list_at_once(cast: Cast) -> None:
    row = cast.bureau
    sent = {"name": row.name, "kind": row.kind, "status": "closed"}
    post(cast.client("listadmin"), "agency-admin-edit", row.pk, **sent)
    assert not Agency.objects.public().filter(pk=row.pk).exists()


def test_an_officer_loses_the_post_at_once_and_another_title_waits(cast: Cast) -> None:
    row, client = cast.officers[0], cast.client("listadmin")
    sent = {"agency": row.agency_id, "name": row.name, "unit": "执法三科", "status": "active"}
    answer = post(client, "officer-admin-edit", row.pk, **sent, post="执法大队长")
    draft = ListVersion.objects.of("officer", row.pk).open().get()
    assert answer.url == reverse("list-version-detail", args=[draft.pk])
    assert (fresh(row).unit, fresh(row).post) == ("执法三科", row.post)
    post(client, "officer-admin-edit", row.pk, **{**sent, "status": "suspended"}, post="执法大队长")
    assert not Officer.objects.public(timezone.localdate()).filter(pk=row.pk).exists()


# ------------------------------------------------------------------------------ hostile input
@pytest.mark.parametrize("note", ["", " ", "因\0由", "长" * 100_000])
def test_a_note_that_cannot_be_kept_is_refused(cast: Cast, note: str) -> None:
    made = drafted(item(cast), cast.listadmin, ON, fee="每件10元")
    answer = post(
        cast.client("listadmin"),
        "list-version-submit",
        made.pk,
        valid_from=timezone.localdate(),
        change_note=note,
    )
    assert answer.status_code in (200, 400, 422) and fresh(made).status == "draft"


def test_markup_in_a_version_is_text(cast: Cast) -> None:
    made = submitted(item(cast), cast.listadmin, ON, fee="<script>1</script>")
    for name, args in (("list-version-list", []), ("list-version-detail", [made.pk])):
        shown = text(cast.client("head").get(reverse(name, args=args)))
        assert "<script>1</script>" not in shown


def test_the_list_of_changes_reads_a_fixed_number_of_rows(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    waiting(cast, 4)
    client = cast.client("head")
    with django_assert_max_num_queries(25):
        client.get(reverse("list-version-list"))
