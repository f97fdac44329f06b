"""Bytes of Chinese pages become text, whatever their labels say."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crawlers.pages.encodings import decode, mojibake

CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=200)
ANY = st.text(st.characters(exclude_categories=("Cs",)), max_size=200)


@settings(deadline=None)
@given(ANY)
def test_utf8_is_read_as_it_is(text: str) -> None:
    assume(not text.startswith("\ufeff"))
    assert decode(text.encode()).text == text


@settings(deadline=None)
@given(CHINESE, st.sampled_from(["gb2312", "GBK", "gb18030", "GB2312"]))
def test_every_name_of_the_gb_family_reads_gb18030(text: str, label: str) -> None:
    data = f'<meta charset="{label}"><p>{text}'.encode("gb18030")
    assume(not _is_utf8(data))
    found = decode(data)
    assert found.text.endswith(text)
    assert (found.encoding, found.flagged) == ("gb18030", False)


@pytest.mark.parametrize("letters", ["朱镕基", "喆", "€", "㐂𠀀"])
def test_letters_that_gb2312_lacks_are_read_from_pages_that_claim_gb2312(letters: str) -> None:
    page = f"<meta http-equiv='Content-Type' content='text/html; charset=gb2312'>消防{letters}"
    assert decode(page.encode("gb18030"), "GB2312").text == page


@settings(deadline=None)
@given(
    st.binary(max_size=500),
    st.sampled_from([None, "utf-8", "gbk", "big5", "no-such-thing", "utf-16", "rot13", "\0"]),
)
def test_no_bytes_and_no_label_raise(data: bytes, label: str | None) -> None:
    assert isinstance(decode(data, label).text, str)


def test_bytes_that_are_utf8_are_believed_before_a_label_that_lies() -> None:
    found = decode('<meta charset="gb2312">消防宣传进万家'.encode(), "gbk")
    assert found.text.endswith("消防宣传进万家")
    assert found.encoding == "utf-8"


def test_a_byte_order_mark_goes_before_everything() -> None:
    assert decode(codecs.BOM_UTF8 + "消防".encode(), "gbk").text == "消防"
    assert decode("消防".encode("utf-16"), "gbk").text == "消防"


def test_the_label_of_the_server_goes_before_the_label_of_the_page() -> None:
    data = '<meta charset="gbk">消防'.encode("big5", "replace")
    assert decode(data, "big5").encoding == "big5"


def test_gb18030_is_tried_where_nothing_is_declared_or_the_server_says_latin_1() -> None:
    assert decode("消防安全".encode("gb18030"), "ISO-8859-1").text == "消防安全"


def test_a_page_with_a_few_damaged_bytes_is_still_utf8_and_flagged() -> None:
    data = ("消防安全" * 100).encode()[:-1]
    found = decode(data, "gb2312")
    assert found.text.startswith("消防安全消防安全")
    assert (found.encoding, found.flagged) == ("utf-8", True)


def test_bytes_of_no_known_encoding_are_replaced_and_flagged() -> None:
    assert decode(b"\xff\xff\xfe\x81" * 5).flagged


def test_texts_read_in_the_wrong_encoding_are_recognised() -> None:
    assert mojibake("\ufffd\ufffd".encode().decode("gbk") * 2)
    assert mojibake("消防安全".encode().decode("latin-1"))
    assert mojibake("消\ufffd安全")
    assert mojibake("消防安全 Café Ñandú 100 °C") is None


@settings(deadline=None)
@given(CHINESE)
def test_sound_chinese_is_not_taken_for_mojibake(text: str) -> None:
    assume("锟斤拷" not in text)
    assert mojibake(text) is None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
