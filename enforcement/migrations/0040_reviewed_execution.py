"""A forced execution that the list wants reviewed names the decision that passed legal review."""

import django.db.models.deletion
from django.db import migrations, models

from core.triggers import Triggers, guard

# A penalty is no decision on coercion; what was taken back is in force no more.
PASSED = (
    "EXISTS (SELECT 1 FROM enforcement_decision d "
    "JOIN enforcement_case own ON own.id = NEW.case_id "
    "JOIN enforcement_case k ON k.id = d.case_id "
    "WHERE d.id = NEW.reviewed_id AND d.kind = 'coercion' AND d.status IN ('issued', 'served') "
    "AND d.clearance_id IS NOT NULL AND d.issued_on <= NEW.decided_on "
    "AND d.agency_id = own.agency_id AND k.party_id = own.party_id)"
)
DECIDES = "NEW.status = 'decided' AND OLD.status <> 'decided'"
MESSAGE = (
    "列入法制审核目录的强制执行，应当先对该当事人作出经法制审核通过的行政强制决定"
    "（国办发〔2018〕118号第十一条）。"
)

GATES = [
    guard(
        "forced_execution_reviewed",
        "enforcement_forcedexecution",
        ["UPDATE"],
        f"{DECIDES} AND (NEW.review_due = TRUE OR NEW.reviewed_id IS NOT NULL) AND NOT {PASSED}",
        None,
        MESSAGE,
        code="NOT_REVIEWED",
    ),
    guard(
        "forced_execution_review_stays",
        "enforcement_forcedexecution",
        ["UPDATE"],
        "OLD.status <> 'urged' AND (NEW.review_due IS DISTINCT FROM OLD.review_due "
        "OR NEW.reviewed_id IS DISTINCT FROM OLD.reviewed_id)",
        None,
        "强制执行决定作出后，所依据的法制审核不得更改（国办发〔2018〕118号第十一条）。",
        code="REVIEW_FIXED",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0039_only_penalties_punish")]

    operations = [
        migrations.AddField(
            model_name="forcedexecution",
            name="review_due",
            field=models.BooleanField(null=True, verbose_name="应当经法制审核"),
        ),
        migrations.AddField(
            model_name="forcedexecution",
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
        Triggers(*GATES),
    ]
