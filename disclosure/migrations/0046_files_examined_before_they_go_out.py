"""A decision does not go out with a file that nobody examined for secrets (政府信息公开条例第十七条).

Files that were approved before there were examinations (0043) are sent back, covered and approved anew.
"""

from django.db import migrations

from core.triggers import Triggers, guard

UNSEEN = (
    "EXISTS (SELECT 1 FROM disclosure_publicfile f WHERE f.publication_id = NEW.id "
    "AND f.status = 'approved' AND NOT EXISTS (SELECT 1 FROM disclosure_secrecyreview r "
    "WHERE r.file_id = f.id AND r.sha256 = f.copy_id AND r.outcome = 'clear'))"
)
GATES = [
    guard(
        "publication_files_examined",
        "disclosure_publication",
        ["UPDATE"],
        f"NEW.status = 'published' AND OLD.status = 'approved' AND {UNSEEN}",
        None,
        "有公开附件未经保密审查。请在“公开附件”中退回，重新制作后由审批人审查。",
        code="NOT_EXAMINED",
        timing="AFTER",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0045_sender_review_gates")]

    operations = [Triggers(*GATES)]
