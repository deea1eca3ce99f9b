"""Brands that farms inject are remembered by host, and only so many."""

from __future__ import annotations

from crawler.injected import Brands

URL = "https://farm.example/a.html"


def test_a_name_is_known_on_other_pages_of_the_host_and_nowhere_else() -> None:
    brands = Brands()
    assert brands.of(URL) == ()
    brands.learn(URL, ["海角装饰", "远山康健"])
    brands.learn(URL, ["海角装饰"])
    assert brands.of("https://FARM.example/b.html") == ("海角装饰", "远山康健")
    assert brands.of("https://paper.example/a.html") == ()
    assert brands.of("no address") == ()


def test_memory_has_its_limits() -> None:
    brands = Brands()
    brands.learn(URL, map(str, range(100)))
    assert len(brands.of(URL)) == 10
    for number in range(1_200):
        brands.learn(f"https://h{number}.example/", ["海角装饰"])
    assert brands.of("https://h5.example/") == ("海角装饰",)
    assert brands.of("https://h1100.example/") == ()
