"""A real S3-compatible object store with object lock for the suite: Ceph's gateway on one memory disk.

One monitor, one manager, one in-memory disk and the gateway, all of them Debian's packages, without
cluster authentication and only on the loopback interface. Up in about 15 s with about 200 MB.
"""

import secrets
import subprocess
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.servers import ServerError, binary, free_port, listening, running, workspace

COMMAND_SECONDS = 60


class ObjectStore(NamedTuple):
    """Where the store answers and the key pair of its only account."""

    url: str
    access_key: str
    secret_key: str


def configuration(place: Path, *, fsid: str, monitor: str, gateway: int) -> str:
    """The cluster's ceph.conf: one copy of everything, nothing on disk that outlives the run."""
    return f"""[global]
fsid = {fsid}
mon_host = {monitor}
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
ms_mon_client_mode = crc
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pgp_num = 1
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
osd_objectstore = memstore
memstore_device_bytes = 1073741824
run_dir = {place}
admin_socket = {place}/$name.asok
log_file = {place}/$name.log
crash_dir = {place}/crash
mon_data = {place}/mon
osd_data = {place}/osd
mgr_data = {place}/mgr
mgr_module_path = {place}/no-modules
mgr_initial_modules =
rgw_data = {place}/rgw
rgw_frontends = beast endpoint=127.0.0.1:{gateway}
rgw_enable_apis = s3
"""


class Cluster:
    """Commands and daemons of one throw-away cluster, all bound to its own ceph.conf."""

    def __init__(self, place: Path, stack: ExitStack) -> None:
        self.place = place
        self.stack = stack
        self.gateway = free_port()
        self.monitor_port = free_port()
        self.fsid = str(uuid.uuid4())
        self.monitor = f"[v2:127.0.0.1:{self.monitor_port},v1:127.0.0.1:{free_port()}]"
        for name in ("mon", "osd", "mgr", "rgw", "crash", "no-modules"):
            (place / name).mkdir()
        text = configuration(place, fsid=self.fsid, monitor=self.monitor, gateway=self.gateway)
        (place / "ceph.conf").write_text(text)

    def run(self, program: str, *arguments: str) -> None:
        """Run one command of the cluster; ServerError with its output when it fails."""
        done = subprocess.run(
            [binary(program), "-c", str(self.place / "ceph.conf"), *arguments],
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
        )
        if done.returncode:
            raise ServerError(f"{program} {' '.join(arguments)} failed:\n{done.stderr[-2000:]}")

    def daemon(self, program: str, *arguments: str, port: int = 0) -> None:
        """Start one daemon for the life of the cluster; ready when `port` (if given) listens."""
        command: Sequence[str] = [
            *(binary(program), "-c", str(self.place / "ceph.conf"), *arguments, "-f")
        ]
        ready = (lambda: listening(port)) if port else (lambda: True)
        log = self.place / f"{program}.out"
        self.stack.enter_context(running(command, log=log, ready=ready))

    def start(self) -> None:
        """Bring up monitor, manager, disk and gateway, in the order they need each other."""
        monmap = str(self.place / "monmap")
        subprocess.run(
            [binary("monmaptool"), "--create", "--fsid", self.fsid, "--addv", "a", self.monitor]
            + [monmap],
            check=True,
            capture_output=True,
        )
        self.run("ceph-mon", "-i", "a", "--mkfs", "--monmap", monmap)
        self.daemon("ceph-mon", "-i", "a", port=self.monitor_port)
        self.daemon("ceph-mgr", "-i", "x")
        disk = str(uuid.uuid4())
        self.run("ceph", "osd", "new", disk)
        self.run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", disk)
        self.daemon("ceph-osd", "-i", "0")
        self.daemon("radosgw", "-n", "client.rgw", port=self.gateway)

    def account(self) -> ObjectStore:
        """Make the only account of the store."""
        access, secret = secrets.token_hex(10), secrets.token_hex(20)
        self.run(
            "radosgw-admin",
            *("user", "create", "--uid=portal", "--display-name=portal"),
            *(f"--access-key={access}", f"--secret-key={secret}"),
        )
        return ObjectStore(f"http://127.0.0.1:{self.gateway}", access, secret)


@contextmanager
def object_store() -> Iterator[ObjectStore]:
    """A running store; everything in it is gone when the block ends."""
    with workspace("s3") as place, ExitStack() as stack:
        cluster = Cluster(place, stack)
        cluster.start()
        yield cluster.account()
