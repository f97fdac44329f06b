"""Text as it is matched, never as it is kept: one width, one script, nothing invisible, with the way back.

NFKC character by character (so that every character knows where it came from), lower case, traditional to
simplified for the characters of our lexicons, look-alike letters to the ones they stand for, without
zero-width characters and `[表情]` names.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from nlp.string_index import points_of

# Traditional and variant characters that occur in words of our lexicons, each before its simplified form.
_TRADITIONAL_TO_SIMPLIFIED: Final = (
    "電电動动車车氣气瓶瓶爐炉煙烟燒烧災灾滅灭處处險险員员們们隊队長长樓楼層层門门開开關关閉闭間间閣阁闖闯"
    "廚厨鍋锅竈灶熱热燈灯線线線线綫线絕绝緣缘過过載载負负荷荷壓压變变廠厂倉仓庫库業业務务農农鄉乡鎮镇縣县"
    "區区園园學学師师習习書书題题護护養养醫医藥药殘残聾聋啞哑視视聽听語语輪轮椅椅礙碍無无報报警警訊讯"
    "預预風风颱台雲云雨雨陰阴陽阳濕湿幹干溼湿導导遊游戲戏劇剧場场館馆賓宾飯饭飲饮麵面點点蠟蜡燭烛"
    "繩绳網网鎖锁鑰钥匙匙擋挡堵堵塞塞佔占擁拥擠挤擊击殺杀傷伤歿殁喪丧損损賠赔償偿罰罚款款審审證证據据"
    "檢检查查驗验測测評评論论議议譯译讓让說说請请謝谢記记訂订計计設设許许訪访詢询誌志詞词試试話话該该詳详"
    "鐵铁鋼钢銅铜鉛铅鋰锂鑼锣鈕钮針针釘钉鐘钟錢钱錶表鏈链銷销鋪铺鏟铲鏡镜閥阀閘闸"
    "貨货貿贸費费資资質质購购買买賣卖賽赛贈赠財财責责貴贵賬账"
    "軟软轉转軌轨較较輛辆輸输輕轻達达違违遠远運运還还進进連连週周選选遞递邊边遷迁適适"
    "頂顶順顺須须領领頭头顏颜額额願愿類类騎骑駕驾駛驶騙骗驚惊馬马"
    "魚鱼鳥鸟鳴鸣麥麦黃黄齊齐龍龙龜龟竊窃競竞筆笔節节範范築筑簡简籠笼類类"
    "織织紙纸級级約约紅红細细終终組组結结給给統统經经綠绿維维緊紧總总續续纜缆纖纤"
    "罈坛羅罗職职聯联聲声聞闻肅肃腦脑臨临舊旧艙舱艦舰蘆芦葉叶蓋盖薑姜藍蓝蘇苏蟲虫衛卫衝冲裝装裡里裏里製制複复"
    "觀观覺觉規规覽览觸触訓训誤误調调談谈諾诺識识"
    "國国圍围圖图團团執执堅坚報报塊块塵尘墊垫壞坏壯壮壺壶夢梦夾夹奪夺奮奋婦妇媽妈嬰婴孫孙"
    "實实審审寫写寬宽寶宝寢寝將将專专尋寻對对導导屆届屬属岡冈島岛嶺岭峽峡巖岩帶带帳帐幫帮幹干幾几庫库廟庙廣广廢废"
    "張张強强彈弹彎弯後后從从徵征徹彻恆恒悶闷惡恶愛爱慮虑慶庆憂忧應应懸悬懷怀戰战戶户"
    "拋抛挾挟捨舍掃扫掛挂採采換换揮挥損损搖摇搶抢摟搂擇择擔担據据擴扩攔拦敗败數数敵敌斷断於于時时晝昼暫暂曬晒曉晓曆历"
    "會会朧胧東东條条棄弃棟栋極极構构槍枪樂乐標标樣样樹树橋桥機机橫横檔档櫃柜欄栏權权歲岁歷历歸归"
    "殼壳殿殿氈毡氫氢決决沒没沖冲況况洩泄淚泪淺浅淨净減减測测渦涡湧涌溫温溝沟滾滚滲渗滿满漁渔漲涨漿浆潔洁潛潜澆浇澤泽濃浓濟济灘滩灣湾"
    "為为烏乌烴烃無无煉炼煩烦熾炽燜焖營营爆爆爍烁爛烂爭争爺爷牆墙牽牵犧牺狀状猶犹獎奖獨独獲获獻献玀猡環环現现產产畢毕畫画異异當当疊叠"
    "療疗痺痹發发髮发盜盗盡尽監监盤盘眾众睏困矚瞩碼码磚砖礎础禍祸禮礼種种稱称穩稳積积穀谷窩窝窮穷竄窜竅窍筒筒糧粮紮扎"
    "紗纱紛纷納纳純纯絲丝綁绑綱纲緩缓縮缩繞绕繳缴罷罢義义羣群習习聖圣膠胶臟脏臺台與与興兴舉举芻刍華华莊庄萬万蓆席蔭荫薦荐蘊蕴"
    "號号蝕蚀術术襯衬襲袭見见親亲觸触貓猫貼贴賞赏贏赢趕赶跡迹踐践蹤踪躍跃軀躯軍军軸轴輔辅輝辉農农逕径遲迟鄰邻釋释鬧闹神神厝厝咬咬個个"
    "別别們们來来係系傑杰傘伞備备傳传債债傾倾僅仅價价儀仪億亿優优儲储兒儿內内兩两冊册凍冻劃划則则剛刚剩剩創创勁劲勞劳勢势勵励勸劝勻匀區区協协卻却厭厌厲厉參参雙双吳吴嗎吗員员單单喚唤嘗尝嚇吓嚴严"
)
# Letters and radicals that look like others: from PDF files, and from those who write around a filter.
_LOOK_ALIKES: Final = (
    "аaеeоoрpсcуyхxкkтtвbнhмmіiѕsјjαaοoρpτtκkνvιiεe"
    "⻋车⻔门⻢马⻝食⻅见⻆角⻓长⻘青⻛风⻜飞⻩黄⻬齐⻰龙⻨麦⺟母⺠民⻥鱼⻁虎"
)
_SURROGATES: Final = range(0xD800, 0xE000)
"""Half a character each; JSON can carry them, UTF-8 cannot."""
_INVISIBLE: Final = re.compile(r"[\u200b-\u200f\u2060-\u2064\ufeff\u00ad\ufe00-\ufe0f]")
_EMOTICON_NAME: Final = re.compile(r"\[[\u4e00-\u9fffA-Za-z]{1,6}\]")
_KEPT: Final = "…‥"  # NFKC would make three full stops of an ellipsis and shift every offset behind it


class Normalised(msgspec.Struct, frozen=True, gc=False):
    """Normalised `text`; `origins[i]` is where its character i stands in the original, None for "at i"."""

    text: str
    origins: tuple[int, ...] | None

    def original_span(self, begin: int, end: int) -> tuple[int, int]:
        """The half-open span in the original that the half-open span [begin, end) of `text` came from."""
        if self.origins is None or begin == end:
            return begin, end
        return self.origins[begin], self.origins[end - 1] + 1


def normalise(text: str) -> Normalised:
    """The text as it is matched."""
    translated, changes = _translated(text), list(_changes(text))
    # Signs beyond the basic plane (🄀) are spelt out only beside other changes: alone they are not worth it.
    if all(several and text[begin] > "\uffff" for begin, _, several in changes):
        return Normalised(translated, None)
    pieces, origins, last = list[str](), list[int](), 0
    for begin, end, several in changes:
        pieces += translated[last:begin], several
        origins += (*range(last, begin), *[begin] * len(several))
        last = end
    return Normalised("".join((*pieces, translated[last:])), (*origins, *range(last, len(text))))


def _changes(text: str) -> Iterator[tuple[int, int, str]]:
    """Where the text becomes longer or shorter: spans, and what comes instead."""
    last = 0
    for begin in _MAY_CHANGE_LENGTH.take(points_of(text)).nonzero()[0].tolist():
        name = _EMOTICON_NAME.match(text, begin) if text[begin] == "[" else None
        end = name.end() if name else begin + 1
        if begin >= last and (name or text[begin] != "["):
            yield begin, end, _SEVERAL.get(text[begin], "")
            last = end


def normalise_all(texts: Sequence[str]) -> list[Normalised]:
    """What `normalise` gives for each, with one pass over all that need no offsets."""
    joined = "".join(texts)
    points = points_of(joined)
    ends = np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)))
    translated = _TABLE.take(points).tobytes().decode("utf-32-le")
    normalised = [
        Normalised(translated[end - len(text) : end], None)
        for text, end in zip(texts, ends.tolist(), strict=True)
    ]
    suspects = np.searchsorted(ends, _MAY_CHANGE_LENGTH.take(points).nonzero()[0], side="right")
    for number in np.unique(suspects).tolist():
        normalised[number] = normalise(texts[number])
    return normalised


def _translated(text: str) -> str:
    """What `str.translate` with _ONE_TO_ONE gives, ten times as fast."""
    return _TABLE.take(points_of(text)).tobytes().decode("utf-32-le")


def _one_to_one() -> dict[int, str]:
    table: dict[int, str] = dict.fromkeys(_SURROGATES, "\ufffd")
    for code in _code_points_that_may_change():
        replaced = unicodedata.normalize("NFKC", chr(code)).lower()
        if replaced != chr(code) and len(replaced) == 1:
            table[code] = replaced
    for pairs in (_TRADITIONAL_TO_SIMPLIFIED, _LOOK_ALIKES):
        for written, meant in zip(pairs[::2], pairs[1::2], strict=True):
            table[ord(written)] = table[ord(written.upper())] = meant
    return table


def _code_points_that_may_change() -> Iterator[int]:
    """All but the large blocks that NFKC and lower case leave alone: to ask each costs a second at start."""
    for first, last in ((0x80, 0x3400), (0xA000, 0xAC00), (0xF900, 0x20000), (0x2F800, 0x2FA20)):
        yield from range(first, last)
    yield from range(0x41, 0x5B)


def _several() -> dict[str, str]:
    """The characters that become several, each with what it becomes."""
    characters = (chr(code) for code in _code_points_that_may_change())
    changed = ((each, unicodedata.normalize("NFKC", each).lower()) for each in characters)
    return {each: several for each, several in changed if len(several) > 1 and each not in _KEPT}


def _may_change_length() -> NDArray[np.bool_]:
    """By code point: whether a text with it may become longer or shorter."""
    table = np.zeros(sys.maxunicode + 1, dtype=np.bool_)
    table[[ord(character) for character in (*_SEVERAL, "[")]] = True
    table[[code for code in range(0x10000) if _INVISIBLE.match(chr(code))]] = True
    return table


_ONE_TO_ONE: Final = _one_to_one()
_SEVERAL: Final = _several()
_MAY_CHANGE_LENGTH: Final = _may_change_length()
_TABLE: Final = np.arange(sys.maxunicode + 1, dtype=np.uint32)
_TABLE[list(_ONE_TO_ONE)] = list(map(ord, _ONE_TO_ONE.values()))
