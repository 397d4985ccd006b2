"""Two portals in processes of their own: what one makes public the other is told, and it co-signs its log."""

import json
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from core import cosigning, signing
from disclosure.models import Cosignature, Publication, PushDestination, PushItem, Witness
from disclosure.services import outbox, pipeline, witnesses, witnessing
from disclosure.tasks import ask_witnesses, seal_ledger
from tests.base import Cast
from tests.disclosure import factories
from tests.disclosure.exchanging import give_codes
from tests.installation import Installation, end_all
from tests.servers import free_port, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.sqlite]
PREPARE = """
import json
from core import signing
from disclosure.services import witnessing
from tests.base import Cast
from tests.disclosure.exchanging import give_codes, token
cast = Cast.assemble()
give_codes(cast)
witnessing.watch(by=cast.admin, name="下级平台", key={key!r})
print(json.dumps({{"token": token(cast), "key": signing.public_key().hex()}}))
"""
HELD = """
import json
from disclosure.models import Publication, WitnessedHead
rows = Publication.objects.filter(record__isnull=False).order_by("record_id")
print(json.dumps({
    "numbers": [row.record.fields["doc_no"] for row in rows],
    "states": [row.status for row in rows],
    "ids": [str(row.pk) for row in rows],
    "heads": list(WitnessedHead.objects.order_by("size").values_list("size", flat=True)),
}))
"""


class Above:
    """The other portal: its processes, its address, what it holds."""

    def __init__(self, place: Path) -> None:
        self.site = Installation(place, {})
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def shell(self, code: str) -> Any:
        return json.loads(self.site.manage("shell", "-c", code).stdout.splitlines()[-1])

    def start(self) -> None:
        place = f"127.0.0.1:{self.port}"
        self.process = self.site.start("web", "-m", "gunicorn", "config.wsgi", "--bind", place)
        wait_until(lambda: self.status("/healthz") == 200, "start of the other portal", 120)

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=20)
        # Its worker ends by itself when it finds that the one above it is gone.
        wait_until(lambda: self.status("/healthz") == 0, "end of the other portal", 60)

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=10) as answer:  # noqa: S310 - loopback
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0


@pytest.fixture
def above(tmp_path: Path, migrated: Callable[[Installation], None]) -> Iterator[Above]:
    made = Above(tmp_path)
    migrated(made.site)
    try:
        yield made
    finally:
        if made.process is not None:
            end_all(made.process)


def public(cast: Cast, no: int) -> Publication:
    row = factories.published(cast.bureau, doc_no=f"云推罚〔2026〕{no}号")
    seal_ledger()
    return row


@override_settings(DEMO=True)
def test_a_portal_above_that_dies_and_comes_back_holds_each_decision_once(
    above: Above, cast: Cast
) -> None:
    given = above.shell(PREPARE.format(key=signing.public_key().hex()))
    above.start()
    give_codes(cast)
    outbox.register(
        by=cast.admin, agency=cast.bureau, name="上级平台", url=above.url, token=given["token"]
    )
    witness = witnesses.register(by=cast.admin, name="上级平台", url=above.url, key=given["key"])
    first = public(cast, 1)
    assert outbox.run(timezone.now()) == 1
    assert ask_witnesses() == 1
    above.kill()
    public(cast, 2)
    assert (outbox.run(timezone.now()), ask_witnesses()) == (0, 0)
    witness.refresh_from_db()
    assert PushDestination.objects.get().last_error and witness.last_error
    pipeline.withdraw(first, by=None, on=timezone.localdate(), reason="经行政复议，决定被撤销。")
    seal_ledger()
    above.start()
    PushDestination.objects.update(retry_at=None)
    assert (outbox.run(timezone.now()), ask_witnesses()) == (2, 1)
    assert not PushItem.objects.waiting().exists()
    held = above.shell(HELD)
    assert held["numbers"] == ["云推罚〔2026〕1号", "云推罚〔2026〕2号"]
    assert held["states"] == ["withdrawn", "published"]
    assert [above.status(f"/decisions/{pk}/") for pk in held["ids"]] == [410, 200]
    assert held["heads"] == list(
        Cosignature.objects.order_by("head").values_list("head", flat=True)
    )
    assert_signed_by(given["key"], witness)


def assert_signed_by(key: str, witness: Witness) -> None:
    """Each signature is good under the key of the other portal, and not under ours."""
    assert key != signing.public_key().hex()
    for row in witness.cosignatures.select_related("head"):
        for known, good in ((key, True), (signing.public_key().hex(), False)):
            raw = bytes.fromhex(known)
            verify = partial(signing.verify_with, raw)
            try:
                cosigning.cosigned_at(row.head.note, row.line, witnessing.NAME, raw, verify)
            except cosigning.Malformed:
                assert not good
            else:
                assert good
