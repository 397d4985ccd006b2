"""Received records: public at once and redacted, never when the law bars them, never again once gone."""

import pytest

from core.secrets import encrypt
from disclosure.models import ExternalRecord, Publication, SearchEntry
from disclosure.services import pipeline, records
from tests import factories
from tests.base import Cast, day
from tests.disclosure.factories import record

ADULT, MINOR = "110105194912310021", "11010520100601001X"


def take(row: ExternalRecord, on: int = 20) -> Publication:
    """Publish the record in March."""
    return records.publish_record(row, by=None, on=day(3, on))


def test_a_record_is_public_and_searchable_at_once(cast: Cast) -> None:
    row = take(record(cast.bureau))
    assert (row.status, row.first_published_on) == ("published", day(3, 20))
    assert SearchEntry.objects.filter(publication=row).exists()


def test_the_same_record_again_changes_nothing(cast: Cast) -> None:
    source = record(cast.bureau)
    first, again = take(source), take(source, 25)
    assert first == again
    assert again.versions.count() == 1
    assert again.first_published_on == day(3, 20)


def test_a_corrected_record_shows_the_new_text_and_keeps_its_first_day(cast: Cast) -> None:
    source = record(cast.bureau)
    take(source)
    source.fields = {**source.fields, "content": "罚款人民币3000元。"}
    source.save(update_fields=["fields"])
    row = take(source, 25)
    assert row.shown is not None
    assert "3000" in row.shown.result
    assert (row.versions.count(), row.first_published_on) == (2, day(3, 20))


def test_a_penalty_of_a_public_security_organ_is_withheld(cast: Cast) -> None:
    police = factories.agency("云溪市公安局", profile="changzhi_police", field="治安")
    row = take(record(police))
    assert (row.status, row.withheld_code, row.first_published_on) == ("withheld", "sealed", None)
    assert take(record(police, kind="permit")).status == "published"


@pytest.mark.parametrize(("id_no", "status"), [(ADULT, "published"), (MINOR, "withheld")])
def test_a_party_known_to_be_a_minor_is_withheld(cast: Cast, id_no: str, status: str) -> None:
    source = record(cast.bureau, party_kind="person", party_name="柳试然")
    source.fields = {**source.fields, "id_no": encrypt(id_no)}
    source.save(update_fields=["fields"])
    assert take(source).status == status


def test_a_record_that_turns_out_to_be_barred_is_withdrawn(cast: Cast) -> None:
    source = record(cast.bureau, party_kind="person", party_name="柳试然")
    row = take(source)
    source.fields = {**source.fields, "id_no": encrypt(MINOR)}
    source.save(update_fields=["fields"])
    row = take(source, 25)
    assert (row.status, row.ended_on) == ("withdrawn", day(3, 25))
    assert not SearchEntry.objects.exists()


def test_a_withdrawn_record_does_not_come_back_with_the_next_sheet(cast: Cast) -> None:
    source = record(cast.bureau)
    row = take(source)
    pipeline.withdraw(row, by=cast.publisher, on=day(3, 21), reason="信用修复", ground="content")
    source.fields = {**source.fields, "content": "罚款人民币3000元。"}
    source.save(update_fields=["fields"])
    assert take(source, 25).status == "withdrawn"
    assert not SearchEntry.objects.exists()


def test_the_reason_for_withdrawing_a_record_gives_nothing_away(cast: Cast) -> None:
    row = take(record(cast.bureau, party_kind="person", party_name="柳试然"))
    with pytest.raises(Exception, match="仍含应当隐去"):
        pipeline.withdraw(
            row, by=cast.publisher, on=day(3, 21), reason="柳试然已完成信用修复", ground="content"
        )
