"""A telephone scans an officer: the browser checks the signature, and the server never sees it."""

import pytest

from enforcement import credentials
from enforcement.models import Credential
from tests.browser.scene import MARKS
from tests.browser.stops import Scene, Stop
from tests.stage import NARROW, Visit

pytestmark = MARKS
PLACE = "[data-credential]"


def fragment(scene: Scene) -> tuple[str, str]:
    """(path, what stands behind #) of the code on the card."""
    row = Credential.objects.get(code=scene["credential_code"])
    address, _, behind = credentials.address(row).partition("#")
    return f"/v/{address.rpartition('/')[2]}", behind


def test_the_browser_tells_a_true_card_from_a_forged_one(scene: Scene, visit: Visit) -> None:
    path, behind = fragment(scene)
    middle = len(behind) // 2
    other = "A" if behind[middle] != "A" else "B"
    reader, asked = visit(), []
    reader.page.on("request", lambda request: asked.append(request.url))
    for text, state, words in (
        (behind, "good", "证件签名有效；当前状态以联机查询为准"),
        (behind[:middle] + other + behind[middle + 1 :], "bad", "证件签名无效"),
        (behind[:90], "bad", "证件签名无效"),
        ("%00", "bad", "证件签名无效"),
        ("A" * 100_000, "bad", "证件签名无效"),
    ):
        reader.page.goto("about:blank")
        reader.open(f"{path}#{text}")
        reader.page.wait_for_selector(f'{PLACE}[data-state="{state}"]')
        told = reader.page.inner_text(PLACE)
        assert told.startswith(words)
        assert ("安试一" in told) is (state == "good")
        assert "有效" in reader.page.inner_text(".panel h2 .badge")
    assert not [url for url in asked if behind[:40] in url.partition("#")[0]]


def test_without_a_signature_nothing_is_said_of_one(scene: Scene, visit: Visit) -> None:
    reader = visit()
    reader.open(fragment(scene)[0])
    reader.page.wait_for_load_state("networkidle")
    assert reader.page.locator(PLACE).is_hidden()


WHOLE = """svg => {
  const [frame, drawn] = [svg, svg.lastElementChild].map((part) => part.getBoundingClientRect());
  return drawn.width > frame.width / 2 && drawn.right <= frame.right && drawn.bottom <= frame.bottom;
}"""


@pytest.mark.parametrize(
    "stop",
    [
        Stop("credential-card", "listadmin", "credential"),
        Stop("window-print", row="entry_window paper"),
        Stop("guide-print", row="entry_guide"),
        Stop("task-detail", "officer1", "coded"),
    ],
    ids=lambda stop: stop.label,
)
@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_a_printed_symbol_is_never_cut_off(
    scene: Scene, visit: Visit, stop: Stop, narrow: bool
) -> None:
    reader = visit(stop.who)
    if narrow:
        reader.page.set_viewport_size(NARROW)
    reader.open(stop.path(scene))
    assert reader.page.locator("svg.qr").evaluate(WHOLE)


def test_the_printed_symbol_is_wide_enough_for_a_telephone(scene: Scene, visit: Visit) -> None:
    reader = visit("listadmin")
    reader.open(Stop("credential-card", row="credential").path(scene))
    box = reader.page.locator(".credential svg.qr").bounding_box()
    assert box is not None
    assert box["width"] / 96 * 25.4 / MODULES >= LEAST


MODULES, LEAST = 81 + 8, 0.35  # of the largest symbol with its quiet zone; millimetres of one
