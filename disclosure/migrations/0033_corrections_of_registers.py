"""A request may be about a row of the registers, and an answer may be that it was sent on.

The table is altered, so its gates are taken off first and put back as they are to be now: what a row of
a register read cannot be rewritten, and "corrected" is only said of it when the public reads another
text (政府信息公开条例 41).
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from core.change_marks import watched
from core.triggers import DropTriggers, Triggers, append_only, guard, moves_only

asked = import_module("disclosure.migrations.0009_correction_request_gates")
answers = import_module("disclosure.migrations.0013_answers_stay")
TABLE = asked.TABLE
TARGET = ["organ_id", "officer_id", "item_id", "entry_id", "entry_version_id", "told"]
SENT = [(state, "sent") for state in ("received", "accepted", "reopened")] + [("sent", "reopened")]
CORRECTED = "NEW.status = 'corrected' AND OLD.status <> 'corrected' AND "
KEPT = ("made", "reopened_once", "reopening_stays", "first_answer_kept")


def gate(name, when, message, code, event="UPDATE"):
    """One gate of the table."""
    return guard(f"correction_{name}", TABLE, [event], when, message=message, code=code)


BEFORE = [
    watched(TABLE),
    *asked.GATES,
    *(row for row in answers.GATES if "gate_correction_" in row.name),
]
AFTER = [
    watched(TABLE),
    *(row for row in BEFORE if row.name.removeprefix("gate_correction_") in KEPT),
    *append_only(TABLE, frozen=[*asked.ASKED, *TARGET], unique=[("number",)], message=asked.FIXED),
    *moves_only(TABLE, {"": sorted([*asked.MOVES, *SENT])}, starts=("received",)),
    gate(
        "answer_stays",
        answers.ended(("corrected", "refused", "sent"))
        + " AND "
        + answers.changed(*answers.ANSWER, "told_after", "remade_id", "sent_to"),
        answers.GIVEN,
        "ANSWERED",
    ),
    gate(
        "register_made",
        f"{CORRECTED}NEW.publication_id IS NULL AND NEW.told_after = NEW.told",
        "公开的内容没有变更，不能记为已更正（政府信息公开条例第四十一条）。",
        "NOT_CORRECTED",
    ),
    gate(
        "entry_made",
        f"{CORRECTED}NEW.entry_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
        "enforcement_registerentry e WHERE e.id = NEW.entry_id AND e.status = 'withdrawn') "
        "AND NOT EXISTS (SELECT 1 FROM enforcement_entryversion v, enforcement_entryversion r "
        "WHERE v.id = NEW.remade_id AND r.id = NEW.entry_version_id AND v.entry_id = NEW.entry_id "
        "AND v.status = 'published' AND v.number > r.number AND v.valid_from <= NEW.answered_on)",
        "公开的内容没有变更，不能记为已更正：应当先公布新的版本（政府信息公开条例第四十一条）。",
        "NOT_CORRECTED",
    ),
    gate(
        "of_its_agency",
        "NEW.organ_id <> NEW.agency_id OR EXISTS (SELECT 1 FROM enforcement_registerentry e "
        "WHERE e.id = NEW.entry_id AND e.agency_id <> NEW.agency_id) OR EXISTS (SELECT 1 FROM "
        "enforcement_entryversion v WHERE v.id = NEW.entry_version_id "
        "AND (v.entry_id <> NEW.entry_id OR v.status <> 'published')) OR EXISTS (SELECT 1 FROM "
        "enforcement_officer o WHERE o.id = NEW.officer_id AND o.agency_id <> NEW.agency_id) "
        "OR EXISTS (SELECT 1 FROM enforcement_item i "
        "WHERE i.id = NEW.item_id AND i.agency_id <> NEW.agency_id)",
        "更正申请由公开该信息的机关办理。",
        "TARGET",
        "INSERT",
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0032_marks_of_change"),
        ("enforcement", "0047_published_entry_whole"),
    ]

    operations = [
        DropTriggers(*BEFORE),
        migrations.RemoveConstraint(
            model_name="correctionrequest",
            name="correction_answered_is_whole",
        ),
        migrations.AddField(
            model_name="correctionrequest",
            name="entry",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enforcement.registerentry",
            ),
        ),
        migrations.AddField(
            model_name="correctionrequest",
            name="entry_version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enforcement.entryversion",
            ),
        ),
        migrations.AddField(
            model_name="correctionrequest",
            name="item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enforcement.item",
            ),
        ),
        migrations.AddField(
            model_name="correctionrequest",
            name="officer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enforcement.officer",
            ),
        ),
        migrations.AddField(
            model_name="correctionrequest",
            name="organ",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enforcement.agency",
            ),
        ),
        migrations.AddField(
            model_name="correctionrequest",
            name="remade",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enforcement.entryversion",
            ),
        ),
        migrations.AddField(
            model_name="correctionrequest",
            name="sent_to",
            field=models.CharField(blank=True, default="", max_length=100, verbose_name="转送机关"),
        ),
        migrations.AddField(
            model_name="correctionrequest",
            name="told",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="correctionrequest",
            name="told_after",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AlterField(
            model_name="correctionrequest",
            name="publication",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="disclosure.publication",
            ),
        ),
        migrations.AlterField(
            model_name="correctionrequest",
            name="status",
            field=models.CharField(
                choices=[
                    ("received", "已收到"),
                    ("accepted", "已受理，核查中"),
                    ("more", "待申请人补充"),
                    ("corrected", "已更正"),
                    ("refused", "不予更正"),
                    ("sent", "已转送"),
                    ("reopened", "复查中"),
                ],
                default="received",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="correctionrequest",
            name="version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="disclosure.redactedversion",
            ),
        ),
        migrations.AlterField(
            model_name="correctionrequest",
            name="what",
            field=models.CharField(
                choices=[
                    ("text", "内容与决定书不一致"),
                    ("party", "当事人名称、代码有误"),
                    ("personal", "公开了个人信息或者商业秘密"),
                    ("standing", "决定已被撤销、变更或者确认违法"),
                    ("term", "公示期限已满或者有误"),
                    ("content", "内容有误或者与依据不符"),
                    ("reach", "电话、地址、办公时间有误"),
                    ("changed", "人员、机构、事项已经变更"),
                    ("other", "其他"),
                ],
                max_length=10,
                verbose_name="错误类型",
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["corrected", "refused", "sent"]), _negated=True),
                    models.Q(
                        ("answered_on__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="correction_answered_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("entry__isnull", True),
                        ("item__isnull", True),
                        ("officer__isnull", True),
                        ("organ__isnull", True),
                        ("publication__isnull", False),
                    ),
                    models.Q(
                        ("entry__isnull", True),
                        ("item__isnull", True),
                        ("officer__isnull", True),
                        ("organ__isnull", False),
                        ("publication__isnull", True),
                    ),
                    models.Q(
                        ("entry__isnull", True),
                        ("item__isnull", True),
                        ("officer__isnull", False),
                        ("organ__isnull", True),
                        ("publication__isnull", True),
                    ),
                    models.Q(
                        ("entry__isnull", True),
                        ("item__isnull", False),
                        ("officer__isnull", True),
                        ("organ__isnull", True),
                        ("publication__isnull", True),
                    ),
                    models.Q(
                        ("entry__isnull", False),
                        ("item__isnull", True),
                        ("officer__isnull", True),
                        ("organ__isnull", True),
                        ("publication__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="correction_of_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("publication__isnull", True), ("version__isnull", True)),
                    models.Q(("publication__isnull", False), ("version__isnull", False)),
                    _connector="OR",
                ),
                name="correction_decision_read",
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("entry__isnull", True), ("entry_version__isnull", True)),
                    models.Q(("entry__isnull", False), ("entry_version__isnull", False)),
                    _connector="OR",
                ),
                name="correction_entry_read",
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("publication__isnull", False), ("told", "")),
                    models.Q(("publication__isnull", True), models.Q(("told", ""), _negated=True)),
                    _connector="OR",
                ),
                name="correction_register_read",
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "sent"), _negated=True),
                    models.Q(("sent_to", ""), _negated=True),
                    _connector="OR",
                ),
                name="correction_sent_somewhere",
            ),
        ),
        Triggers(*AFTER),
    ]
