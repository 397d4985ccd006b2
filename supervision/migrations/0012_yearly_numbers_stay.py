"""What an agency stated of its year stays with the frozen report."""

from django.db import migrations

from core.triggers import Triggers, guard

STATED = guard(
    "yearlyreport_stated",
    "supervision_yearlyreport",
    ["UPDATE"],
    "OLD.status IN ('frozen', 'published') AND NEW.entered IS NOT OLD.entered",
    "OLD.status IN ('frozen', 'published') AND NEW.entered::text IS DISTINCT FROM OLD.entered::text",
    message="年报已经定稿，填报的数字不能修改；需要更正的，请起草更正版并说明理由。",
    code="YEARLY_FROZEN",
)


class Migration(migrations.Migration):
    dependencies = [("supervision", "0011_yearly_numbers")]

    operations = [Triggers(STATED)]
