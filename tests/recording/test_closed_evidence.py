"""Closed evidence: in no list, page, copy or package of whoever it was not opened to."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import User
from recording import access
from recording.models import AccessGrant, Archive, Closure, Derivative, Evidence, LegalHold
from recording.models.step import Stage
from recording.services import closures, devices, evidence, export, printing
from tests import factories
from tests.base import Cast, day
from tests.originals import PHOTO
from tests.purposes import told

pytestmark = pytest.mark.django_db
Group = Closure.Group
TITLE = "未成年人陈述时的照片"


@pytest.fixture
def item(cast: Cast) -> Evidence:
    return evidence.seal(
        factories.case(cast.bureau, filed=True, staff=cast.officers),
        by=cast.officer1,
        stream=io.BytesIO(PHOTO),
        file_name="一.jpg",
        kind=Evidence.Kind.AUDIOVISUAL,
        media=Evidence.Media.PHOTO,
        title=TITLE,
        stage=Stage.INVESTIGATION,
        at=timezone.now(),
        taking=evidence.Taking(started_at=timezone.now() - timedelta(minutes=1)),
    )


@pytest.fixture
def closed(item: Evidence, cast: Cast) -> Closure:
    return close(item, cast)


def close(item: Evidence, cast: Cast, **changes: Any) -> Closure:
    values: dict[str, Any] = {"group": Group.MINOR, "evidence": item, **changes}
    values.setdefault("reason", "当事人未满十八周岁")
    return closures.close(item.case, by=cast.officer1, **values)


def let_in(item: Evidence, cast: Cast, **changes: Any) -> AccessGrant:
    now = timezone.now()
    values: dict[str, Any] = {
        "group": Group.MINOR,
        "purpose": "法制审核",
        "at": now,
        "ends_at": now + timedelta(days=3),
        "person": cast.reviewer,
    } | changes
    return closures.grant(item.case, by=cast.head, **values)


def sees(user: User, item: Evidence) -> bool:
    return Evidence.objects.visible_to(user).filter(pk=item.pk).exists()


def test_open_evidence_is_seen_by_whoever_sees_the_case(item: Evidence, cast: Cast) -> None:
    for user in (cast.officer1, cast.reviewer, cast.unithead, cast.head, cast.supervisor):
        assert sees(user, item)
    assert not sees(cast.outsider, item)


def test_closed_evidence_is_left_to_the_handlers_and_the_head(
    closed: Closure, item: Evidence, cast: Cast
) -> None:
    for user in (cast.officer1, cast.officer2, cast.head):
        assert sees(user, item)
    for user in (cast.reviewer, cast.unithead, cast.supervisor, cast.outsider):
        assert not sees(user, item)


def test_a_closure_keeps_the_item_from_who_reads_the_case_by_another_way(
    item: Evidence, cast: Cast
) -> None:
    """A reviewer of files from elsewhere sees no case; what is not closed is open to that person."""
    elsewhere = factories.user("reviewer", cast.other_bureau)
    of_case = Evidence.objects.filter(case=item.case)
    assert item not in of_case.visible_to(elsewhere)
    assert set(of_case.unclosed_to(elsewhere)) == set(of_case)
    close(item, cast)

    assert item not in of_case.unclosed_to(elsewhere)
    assert set(of_case.unclosed_to(cast.reviewer)) == set(of_case.visible_to(cast.reviewer))
    assert set(of_case.unclosed_to(cast.officer1)) == set(of_case)
    assert access.hidden(item.case, elsewhere) == {str(item.pk)}


def test_an_officer_taken_off_the_case_no_longer_sees_it(
    closed: Closure, item: Evidence, cast: Cast
) -> None:
    item.case.assignments.filter(officer__account=cast.officer2).update(until=day(3, 31))
    assert not sees(cast.officer2, item)


def test_a_whole_case_can_be_closed_with_what_comes_later(item: Evidence, cast: Cast) -> None:
    close(item, cast, evidence=None, group=Group.SECRET)
    assert not sees(cast.supervisor, item)
    assert access.closed_items(item.case) == {"": "涉及国家秘密、工作秘密"}


def test_a_grant_opens_its_class_to_its_person_alone(
    closed: Closure, item: Evidence, cast: Cast
) -> None:
    let_in(item, cast, group=Group.TRADE)
    assert not sees(cast.reviewer, item)
    let_in(item, cast)
    assert sees(cast.reviewer, item)
    assert not sees(cast.unithead, item)


def test_a_grant_without_class_opens_every_class(
    closed: Closure, item: Evidence, cast: Cast
) -> None:
    let_in(item, cast, group="")
    assert sees(cast.reviewer, item)


def test_a_grant_to_a_role_opens_to_all_of_the_role_who_see_the_case(
    closed: Closure, item: Evidence, cast: Cast
) -> None:
    let_in(item, cast, person=None, role="supervisor")
    assert sees(cast.supervisor, item)
    assert not sees(cast.reviewer, item)


def test_a_grant_ends_by_itself(closed: Closure, item: Evidence, cast: Cast) -> None:
    then = timezone.now() - timedelta(days=9)
    let_in(item, cast, at=then, ends_at=then + timedelta(days=1))
    assert not sees(cast.reviewer, item)


def test_a_withdrawn_grant_opens_nothing_from_the_next_request_on(
    closed: Closure, item: Evidence, cast: Cast
) -> None:
    row, page = let_in(item, cast), reverse("evidence-detail", args=[item.pk])
    reviewer = told(cast.client("reviewer"), item.case)
    assert reviewer.get(page).status_code == 200
    closures.revoke(row, by=cast.head, reason="审核已结束")
    assert reviewer.get(page).status_code == 404
    entry = AuditEntry.objects.get(action="accessgrant.revoke")
    assert (entry.object_id, entry.actor_id) == (str(row.pk), cast.head.pk)
    with pytest.raises(RuleError, match="已经撤回"):
        closures.revoke(row, by=cast.head, reason="再次")


def test_a_lifted_closure_opens_the_item_again(closed: Closure, item: Evidence, cast: Cast) -> None:
    closures.lift(closed, by=cast.head, reason="裁判文书已公开")
    assert sees(cast.supervisor, item)
    assert AuditEntry.objects.filter(action="closure.lift").count() == 1
    with pytest.raises(RuleError, match="已经解除"):
        closures.lift(closed, by=cast.head, reason="再次")
    assert close(item, cast).pk != closed.pk


@pytest.mark.parametrize("name", ["unithead", "reviewer", "supervisor"])
def test_others_neither_close_nor_open(
    closed: Closure, item: Evidence, cast: Cast, name: str
) -> None:
    user = cast.people[name]
    with pytest.raises(RuleError, match="承办人") as refused:
        closures.close(item.case, by=user, group=Group.TRADE, reason="秘密")
    assert refused.value.article == access.ARTICLE
    with pytest.raises(RuleError, match="本机关负责人"):
        closures.lift(closed, by=user, reason="公开")


def test_a_second_handler_closes_but_does_not_let_anybody_in(item: Evidence, cast: Cast) -> None:
    row = closures.close(item.case, by=cast.officer2, group=Group.PRIVATE, reason="病历")
    with pytest.raises(RuleError, match="主办人"):
        closures.lift(row, by=cast.officer2, reason="公开")
    with pytest.raises(PermissionDenied):
        closures.close(item.case, by=cast.publisher, group=Group.PRIVATE, reason="病历")


def test_what_is_closed_is_not_closed_twice(closed: Closure, item: Evidence, cast: Cast) -> None:
    with pytest.raises(RuleError, match="已经限制"):
        close(item, cast, group=Group.TRADE)


@pytest.mark.parametrize(
    ("changes", "words", "field"),
    [
        ({"purpose": " "}, "写明理由", "purpose"),
        ({"person": None}, "之一", "person"),
        ({"role": "reviewer"}, "之一", "person"),
        ({"ends_at": timezone.now() - timedelta(days=1)}, "已经过去", "ends_on"),
    ],
)
def test_a_grant_says_to_whom_what_for_and_how_long(
    item: Evidence, cast: Cast, changes: dict[str, object], words: str, field: str
) -> None:
    with pytest.raises(RuleError, match=words) as refused:
        let_in(item, cast, **changes)
    assert refused.value.field == field


def test_nobody_lets_in_oneself(item: Evidence, cast: Cast) -> None:
    with pytest.raises(RuleError, match="授权给自己"):
        let_in(item, cast, person=cast.head)


# ------------------------------------------------------------------------------ every channel
def test_outside_the_class_every_address_of_the_item_is_404(
    closed: Closure, item: Evidence, cast: Cast
) -> None:
    hold = LegalHold.objects.create(evidence=item, reason="来函", set_by=cast.head)
    Derivative.objects.create(
        blob=item.blob, kind="thumbnail", status="ready", touched_at=timezone.now()
    )
    addresses = [
        reverse(name, args=[item.pk])
        for name in ("evidence-detail", "evidence-download", "custody-page", "evidence-restrict")
    ]
    addresses += [reverse("evidence-copy", args=[item.pk, "thumbnail"])]
    addresses += [reverse("closure-lift", args=[closed.pk])]
    for name in ("supervisor", "reviewer"):
        client = cast.client(name)
        for address in addresses:
            assert client.get(address).status_code == 404, address
        assert client.post(reverse("custody-verify", args=[item.pk])).status_code == 404
    unithead = cast.client("unithead")
    for address in (
        reverse("retention-extend", args=[item.pk]),
        reverse("hold-set", args=[item.pk]),
        reverse("hold-lift", args=[hold.pk]),
    ):
        assert unithead.get(address).status_code == 404, address


@pytest.mark.parametrize(
    "name", ["evidence-list", "case-access", "case-accesses", "case-coverage", "case-record"]
)
def test_the_pages_of_the_case_do_not_name_it(
    closed: Closure, item: Evidence, cast: Cast, name: str
) -> None:
    reviewer = told(cast.client("reviewer"), item.case)
    answer = reviewer.get(reverse(name, args=[item.case_id]))
    assert answer.status_code == 200
    assert TITLE not in answer.content.decode()
    assert item.blob_id not in answer.content.decode()
    handler = cast.client("officer1").get(reverse("evidence-list", args=[item.case_id]))
    assert TITLE in handler.content.decode()


def test_the_recordings_of_a_device_leave_it_out(item: Evidence, cast: Cast) -> None:
    device = devices.register(
        by=cast.unithead,
        agency=cast.bureau,
        number="云录01",
        kind="bodycam",
        model="",
        serial="",
        registered_on=day(1, 5),
    )
    Evidence.objects.none()
    row = evidence.seal(
        item.case,
        by=cast.officer1,
        stream=io.BytesIO(PHOTO),
        file_name="二.jpg",
        kind=Evidence.Kind.AUDIOVISUAL,
        media=Evidence.Media.PHOTO,
        title="二",
        stage=Stage.INVESTIGATION,
        at=timezone.now(),
        taking=evidence.Taking(
            started_at=timezone.now() - timedelta(minutes=1), device_no="云录01"
        ),
    )
    assert list(devices.recordings(device, cast.supervisor)) == [row]
    close(row, cast)
    assert not devices.recordings(device, cast.supervisor).exists()


def test_the_whole_file_is_not_for_who_may_not_see_all_of_it(
    closed: Closure, item: Evidence, cast: Cast
) -> None:
    for user in (cast.unithead, cast.supervisor):
        with pytest.raises(RuleError, match="不能取得全卷") as refused:
            printing.print_file(item.case, by=user, on=day(4, 1))
        assert refused.value.article == access.ARTICLE
    supervisor = told(cast.client("supervisor"), item.case)
    answer = supervisor.get(reverse("case-print", args=[item.case_id]))
    assert answer.status_code in (409, 422)
    assert access.hidden(item.case, cast.head) == set()


def test_the_package_of_a_file_is_refused_too(closed: Closure, item: Evidence, cast: Cast) -> None:
    archive = Archive(case=item.case, agency=cast.bureau)
    with pytest.raises(RuleError, match="不能取得全卷"):
        export.package(archive, by=cast.unithead, purpose="移送", at=timezone.now())


def test_lists_of_pieces_name_it_to_nobody_outside(
    closed: Closure, item: Evidence, cast: Cast
) -> None:
    rows: list[dict[str, Any]] = [
        {"id": str(item.pk), "title": TITLE, "sha256": "a", "no": 1},
        {"id": "7", "title": "x"},
    ]
    first, second = access.masked(rows, item.case, cast.supervisor)
    assert (first["title"], first["sha256"], first["no"]) == ("限制查阅的证据", "", 1)
    assert second == rows[1]
    assert access.masked(rows, item.case, cast.head) == rows


# ------------------------------------------------------------------------------- by the pages
def test_a_handler_closes_an_item_and_the_head_lets_the_reviewer_in(
    item: Evidence, cast: Cast
) -> None:
    handler = cast.client("officer1")
    answer = handler.post(
        reverse("evidence-restrict", args=[item.pk]), {"group": "minor", "reason": "未满十八周岁"}
    )
    assert answer["Location"] == reverse("case-access", args=[item.case_id])
    head = cast.client("head")
    form = {"person": cast.reviewer.pk, "purpose": "法制审核", "ends_on": "2099-01-01"}
    answer = head.post(reverse("access-grant", args=[item.case_id]), form)
    assert answer.status_code == 302
    assert sees(cast.reviewer, item)
    page = head.get(reverse("case-access", args=[item.case_id])).content.decode()
    assert "法如山" in page
    assert "法制审核" in page


def test_the_form_of_a_grant_offers_who_sees_the_case(item: Evidence, cast: Cast) -> None:
    page = cast.client("head").get(reverse("access-grant", args=[item.case_id])).content.decode()
    assert "督明远" in page
    assert "法如山" in page
    assert "外试人" not in page


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE recording_closure SET reason = 'x'", "只能追加"),
        ("DELETE FROM recording_closure", "只能追加"),
        ("UPDATE recording_accessgrant SET ends_at = '2199-01-01'", "只能追加"),
        ("DELETE FROM recording_accessgrant", "只能追加"),
    ],
)
def test_no_statement_changes_a_closure_or_lengthens_a_grant(
    closed: Closure, item: Evidence, cast: Cast, sql: str, words: str
) -> None:
    let_in(item, cast)
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        connection.cursor().execute(sql)


@pytest.mark.parametrize(
    ("table", "column", "word"),
    [("closure", "lifted_reason", "一经解除"), ("accessgrant", "revoke_reason", "一经撤回")],
)
def test_no_statement_brings_back_what_was_ended(
    closed: Closure, item: Evidence, cast: Cast, table: str, column: str, word: str
) -> None:
    closures.revoke(let_in(item, cast), by=cast.head, reason="结束")
    closures.lift(closed, by=cast.head, reason="公开")
    with pytest.raises(IntegrityError, match=word), transaction.atomic():
        connection.cursor().execute(f"UPDATE recording_{table} SET {column} = 'x'")  # noqa: S608  # names of the table above
