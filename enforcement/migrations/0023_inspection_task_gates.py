"""No inspection is begun without an approved task; an opinion once given stays (国办发〔2024〕54号)."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard

GATES = [
    guard(
        "inspection_without_task",
        "enforcement_case",
        ["UPDATE"],
        "NEW.kind = 'inspection' AND NEW.status = 'filed' AND OLD.status = 'draft'"
        " AND NOT EXISTS (SELECT 1 FROM enforcement_inspectiontask t WHERE t.case_id = NEW.id"
        " AND t.approved_on IS NOT NULL AND t.status <> 'cancelled')",
        message="没有经过批准的检查任务，不得实施行政检查；请先审批检查任务。",
        code="INSPECTION_TASK",
    ),
    *append_only("enforcement_taskrating", unique=[("task_id",)]),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0022_inspection_task")]

    operations = [Triggers(*GATES)]
