"""No received record is public for which nobody answers (政府信息公开条例第十条、第十七条).

What was public before this migration stays as it is: only a row that is published, or whose text
changes, is asked. The agreement of a key is put on record once.
"""

from django.db import migrations

from core.triggers import Triggers, append_only, guard

TABLE, TOKEN = "disclosure_senderreview", "disclosure_exchangetoken"
TEXT = (
    "EXISTS (SELECT 1 FROM disclosure_redactedversion v JOIN disclosure_publication p "
    "ON p.id = v.publication_id WHERE v.id = NEW.version_id AND v.sha256 = NEW.sha256 "
    "AND p.record_id IS NOT NULL)"
)
AGREED = (
    f"EXISTS (SELECT 1 FROM {TOKEN} t WHERE t.id = NEW.token_id "  # noqa: S608  # our own columns
    "AND t.agreement IS NOT NULL AND t.agreement <> '')"
)
GATES = [
    *append_only(TABLE, unique=[("version_id",)]),
    guard(
        "sender_review_bound",
        TABLE,
        ["INSERT"],
        f"NOT {TEXT}",
        None,
        "报送机关的保密审查应当针对所报送记录的公开文本。",
        code="SECRECY_BOUND",
    ),
    guard(
        "sender_review_agreed",
        TABLE,
        ["INSERT"],
        f"NEW.token_id IS NOT NULL AND NOT {AGREED}",
        None,
        "报送系统没有登记数据交换协议，不得公开其报送的记录。请由管理员补登。",
        code="NOT_AGREED",
    ),
    guard(
        "exchange_token_agreement",
        TOKEN,
        ["UPDATE"],
        "OLD.agreement IS NOT NULL AND NEW.agreement IS DISTINCT FROM OLD.agreement",
        None,
        "数据交换协议登记后不得更改；请登记新的密钥。",
        code="AGREEMENT",
    ),
    guard(
        "record_answered_for",
        "disclosure_publication",
        ["UPDATE"],
        "NEW.record_id IS NOT NULL AND NEW.status = 'published' "
        "AND OLD.status IN ('pending', 'published') "
        "AND (NEW.status <> OLD.status OR NEW.shown_id IS DISTINCT FROM OLD.shown_id) "
        f"AND NOT EXISTS (SELECT 1 FROM {TABLE} r WHERE r.version_id = NEW.shown_id)",
        None,
        "没有报送机关保密审查责任记录的内容不得公开（政府信息公开条例第十条、第十七条）。",
        code="NOT_EXAMINED",
        timing="AFTER",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0044_sender_review")]

    operations = [Triggers(*GATES)]
