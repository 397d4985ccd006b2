"""A text that was asked about stays until the answer; what may not be public is not approved (公开条例第十七条)."""

from django.db import migrations

from core.triggers import Triggers, guard

TABLE = "disclosure_secrecyreferral"
OF = f"SELECT 1 FROM {TABLE} r WHERE r.publication_id = NEW.id"  # noqa: S608  # our own words
GATES = [
    guard(
        "publication_asked_text_stays",
        "disclosure_publication",
        ["UPDATE"],
        "(NEW.shown_id IS DISTINCT FROM OLD.shown_id "
        "OR OLD.status = 'redacted' AND NEW.status = 'pending') "
        f"AND EXISTS ({OF} AND r.answered_on IS NULL)",
        None,
        "是否可以公开已经报请确定，尚未答复，公开文本不得更改、退回。",
        code="REFERRED",
        timing="AFTER",
    ),
    guard(
        "publication_never",
        "disclosure_publication",
        ["UPDATE"],
        "NEW.status IN ('approved', 'published') AND NEW.status <> OLD.status "
        f"AND EXISTS ({OF} AND r.outcome = 'never' AND NOT EXISTS (SELECT 1 FROM {TABLE} later "
        "WHERE later.publication_id = r.publication_id AND later.id > r.id "
        "AND later.outcome IN ('clear', 'part')))",
        None,
        "报请确定的答复是不予公开，不得审批、公开。",
        code="DETERMINED",
        timing="AFTER",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0050_secrecy_referral_gates")]

    operations = [Triggers(*GATES)]
