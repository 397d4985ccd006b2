"""Destroying after the time: only with an appraisal, by a second person, and never before (档案法实施条例 24)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core import files, fixity, integrity
from core.errors import GoneError, RuleError
from core.models import Alert, AuditEntry, Blob, FixityOutcome, FixityRun
from recording import custody as certificates
from recording import expiry
from recording.models import Disposal, DisposalAppraisal, DisposalItem, Evidence, LegalHold
from recording.services import archive, custody, derivatives, destruction, disposal, evidence
from recording.services import retention as keeping
from tests.base import Cast
from tests.recording.over_time import appraise, approved, end, filed, paper, place_of

pytestmark = pytest.mark.django_db
Status = DisposalAppraisal.Status
TODAY = date(2026, 11, 20)


@pytest.fixture
def item(cast: Cast) -> Evidence:
    """An archived item whose keeping has ended."""
    _case, (row,) = filed(cast, 询价单=paper("a"))
    end(row, cast)
    return row


def run() -> int:
    return destruction.run(timezone.now())


def sql(text: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text, values)


def tombstone(row: Evidence, appraisal: DisposalAppraisal | None) -> Disposal:
    """What an intruder would write to have an item taken for destroyed."""
    blob = row.blob
    return Disposal(
        evidence=row,
        appraisal=appraisal,
        sha256=blob.sha256,
        sm3=blob.sm3,
        size=blob.size,
        pages=0,
        begun_at=timezone.now(),
    )


def refused(row: Disposal, words: str) -> None:
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        row.save(force_insert=True)


# ------------------------------------------------------------------------------- the lawful way
def test_an_approved_item_loses_its_bytes_and_keeps_its_digests(item: Evidence, cast: Cast) -> None:
    assert list(expiry.expired(cast.bureau, TODAY)) == [item]
    row = approved(cast, item)
    place = place_of(item)
    assert (place.exists(), run(), place.exists()) == (True, 1, False)
    gone = Disposal.objects.get(evidence=item)
    assert (gone.sha256, gone.sm3) == (item.blob.sha256, item.blob.sm3)
    assert gone.removed_at is not None
    row.refresh_from_db()
    assert (row.status, row.decided_by, row.appraiser) == (
        Status.EXECUTED,
        cast.head,
        cast.unithead,
    )
    entry = AuditEntry.objects.get(action="evidence.disposed")
    assert f'"appraisal":{row.pk}' in entry.data.replace(" ", "")
    assert run() == 0
    assert list(expiry.expired(cast.bureau, TODAY)) == []


def test_what_is_destroyed_answers_gone_and_not_damaged(item: Evidence, cast: Cast) -> None:
    fixity.check(timezone.now(), everything=True)
    approved(cast, item)
    run()
    for act in (
        lambda: evidence.open_for(item, by=cast.officer1),
        lambda: custody.verify(item, by=cast.officer1),
        lambda: keeping.hold(item, by=cast.head, reason="诉讼"),
    ):
        with pytest.raises(GoneError, match="已按鉴定记录"):
            act()
    report = fixity.check(timezone.now(), everything=True)
    assert report.good
    assert integrity.troubles() == []
    assert not FixityOutcome.objects.filter(run=FixityRun.objects.latest("pk"), blob=item.blob_id)


def test_a_check_under_way_counts_what_is_destroyed_out(item: Evidence, cast: Cast) -> None:
    held = fixity.begin(timezone.now(), everything=True)
    approved(cast, item)
    run()
    fixity.claim(held, timezone.now())
    fixity.advance(held)
    held.refresh_from_db()
    assert held.good
    assert FixityOutcome.objects.get(run=held, blob=item.blob_id).word == fixity.REMOVED
    assert fixity.report_of(held).good


def test_the_sealed_file_stays_as_it_was_sealed_and_says_what_is_gone(
    item: Evidence, cast: Cast
) -> None:
    approved(cast, item)
    run()
    page = cast.client("officer1").get(f"/office/cases/{item.case_id}/archived/")
    assert archive.changed(page.context["archive"]) == []
    assert "经鉴定批准已销毁" in page.content.decode()


def test_the_certificate_of_a_destroyed_item_names_its_end(item: Evidence, cast: Cast) -> None:
    approved(cast, item)
    run()
    actions = [row.action for row in certificates.entries_of(item)]
    assert actions[-1] == "evidence.disposed"


def test_shared_bytes_stay_until_the_last_item_is_destroyed(cast: Cast) -> None:
    _case, (one, two) = filed(cast, 甲=paper("s"), 乙=paper("s"))
    end(one, cast)
    approved(cast, one)
    assert run() == 1
    assert Disposal.objects.get().shared
    assert place_of(two).exists()
    assert b"".join(evidence.open_for(two, by=cast.officer1)[1]) == paper("s")
    end(two, cast)
    approved(cast, two)
    assert run() == 1
    assert not place_of(two).exists()


def test_destroyed_bytes_may_come_in_again_as_another_item(item: Evidence, cast: Cast) -> None:
    approved(cast, item)
    run()
    _case, (again,) = filed(cast, 重新提交=paper("a"))
    assert again.blob_id == item.blob_id
    assert place_of(again).exists()
    assert Blob.objects.get(pk=again.blob_id).removed_at is None
    with pytest.raises(GoneError):
        evidence.open_for(item, by=cast.officer1)
    assert b"".join(evidence.open_for(again, by=cast.officer1)[1]) == paper("a")


# ------------------------------------------------------------------------------- killed on the way
def test_killed_before_the_bytes_are_removed_the_next_run_removes_them(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved(cast, item)
    with monkeypatch.context() as broken:
        broken.setattr(destruction, "finish", _killed)
        with pytest.raises(KeyboardInterrupt):
            run()
    assert place_of(item).exists()
    assert Disposal.objects.get().removed_at is None
    assert run() == 1
    assert not place_of(item).exists()


def _killed(*_args: object, **_named: object) -> None:
    raise KeyboardInterrupt


def test_killed_between_the_bytes_and_the_entry_the_next_run_ends_it_once(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = approved(cast, item)
    with monkeypatch.context() as broken:
        broken.setattr(derivatives, "discard", _killed)
        with pytest.raises(KeyboardInterrupt):
            run()
    assert not place_of(item).exists()
    assert fixity.check(timezone.now(), everything=True).good
    row.refresh_from_db()
    assert row.status == Status.APPROVED
    assert (run(), run()) == (1, 0)
    assert AuditEntry.objects.filter(action="evidence.disposed").count() == 1


def test_a_store_that_fails_is_asked_again(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved(cast, item)
    with monkeypatch.context() as broken:
        broken.setattr(files, "dispose", _fails)
        assert (run(), run()) == (0, 0)
    alert = Alert.objects.get(recipient=cast.admin, level="originals")
    assert alert.text.endswith(f"原件 {item.blob_id[:16]} 没有销毁成功，后台每分钟重试：no answer")
    assert run() == 1


def _fails(*_args: object) -> None:
    raise OSError("no answer")


def test_a_lock_of_the_store_that_runs_on_lets_the_item_wait(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = approved(cast, item)
    later = timezone.now() + timedelta(days=9)
    with monkeypatch.context() as locked:
        locked.setattr(type(files.place()), "locked", lambda *_args: later)
        assert run() == 0
    assert not Disposal.objects.exists()
    row.refresh_from_db()
    assert row.status == Status.APPROVED
    assert run() == 1


# ------------------------------------------------------------------------------- looked at again
def test_a_hold_after_the_approval_saves_the_item(item: Evidence, cast: Cast) -> None:
    row = approved(cast, item)
    keeping.hold(item, by=cast.head, reason="复议")
    assert run() == 0
    assert place_of(item).exists()
    assert "已冻结" in DisposalItem.objects.get().left_out
    row.refresh_from_db()
    assert row.status == Status.EXECUTED


def test_a_longer_keeping_after_the_approval_saves_the_item(item: Evidence, cast: Cast) -> None:
    approved(cast, item)
    keeping.extend(item, by=cast.head, group="case", until=date(2050, 1, 1), reason="来函")
    assert run() == 0
    assert "尚未届满" in DisposalItem.objects.get().left_out


def test_a_refused_appraisal_destroys_nothing_and_needs_a_reason(
    item: Evidence, cast: Cast
) -> None:
    row = appraise(cast, item)
    with pytest.raises(RuleError, match="没有写明不予销毁的理由"):
        disposal.refuse(row, by=cast.head, opinion=" ")
    disposal.refuse(row, by=cast.head, opinion="仍有参考价值")
    assert run() == 0
    assert place_of(item).exists()
    assert list(expiry.expired(cast.bureau, TODAY)) == [item]


# ------------------------------------------------------------------------------- what is refused
def test_before_its_end_an_item_is_not_appraised(cast: Cast) -> None:
    _case, (one, two) = filed(cast, 甲=paper("b"), 乙=paper("c"))
    end(one, cast, None)
    end(two, cast, date(2056, 3, 27))
    for row, words in ((one, "永久保管"), (two, "保管期限尚未届满")):
        with pytest.raises(RuleError, match=words) as told:
            appraise(cast, row)
        assert told.value.article == "档案法实施条例第二十四条"
    assert list(expiry.expired(cast.bureau, TODAY)) == []


def test_on_its_last_day_an_item_is_kept_and_the_day_after_not(cast: Cast) -> None:
    _case, (row,) = filed(cast, 询价单=paper("c"))
    end(row, cast, TODAY)
    with pytest.raises(RuleError, match="尚未届满"):
        expiry.assert_over(row, TODAY)
    assert expiry.assert_over(row, TODAY + timedelta(days=1)).until == TODAY


def test_a_held_item_or_one_listed_already_is_not_appraised(item: Evidence, cast: Cast) -> None:
    hold = keeping.hold(item, by=cast.head, reason="诉讼")
    with pytest.raises(RuleError, match="已冻结"):
        appraise(cast, item)
    assert list(expiry.expired(cast.bureau, TODAY)) == []
    keeping.lift(hold, by=cast.head, reason="终结")
    appraise(cast, item)
    with pytest.raises(RuleError, match="已列入另一鉴定记录"):
        appraise(cast, item)


def test_no_element_of_an_appraisal_is_blank(item: Evidence, cast: Cast) -> None:
    for blank in ("members", "grounds", "assessment"):
        with pytest.raises(RuleError, match="没有填写") as told:
            appraise(cast, item, **{blank: "  "})
        assert told.value.field == blank
    with pytest.raises(RuleError, match="请选择本机关保管期满的证据"):
        appraise(cast)


def test_the_appraiser_does_not_approve_and_nobody_without_the_right(
    item: Evidence, cast: Cast
) -> None:
    row = appraise(cast, item)
    cast.unithead.roles = ["unithead", "head"]
    with pytest.raises(RuleError, match="鉴定人不能审批自己的鉴定记录"):
        disposal.approve(row, by=cast.unithead)
    for stranger in (cast.officer1, cast.admin, cast.supervisor, cast.outsider):
        with pytest.raises(PermissionDenied):
            disposal.approve(row, by=stranger)
        with pytest.raises(PermissionDenied):
            disposal.appraise(
                by=stranger, items=[item], members="x", grounds="x", assessment="x", on=TODAY
            )


def test_an_item_of_another_agency_or_of_a_running_case_is_not_appraised(
    item: Evidence, cast: Cast
) -> None:
    cast.unithead.agency = cast.other_bureau
    with pytest.raises(RuleError, match="请选择本机关"):
        appraise(cast, item)


# ------------------------------------------------------------------------------- raw SQL
def test_sql_marks_nothing_destroyed_without_an_approved_appraisal(
    item: Evidence, cast: Cast
) -> None:
    row = appraise(cast, item)
    refused(tombstone(item, row), "没有经第二人批准")
    with pytest.raises(IntegrityError, match="DISPOSAL"):
        sql("UPDATE core_blob SET removed_at = %s WHERE sha256 = %s", timezone.now(), item.blob_id)
    with pytest.raises(IntegrityError):
        sql("UPDATE recording_disposalappraisal SET status = 'approved'")
    with pytest.raises(IntegrityError):
        sql(
            "UPDATE recording_disposalappraisal SET status = 'approved', decided_by_id ="
            " appraiser_id, decided_at = created_at"
        )
    assert files.verify(item.blob) == "ok"


def test_sql_marks_nothing_destroyed_before_its_end_or_under_a_hold(cast: Cast) -> None:
    _case, (one, two, three) = filed(cast, 甲=paper("1"), 乙=paper("2"), 丙=paper("3"))
    for item in (one, two, three):
        end(item, cast)
    row = approved(cast, one, two)
    keeping.extend(one, by=cast.head, group="case", until=date(2050, 1, 1), reason="来函")
    refused(tombstone(one, row), "保管期限尚未届满")
    LegalHold.objects.create(evidence=two, reason="诉讼", set_by=cast.head)
    refused(tombstone(two, row), "已冻结")
    refused(tombstone(three, row), "没有经第二人批准")
    with pytest.raises(IntegrityError, match="不能增加"), transaction.atomic():
        DisposalItem.objects.create(appraisal=row, evidence=three, until=TODAY, basis="x")


@pytest.fixture
def gone(item: Evidence, cast: Cast) -> Iterator[Disposal]:
    approved(cast, item)
    run()
    yield Disposal.objects.get()


def test_what_stays_of_a_destroyed_item_is_not_changed_by_sql(gone: Disposal) -> None:
    for text in (
        "DELETE FROM recording_disposal",
        "DELETE FROM recording_disposalitem",
        "DELETE FROM recording_disposalappraisal",
        "UPDATE recording_disposal SET sha256 = 'x'",
        "UPDATE recording_disposal SET removed_at = NULL",
        "UPDATE recording_disposalitem SET basis = 'x'",
        "UPDATE recording_disposalappraisal SET grounds = 'x'",
        "UPDATE recording_disposalappraisal SET opinion = 'x'",
        "UPDATE recording_disposalappraisal SET status = 'pending'",
        "UPDATE core_blob SET version = 'x' WHERE removed_at IS NULL",
        "DELETE FROM core_blob",
    ):
        with pytest.raises(IntegrityError):
            sql(text)
    assert Disposal.objects.get() == gone


def test_bytes_another_item_still_needs_are_not_marked_removed_by_sql(cast: Cast) -> None:
    _case, (one, two) = filed(cast, 甲=paper("t"), 乙=paper("t"))
    end(one, cast)
    approved(cast, one)
    run()
    with pytest.raises(IntegrityError, match="还有未经销毁的证据"):
        sql("UPDATE core_blob SET removed_at = %s WHERE sha256 = %s", timezone.now(), two.blob_id)
