"""Writing an entry: canonical form, hashes, and the one statement that inserts it."""

import hashlib
import secrets
from json.encoder import encode_basestring as quoted
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from django.utils import timezone

from core import merkle
from core.actor import current
from core.days import moment
from core.models import AuditEntry

# Everything but `id` (given by the database), `prev` and `hash`, in the order of the digest.
CONTENT = (
    *("at", "actor_id", "actor", "action", "object_type", "object_id"),
    *("agency_id", "data", "ip", "salt"),
)
COLUMNS = ("id", *CONTENT, "prev", "hash")
PARAMETERS = (*CONTENT, "digest")
# One statement finds the previous entry of the object, chains to it and inserts: appending costs no
# second round trip, which would break the promise of benchmarks/audit_append.py. On PostgreSQL a
# procedure does it (migration 0006), because its plans are kept while a long statement is planned
# anew each time, and a CALL is not planned at all. Parameters are named on SQLite, because Django
# turns the marks of a list into SQLite's own by an expression that costs more than the statement.
PREVIOUS = """COALESCE((SELECT hash FROM core_auditentry WHERE object_type = %(object_type)s
AND object_id = %(object_id)s ORDER BY id DESC LIMIT 1), '')"""
INSERT_SQLITE = f"""
INSERT INTO core_auditentry ({", ".join(CONTENT)}, prev, hash)
VALUES ({", ".join(f"%({name})s" for name in CONTENT)}, {PREVIOUS}, SHA256({PREVIOUS} || %(digest)s))
RETURNING id, prev, hash
"""  # noqa: S608  # column names of our own model
CALL_POSTGRES = f"CALL core_audit_append({'%s, ' * (len(CONTENT) + 1)}NULL, NULL, NULL)"
DATA_JSON = DjangoJSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(value: Any) -> str:
    """Compact JSON with sorted keys; a lone surrogate is escaped, so the text is always UTF-8."""
    return DATA_JSON.encode(value).encode("utf-8", "backslashreplace").decode()


def content_digest(row: tuple[Any, ...]) -> str:
    """SHA-256 (hex) over the CONTENT columns of an entry."""
    text = ",".join([quoted(moment(row[0])), *map(cell, row[1:])])
    return hashlib.sha256(f"[{text}]".encode("utf-8", "surrogatepass")).hexdigest()


def cell(value: str | int | None) -> str:
    """A column in JSON; an encoder made anew for each entry would take three times as long."""
    if value is None:
        return "null"
    return quoted(value) if isinstance(value, str) else str(value)


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
    # The name `connection` looks the thread's connection up at each use.
    database = connections[DEFAULT_DB_ALIAS]
    if not database.in_atomic_block:
        raise transaction.TransactionManagementError("audit.append() needs a transaction")
    if obj is not None:
        object_type = object_type or obj._meta.label_lower
        object_id = object_id or str(obj.pk)
        agency_id = getattr(obj, "agency_id", None) if agency_id is None else agency_id
    context = current()
    user = context.user if actor is None else actor
    user_id = getattr(user, "pk", None)
    row = (
        *(timezone.now(), user_id, "" if user_id is None else str(user)[:150]),
        *(action, object_type, str(object_id), None if agency_id is None else int(agency_id)),
        *(canonical(data or {}), context.ip, secrets.token_hex(16)),
    )
    return insert(database, row)


def insert(database: BaseDatabaseWrapper, row: tuple[Any, ...]) -> AuditEntry:
    """Insert the CONTENT columns behind the previous entry of the same object."""
    stored = (database.ops.adapt_datetimefield_value(row[0]), *row[1:], content_digest(row))
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute(CALL_POSTGRES, stored)
        else:
            cursor.execute(INSERT_SQLITE, dict(zip(PARAMETERS, stored, strict=True)))
        number, prev, chained = cursor.fetchone()
    return AuditEntry.from_db(database.alias, COLUMNS, (number, *row, prev, chained))


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
