"""Writing an entry: canonical form, hashes, and the one statement that inserts it."""

import hashlib
import json
import secrets
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from core import merkle
from core.actor import current
from core.models import AuditEntry

# Everything but `id` (given by the database), `prev` and `hash`, in the order of the digest.
CONTENT = (
    *("at", "actor_id", "actor", "action", "object_type", "object_id"),
    *("agency_id", "data", "ip", "salt"),
)
SHA256 = {"sqlite": "SHA256({})", "postgresql": "encode(sha256(convert_to({}, 'UTF8')), 'hex')"}
# One statement finds the previous entry of the object, chains to it and inserts: appending costs no
# second round trip, which would break the promise of benchmarks/audit_append.py. On PostgreSQL a
# function does it (migration 0005), because its plans are kept while a long statement is planned anew
# each time. The comparison of rows leaves the planner no way but one step into the index on the
# object; with two equalities PostgreSQL prefers to walk the primary key backwards.
PLACES = ", ".join(["%s"] * len(CONTENT))
INSERT_SQLITE = f"""
INSERT INTO core_auditentry ({", ".join(CONTENT)}, prev, hash)
SELECT {PLACES}, p.hash, SHA256(p.hash || %s)
FROM (SELECT COALESCE((
  SELECT CASE WHEN object_type = %s AND object_id = %s THEN hash END FROM core_auditentry
  WHERE (object_type, object_id) <= (%s, %s)
  ORDER BY object_type DESC, object_id DESC, id DESC LIMIT 1), '') AS hash LIMIT 1 OFFSET 0) p
RETURNING id, prev, hash
"""  # noqa: S608  # column names of our own model
INSERT_POSTGRES = f"SELECT * FROM core_audit_append({PLACES}, %s)"  # noqa: S608  # only placeholders
DATA_JSON = DjangoJSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
ROW_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def canonical(value: Any) -> str:
    """Compact JSON with sorted keys; a lone surrogate is escaped, so the text is always UTF-8."""
    return DATA_JSON.encode(value).encode("utf-8", "backslashreplace").decode()


def moment(at: datetime) -> str:
    """The instant in UTC with microseconds; a naive time is UTC, as SQLite's columns give it."""
    aware = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return aware.isoformat(timespec="microseconds")


def content_digest(row: tuple[Any, ...]) -> str:
    """SHA-256 (hex) over the CONTENT columns of an entry."""
    text = ROW_JSON.encode([moment(row[0]), *row[1:]])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def chained_hash(prev: str, digest: str) -> str:
    """The hash of an entry: SHA-256 over the previous entry's hash and its own digest."""
    return hashlib.sha256((prev + digest).encode()).hexdigest()


def leaf(entry_id: int, entry_hash: str) -> bytes:
    """Leaf hash of an entry in the sealed tree: its id and its hash."""
    return merkle.leaf_hash(f"{entry_id} {entry_hash}".encode())


def append(
    action: str,
    *,
    obj: Model | None = None,
    object_type: str = "",
    object_id: str = "",
    actor: Any = None,
    agency_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> AuditEntry:
    """Write one entry in the caller's transaction and return it.

    `obj` gives object_type ("enforcement.case"), object_id and, where it has one, agency_id. `actor`
    is an account and defaults to that of the request; the address comes from the request. `data` is
    JSON with dates and decimals allowed. Raises TransactionManagementError outside a transaction:
    a change and its entry must commit together or not at all.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("audit.append() needs a transaction")
    if obj is not None:
        object_type = object_type or obj._meta.label_lower
        object_id = object_id or str(obj.pk)
        agency_id = getattr(obj, "agency_id", None) if agency_id is None else agency_id
    context = current()
    user = context.user if actor is None else actor
    user_id = getattr(user, "pk", None)
    entry = AuditEntry(
        at=timezone.now(),
        actor_id=user_id,
        actor="" if user_id is None else str(user)[:150],
        action=action,
        object_type=object_type,
        object_id=str(object_id),
        agency_id=None if agency_id is None else int(agency_id),
        data=canonical(data or {}),
        ip=context.ip,
        salt=secrets.token_hex(16),
    )
    return insert(entry)


def insert(entry: AuditEntry) -> AuditEntry:
    """Insert the entry behind the previous one of its object; fills in id, prev and hash."""
    row = tuple(getattr(entry, name) for name in CONTENT)
    params = [connection.ops.adapt_datetimefield_value(entry.at), *row[1:], content_digest(row)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(INSERT_POSTGRES, params)
        else:
            cursor.execute(INSERT_SQLITE, [*params, *(entry.object_type, entry.object_id) * 2])
        entry.id, entry.prev, entry.hash = cursor.fetchone()
    entry._state.adding, entry._state.db = False, connection.alias
    return entry


def read(
    obj: Model, *, what: str = "", actor: Any = None, data: dict[str, Any] | None = None
) -> AuditEntry:
    """Record that `obj` (evidence, raw party data) was looked at; opens a transaction if needed.

    `what` names the part that was read, for example "original" or "party". The action is
    "<model>.read".
    """
    with transaction.atomic():
        return append(
            f"{obj._meta.model_name}.read",
            obj=obj,
            actor=actor,
            data={**(data or {}), **({"what": what} if what else {})},
        )
