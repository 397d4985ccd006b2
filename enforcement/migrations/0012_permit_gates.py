"""What the law makes absolute about permits, held against raw SQL too (行政许可法 32, 42, 69, 70)."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard

APPLICATION, LICENCE = "enforcement_application", "enforcement_licence"
CHANGED = 'OLD."{0}" IS NOT NULL AND NEW."{0}" IS DISTINCT FROM OLD."{0}"'

GATES = [
    guard(
        "application_corrected_once",
        APPLICATION,
        ["UPDATE"],
        CHANGED.format("correction_asked_on"),
        message="需要补正的内容应当一次告知，不能再次告知（行政许可法第三十二条）。请依法受理或者决定。",
        code="ONE_NOTICE",
    ),
    guard(
        "application_extended_once",
        APPLICATION,
        ["UPDATE"],
        CHANGED.format("extended_on"),
        message="作出许可决定的期限只能延长一次（行政许可法第四十二条）。请在期限内作出决定。",
        code="ONE_EXTENSION",
    ),
    guard(
        "application_settled",
        APPLICATION,
        ["UPDATE"],
        "OLD.status IN ('accepted', 'refused') AND (NEW.status <> OLD.status"
        " OR NEW.received_on <> OLD.received_on"
        " OR NEW.accepted_on IS DISTINCT FROM OLD.accepted_on)",
        message="申请已经受理或者决定不予受理，结果和日期不得更改（行政许可法第三十二条）。",
        code="SETTLED",
    ),
    guard(
        "licence_does_not_revive",
        LICENCE,
        ["UPDATE"],
        "OLD.status <> 'valid' AND NEW.status NOT IN (OLD.status, 'cancelled')",
        message="失效的许可证件不能恢复，也不能改为另一种失效（行政许可法第六十九条、第七十条）。"
        "请依法办理注销。",
        code="ENDED",
    ),
    *append_only("enforcement_licenceevent"),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0011_applications_of_permit_cases")]

    operations = [Triggers(*GATES)]
