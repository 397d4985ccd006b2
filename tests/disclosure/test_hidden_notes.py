"""A public text says what was taken out of it and under which rule, and never what it was."""

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core import pdf
from disclosure import presentation
from disclosure.models import RedactedVersion
from disclosure.redaction.spans import rules
from enforcement.models import Agency
from tests.disclosure import factories
from tests.disclosure.factories import TODAY

CARD, PHONE, HOME = "110101199003078515", "13900001234", "云溪市南湖路12号3幢2单元501室"
FACTS = f"当事人电话{PHONE}，另有手机13900005678，身份证号码{CARD}，家住{HOME}。"


@pytest.fixture
def bureau(db: None) -> Agency:
    return factories.agency("云溪市市场监督管理局")


def test_each_kind_is_named_with_its_number_and_its_rule(client: Client, bureau: Agency) -> None:
    row = factories.published(bureau, facts=FACTS)
    page = client.get(reverse("decision-detail", args=[row.pk])).content.decode()
    part = page.split("隐去的内容")[1].split("</section>")[0]
    assert "手机号码，2 处。自然人通信方式（" in part
    assert "身份证号码，1 处。" in part and "第十五条" in part
    for secret in (CARD, PHONE, "13900005678", "501", CARD[:6], PHONE[-4:]):
        assert secret not in page


def test_a_text_without_anything_hidden_says_nothing(client: Client, bureau: Agency) -> None:
    row = factories.published(bureau, facts="销售超过保质期的饼干。", legal_rep="")
    version = RedactedVersion.objects.get(publication=row)
    page = client.get(reverse("decision-detail", args=[row.pk])).content.decode()
    assert ("隐去的内容" in page) == bool(version.spans)
    assert presentation.hidden(RedactedVersion(spans=[])) == []


def test_the_copy_on_paper_says_the_same(client: Client, bureau: Agency) -> None:
    row = factories.published(bureau, facts=FACTS)
    assert row.shown is not None
    context = presentation.document(row, row.shown, TODAY)
    told = {label: count for label, count, _reason in context["hidden"]}
    assert (told["手机号码"], told["身份证号码"]) == (2, 1)
    assert CARD not in str(context) and PHONE not in str(context)
    assert pdf.render("documents/public_decision.html", context).startswith(b"%PDF")


KINDS = sorted({rule.type for rule in rules().values()})
SPANS = st.lists(
    st.fixed_dictionaries(
        {
            "field": st.sampled_from(["facts", "result"]),
            "type": st.sampled_from([*KINDS, "LATER"]),
            "reason": st.text(min_size=1, max_size=20),
        }
    ),
    max_size=30,
)


@given(SPANS)
def test_every_span_is_counted_once_in_a_fixed_order(spans: list[dict[str, str]]) -> None:
    found = presentation.hidden(RedactedVersion(spans=spans))
    assert sum(one.count for one in found) == len(spans)
    assert len({one.label for one in found}) == len(found) == len({one["type"] for one in spans})
    assert found == presentation.hidden(RedactedVersion(spans=list(reversed(spans)))) or any(
        one["type"] == "LATER" for one in spans
    )


def test_what_a_reviewer_is_reminded_of_is_told_by_the_rule_of_its_kind() -> None:
    """The hint beside a doubtful address is for the reviewer; the public reads the rule of addresses."""
    doubtful = rules()["DWELLING"]
    spans = [{"field": "facts", "type": doubtful.type, "reason": doubtful.reason}]
    (told,) = presentation.hidden(RedactedVersion(spans=spans))
    assert (told.label, told.reason) == (rules()["ADDRESS"].label, rules()["ADDRESS"].reason)
    assert "审核人" not in told.reason
