"""Decoding: the encoding that a page is in, not the one that it claims."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page.decode import decode

CHINESE = (
    "<html><head><title>模型评测互认</title></head><body><p>沿海三省的评测机构日前达成协议，同一款模型"
    "只需要测试一次，结果就可以在三地通用。企业认为这样可以节省不少时间和费用。</p></body></html>"
)
TAIWAN = "<html><p>公司發言人表示，目前封裝產能仍然供不應求，新廠完工後產能可望增加四成。這個消息並不意外。</p>"
JAPANESE = "<html><p>人工知能の開発をめぐり、各国の企業が激しい競争を繰り広げている。政府は新しい計画を発表した。</p>"
KOREAN = "<html><p>인공지능 개발을 둘러싸고 각국 기업들이 치열한 경쟁을 벌이고 있다. 정부는 계획을 발표했다.</p>"
RUSSIAN = "<html><p>Компании разных стран соревнуются в разработке искусственного интеллекта.</p>"
FRENCH = "<html><p>Les entreprises françaises développent l’intelligence artificielle à marche forcée.</p>"


@pytest.mark.parametrize("label", [None, "utf-8", "gb2312", "iso-8859-1", "no-such-encoding"])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "gb18030"),
        (CHINESE, "utf-8"),
        (CHINESE, "utf-16-le"),
        (CHINESE, "utf-16-be"),
        (TAIWAN, "big5hkscs"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
        (KOREAN, "cp949"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (FRENCH, "cp1252"),
    ],
)
def test_fault_030_the_text_comes_back_whatever_the_header_says(text, encoding, label):
    header = None if label is None else f"text/html; charset={label}"
    assert decode(text.encode(encoding), header).text == text


def test_a_true_label_decides_between_relatives():
    polish = "<p>Wyścig o sztuczną inteligencję przyśpiesza, mówią źródła.</p>"
    assert decode(polish.encode("iso8859-2"), "text/html; charset=iso-8859-2").text == polish


def test_fault_030_a_label_in_the_page_is_found_past_the_first_kilobyte():
    page = f"<!--{'x' * 2000}--><meta charset='windows-1250'><p>Příliš žluťoučký kůň úpěl</p>"
    assert decode(page.encode("cp1250")).text == page


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(encoding):
    found = decode(CHINESE.encode(encoding), "text/html; charset=big5")
    assert (found.text, found.how) == (CHINESE, "bom")


def test_utf8_with_torn_characters_is_still_utf8():
    body = CHINESE.encode() * 5
    found = decode(body[:200] + body[201:] + b"\xe4\xb8", "text/html; charset=gbk")
    assert found.encoding == "utf-8"
    assert "企业认为这样可以节省" in found.text
    assert 0 < found.damage < 0.05


def test_fault_030_characters_outside_of_gb2312_survive_its_label():
    page = f"<meta charset=gb2312>{CHINESE}<p>记者朱镕、王喆、龑</p>"
    found = decode(page.encode("gb18030"))
    assert found.text == page
    assert found.damage == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_fault_039_nul_characters_are_dropped(encoding):
    assert decode("<p>我们的\0中国</p>".encode(encoding)).text == "<p>我们的中国</p>"


@given(st.binary(max_size=400), st.none() | st.text(max_size=40))
def test_any_bytes_give_text_that_sqlite_can_hold(body, header):
    text = decode(body, header).text
    assert "\0" not in text
    text.encode()


@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0\ufeff\x1b"), min_size=1)
)
def test_valid_utf8_is_never_changed(text):
    body = f"<p>{text}</p>".encode()
    assert decode(body).text == f"<p>{text}</p>"
