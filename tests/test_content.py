"""Undoing compression under a cap, and telling text from what only claims to be."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.content import decode, is_text
from crawler.content import zstd as zstandard
from crawler.guard import Refused, TooLarge

TEXT = "人工智能的竞争 is a race, they say. ".encode() * 4000
LIMIT = 10 * len(TEXT)


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}
names = pytest.mark.parametrize("name", PACKERS)


@names
def test_each_encoding_is_undone(name):
    found = decode(PACKERS[name](TEXT), [name.upper()], LIMIT)
    assert found.body == TEXT
    assert found.complete


def test_deflate_without_its_zlib_header_is_undone():
    assert decode(raw_deflate(TEXT), ["deflate"], LIMIT).body == TEXT


@given(st.lists(st.sampled_from(sorted(PACKERS)), max_size=3), st.binary(max_size=300))
def test_layers_are_undone_in_reverse(layers, body):
    packed = body
    for name in layers:
        packed = PACKERS[name](packed)
    found = decode(packed, layers, 10_000)
    assert found.body == body
    assert found.complete


@names
def test_fault_004_no_layer_grows_beyond_the_limit(name):
    pack = PACKERS[name]
    with pytest.raises(TooLarge):
        decode(pack(TEXT), [name], len(TEXT) - 1)
    with pytest.raises(TooLarge):
        decode(pack(pack(bytes(10**7))), [name, name], 10**6)
    assert decode(pack(TEXT), [name], len(TEXT)).complete


def test_fault_004_nobody_compresses_four_times():
    with pytest.raises(Refused, match="4 times"):
        decode(b"x", ["gzip"] * 4, LIMIT)


def test_an_unknown_encoding_is_refused():
    with pytest.raises(Refused, match="'compress'"):
        decode(b"x", ["compress"], LIMIT)


@pytest.mark.parametrize("name", ["", "identity", "none", "utf-8"])
def test_what_is_no_encoding_is_passed_over(name):
    assert decode(TEXT, [name], LIMIT).body == TEXT


@names
def test_fault_007_a_cut_stream_is_not_complete(name):
    found = decode(PACKERS[name](TEXT)[:-5], [name], LIMIT)
    assert not found.complete
    assert TEXT.startswith(found.body)


@names
def test_fault_007_a_stream_that_is_none_is_not_complete(name):
    assert not decode(b"<html>not compressed</html>", [name], LIMIT).complete


def test_several_members_are_one_body_and_padding_is_none():
    packed = gzip.compress(TEXT) + gzip.compress(b"end") + bytes(20)
    found = decode(packed, ["gzip"], LIMIT)
    assert found.body == TEXT + b"end"
    assert found.complete


def test_a_flood_of_empty_members_is_not_read_to_its_end():
    packed = gzip.compress(b"") * 100_000
    assert not decode(packed, ["gzip"], LIMIT).complete


@given(st.binary(max_size=2000), st.sampled_from(sorted(PACKERS)))
def test_no_bytes_make_the_decoder_stumble(body, name):
    try:
        found = decode(body, [name], 10**6)
    except TooLarge:
        return
    assert len(found.body) <= 10**6


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.7\n...",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"GIF89a",
        b"PK\x03\x04",
        b"\x1f\x8b\x08\x00",
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        bytes(1000),
        bytes(range(256)) * 20,
    ],
)
def test_fault_029_binary_is_known_by_its_bytes(body):
    assert not is_text(body)


SENTENCE = "外媒报道称，人工智能领域的竞争日趋激烈。" * 200


@pytest.mark.parametrize(
    "encoding", ["utf-8", "gb18030", "big5", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "hz"]
)
def test_fault_030_chinese_is_text_in_every_encoding(encoding):
    assert is_text(SENTENCE.encode(encoding, "ignore"))


def test_fault_039_text_with_a_few_odd_characters_is_text():
    assert is_text(b"\x00" + TEXT + b"\x01\x02\x00" * 20)


@pytest.mark.parametrize("body", [b"", b"\x01", b"BM and other words", b"MZ is no program"])
def test_short_bodies_are_given_the_benefit_of_the_doubt(body):
    assert is_text(body)


@given(st.text(st.characters(exclude_categories=["C"]), min_size=5, max_size=20))
def test_printable_text_is_text(text):
    assert is_text(text.encode() * 20)
