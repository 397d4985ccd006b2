"""A telephone scans an officer: the browser checks the signature, and the server never sees it."""

import pytest

from enforcement import credentials
from enforcement.models import Credential
from tests.browser.scene import MARKS
from tests.browser.stops import Scene
from tests.stage import Visit

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


@pytest.mark.parametrize("width", [375])
def test_the_printed_symbol_is_wide_enough_for_a_telephone(
    scene: Scene, visit: Visit, width: int
) -> None:
    reader = visit("listadmin")
    reader.open(f"/office/registry/credentials/{scene['credential']}/")
    box = reader.page.locator(".credential svg.qr").bounding_box()
    assert box is not None
    modules = 81 + 8
    assert box["width"] / 96 * 25.4 / modules >= 0.35, "millimetres of a module"
