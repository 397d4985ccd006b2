"""An officer films on a phone over a line that breaks, explains what the film lacks, closes and archives
the file, exports it, and a stranger checks the export with the script alone."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone
from playwright.sync_api import Request, Route, expect

from enforcement.models import Case
from recording.models import Evidence
from tests.base import Cast
from tests.clips import made
from tests.journeys import acts
from tests.journeys.test_ordinary_penalty import CONTENT, tell
from tests.stage import NARROW, Visit, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.sqlite]
PHONE: dict[str, Any] = {"viewport": NARROW, "has_touch": True, "is_mobile": True}
# Noise does not compress: two megabytes in two seconds, more than the first piece of an upload.
NOISE = ("-f", "lavfi", "-i", "nullsrc=s=320x240:r=10:d=2,geq=random(1)*255:128:128")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-qp", "4", "-pix_fmt", "yuv420p")
BREAKS = 2
GAP = "录像机中途更换电池，未能录到开头，已由另一名执法人员文字补记。"


@pytest.fixture(scope="module")
def film() -> bytes:
    """What the phone's camera wrote."""
    return made("phone.mp4", (*NOISE, *H264))


@pytest.fixture(autouse=True)
def not_just_after_midnight() -> Iterator[None]:
    """The seizure began forty minutes ago on the same day: in its first hour it is an hour later."""
    now = timezone.now
    ahead = timedelta(hours=0 if timezone.localtime().hour else 1)
    with patch.object(timezone, "now", lambda: now() + ahead):
        yield


def seize(officer: Visitor, case: str, began: str, ended: str) -> None:
    """A seizure of twenty minutes, which has to be filmed from end to end."""
    times = {"at": began, "ended_at": ended}
    officer.open(f"{case}record/")
    officer.follow("记录环节")
    words = "查封货架上超过保质期的饼干12袋。"
    officer.enter(kind="seizure", text=words, place=acts.PLACE, **times)
    officer.press("保存")
    acts.told(officer, "已记录")


def send_over_a_bad_line(
    officer: Visitor, case: str, film: bytes, began: str, ended: str
) -> list[int]:
    """Upload the film while the line breaks; where each piece began."""
    starts: list[int] = []

    def broken(route: Route, request: Request) -> None:
        if request.method != "PATCH":
            route.continue_()
            return
        starts.append(int(request.headers["upload-offset"]))
        if len(starts) in range(2, 2 + BREAKS):
            route.abort("internetdisconnected")
        else:
            route.continue_()

    officer.open(f"{case}evidence/")
    officer.follow("上传证据")
    officer.page.context.route("**/uploads/**", broken)
    kept = {"name": "现场录像.mp4", "mimeType": "video/mp4", "buffer": film}
    officer.enter(originals=kept, medium="video", kind="audiovisual", title="查封录像")
    steps = officer.page.locator('[name="step"] option').evaluate_all(
        "all => all.map(o => o.value)"
    )
    told = {"started_at": began, "ended_at": ended}
    officer.enter(step=steps[-1], **told)
    officer.page.get_by_role("button", name="上传并封存").click()
    expect(officer.page.locator(".transfer")).to_contain_text("正在自动重连")
    expect(officer.page).to_have_url(re.compile("/evidence/$"), timeout=60_000)
    return starts


def lacking(officer: Visitor, case: str) -> str:
    """What the review tab says is missing."""
    officer.open(f"{case}review/")
    return officer.text


def explain(officer: Visitor, case: str) -> None:
    """Find the gap on the map and give its reason."""
    officer.open(f"{case}coverage/")
    assert "有 1 个问题需要处理" in officer.text
    officer.follow("说明问题的原因")
    lack = officer.page.locator('[name="lack"] option', has_text="没有记录（300秒）")
    officer.enter(lack=lack.get_attribute("value"), reason=GAP)
    officer.press("保存")
    acts.told(officer, "已记录说明")
    assert GAP in officer.text


def export(officer: Visitor, case: str, place: Path) -> tuple[Path, Path]:
    """The package and the script, as they are downloaded."""
    officer.open(f"{case}archived/")
    officer.follow("导出案卷")
    officer.enter(purpose="人民法院调取〔2026〕3号函")
    with officer.page.expect_download() as waiting:
        officer.page.get_by_role("button", name="导出").first.click()
    package = place / "package.zip"
    waiting.value.save_as(package)
    script = place / "verify_case_file.py"
    answer = officer.page.request.get(f"{officer.address}/office/verify_case_file.py")
    script.write_bytes(answer.body())
    return package, script


def verified(script: Path, package: Path) -> tuple[int, str]:
    """What the script says, run by a Python that has nothing of the project."""
    done = subprocess.run(
        [sys.executable, "-I", str(script), str(package)], capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


def decide_and_archive(visit: Visit, officer: Visitor, case: str) -> None:
    """From the reviewed draft to the archive."""
    acts.review(visit("reviewer"), "approve", "事实清楚，程序合法，同意。")
    acts.decide(visit("head"))
    acts.serve(officer, case)
    acts.release(visit)
    acts.pay(officer, case)
    acts.end_case(officer, case)


def test_a_film_from_the_phone_to_the_checked_export(
    visit: Visit, cast: Cast, film: bytes, tmp_path: Path
) -> None:
    officer = visit("officer1", **PHONE)
    case = acts.open_case(officer, cast)
    acts.file_case(visit("unithead"), case)
    # The film begins five minutes after the seizure did; all by one look at the clock.
    began, filmed, ended = (acts.minute(ago) for ago in (40, 35, 20))
    seize(officer, case, began, ended)

    starts = send_over_a_bad_line(officer, case, film, filmed, ended)
    kept = Evidence.objects.get(title="查封录像")
    assert kept.blob.size == len(film)
    assert starts[0] == 0 and starts.count(0) == 1 and len(starts) == 2 + BREAKS, starts

    report = {"av_exemption": "内部文书，文字记录能够全面反映。"}
    acts.record(officer, case, "investigation_report", "事实清楚，建议罚款。", **report)
    acts.draft(officer, case, **CONTENT)
    tell(officer, case)
    assert "没有记录（300秒）" in lacking(officer, case)
    explain(officer, case)
    acts.submit(officer, case)
    decide_and_archive(visit, officer, case)
    assert Case.objects.get(title=acts.CASE["title"]).status == Case.Status.ARCHIVED

    package, script = export(officer, case, tmp_path)
    code, said = verified(script, package)
    assert code == 0, said
    changed = tmp_path / "changed.zip"
    shutil.copy(package, changed)
    data = bytearray(changed.read_bytes())
    at = bytes(data).index(film[-4096:-2048])
    data[at] ^= 1
    changed.write_bytes(bytes(data))
    assert verified(script, changed)[0] != 0
    assert timezone.localdate() >= kept.uploaded_at.date()
