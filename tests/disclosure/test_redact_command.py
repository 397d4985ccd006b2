"""The command reads standard input and writes the public text, or spans with offsets."""

import io
import json
import sys

import pytest
from django.core.management import CommandError, call_command

TEXT = "当事人：王小明，男，身份证号码：11010519491231002X，罚款5000元。\n"


def run(monkeypatch: pytest.MonkeyPatch, data: str, *options: str) -> str:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data.encode())))
    out = io.StringIO()
    call_command("redact", *options, stdout=out)
    return out.getvalue()


def test_a_plain_text_comes_out_redacted_and_otherwise_unchanged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected = "当事人：王某某，男，身份证号码：[身份证号码已隐去]，罚款5000元。\n"
    assert run(monkeypatch, TEXT) == expected


def test_line_ends_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "第一行\r\n第二行") == "第一行\r\n第二行"


def test_json_lines_give_spans_with_offsets_in_the_input(monkeypatch: pytest.MonkeyPatch) -> None:
    record = {"id": 7, "text": TEXT, "parties": [{"name": "王小明", "kind": "person"}]}
    answer = json.loads(run(monkeypatch, json.dumps(record) + "\n\n", "--jsonl"))
    assert answer["id"] == 7
    cut = [(s["type"], TEXT[s["start"] : s["end"]]) for s in answer["spans"]]
    assert cut == [("PERSON", "王小明"), ("ID_CARD", "11010519491231002X")]
    assert all(s["replacement"] and s["reason"] for s in answer["spans"])
    assert answer["text"].startswith("当事人：王某某")


@pytest.mark.parametrize("kind", ["person", "自然人", "unheard-of", None])
def test_a_person_is_recognised_whatever_the_kind_is_called(
    monkeypatch: pytest.MonkeyPatch, kind: str | None
) -> None:
    record = {"id": "a", "text": "王小明走了", "parties": [{"name": "王小明", "kind": kind}]}
    assert json.loads(run(monkeypatch, json.dumps(record), "--jsonl"))["text"] == "王某某走了"


def test_an_organisation_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    record = {"id": 1, "text": "孙立公司", "parties": [{"name": "孙立公司", "kind": "org"}]}
    assert json.loads(run(monkeypatch, json.dumps(record), "--jsonl"))["spans"] == []


def test_the_policy_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "当事人：王小明，男", "--policy", "HIDDEN").startswith("当事人：[姓名")


@pytest.mark.parametrize(
    "line", ["not json", "[]", '{"id": 1}', '{"text": 5}', '{"text": "", "parties": [1]}']
)
def test_a_bad_line_is_named(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    with pytest.raises(CommandError, match="line 2"):
        run(monkeypatch, '{"id": 0, "text": ""}\n' + line, "--jsonl")
