"""The pages of the check of the originals: what a supervisor and an administrator see and may start."""

from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from core import copies, fixity
from core.models import Alert, Blob, BlobCopy, FixityRun
from core.tasks import check_fixity
from recording.models import Document
from tests import factories
from tests.base import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def damaged(cast: Cast) -> Blob:
    paper = Document.objects.filter(case=factories.recorded(cast.bureau))[0]
    Blob.objects.filter(pk=paper.blob_id).update(check_result="damaged")
    return paper.blob


def page(cast: Cast, who: str, name: str, *args: object) -> str:
    return cast.client(who).get(reverse(name, args=args)).content.decode()


def test_nothing_checked_yet_says_what_will_happen(cast: Cast) -> None:
    text = page(cast, "admin", "fixity-list")
    assert "还没有校验过" in text
    assert "立即校验全部原件" in text


def test_a_damaged_original_is_named_with_its_case_and_what_to_do(
    cast: Cast, damaged: Blob
) -> None:
    text = page(cast, "supervisor", "fixity-list")
    assert damaged.sha256 in text
    assert "内容与保存时不一致" in text
    assert "有第二副本的执行 restore_original" in text
    assert "已复制" not in text, "there is no second place"
    assert "第四十六条" in text


def test_a_second_copy_that_is_not_whole_is_named_with_the_way_to_restore_it(
    cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    place = {"BACKEND": "core.storage.WormFileStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, copies.ALIAS: place}
    factories.recorded(cast.bureau)
    first = page(cast, "supervisor", "fixity-list")
    total = Blob.objects.count()
    assert f"已复制 0 个原件，待复制 {total} 个" in first
    copies.run(seconds=600)
    bad = BlobCopy.objects.all()[0]
    (tmp_path / bad.blob.key).unlink()
    fixity.check(timezone.now(), everything=True)
    for name in ("supervisor", "admin"):
        text = page(cast, name, "fixity-list")
        assert f"已复制 {total} 个原件，待复制 0 个" in text
        assert "1 个第二副本损坏或者丢失" in text
        assert bad.blob_id in text
        assert "restore_original SHA-256 --side second" in text
        assert "没有已知的损坏、丢失或者中断" not in text
    BlobCopy.objects.update(result="ok")
    assert bad.blob_id not in page(cast, "admin", "fixity-list")


def test_an_administrator_sees_the_original_but_no_case(cast: Cast, damaged: Blob) -> None:
    text = page(cast, "admin", "fixity-list")
    assert damaged.sha256 in text
    assert "1 件材料" in text
    assert "/evidence/" not in text


def test_the_desk_and_the_supervision_page_raise_it(cast: Cast, damaged: Blob) -> None:
    assert "1 个原件损坏或者丢失" in page(cast, "admin", "desk")
    assert "1 个原件损坏或者丢失" in page(cast, "supervisor", "supervision")


def test_a_check_on_demand_is_planned_at_once_and_done_by_the_worker(
    cast: Cast, damaged: Blob
) -> None:
    client = cast.client("admin")
    answer = client.post(reverse("fixity-start"), follow=True)
    assert "已安排校验全部原件" in answer.content.decode()
    assert "立即校验全部原件" not in answer.content.decode(), "one at a time"
    run = FixityRun.objects.get()
    assert (run.everything, run.state, run.asked_by) == (True, "waiting", str(cast.admin))
    again = client.post(reverse("fixity-start"), follow=True)
    assert "原件校验正在进行" in again.content.decode()
    assert check_fixity() == run.total
    run.refresh_from_db()
    assert run.good, "it is whole again"
    assert f"完好 {run.total}" in page(cast, "admin", "fixity-detail", run.pk)


def test_a_crashed_run_shows_what_it_left_and_who_goes_on(cast: Cast, damaged: Blob) -> None:
    now = timezone.now()
    run = fixity.begin(now)
    fixity.crash(run, now)
    text = page(cast, "supervisor", "fixity-detail", run.pk)
    assert "没有读到的原件一律记为“未校验”" in text
    assert "未校验" in page(cast, "supervisor", "fixity-list")
    alert = Alert.objects.filter(recipient=cast.supervisor)[0]
    opened = cast.client("supervisor").get(reverse("alert-open", args=[alert.pk]))
    assert opened["Location"] == reverse("fixity-list")
    check_fixity()
    assert "查看接续的校验" in page(cast, "supervisor", "fixity-detail", run.pk)
    heir = run.continued_by.get()
    assert "接续中断的校验" in page(cast, "supervisor", "fixity-detail", heir.pk)


def test_an_officer_may_neither_see_nor_start(cast: Cast, tmp_path: Path) -> None:
    client = cast.client("officer1")
    assert client.get(reverse("fixity-list")).status_code == 403
    assert client.post(reverse("fixity-start")).status_code == 403
    assert not FixityRun.objects.exists()
