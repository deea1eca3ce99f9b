"""Words of a text."""

from __future__ import annotations

import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.text.dictionary import Tokenizer
from crawler.text.segment import segment, segment_for_search


def test_chinese_is_split_into_words_and_marks_are_left_out():
    assert segment("中国发布新芯片。") == ["中国", "发布", "新", "芯片"]


def test_words_of_our_subject_stay_whole():
    assert "大模型" in segment("开源大模型的竞争")
    assert "具身智能" in segment("具身智能走进工厂")


def test_latin_words_are_lower_cased_whole():
    assert segment("OpenAI says GPT-5, C++ and it's fine") == [
        "openai", "says", "gpt-5", "c++", "and", "it's", "fine",
    ]  # fmt: skip


def test_the_search_form_adds_the_words_inside_long_words():
    words = segment_for_search("中华人民共和国")
    assert {"中华", "人民", "共和国", "中华人民共和国"} <= set(words)


def test_a_dictionary_read_in_parts_is_the_dictionary():
    import jieba

    eager = jieba.Tokenizer()
    with eager.get_dict_file() as file:
        eager.FREQ, eager.total = eager.gen_pfdict(file)
    eager.initialized = True
    lazy = Tokenizer()
    text = "月之暗面发布新的大语言模型，中华人民共和国的芯片企业也在追赶"
    assert list(lazy.cut_for_search(text)) == list(eager.cut_for_search(text))
    assert len(lazy.FREQ) < len(eager.FREQ) / 2
    assert lazy.whole() == eager.FREQ
    assert lazy.total == eager.total
    assert list(lazy.cut_for_search(text)) == list(eager.cut_for_search(text))


def test_who_counts_words_gets_the_whole_dictionary():
    from crawler.text import wordmodel

    assert len(wordmodel.load().prefixes) > 400_000


def test_loading_is_silent_and_lazy_and_leaves_the_shared_cache_alone():
    code = (
        "import sys, tempfile, os, marshal; from crawler.text import segment; "
        # A cache that somebody else has put where jieba looks for its own.
        "open(os.path.join(tempfile.gettempdir(), 'jieba.cache'), 'wb').write(b'theirs'); "
        "marshal.load = None; "
        "assert 'jieba' not in sys.modules; segment.segment('plain words'); "
        "assert 'jieba' not in sys.modules; segment.segment('中国芯片'); "
        "assert not segment._jieba().cache_file; "
        "print(sorted(n for n in os.listdir(tempfile.gettempdir()) if 'jieba' in n), "
        "open(os.path.join(tempfile.gettempdir(), 'jieba.cache'), 'rb').read())"
    )
    import tempfile

    with tempfile.TemporaryDirectory() as temporary:
        said = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"TMPDIR": temporary, "PYTHONPATH": ":".join(filter(None, [".", *sys.path]))},
        )
    assert said.stdout.strip() == "['jieba.cache'] b'theirs'"
    assert said.stderr == ""


def test_fault_073_a_text_beyond_any_article_is_segmented_in_part():
    assert len(segment("芯片，" * 100_000)) == 33_334
    assert len(segment("word " * 100_000)) == 20_000


@given(st.text())
@settings(deadline=None)
def test_fault_067_any_text_can_be_segmented_and_no_word_is_made_up(text):
    plain = text.lower()
    assert all(word and word in plain for word in segment(text))
