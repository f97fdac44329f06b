"""The same thing in other words: each writer says common words their own way."""

from __future__ import annotations

import re
from random import Random
from typing import Final

_GROUPS: Final = tuple(
    tuple(line.split())
    for line in """
    当场 就地 立马 现场就
    检查 查看 排查 巡查
    起火 着火 失火
    赶到 抵达 跑到
    邻居 街坊 邻里
    第二天 次日 隔天
    全部 统统 一律
    提醒 叮嘱 劝告
    查出 查见 揪出 翻出
    装上 安上 加装
    换成 改成 改为
    旁边 一侧 边上
    居民 住户
    消防员 消防人员 消防队员
    志愿者 义工 热心人
    孩子 娃娃 小朋友
    老板 店家 掌柜
    店主 业主 店家
    没有 并无 不见
    只有 仅有 不过
    联合 携手 会同
    隐患 风险点 毛病
    马上 立刻 赶紧
    不要 切莫 可别
    不能 不可 不得
    别用 莫用 少用
    放在 搁在 摆在
    清空 腾空 清干净
    关好 关严 关牢
    打开 推开 敞开
    远离 避开 躲开
    每月 每个月 月月
    每年 每一年 年年
    半小时 三十分钟 半个钟头
    夜里 夜间 半夜
    回来 返回 折回
    发现 看见 察觉
    村民 乡亲 老乡
    学生 同学 学子
    家里 家中 屋里
    门口 门前 大门外
    半天 大半天 好一阵
    说起 讲起 提起
    参加 参与 加入
    送出 发出 赠出
    走完 走遍 走过
    教会 教给 带会
    值班 当班 值守
    灭火器 灭火器材 手提灭火器
    楼道 过道 楼梯间
    """.strip().splitlines()
)
_WORDS: Final = {word: group for group in reversed(_GROUPS) for word in group}
_PATTERN: Final = re.compile("|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True)))


def in_own_words(text: str, random: Random) -> str:
    """The text with each common word replaced by one of its kind, itself included."""
    return _PATTERN.sub(lambda found: random.choice(_WORDS[found[0]]), text)
