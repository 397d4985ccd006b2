"""The tamper-evident log of every change and every sensitive read.

An entry is a free insert in the transaction of the change itself, chained to the previous entry of
the same object. A single sealer puts committed entries into a Merkle tree within seconds and signs
its head; the newest head is also kept outside the database. `verify` walks all of it.
"""

from core.audit.entries import append, read
from core.audit.sealing import seal
from core.audit.verification import verify
from core.log_walk import Finding

__all__ = ["Finding", "append", "read", "seal", "verify"]
