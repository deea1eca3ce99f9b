"""Texts of our own that the tests of matching share, and what a farm would make of them."""

from __future__ import annotations

CHIPS = """港湾科技宣布新一代训练芯片投产
港湾科技昨天在江北新区宣布，第三代训练芯片已经开始小批量生产，首批订单来自四家云计算企业。
公司首席执行官方如海说，这款芯片在相同功耗下的算力比上一代提高了七成，编译器也能直接运行主流框架的模型。
不过他承认，先进封装的产能仍然紧张，明年上半年每月只能交付6000片，远远低于客户的需求。
分析人士认为，出口管制让国内企业失去了选择，却也给了本土供应商难得的时间窗口。真正的考验在于软件生态：工程师是否愿意离开熟悉的工具。
方如海表示，公司将把编译器的全部源代码公开，并在三所大学设立联合实验室，预计投入12亿元。
行业协会的统计显示，今年前十个月，国内训练芯片的出货量为41万片，同比增长35%。"""

#: The same event told by somebody else.
CHIPS_TOLD_ANEW = """从流片到量产：一家芯片公司的三年
三年前第一次流片失败的那个晚上，实验室里没有人说话。如今，墙上挂着的那块报废晶圆成了来访者合影的背景。
这家公司的新产品终于走下了生产线。客户名单不长，却都是熟悉的名字，它们都在寻找可以替代进口货的方案。
交付仍是难题。封装厂的排期已经到了明年夏天，销售人员每天最怕接到的电话，是催货的电话。
更难的是说服程序员。一位工程师告诉记者，换一套工具意味着重写几万行代码，除非有人替他把坑先踩一遍。
管理层的答案是把软件开放出来，让高校的学生先用起来。能不能成，没有人敢打包票。"""

FLOOD = """强降雨来袭 柳河沿岸紧急转移群众
受台风外围云系影响，柳河流域从昨天中午开始出现强降雨，沿岸三个乡镇的低洼地带发生内涝。
县应急管理局介绍，截至今天清晨六点，全县共转移群众三千八百余人，开放临时安置点十四处，没有人员伤亡。
在城关小学的安置点，志愿者为老人送来了姜汤和棉被。七十三岁的村民赵守田说，他家的院墙被冲垮了，但是牛和羊都赶到了山上。
水文部门提醒，上游水库将在今天下午继续泄洪，预计柳河下游的水位还会上涨四十厘米，请沿岸居民不要返回。
道路抢修正在进行，省道214线预计明天恢复单向通行。"""

REPORT = """远帆股份发布三季度业绩 净利润同比增长18.4%
远帆股份昨晚发布2025年第三季度财务报告。报告显示，公司三季度实现营业收入46.7亿元，同比增长12.9%；归属于上市公司股东的净利润为5.83亿元，同比增长18.4%；扣除非经常性损益后的净利润为5.21亿元，同比增长15.2%。
前三季度，公司累计实现营业收入131.5亿元，同比增长10.6%，经营活动产生的现金流量净额为17.2亿元。
公司在报告中表示，业绩增长主要得益于工业软件业务订单增加以及海外市场的拓展。截至报告期末，公司总资产为288.3亿元，较上年末增长7.5%。"""

REPORT_OF_ANOTHER = """金穗集团发布三季度业绩 净利润同比增长6.1%
金穗集团昨晚发布2025年第三季度财务报告。报告显示，公司三季度实现营业收入19.3亿元，同比增长4.8%；归属于上市公司股东的净利润为1.47亿元，同比增长6.1%；扣除非经常性损益后的净利润为1.29亿元，同比增长3.7%。
前三季度，公司累计实现营业收入55.8亿元，同比增长5.2%，经营活动产生的现金流量净额为4.6亿元。
公司在报告中表示，业绩增长主要得益于冷链物流业务订单增加以及国内市场的回暖。截至报告期末，公司总资产为97.4亿元，较上年末增长2.3%。"""

ENGLISH = """Harbour Labs opens its training compiler to rivals
Harbour Labs said on Monday that it would publish the complete source code of the compiler for its training chips, a step meant to win over engineers who have spent years with the tools of a larger competitor.
The company began to ship its third generation of accelerators last month. Demand is far ahead of supply: packaging lines are booked until the summer, and four cloud providers have already taken the first batch.
"Hardware is the easy part," said Ruth Fang, the chief executive. "People stay where their code runs." She promised laboratories at three universities and a fund for anyone who ports a popular model.
Analysts were cautious. Export controls have left buyers with fewer choices, they said, but a compiler that nobody maintains is worth little, and volunteers are hard to keep.
Shipments of domestic accelerators reached 410,000 units in the first ten months of the year, according to an industry group."""

ENGLISH_OTHER = """Ferry returns to the northern islands after two years
The first ferry in two years reached the northern islands on Saturday, carrying flour, diesel and eleven pupils who had been taught on the mainland since the old ship failed its inspection.
Islanders had lived on supplies brought by fishing boats. A shop that once closed for lunch now closes in October, its owner said, because by then the shelves are empty.
The new vessel was built for a lake and is slower than the timetable admits. In rough weather it will stay in port, which residents expect to happen on one day in three.
The council paid for it by selling the lighthouse keeper's house to a poet."""

_RUNS = {"，": ", , ,,,,,", "。": "。。 。。。。 。", "？": "??????"}
_SWAPS = {
    "宣布": "公布", "昨天": "昨日", "企业": "公司", "首席": "首位", "提高": "进步", "直接": "间接",
    "承认": "认可", "仍然": "依然", "紧张": "重要", "客户": "客商", "需求": "需要", "分析": "剖析",
    "人士": "人员", "认为": "以为", "选择": "挑选", "时间": "工夫", "考验": "磨练", "熟悉": "认识",
    "工具": "东西", "表示": "透露", "全部": "所有", "预计": "估计", "投入": "投进", "统计": "统统",
}  # fmt: skip


def spun(text: str, brand: str = "鑫源商贸有限公司") -> str:
    """Return ``text`` as a farm would leave it: marks, words and a brand, twice inside words."""
    for word, other in _SWAPS.items():
        text = text.replace(word, other)
    for mark, run in _RUNS.items():
        text = text.replace(mark, run)
    third = len(text) // 3
    return text[:third] + brand + text[third : 2 * third] + brand + text[2 * third :]


def wrapped(text: str) -> str:
    """Return ``text`` between the menu and the footer of a site."""
    return (
        "网站首页 关于我们 产品中心 新闻动态 联系我们 您的当前位置：新闻动态\n"
        f"{text}\n上一篇：没有了 下一篇：公司荣获先进单位称号 免责声明：版权所有"
    )
