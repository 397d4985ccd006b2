"""Rendered documents: readable, complete, sealed off, the same every time."""

import io
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.conf import settings
from django.template import engines
from django.utils import translation
from PIL import Image

from core import pdf
from core.errors import RuleError

FOLDER = Path(settings.BASE_DIR) / "templates" / "documents"
LAYOUTS = {"base"}
KINDS = sorted(path.stem for path in FOLDER.glob("*.html") if path.stem not in LAYOUTS)
AGENCY = "示例县民政局"
FACTS = "2026年10月12日，执法人员依法检查时发现，当事人未经许可从事经营活动，查获台账3本。" * 3


def context(**changes: Any) -> dict[str, Any]:
    """A complete context as services freeze it."""
    return {
        "agency_name": AGENCY,
        "title": "行政处罚决定书",
        "doc_no": "示民罚〔2026〕3号",
        "date": "2026-11-21",
        "case_no": "示民立〔2026〕12号",
        "case_title": "示例商贸有限公司未经许可经营案",
        "party": {
            "kind": "org",
            "name": "示例商贸有限公司",
            "code": "91350100M000100Y43",
            "legal_rep": "王䶮",
            "address": "示例路1号",
        },
        "fields": [["检查时间", "2026年10月12日9时05分"], ["检查地点", "示例路1号"]],
        "opening": ["开头段落。"],
        "sections": [
            {"heading": "违法事实", "paragraphs": [FACTS]},
            {"heading": "处罚决定", "paragraphs": ["罚款人民币20000元（大写：贰万元整）。"]},
        ],
        "questions": [{"question": "是否申请回避？", "answer": "不申请。"}],
        "columns": ["序号", "名称"],
        "rows": [["1", "现场照片№1"]],
        "opinions": [{"label": "负责人意见", "text": "同意。", "name": "赵样本", "date": ""}],
        "officers": [{"name": "张测试", "cert_no": "14001234567"}],
        "signatures": [{"label": "当事人", "name": "", "date": ""}],
        "remedies": "可以自收到本决定书之日起60日内申请行政复议。",
        "defence_until": "2026-11-28",
        "hearing_until": "2026-11-28",
        "attachments": ["财物清单"],
        "closing": ["结尾段落。"],
        "notes": ["一式二份。"],
        "party_name": "王某某",
        "decided_on": "2026-11-21",
        "published_on": "2026-11-28",
        **changes,
    }


def public_context() -> dict[str, Any]:
    """The projection a public copy is made from, and nothing else."""
    return {
        "title": "行政处罚决定书",
        "doc_no": "示民罚〔2026〕3号",
        "agency_name": AGENCY,
        "party_name": "王某某",
        "sections": [["违法事实", "第一段。\n第二段。"], ["处罚决定", "警告。"]],
        "decided_on": "2026-11-21",
        "published_on": "2026-11-28",
    }


def of(kind: str, **changes: Any) -> bytes:
    values = public_context() if kind == "public_decision" else context()
    return pdf.render(f"documents/{kind}.html", {**values, **changes})


def words(data: bytes) -> str:
    """The text layer without line breaks and page numbers, which fall inside sentences."""
    return re.sub(r"\s", "", re.sub(r"— \d+ —", "", pdf.text(data)))


def picture(data: bytes, page: int = 0) -> Image.Image:
    document = pypdfium2.PdfDocument(io.BytesIO(data))
    image: Image.Image = document[page].render(scale=1).to_pil().convert("RGB")
    return image


def red_pixels(image: Image.Image) -> int:
    pixels = image.tobytes()
    triples = zip(pixels[::3], pixels[1::3], pixels[2::3], strict=True)
    return sum(red > 180 and green < 90 and blue < 90 for red, green, blue in triples)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_renders_with_its_title_and_agency_extractable(kind: str) -> None:
    title = "行政处罚案卷" if kind == "archive_cover" else "文书名称"
    data = of(kind, title=title)
    assert data.startswith(b"%PDF-")
    assert pdf.page_count(data) >= 1
    assert title in words(data)
    assert AGENCY in words(data)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_renders_from_the_title_alone(kind: str) -> None:
    data = pdf.render(f"documents/{kind}.html", {"title": "文书名称"})
    assert "文书名称" in words(data)
    assert "None" not in words(data)


def test_a_penalty_decision_says_what_the_law_requires() -> None:
    said = words(of("penalty_decision"))
    for part in (
        "示民罚〔2026〕3号",
        "当事人：示例商贸有限公司",
        "法定代表人（负责人）：王䶮",
        "住所：示例路1号",
        "一、违法事实",
        "二、处罚决定",
        "贰万元整",
        "60日内申请行政复议",
        "附件：财物清单",
        "（印章）",
        "2026年11月21日",
    ):
        assert part in said, part


def test_the_text_layer_keeps_rare_characters_and_symbols_as_typed() -> None:
    typed = "王䶮〔2026〕№①℃㎡91350100M000100Y43二〇二六年"
    said = words(of("penalty_decision", opening=[typed]))
    assert typed in said


def test_a_person_and_a_sole_trader_are_named_by_their_own_labels() -> None:
    person = {"kind": "person", "name": "王某", "code": "11010519491231002X", "address": "路2号"}
    said = words(of("penalty_decision", party=person))
    assert "公民身份号码：11010519491231002X" in said
    assert "住址：路2号" in said
    trader = {"kind": "sole_trader", "name": "示例小店", "legal_rep": "王某", "address": "路3号"}
    assert "经营者：王某" in words(of("penalty_decision", party=trader))


def test_a_permit_calls_the_party_applicant() -> None:
    said = words(of("permit_decision"))
    assert "申请人：示例商贸有限公司" in said
    assert "当事人：示例" not in said


def test_a_prior_notice_tells_the_rights_and_the_last_day_of_each() -> None:
    said = words(of("prior_notice", defence_until="2026-11-27", hearing_until="2026-11-30"))
    assert "陈述和申辩的权利" in said
    assert "2026年11月27日前（含当日）" in said
    assert "2026年11月30日前（含当日）" in said
    assert "听证" not in words(of("prior_notice", hearing_until=""))


def test_an_interview_shows_each_question_before_its_answer() -> None:
    asked = [{"question": "何时开始？", "answer": "八月。"}, {"question": "谁？", "answer": "我。"}]
    said = words(of("inquiry_record", questions=asked))
    assert said.index("何时开始？") < said.index("八月。") < said.index("谁？") < said.index("我。")
    assert "被询问人签名" in said


def test_pages_of_a_letter_are_numbered_between_dashes() -> None:
    data = of("penalty_decision", opening=[FACTS] * 12)
    pages = pdf.text(data).split("\f")
    assert len(pages) == pdf.page_count(data) >= 3
    for number, page in enumerate(pages, start=1):
        assert f"— {number} —" in page


def test_pages_of_a_form_say_how_many_there_are() -> None:
    rows = [[str(number), f"材料{number}"] for number in range(1, 90)]
    data = of("form", rows=rows)
    pages = pdf.text(data).split("\f")
    assert len(pages) >= 3
    for number, page in enumerate(pages, start=1):
        assert f"第{number}页共{len(pages)}页" in re.sub(r"\s", "", page)


@pytest.mark.parametrize("kind", ["archive_cover", "archive_catalogue", "archive_notes"])
def test_papers_about_a_volume_bear_no_number(kind: str) -> None:
    said = words(of(kind, rows=[], columns=[], fields=[]))
    assert not re.search(r"第\d+页|—\d+—", said)


def test_a_long_table_loses_no_row_and_repeats_its_head() -> None:
    rows = [[str(number), f"物品甲{number}号"] for number in range(1, 121)]
    data = of("coercion_decision", columns=["序号", "物品名称"], rows=rows)
    said = words(data)
    assert all(f"物品甲{number}号" in said for number in range(1, 121))
    assert said.count("物品名称") >= 3


def test_a_draft_is_watermarked_on_every_page_and_a_decision_is_not() -> None:
    draft = of("penalty_decision", draft=True, opening=[FACTS] * 12)
    pages = [re.sub(r"\s", "", page) for page in pdf.text(draft).split("\f")]
    assert all("草案未经审核" in page for page in pages)
    assert "草案" not in words(of("penalty_decision", draft=False))


def test_a_letter_has_a_red_head_and_a_form_has_none() -> None:
    assert red_pixels(picture(of("penalty_decision"))) > 1000
    assert red_pixels(picture(of("filing_approval"))) == 0


def test_a_very_long_agency_name_stays_inside_the_page() -> None:
    name = "新疆维吾尔自治区乌鲁木齐高新技术产业开发区（乌鲁木齐市新市区）城市管理局（行政执法局）"
    image = picture(of("penalty_decision", agency_name=name))
    margin = image.crop((image.width - 40, 0, image.width, image.height))
    assert margin.getextrema() == ((255, 255),) * 3


@pytest.mark.parametrize("kind", ["penalty_decision", "public_decision", "inquiry_record"])
def test_the_same_context_gives_the_same_bytes(kind: str) -> None:
    assert of(kind) == of(kind)


@pytest.mark.slow
def test_another_process_renders_the_same_bytes(tmp_path: Path) -> None:
    values = public_context()
    script = (
        "import sys, django; from pathlib import Path; django.setup()\n"
        "from django.test import override_settings; from core import pdf\n"
        f"with override_settings(VAR_DIR=Path({str(settings.VAR_DIR)!r})):\n"
        f"    sys.stdout.buffer.write(pdf.render('documents/public_decision.html', {values!r}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, cwd=settings.BASE_DIR
    )
    assert done.stdout == of("public_decision")


def test_documents_are_chinese_whatever_language_the_reader_uses() -> None:
    chinese = of("penalty_decision")
    with translation.override("en"):
        assert of("penalty_decision") == chinese


def test_threads_do_not_disturb_each_other() -> None:
    numbers = [f"示民罚〔2026〕{number}号" for number in range(1, 13)]
    with ThreadPoolExecutor(max_workers=4) as pool:
        made = list(pool.map(lambda number: of("public_decision", doc_no=number), numbers))
    for number, data in zip(numbers, made, strict=True):
        assert number in words(data)


def test_a_character_without_a_glyph_is_refused_by_name() -> None:
    with pytest.raises(RuleError) as refused:
        of("penalty_decision", opening=["当事人：王\U0002b820。"])
    assert "U+2B820" in str(refused.value)
    assert refused.value.extra == ["\U0002b820"]
    assert refused.value.remedy


@pytest.mark.parametrize("where", ["agency_name", "title", "doc_no", "remedies"])
def test_a_missing_glyph_is_found_wherever_it_is_printed(where: str) -> None:
    with pytest.raises(RuleError, match=r"U\+1F600"):
        of("penalty_decision", **{where: "甲\U0001f600"})


def test_a_character_that_is_not_printed_does_not_hinder() -> None:
    assert of("penalty_decision", unused="\U0002b820") == of("penalty_decision")


def test_typed_markup_is_shown_as_text() -> None:
    typed = '<b onclick="x()">甲&乙</b><!--'
    assert (
        words(of("penalty_decision", opening=[typed])).count('<bonclick="x()">甲&乙</b><!--') == 1
    )


def test_the_engine_reaches_neither_files_nor_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET-CONTENT")
    page = (
        f'<html lang="zh"><link rel="attachment" href="{secret.as_uri()}">'
        f'<link rel="stylesheet" href="{secret.as_uri()}">'
        f'<img src="{secret.as_uri()}"><img src="http://127.0.0.1:9/x.png">'
        '<img alt="点" src="data:image/svg+xml,<svg xmlns=\'http://www.w3.org/2000/svg\'/>">正文</html>'
    )
    template = engines["django"].from_string(page)
    monkeypatch.setattr(pdf, "render_to_string", lambda name, values: template.render(values))
    data = pdf.render("documents/any.html", {})
    assert "正文" in words(data)
    assert b"EmbeddedFile" not in data
    assert pypdfium2.PdfDocument(data).count_attachments() == 0
    assert "SECRET" not in words(data)


def test_metadata_holds_the_title_and_no_party_data() -> None:
    metadata = pypdfium2.PdfDocument(of("penalty_decision")).get_metadata_dict()
    assert metadata["Title"] == "行政处罚决定书 示民罚〔2026〕3号"
    assert metadata["Author"] == AGENCY
    everything = "".join(metadata.values())
    for personal in ("王䶮", "示例商贸有限公司", "91350100M000100Y43", "示例路1号"):
        assert personal not in everything


def test_a_public_copy_holds_its_projection_and_nothing_of_the_case() -> None:
    leaked = context()
    data = of("public_decision", **{key: leaked[key] for key in ("party", "officers", "case_no")})
    said = words(data)
    assert "行政相对人：王某某" in said
    assert "公开日期：2026年11月28日" in said
    for private in ("王䶮", "示例路1号", "14001234567", "示民立〔2026〕12号"):
        assert private not in said


def test_a_context_that_cannot_be_frozen_as_json_is_refused() -> None:
    with pytest.raises(TypeError):
        pdf.render("documents/penalty_decision.html", context(party=object()))


def test_a_machine_without_the_engine_refuses_documents_by_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf, "weasyprint", None)
    assert not pdf.available()
    with pytest.raises(RuleError, match="libpango"):
        of("penalty_decision")


@pytest.mark.parametrize("read", [pdf.page_count, pdf.text])
def test_reading_something_else_than_a_pdf_is_refused(read: Any) -> None:
    with pytest.raises(ValueError, match="PDF"):
        read(b"not a pdf")


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.html")), ids=lambda path: path.stem)
def test_no_template_lets_typed_text_through_unescaped(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert "|safe" not in source
    assert "autoescape off" not in source
