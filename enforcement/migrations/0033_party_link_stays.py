"""A link is tied to one browser once, and once withdrawn it stays withdrawn."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard

LINK = "enforcement_partylink"
FIXED = ["case_id", "party_id", "token_hash", "expires_at", "created_by_id", "created_at"]
BOUND = "OLD.bound_at IS NOT NULL AND (NEW.bound_at IS NULL OR NEW.bound_at <> OLD.bound_at OR "
GATES = [
    *append_only(LINK, unique=[("token_hash",)], frozen=FIXED),
    guard(
        "party_link_bound",
        LINK,
        ["UPDATE"],
        f"{BOUND}NEW.binding_hash <> OLD.binding_hash)",
        message="该链接已在一个浏览器中启用，不得改绑；请撤销后重新出具。",
        code="PARTY_LINK_BOUND",
    ),
    guard(
        "party_link_revoked",
        LINK,
        ["UPDATE"],
        "OLD.revoked_at IS NOT NULL",
        message="该链接已经撤销，不得修改；请重新出具。",
        code="PARTY_LINK_REVOKED",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0032_defence_of_the_party")]

    operations = [Triggers(*GATES)]
