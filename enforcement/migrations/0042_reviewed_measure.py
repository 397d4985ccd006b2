"""A coercive measure that the list wants reviewed names the decision that passed legal review."""

import django.db.models.deletion
from django.db import migrations, models

from core.triggers import Triggers, guard

APPROVES = "NEW.status = 'approved' AND OLD.status = 'planned'"
PASSED = (
    "EXISTS (SELECT 1 FROM enforcement_decision d "
    "JOIN enforcement_case own ON own.id = NEW.case_id "
    "JOIN enforcement_case k ON k.id = d.case_id "
    "WHERE d.id = NEW.reviewed_id AND d.kind = 'coercion' AND d.status IN ('issued', 'served') "
    "AND d.clearance_id IS NOT NULL "
    "AND d.agency_id = own.agency_id AND k.party_id = own.party_id)"
)
USED = "EXISTS (SELECT 1 FROM {table} o WHERE o.reviewed_id = NEW.reviewed_id)"
ARTICLE = "（国办发〔2018〕118号第十一条）。"
ONCE = f"一份经法制审核的行政强制决定只能作为一次强制的依据{ARTICLE}"

GATES = [
    guard(
        "measure_reviewed",
        "enforcement_measure",
        ["UPDATE"],
        f"{APPROVES} AND (NEW.review_due = TRUE OR NEW.reviewed_id IS NOT NULL) AND NOT {PASSED}",
        None,
        "列入法制审核目录的强制措施，应当先对该当事人作出经法制审核通过的行政强制决定" + ARTICLE,
        code="NOT_REVIEWED",
    ),
    guard(
        "measure_review_stays",
        "enforcement_measure",
        ["UPDATE"],
        "OLD.status <> 'planned' AND (NEW.review_due IS DISTINCT FROM OLD.review_due "
        "OR NEW.reviewed_id IS DISTINCT FROM OLD.reviewed_id)",
        None,
        "强制措施批准后，所依据的法制审核不得更改" + ARTICLE,
        code="REVIEW_FIXED",
    ),
    *(
        guard(
            f"{name}_review_unused",
            f"enforcement_{name}",
            ["UPDATE"],
            "NEW.reviewed_id IS NOT NULL AND NEW.reviewed_id IS DISTINCT FROM OLD.reviewed_id "
            f"AND {USED.format(table=f'enforcement_{other}')}",
            None,
            ONCE,
            code="REVIEW_USED",
        )
        for name, other in (("measure", "forcedexecution"), ("forcedexecution", "measure"))
    ),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0041_review_used_once")]

    operations = [
        migrations.AddField(
            model_name="measure",
            name="review_due",
            field=models.BooleanField(null=True, verbose_name="应当经法制审核"),
        ),
        migrations.AddField(
            model_name="measure",
            name="reviewed",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enforcement.decision",
                verbose_name="经法制审核的行政强制决定",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reviewed__isnull", False)),
                fields=("reviewed",),
                name="measure_review_used_once",
            ),
        ),
        Triggers(*GATES),
    ]
