"""Published records and statutes, made through the services, for the tests of the public site."""

from datetime import date
from itertools import count
from typing import Any

from disclosure.models import ExternalRecord, Publication
from disclosure.services import exchange, records
from enforcement.models import Agency, Article, Statute, StatuteVersion
from tests import factories

TODAY = date(2026, 4, 1)
DECIDED = date(2026, 3, 16)
_serial = count(1)


def agency(name: str = "", **fields: Any) -> Agency:
    """A confirmed root agency."""
    return factories.agency(name, **fields)


def record(
    of: Agency, *, kind: str = "penalty", on: date = DECIDED, **fields: Any
) -> ExternalRecord:
    """A record received from another system."""
    serial = next(_serial)
    given = {
        "title": f"晨星商贸第{serial}号案",
        "doc_no": f"云试罚〔2026〕{serial}号",
        "party_kind": "org",
        "party_name": "云溪市晨星商贸有限公司",
        "facts": "销售超过保质期的饼干。",
        "basis": "《中华人民共和国食品安全法》第三十四条",
        "content": "罚款人民币2000元。",
        "penalty_kinds": ["fine"],
        "fine_cents": 200_000,
        **fields,
    }
    return ExternalRecord.objects.create(
        agency=of,
        kind=kind,
        key=f"record-{serial}",
        layout="test",
        fields=exchange.conceal(given),
        raw={},
        raw_sha256="0" * 64,
        decided_on=on,
    )


def published(of: Agency, *, on: date = DECIDED, **fields: Any) -> Publication:
    """A public decision that came as a record; published the day after it was decided."""
    row = records.publish_record(record(of, on=on, **fields), by=None, on=on.replace(day=28))
    return Publication.objects.select_related("shown").get(pk=row.pk)


def statute(title: str, *versions: tuple[date, date | None, dict[int, str]]) -> Statute:
    """A statute with versions (from, to, {article number: text})."""
    row = Statute.objects.create(title=title, folded_title=title.removeprefix("中华人民共和国"))
    for start, end, texts in versions:
        version = StatuteVersion.objects.create(
            statute=row,
            version_date=start,
            effective_from=start,
            effective_to=end,
            sha256="0" * 64,
        )
        for ordinal, (no, text) in enumerate(texts.items(), start=1):
            Article.objects.create(
                version=version, ordinal=ordinal, no=no, label=f"第{no}条", text=text
            )
    return row
