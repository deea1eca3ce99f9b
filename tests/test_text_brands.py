"""Brands: found by where they stand, never by who they are."""

from __future__ import annotations

from crawler.text.brands import edits, find

BRAND = "海角装饰工程有限公司"
INJECTED = f"城里的医{BRAND}院开始用新的模型，医生说准{BRAND}确率比去年高。"


def test_a_name_that_splits_words_twice_is_a_brand_even_on_a_tidy_page() -> None:
    assert find(INJECTED) == (BRAND,)


def test_a_name_inside_a_run_of_marks_is_a_brand() -> None:
    text = f"医院用了, , {BRAND},,,,,新的模型, , ,{BRAND},,,,医生说好"
    assert find(text, piled=True) == (BRAND,)


def test_a_name_put_into_itself_is_one_brand() -> None:
    nested = f"{BRAND[:2]}{BRAND}{BRAND[2:]}"
    text = f"城里的医{nested}院开始用新的模型，医生说准{BRAND}确率比去年高, , ,,,,,他说"
    assert find(text, piled=True) == (BRAND,)


def test_a_name_that_stands_once_proves_nothing() -> None:
    assert find(f"城里的医{BRAND}院开始用新的模型。", piled=True) == ()


def test_a_company_in_its_own_story_is_no_brand() -> None:
    story = (
        f"{BRAND}宣布停产。员工从{BRAND}得到了补偿，{BRAND}的客户有三家。“{BRAND}会退款。”经理说。"
    )
    assert find(story) == ()
    assert find(story, piled=True) == ()
    assert find(story, known=[BRAND]) == ()


def test_companies_of_one_trade_do_not_make_a_name() -> None:
    assert find("国信证券有限公司的人来了，东吴证券有限公司的人没有来。", piled=True) == ()


def test_a_betting_site_is_told_by_its_ending() -> None:
    text = "名单公布了晴川娱乐官网，一共十二家。专家说晴川娱乐官网，还会变长。"
    assert find(text) == ("晴川娱乐官网",)


def test_a_betting_site_known_from_the_host_is_removed_where_it_stands_once() -> None:
    name = "晴川娱乐官网"
    assert find(f"名单公布了{name}一共十二家。", known=[name]) == (name,)


def test_a_broadcasters_sports_page_is_no_betting_site() -> None:
    text = "比赛在央视体育官网直播。央视体育官网，以及两家电台转播了比赛。"
    assert find(text) == ()


def test_a_known_brand_goes_where_it_splits_a_word() -> None:
    assert find(f"公{BRAND}布了结果", known=[BRAND]) == (BRAND,)
    assert find("公布了结果", known=[BRAND, "", " "]) == ()


def test_every_occurrence_is_edited() -> None:
    places = [(edit.start, edit.end) for edit in edits(INJECTED, [BRAND])]
    assert [INJECTED[start:end] for start, end in places] == [BRAND, BRAND]


class TestSites:
    """Names of sites: only on a farm's page, and only where no source is given."""

    SITE = "川南机械设备网"
    PLAIN = "城里的企业增加了。医生说准确率很高，病人都相信。工业互联网平台的发展很快。"
    PUT_IN = PLAIN.replace("企业", f"企{SITE}业").replace("很高", f"{SITE}很高")
    CITED = f"据{SITE}报道，企业增加了。{SITE}记者了解到，病人都相信。此前{SITE}曾报道此事。"

    def test_a_name_inside_a_word_that_the_page_repeats_is_a_brand(self) -> None:
        assert find(self.PUT_IN, piled=True, farm=True) == (self.SITE,)

    def test_a_page_that_is_no_farms_keeps_it(self) -> None:
        assert find(self.PUT_IN) == ()

    def test_the_pages_own_site_needs_one_such_place(self) -> None:
        once = self.PLAIN.replace("企业", f"企{self.SITE}业")
        assert find(once, farm=True) == ()
        assert find(once, farm=True, suspects=[self.SITE]) == (self.SITE,)

    def test_a_site_that_is_cited_is_no_brand(self) -> None:
        assert find(self.CITED, piled=True, farm=True, suspects=[self.SITE]) == ()

    def test_nets_and_known_publishers_are_no_brands(self) -> None:
        nets = "企工业互联网业用了准工业互联网确的方法，企中国新闻网业准中国新闻网确。"
        assert find(nets, piled=True, farm=True) == ()

    def test_a_site_known_from_the_host_is_cited_on_pages_without_noise(self) -> None:
        assert find(self.CITED, known=[self.SITE]) == ()
        assert find(self.PUT_IN, known=[self.SITE]) == (self.SITE,)

    def test_a_known_publishers_site_is_never_suspected(self) -> None:
        text = self.PUT_IN.replace(self.SITE, "观察者网")
        assert find(text, piled=True, farm=True, suspects=["观察者网"]) == ()
