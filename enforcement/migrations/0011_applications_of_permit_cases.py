"""Every permit case so far rests on an application: it gets the row of it."""

from typing import Any

from django.db import migrations

STATUS = {"draft": "received", "rejected": "refused"}


def create(apps: Any, schema_editor: Any) -> None:
    application = apps.get_model("enforcement", "Application")
    for case in apps.get_model("enforcement", "Case").objects.filter(kind="permit"):
        status = STATUS.get(case.status, "accepted")
        values: dict[str, Any] = {}
        if status == "refused":
            reason = case.close_ground or "不予受理"
            values = {
                "refused_on": case.discovered_on,
                "ground": "not_needed",
                "reason": reason,
            }
        application.objects.get_or_create(
            case=case,
            defaults={
                "received_on": case.discovered_on,
                "status": status,
                "accepted_on": case.filed_on,
                **values,
            },
        )


def remove(apps: Any, schema_editor: Any) -> None:
    apps.get_model("enforcement", "Application").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0010_finding_reapply")]

    operations = [migrations.RunPython(create, remove)]
