"""Paragraphs and page parts for tests of reading pages. All of it is our own writing."""

from __future__ import annotations

from crawler.page.blocks import Page, walk
from crawler.page.budget import parse

CHINESE = (
    "北岭省近日公布人工智能产业三年行动方案，提出建成五个行业大模型中试基地，并对使用国产算力的企业给予补贴。",
    "方案起草组成员介绍，补贴按照实际使用的算力结算，不再按照购买设备的金额发放，这样做是为了避免“买了不用”。",
    "去年，该省审计部门发现，十四个受补贴的智算中心中，有六个全年利用率不足两成，其中两个从未对外提供服务。",
    "分析人士认为，方案没有提及具体的芯片品牌，但是要求软硬件协同适配的项目优先立项，为本省企业留出了空间。",
)
ENGLISH = (
    "The chip maker Harrow said on Tuesday that it would stop selling its most powerful accelerators to customers in eleven countries, weeks before new export rules are due to take effect.",
    "In a letter to distributors, the company said that it could no longer guarantee delivery dates and that it would refund all deposits which were made after the first of January.",
    "The decision surprised analysts, who had expected Harrow to ship as much stock as it could before the deadline, as two of its smaller rivals have been doing since the winter.",
    "Officials have not said how they would count chips that are sold separately and joined later into one cluster, although that question matters more to buyers than any other.",
)
JAPANESE = (
    "人工知能の開発をめぐり、各国の企業が激しい競争を繰り広げるなか、政府は十五日、新しい支援計画を発表した。",
    "計画によると、国内の三つの大学が計算機を共同で使い、若い研究者が民間に流れるのを防ぐことを目指すという。",
    "専門家は、半導体の輸出規制が強化されれば、計画の見直しを迫られる可能性が高いと指摘している。",
)
KOREAN = (
    "인공지능 개발을 둘러싸고 각국 기업들이 치열한 경쟁을 벌이는 가운데, 정부는 십오일 새로운 지원 계획을 발표했다.",
    "계획에 따르면 국내 세 대학이 계산기를 함께 쓰고, 젊은 연구자들이 기업으로 떠나는 것을 막으려 한다.",
    "전문가들은 반도체 수출 규제가 강화되면 계획을 다시 검토해야 할 가능성이 높다고 지적했다.",
)
TAIWANESE = (
    "晶圓代工業者今天宣布，將在中部科學園區興建第三座先進封裝廠，預計兩年內量產，供應人工智慧加速卡所需產能。",
    "公司發言人表示，目前封裝產能仍然供不應求，客戶已預訂到明年第三季，新廠完工後產能可望增加四成。",
    "法人分析，封裝已經成為人工智慧晶片供應鏈的瓶頸，未來一年誰能擴產，誰就能多拿訂單。",
)
TEASERS = "".join(
    f'<div class="card"><a href="/n/{i}"><h3>{title}的背后还有哪些故事</h3></a>'
    f"<p>{title}，有关部门表示将于近日公布进一步的安排，市民对此议论纷纷。</p></div>"
    for i, title in enumerate(
        ["大桥合龙", "夜市改造", "电车恢复", "渔港开工", "图书通借", "茶园采摘"]
    )
)
LINKS = (
    "<ul>"
    + "".join(f'<li><a href="/l/{i}">今天的第{i}条要闻标题在此</a></li>' for i in range(40))
    + "</ul>"
)


def paragraphs(texts):
    return "".join(f"<p>{text}</p>" for text in texts)


def page_of(markup) -> Page:
    tree = parse(f"<html><body>{markup}</body></html>")
    return walk(tree)


def document(body, head="", title="一则新闻的标题"):
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    )
