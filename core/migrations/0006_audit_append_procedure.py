"""PostgreSQL appends an audit entry by a procedure: unlike SELECT, CALL needs no plan."""

from importlib import import_module

from django.db import migrations

from core.triggers import DropTriggers, Gate, Triggers

FUNCTION: Gate = import_module("core.migrations.0005_audit_append_function").APPEND
NAME = "core_audit_append"
CREATE = f"""
CREATE OR REPLACE PROCEDURE {NAME}(
  new_at timestamptz, new_actor_id bigint, new_actor varchar, new_action varchar,
  new_type varchar, new_object varchar, new_agency bigint, new_data text, new_ip varchar,
  new_salt varchar, digest varchar,
  INOUT new_id bigint, INOUT new_prev varchar, INOUT new_hash varchar
) LANGUAGE plpgsql AS $append$
BEGIN
  -- The comparison of rows leaves the planner no way but one step into the index on the object; with
  -- two equalities it prefers to walk the primary key backwards.
  new_prev := COALESCE((
    SELECT CASE WHEN object_type = new_type AND object_id = new_object THEN hash END
    FROM core_auditentry WHERE (object_type, object_id) <= (new_type, new_object)
    ORDER BY object_type DESC, object_id DESC, id DESC LIMIT 1), '');
  new_hash := encode(sha256(convert_to(new_prev || digest, 'UTF8')), 'hex');
  INSERT INTO core_auditentry (at, actor_id, actor, action, object_type, object_id, agency_id,
                               data, ip, salt, prev, hash)
  VALUES (new_at, new_actor_id, new_actor, new_action, new_type, new_object, new_agency,
          new_data, new_ip, new_salt, new_prev, new_hash)
  RETURNING id INTO new_id;
END $append$
"""  # noqa: S608  # no value of anybody's
APPEND = Gate(
    NAME,
    {"sqlite": (), "postgresql": (CREATE,)},
    {"sqlite": (), "postgresql": (f"DROP PROCEDURE IF EXISTS {NAME}",)},
)


class Migration(migrations.Migration):
    dependencies = [("core", "0005_audit_append_function")]

    operations = [DropTriggers(FUNCTION), Triggers(APPEND)]
