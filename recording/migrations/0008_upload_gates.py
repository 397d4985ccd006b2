"""An upload moves along its table, and what was announced stays as announced."""

from django.db import migrations

from core.triggers import Triggers, append_only, moves_only

MOVES = {
    "": [
        ("receiving", "cancelled"),
        ("receiving", "expired"),
        ("receiving", "rejected"),
        ("receiving", "verifying"),
        ("verifying", "rejected"),
        ("verifying", "sealed"),
        ("verifying", "waiting"),
        ("waiting", "sealed"),
    ],
}
ANNOUNCED = [
    *("id", "agency_id", "case_id", "owner_id", "station_id"),
    *("file_name", "size", "declared_sha256", "created_at"),
]
KEPT = "上传登记不能删除，申报的内容不能修改；请取消后重新上传。"
STATION = "采集站的登记不能删除或者改换密钥；请停用后重新登记。"

GATES = [
    *append_only("recording_upload", unique=[("evidence_id",)], frozen=ANNOUNCED, message=KEPT),
    *moves_only("recording_upload", MOVES, starts=("receiving",)),
    *append_only(
        "recording_station",
        unique=[("token_sha256",)],
        frozen=["id", "agency_id", "name", "token_sha256", "created_by_id", "created_at"],
        message=STATION,
    ),
]


class Migration(migrations.Migration):
    dependencies = [("recording", "0007_upload")]

    operations = [Triggers(*GATES)]
