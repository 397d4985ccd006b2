"""Uploads against a real web server: killed, cut, filled up, asked by a client that others wrote."""

import hashlib
import io
import os
import random
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response, expect
from tusclient.client import TusClient

from tests import factories
from tests.lately import lately
from tests.servers import free_port, listening, running, workspace
from tests.source import ROOT
from tests.stage import WIDE
from tests.upload_server import Cut, Site

pytestmark = [pytest.mark.slow, pytest.mark.one_database]
MEBIBYTE = 1 << 20
KILLS = 5
RESENT = 16 * MEBIBYTE
SMALL_DISK = 24


def recording(size: int, seed: int) -> bytes:
    """So many bytes that begin as a film does."""
    chance = random.Random(seed)  # noqa: S311  # the same film every time
    return factories.FILM + chance.randbytes(size - len(factories.FILM))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("site"))
    made.start()
    try:
        yield made
    finally:
        made.kill()


def begun(site: Site, size: int) -> str:
    status, said = site.announce(size)
    assert status == 201, said
    return str(said["url"])


def test_a_server_killed_at_random_moments_loses_no_byte(site: Site) -> None:
    chance = random.Random(20261121)  # noqa: S311  # picks moments, not secrets
    content = recording(64 * MEBIBYTE, 1)
    url = begun(site, len(content))
    at = 0
    for _ in range(KILLS):
        cut = Cut(content[at:], chance.randrange(2 * MEBIBYTE, 10 * MEBIBYTE), site.kill)
        with pytest.raises(OSError):
            site.send(url, cut, at, len(content) - at)
        sent = at + cut.sent
        site.start()
        now = site.offset(url)
        assert at <= now <= sent
        assert sent - now <= RESENT
        at = now
    assert site.send(url, [content[at:]], at, len(content) - at) == 204
    found = site.seal()
    digest = hashlib.sha256(content).hexdigest()
    assert found["uploads"][url.split("/")[-2]][:2] == ["sealed", digest]
    assert found["evidence"].count(digest) == 1


def test_a_line_that_breaks_keeps_what_came(site: Site) -> None:
    content = recording(8 * MEBIBYTE, 2)
    url = begun(site, len(content))

    def tear() -> None:
        raise ConnectionResetError("torn")

    with pytest.raises(ConnectionResetError):
        site.send(url, Cut(content, 5 * MEBIBYTE, tear), 0, len(content))
    at = site.offset(url)
    assert 0 < at <= 5 * MEBIBYTE + 1
    assert site.send(url, [content[at:]], at, len(content) - at) == 204
    assert site.seal()["uploads"][url.split("/")[-2]][1] == hashlib.sha256(content).hexdigest()


def test_two_windows_on_one_file_end_with_one_right_original(site: Site) -> None:
    content = recording(8 * MEBIBYTE, 3)
    url = begun(site, len(content))
    second: list[int] = []

    def other_window() -> None:
        at = site.offset(url)
        second.append(site.send(url, [content[at:]], at, len(content) - at))

    cut = Cut(content, 3 * MEBIBYTE, other_window)
    try:
        first = site.send(url, cut, 0, len(content))
    except OSError:
        first = 409
    # 410 where the other window's file was sealed before this one asked again.
    assert first in (409, 410)
    assert second == [204]
    assert site.seal()["uploads"][url.split("/")[-2]][1] == hashlib.sha256(content).hexdigest()


def test_of_eight_last_pieces_at_once_one_is_taken(site: Site) -> None:
    content = recording(4 * MEBIBYTE, 4)
    url = begun(site, len(content))
    half = len(content) // 2
    assert site.send(url, [content[:half]], 0, half) == 204
    outcomes: list[int] = []

    def last() -> None:
        try:
            outcomes.append(site.send(url, [content[half:]], half, len(content) - half))
        except OSError:
            outcomes.append(409)

    threads = [threading.Thread(target=last) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(204) == 1
    assert set(outcomes) <= {204, 409, 423}
    digest = hashlib.sha256(content).hexdigest()
    assert site.seal()["evidence"].count(digest) == 1


def test_nothing_is_written_for_who_has_no_session(site: Site) -> None:
    content = recording(MEBIBYTE, 5)
    url = begun(site, len(content))
    part = next((site.place / "blobs/staging/uploads").glob(f"{url.split('/')[-2]}.bin"))
    stranger = Site.__new__(Site)
    stranger.port, stranger.headers = site.port, {}
    try:
        status = stranger.send(url, [content], 0, len(content))
    except OSError:
        status = 403
    assert status in (401, 403)
    assert part.read_bytes() == bytes(len(content))


def test_a_client_that_others_wrote_uploads_and_resumes(site: Site) -> None:
    content = recording(9 * MEBIBYTE, 6)
    address = f"http://127.0.0.1:{site.port}{begun(site, len(content))}"
    client = TusClient(address, headers=site.headers)
    options = {"url": address, "chunk_size": 4 * MEBIBYTE, "upload_checksum": False}
    client.uploader(file_stream=io.BytesIO(content), **options).upload(stop_at=4 * MEBIBYTE)
    site.kill()
    site.start()
    again = client.uploader(file_stream=io.BytesIO(content), **options)
    assert again.offset == 4 * MEBIBYTE
    again.upload()
    key = address.split("/")[-2]
    assert site.seal()["uploads"][key][1] == hashlib.sha256(content).hexdigest()


def test_a_client_that_others_wrote_sends_checksums(site: Site) -> None:
    content = recording(3 * MEBIBYTE, 7)
    address = f"http://127.0.0.1:{site.port}{begun(site, len(content))}"
    uploader = TusClient(address, headers=site.headers).uploader(
        file_stream=io.BytesIO(content), url=address, chunk_size=MEBIBYTE, upload_checksum=True
    )
    uploader.upload()
    assert uploader.offset == len(content)
    assert site.seal()["uploads"][address.split("/")[-2]][0] == "sealed"


@pytest.mark.browser
def test_a_window_goes_on_after_the_server_died_and_again_after_a_reload(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    content = recording(24 * MEBIBYTE, 8)
    film = tmp_path / "现场.mp4"
    film.write_bytes(content)
    address = f"http://127.0.0.1:{site.port}"
    with browser.new_context(locale="zh-CN", viewport=WIDE) as context:
        page = chosen(site, context, address, film)
        page.get_by_role("button", name="上传并封存").click()
        row = page.locator(".transfer")
        expect(row).to_contain_text("每秒")
        site.kill()
        expect(row).to_contain_text("正在自动重连")
        site.start()
        expect(row).to_contain_text("每秒", timeout=60_000)
        page.reload()
        row = page.locator(".transfer")
        expect(row).to_contain_text("请重新选择同一个文件")
        page.set_input_files('[name="originals"]', film)
        expect(row).to_have_count(1)
        expect(row).to_contain_text("正在校验封存", timeout=60_000)
        digest = hashlib.sha256(content).hexdigest()
        assert site.seal()["evidence"].count(digest) == 1
        page.wait_for_url(f"**/cases/{site.case}/evidence/")


def chosen(site: Site, context: BrowserContext, address: str, film: Path) -> Page:
    """The page of new evidence on a slow line, with the film chosen and described."""
    context.add_cookies([{"name": "sessionid", "value": site.session, "url": address}])
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{address}/office/cases/{site.case}/evidence/new/")
    # What other tests of this site left unfinished is not this one's.
    while page.locator(".transfer").count():
        page.locator(".transfer").first.get_by_role("button", name="取消上传").click()
        page.wait_for_timeout(200)
    slow(page, 6 * MEBIBYTE)
    page.set_input_files('[name="originals"]', film)
    page.select_option('[name="medium"]', "video")
    page.fill('[name="started_at"]', lately(10).strftime("%Y-%m-%dT%H:%M"))
    page.check('[name="insist"]')
    page.fill('[name="insist_reason"]', "原样留存。")
    return page


@contextmanager
def behind_nginx(site: Site) -> Iterator[str]:
    """The address of a real nginx in front of the site, with our own location for uploads."""
    text = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    found = re.search(r"location ~ \^/\(office/uploads\S+ \{[^}]*\}", text)
    assert found is not None
    web = f"http://127.0.0.1:{site.port}"
    ours = found[0].replace("$web", web).replace("Host $host", "Host $http_host")
    # No certificate here: what came over http says so.
    ours = ours.replace("X-Forwarded-Proto https", "X-Forwarded-Proto $scheme")
    with workspace("nginx") as place:
        port = free_port()
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        paths = "".join(f"{kind}_temp_path {place}/{kind};" for kind in kinds)
        (place / "nginx.conf").write_text(
            f"daemon off; master_process off; pid {place}/pid; error_log {place}/error.log;"
            f"events {{ worker_connections 64; }} http {{ access_log off; {paths} server {{"
            f"listen 127.0.0.1:{port}; proxy_http_version 1.1; proxy_set_header Host $http_host;"
            f"{ours} location / {{ proxy_pass {web}; }} }} }}",
            encoding="utf-8",
        )
        command = ["/usr/sbin/nginx", "-c", f"{place}/nginx.conf", "-p", str(place)]
        with running(command, log=place / "log", ready=lambda: listening(port)):
            yield f"http://127.0.0.1:{port}"


@pytest.mark.browser
@pytest.mark.skipif(not Path("/usr/sbin/nginx").exists(), reason="nginx is not installed")
def test_a_bad_gateway_on_head_never_makes_the_window_begin_again(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    content = recording(24 * MEBIBYTE, 9)
    film = tmp_path / "网关.mp4"
    film.write_bytes(content)
    said: list[tuple[str, int]] = []
    starts: list[int] = []
    told = {0}  # where the server said that its bytes end

    def sent(request: Request) -> None:
        if request.method == "PATCH":
            starts.append(int(request.headers["upload-offset"]))

    def answered(answer: Response) -> None:
        said.append((answer.request.method, answer.status))
        if answer.ok and "upload-offset" in answer.headers:
            told.add(int(answer.headers["upload-offset"]))

    with (
        behind_nginx(site) as address,
        browser.new_context(locale="zh-CN", viewport=WIDE) as context,
    ):
        page = chosen(site, context, address, film)
        page.on("response", answered)
        page.on("request", sent)
        page.get_by_role("button", name="上传并封存").click()
        row = page.locator(".transfer")
        expect(row).to_contain_text("每秒")
        site.kill()
        expect(row).to_contain_text("正在自动重连")
        while ("HEAD", 502) not in said:
            page.wait_for_timeout(200)
        site.start()
        expect(row).to_contain_text("正在校验封存", timeout=90_000)
    assert said.count(("POST", 201)) == 1, "the upload was announced once"
    assert set(starts) <= told and starts == sorted(starts), (starts, told)
    assert starts[-1] >= MEBIBYTE, starts
    assert site.seal()["evidence"].count(hashlib.sha256(content).hexdigest()) == 1


def slow(page: Page, bytes_per_second: int) -> None:
    """Give the window a line of that speed."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    conditions = {"offline": False, "latency": 5, "downloadThroughput": -1}
    line.send(
        "Network.emulateNetworkConditions", {**conditions, "uploadThroughput": bytes_per_second}
    )


def can_mount() -> bool:
    return os.geteuid() == 0 and subprocess.run(["mount", "--version"], check=False).returncode == 0


@pytest.mark.skipif(not can_mount(), reason="needs the right to mount a small disk")
def test_a_full_disk_is_said_before_any_byte_and_leaves_nothing(site: Site) -> None:
    place = site.place / "blobs/staging"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK}m", "tmpfs", str(place)], check=False
    )
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        status, said = site.announce((SMALL_DISK + 10) * MEBIBYTE)
        assert (status, "空间不足" in said["error"]) == (507, True)
        assert list(Path(place / "uploads").iterdir()) == []
        assert site.announce(MEBIBYTE)[0] == 201
    finally:
        subprocess.run(["umount", str(place)], check=True)
