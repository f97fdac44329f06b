"""What the tagger is held against: a bare keyword list, and TF-IDF with a linear support vector machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from nlp.labelled import LabelledPost
from nlp.vocabulary import AUDIENCE_NAMES, OTHER, TOPIC_NAMES

Labels = tuple[tuple[str, ...], tuple[str, ...]]
"""Topics, the main one first, and audiences."""

TOPIC_KEYWORDS: Mapping[str, str] = {
    "electrical": "用电 电器 电线 插座 短路",
    "ebike": "电动自行车 电动车 电瓶车 电瓶",
    "gas": "燃气 液化气 天然气 煤气罐",
    "heating": "取暖 一氧化碳 煤炉 电暖器",
    "home_fire": "家庭 厨房 油锅 居家",
    "evacuation_route": "消防通道 疏散通道 楼道 安全出口 生命通道",
    "high_rise": "高层 高楼 外墙保温",
    "crowded_venue": "商场 酒店 宾馆 KTV 人员密集",
    "small_premises": "九小场所 三合一 自建房 出租屋 商铺",
    "industry": "企业 工厂 仓库 动火 电焊",
    "wildfire": "森林 草原 秸秆 山火 上坟",
    "fireworks": "烟花 爆竹 鞭炮",
    "vehicle": "车辆 汽车 自燃 货车",
    "escape": "逃生 自救 灭火器 报警",
    "water_disaster": "溺水 防汛 洪水 台风 地震",
    "warning": "预警 提示 提醒",
    "incident": "事故 案例 起火原因 通报",
    "rescue": "救援 被困 救出 扑救",
    "enforcement": "检查 处罚 隐患 整改 执法",
    "campaign": "宣传 活动 宣传月 培训",
    "team": "训练 党建 消防员 队伍 招录",
}
AUDIENCE_KEYWORDS: Mapping[str, str] = {
    "enterprise": "企业 员工 工厂",
    "rural": "农村 村民 乡镇",
    "community": "社区 小区 物业",
    "school": "学校 学生 老师",
    "family": "家庭 家长",
    "elderly": "老人 老年人 养老院",
    "children": "儿童 孩子 小朋友",
    "disabled": "残疾 轮椅 聋人 盲人",
    "migrant_worker": "外卖 快递 务工 租客",
    "merchant": "商户 店主 老板",
    "venue_operator": "商场 酒店 医院",
    "driver": "司机 驾驶 车主",
    "religious": "寺庙 教堂 文物",
    "tourist": "游客 旅游 景区",
    "agency": "机关 部门 单位",
    "minority_language": "双语 藏语 维吾尔语",
}


def by_keywords(post: LabelledPost) -> Labels:
    """Every label one of whose keywords is there, the most frequent topic first."""
    text = post.title + post.text
    topics = _counted(TOPIC_KEYWORDS, text)[:3] or (OTHER,)
    return topics, _counted(AUDIENCE_KEYWORDS, text)


def by_support_vectors(trained: Sequence[LabelledPost], asked: Sequence[LabelledPost]) -> list[Labels]:
    """One machine per label over TF-IDF of one to three characters, learned from `trained` alone."""
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2)
    known = vectorizer.fit_transform([f"{post.title}\n{post.text}" for post in trained])
    unknown = vectorizer.transform([f"{post.title}\n{post.text}" for post in asked])
    margins = {}
    for label in (*TOPIC_NAMES, *AUDIENCE_NAMES):
        wanted = [label in post.topics + post.audiences for post in trained]
        if any(wanted):
            machine = LinearSVC(class_weight="balanced", random_state=0).fit(known, wanted)
            margins[label] = machine.decision_function(unknown)
    return [_chosen({label: values[row] for label, values in margins.items()}) for row in range(len(asked))]


def _counted(keywords: Mapping[str, str], text: str) -> tuple[str, ...]:
    counts = {label: sum(map(text.count, words.split())) for label, words in keywords.items()}
    return tuple(sorted((label for label in counts if counts[label]), key=lambda label: -counts[label]))


def _chosen(margins: Mapping[str, np.float64]) -> Labels:
    topics = sorted((label for label in margins if label in TOPIC_NAMES), key=lambda label: -margins[label])
    further = [label for label in topics[1:3] if margins[label] > 0 and label != OTHER]
    given = (topics[0], *further) if topics[0] != OTHER else (OTHER,)
    return given, tuple(label for label in AUDIENCE_NAMES if margins.get(label, -1) > 0)
