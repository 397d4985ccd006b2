"""公开前保密审查 of registers and lists: no version is approved that nobody examined for secrets."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from core.triggers import refusal
from enforcement.models import EntryVersion, ListVersion
from enforcement.services import agencies, examination, list_versions, registers
from tests import factories
from tests.base import Cast
from tests.enforcement.listed import drafted, fresh, item, submitted
from tests.enforcement.test_list_versions import ON as LISTED
from tests.registers import FROM, ON, opened, published

pytestmark = pytest.mark.django_db
Version = EntryVersion | ListVersion


def entry(cast: Cast) -> EntryVersion:
    version = opened(cast.bureau, cast.listadmin, "channel")
    return registers.submit(version, by=cast.listadmin, on=ON, valid_from=FROM)


def listed(cast: Cast) -> ListVersion:
    return submitted(item(cast), cast.listadmin, LISTED, fee="每件10元")


KINDS: dict[str, tuple[Callable[[Cast], Version], Any, Any, str]] = {
    "entry": (entry, registers, ON, "entry-publish"),
    "list": (listed, list_versions, LISTED, "list-version-publish"),
}
each = pytest.mark.parametrize("kind", sorted(KINDS))


def code(act: Callable[[], object]) -> str:
    """The code of the gate that refuses."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    found = refusal(caught.value)
    assert found is not None, caught.value
    return found[0]


def notes(version: Version) -> list[dict[str, Any]]:
    name = f"{version._meta.model_name}.secrecy"
    rows = AuditEntry.objects.filter(action=name, object_id=str(version.pk)).order_by("id")
    return [json.loads(row.data) for row in rows]


@each
def test_the_approval_keeps_which_text_was_examined_and_what_was_stated(
    cast: Cast, kind: str
) -> None:
    make, service, on, _page = KINDS[kind]
    version = make(cast)
    said = examination.digest(version)
    made = service.publish(version, by=cast.head, on=on, examined=True, seen=said)
    assert fresh(made).cleared_sha256 == said and len(said) == 64
    (note,) = notes(version)
    assert (note["outcome"], note["sha256"]) == ("clear", said)
    assert "不含国家秘密、工作秘密" in note["note"]


@each
def test_nothing_is_approved_that_nobody_says_was_examined(cast: Cast, kind: str) -> None:
    make, service, on, _page = KINDS[kind]
    version = make(cast)
    with pytest.raises(RuleError, match="保密审查") as caught:
        service.publish(version, by=cast.head, on=on, examined=False)
    assert "第十七条" in caught.value.article and caught.value.field == "examined"
    assert fresh(version).status == "submitted" and not notes(version)


@each
def test_what_was_not_looked_at_is_not_cleared(cast: Cast, kind: str) -> None:
    make, service, on, _page = KINDS[kind]
    version = make(cast)
    with pytest.raises(StaleError, match="在您查看之后"):
        service.publish(version, by=cast.head, on=on, examined=True, seen="0" * 64)
    assert fresh(version).status == "submitted" and not notes(version)


@pytest.mark.parametrize("changed", ["title", "content", "change_note"])
def test_the_digest_is_of_all_that_the_public_reads(cast: Cast, changed: str) -> None:
    version = entry(cast)
    before = examination.digest(version)
    setattr(version, changed, {"other": "x"} if changed == "content" else "改写")
    assert examination.digest(version) != before


def test_the_digest_is_of_the_rows_that_become_public_along(cast: Cast) -> None:
    new = agencies.create(name="筹建局", parent=cast.bureau, status="pending")
    row = item(cast, agency=new)
    version = drafted(new, cast.listadmin, LISTED, status="confirmed", announced_on=LISTED)
    before = examination.digest(version)
    type(row).objects.filter(pk=row.pk).update(fee="每件10元")
    assert examination.digest(version) != before


@each
def test_the_page_asks_for_the_examination_in_the_words_of_the_rules(cast: Cast, kind: str) -> None:
    make, _service, _on, page = KINDS[kind]
    version = make(cast)
    address, head = reverse(page, args=[version.pk]), cast.client("head")
    shown = head.get(address)
    assert "经保密审查，拟公开的内容不含国家秘密" in shown.content.decode()
    seen = shown.context["form"]["seen"].value()
    told = head.post(address, {"opinion": "同意。", "seen": seen}).content.decode()
    assert "请先进行保密审查" in told and fresh(version).status == "submitted"
    for wrong in ("0" * 64, "\0", "9" * 5000, "", " "):
        answer = head.post(address, {"opinion": "同意。", "seen": wrong, "examined": "on"})
        assert answer.status_code == 200 and fresh(version).status == "submitted"


def test_who_names_no_text_has_looked_at_none(cast: Cast) -> None:
    version, head = listed(cast), cast.client("head")
    page = "list-version-publish"
    address, sent = reverse(page, args=[version.pk]), {"opinion": "同意。", "examined": "on"}
    answer = head.post(address, sent)
    assert answer.status_code == 200 and "重新打开本页" in answer.content.decode()
    assert fresh(version).status == "submitted"
    assert head.post(address, sent | {"seen": examination.digest(version)}).status_code == 302
    assert fresh(version).status == "published"


def test_the_page_clears_the_text_it_showed_and_no_later_one(cast: Cast) -> None:
    version, head = listed(cast), cast.client("head")
    address = reverse("list-version-publish", args=[version.pk])
    seen = head.get(address).context["form"]["seen"].value()
    list_versions.give_back(version, by=cast.head, opinion="请改。")
    drafted(item_of(version), cast.listadmin, LISTED, fee="每件99元")
    list_versions.submit(
        fresh(version), by=cast.listadmin, on=LISTED, valid_from=LISTED, change_note="又改"
    )
    answer = {"opinion": "同意。", "seen": seen, "examined": "on"}
    assert "在您查看之后" in head.post(address, answer).content.decode()
    assert fresh(version).status == "submitted"


def item_of(version: ListVersion) -> Any:
    return list_versions.row_of(version)


def approve(head: Client, version: ListVersion, **more: str) -> Any:
    sent = {"versions": [version.pk], "opinion": "同意", **more}
    return head.post(reverse("list-version-list"), sent)


def test_several_are_cleared_each_as_it_was_shown(cast: Cast) -> None:
    version, head = listed(cast), cast.client("head")
    said, key = examination.digest(version), f"seen-{version.pk}"
    shown = head.get(reverse("list-version-list")).content.decode()
    assert f'name="{key}" value="{said}"' in shown
    assert "请先进行保密审查" in approve(head, version).content.decode()
    unseen: list[dict[str, str]] = [{key: "0" * 64}, {key: ""}, {key: "-"}, {}, {"seen-0": said}]
    for named in unseen:
        other = approve(head, version, examined="on", **named)
        assert "在您查看之后" in other.content.decode(), named
        assert fresh(version).status == "submitted"
    assert approve(head, version, examined="on", **{key: said}).status_code == 302
    assert fresh(version).cleared_sha256 == said


# --------------------------------------------------------------------------------- who wrote it
@pytest.mark.parametrize("way", ["opens", "rewrites"])
def test_who_wrote_an_entry_does_not_approve_it(cast: Cast, way: str) -> None:
    both = factories.user(["listadmin", "head"], cast.bureau, username="both", name="兼任")
    version = opened(cast.bureau, both if way == "opens" else cast.listadmin, "channel")
    if way == "rewrites":
        registers.rewrite(version, by=both, title="改写的名称", content=version.content)
    registers.submit(version, by=cast.listadmin, on=ON, valid_from=FROM)
    with pytest.raises(RuleError, match="编制人不能批准"):
        registers.publish(version, by=both, on=ON, examined=True)
    made = registers.publish(version, by=cast.head, on=ON, examined=True)
    assert made.approved_by == cast.head


# --------------------------------------------------------------------------------- the database
@each
@pytest.mark.parametrize("kept", [None, "", "short"])
def test_the_database_publishes_nothing_that_was_not_examined(
    cast: Cast, kind: str, kept: str | None
) -> None:
    make, _service, on, _page = KINDS[kind]
    rows = type(version := make(cast))._default_manager.filter(pk=version.pk)
    moved = {"status": "published", "approved_by": cast.head, "published_on": on}
    assert code(lambda: rows.update(**moved, cleared_sha256=kept)) == "NOT_EXAMINED"
    assert rows.update(**moved, cleared_sha256=examination.digest(version)) == 1


@each
def test_the_database_lets_no_author_approve(cast: Cast, kind: str) -> None:
    make, _service, on, _page = KINDS[kind]
    rows = type(version := make(cast))._default_manager.filter(pk=version.pk)
    other = factories.user("listadmin", cast.bureau, username="second", name="第二管理员")
    rows.update(submitted_by=other)
    moved = {"status": "published", "approved_by": cast.listadmin, "published_on": on}
    said = examination.digest(version)
    assert code(lambda: rows.update(**moved, cleared_sha256=said)) == "SECRECY_OTHER"


@each
def test_what_was_examined_is_kept_as_it_was(cast: Cast, kind: str) -> None:
    make, service, on, _page = KINDS[kind]
    version = make(cast)
    rows = type(version)._default_manager.filter(pk=version.pk)
    assert code(lambda: rows.update(cleared_sha256="0" * 64)) == "NOT_EXAMINED"
    service.publish(version, by=cast.head, on=on, examined=True)
    assert code(lambda: rows.update(cleared_sha256="0" * 64)) in ("NOT_EXAMINED", "REGISTER")
    assert code(lambda: rows.update(cleared_sha256=None)) in ("NOT_EXAMINED", "REGISTER")


def test_a_recorded_version_needs_no_examination_and_a_next_one_does(cast: Cast) -> None:
    row = item(cast)
    version = submitted(row, cast.listadmin, LISTED, fee="每件10元")
    first = ListVersion.objects.of("item", row.pk).get(way="recorded")
    assert first.cleared_sha256 is None and not notes(first)
    list_versions.publish(version, by=cast.head, on=LISTED, examined=True)
    assert fresh(row).fee == "每件10元"


def test_the_next_version_of_an_entry_is_examined_anew(cast: Cast) -> None:
    done = published(
        opened(cast.bureau, cast.listadmin, "channel"), cast.listadmin, cast.head, valid_from=FROM
    )
    made = registers.revise(done.entry, by=cast.listadmin)
    assert made.cleared_sha256 is None
