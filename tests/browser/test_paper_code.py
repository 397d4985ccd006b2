"""Who was handed a file compares it with the agency's digest in their own browser."""

from playwright.sync_api import FilePayload

from core import files
from recording.models import Document
from tests.browser.scene import MARKS
from tests.browser.stops import Scene, Stop
from tests.stage import Visit

pytestmark = MARKS


def test_the_browser_tells_the_original_from_a_changed_file(scene: Scene, visit: Visit) -> None:
    reader, sent = visit(), []
    data = files.read_bytes(Document.objects.get(code=scene["paper_code"]).blob)
    reader.open(Stop("verify-code", row="paper_code").path(scene))
    reader.page.wait_for_load_state("networkidle")
    reader.page.on("request", lambda request: sent.append(request.url))
    told = reader.page.locator("[data-compare] [role=status]")
    changed = bytes([*data[:-1], data[-1] ^ 1])
    for content, words in ((data, "一致：这个文件就是"), (changed, "不一致：这个文件不是")):
        file = FilePayload(name="paper.pdf", mimeType="application/pdf", buffer=content)
        reader.page.set_input_files("#paper-file", files=[file])
        told.filter(has_text=words).wait_for()
        assert told.inner_text().startswith(words)
    assert not sent, "the file stays where it is"
