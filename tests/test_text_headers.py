"""Which headers may be seen by whom."""

import pytest

from crawler.text.headers import harmless, is_harmless, is_trusted


def test_fault_104_only_known_headers_are_harmless():
    given = {"User-Agent": "a", "referer": "b", "X-Token": "c", "Cookie": "d", "authorization": "e"}
    assert harmless(given) == {"User-Agent": "a", "referer": "b"}
    assert not is_harmless("X-Whatever")


@pytest.mark.parametrize(
    ("url", "other", "trusted"),
    [
        ("https://a.example/f", "https://A.example/g", True),
        ("http://a.example/f", "https://a.example/g", True),
        ("https://a.example/f", "http://a.example/g", False),
        ("https://a.example/f", "https://a.example:8443/g", False),
        ("https://a.example/f", "https://b.a.example/g", False),
        ("https://a.example/f", "https://[", False),
    ],
)
def test_fault_104_secrets_stay_with_their_server(url, other, trusted):
    assert is_trusted(url, other) is trusted
