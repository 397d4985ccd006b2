"""What other machines have to do with: a docking station, systems that exchange records, other portals."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from core.models import Blob
from disclosure.models import (
    ExchangeReceipt,
    ExchangeToken,
    PushDestination,
    Witness,
    WitnessedLog,
)
from recording.models import Station, Upload
from tests.base import Cast


def sent_by_a_station(cast: Cast) -> dict[str, Any]:
    """A station of the bureau and a recording it sent that no case has taken."""
    station = Station.objects.create(
        agency=cast.bureau, name="一楼采集站", token_sha256="0" * 64, created_by=cast.admin
    )
    row = Upload.objects.create(
        agency=cast.bureau,
        station=station,
        file_name="A0001.mp4",
        size=9,
        expires_at=timezone.now() + timedelta(days=1),
    )
    blob = Blob.objects.all()[0]
    Upload.objects.filter(pk=row.pk).update(status="verifying")
    Upload.objects.filter(pk=row.pk).update(status="waiting", blob=blob)
    return {"station": station.pk, "waiting": row.pk}


def sent_by_a_system(cast: Cast) -> dict[str, Any]:
    """A system of the bureau that exchanges records, and a receipt it was given."""
    token = ExchangeToken.objects.create(
        agency=cast.bureau,
        name="处罚系统",
        scopes=["send"],
        token_sha256="1" * 64,
        created_by=cast.admin,
        expires_on=timezone.localdate() + timedelta(days=30),
    )
    row = ExchangeReceipt.objects.create(token=token, body_sha256="0" * 64, answer={"rows": 0})
    return {"exchange_token": token.pk, "exchange_receipt": row.pk}


def known_portals(cast: Cast) -> dict[str, Any]:
    """A platform above, a witness of our log, and a log that we are witness of."""
    made = {"created_by": cast.admin}
    push = PushDestination.objects.create(
        agency=cast.bureau, name="省平台", url="https://a.example", sealed_token="x", **made
    )
    witness = Witness.objects.create(
        name="云泽市平台", url="https://b.example", key="12" * 32, **made
    )
    log = WitnessedLog.objects.create(name="云泽市平台", key="12" * 32, **made)
    return {"push_destination": push.pk, "witness": witness.pk, "witnessed_log": log.pk}
