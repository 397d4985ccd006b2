"""Requests of another system over the exchange, made up for the tests."""

import json
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.identifiers import uscc_check_char
from disclosure.models import ExchangeToken
from disclosure.services import exchange_tokens
from enforcement.models import Agency
from tests.base import Cast
from tests.retold import told_once

ALL = list(ExchangeToken.Scope.values)
SEND = "api-exchange-send"
AGREED = "《执法数据交换与保密审查协议》云数协〔2026〕3号"


def code_of(agency: Agency) -> str:
    assert agency.uscc
    return str(agency.uscc)


def token(
    cast: Cast, *, of: Agency | None = None, scopes: Any = None, name: str = "处罚系统"
) -> str:
    """The token of a new system of the bureau."""
    today = timezone.localdate()
    _row, made = exchange_tokens.issue(
        by=cast.admin,
        agency=of or cast.bureau,
        name=name,
        scopes=scopes or ALL,
        agreement=AGREED,
        expires_on=today + timedelta(days=90),
        on=today,
    )
    return made


def record(agency: Agency, **changes: Any) -> dict[str, Any]:
    """A record of a penalty with every field that is required; `...` leaves one out."""
    given = {
        "agency_uscc": code_of(agency),
        "kind": "penalty",
        "doc_no": "云市监罚〔2026〕71号",
        "party_name": "云溪市晨星商贸有限公司",
        "party_kind": "法人及非法人组织",
        "uscc": "91110000100000000G",
        "legal_rep": "晨试一",
        "violation_type": "销售超过保质期的食品",
        "facts": "销售超过保质期的饼干12袋。",
        "basis": "《中华人民共和国食品安全法》第一百二十四条",
        "penalty_kinds": ["fine", "confiscate_goods"],
        "content": "罚款2000元，没收饼干12袋。",
        "fine_wan": 0.2,
        "decided_on": "2026-03-02",
        "organ": str(agency.name),
        "source_org": str(agency.name),
        "source_uscc": code_of(agency),
        "full_text": "行政处罚决定书全文。联系电话13900001234。",
        **changes,
    }
    return {name: value for name, value in given.items() if value is not ...}


def call(key: str, body: Any, *, name: str = SEND, method: str = "put", **headers: str) -> Any:
    """A request of a system."""
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    send = getattr(Client(), method)
    given = {"authorization": f"Bearer {key}", **headers}
    body = {} if method == "get" else {"data": text, "content_type": "application/json"}
    return send(reverse(name), headers=given, **body)


def sent(key: str, *records: Any, **headers: str) -> dict[str, Any]:
    """The receipt of a batch."""
    answer = call(key, list(records), **headers)
    assert answer.status_code == 200, answer.content.decode()
    return dict(json.loads(answer.content))


def outcomes(receipt: dict[str, Any]) -> list[str]:
    return [row["outcome"] for row in receipt["results"]]


def give_codes(cast: Cast) -> None:
    """Codes of their own for the agencies: 11 for an organ of the government.

    Each token begins with its full rate: keys of rows come again from one test to the next.
    """
    cache.clear()
    for no, agency in enumerate(coded(cast), start=1):
        first = f"11990000{no:09d}"
        agency.uscc = first + uscc_check_char(first)
    keep_codes(cast)


def coded(cast: Cast) -> tuple[Agency, ...]:
    """The agencies of the cast that get a code."""
    return cast.government, cast.bureau, cast.other_bureau


@told_once
def keep_codes(cast: Cast) -> None:
    """The codes, which the agencies have already, in the database as well."""
    for agency in coded(cast):
        agency.save(update_fields=["uscc"])


def taken_down(key: str, agency: Agency, **changes: Any) -> Any:
    """The answer to a withdrawal."""
    given = {
        "agency_uscc": code_of(agency),
        "kind": "penalty",
        "doc_no": "云市监罚〔2026〕71号",
        "reason": "该决定已被依法撤销。",
        **changes,
    }
    return call(key, given, name="api-exchange-withdraw", method="post")


def changes(key: str, since: int | str = 0) -> dict[str, Any]:
    """A page of the feed, or the status that refused it."""
    url = f"{reverse('api-exchange-changes')}?since={since}"
    answer = Client().get(url, headers={"authorization": f"Bearer {key}"})
    code = answer.status_code
    return dict(json.loads(answer.content)) if code == 200 else {"code": code}
