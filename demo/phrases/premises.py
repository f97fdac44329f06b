# ruff: noqa: E501 - each line of the text below is one Chinese sentence pattern, not code
"""Phrases on buildings and work places: exits, towers, venues, small shops, industry."""

from __future__ import annotations

from typing import Final

from demo.phrases.topic import Topic, topic

PREMISES: Final[tuple[Topic, ...]] = (
    topic(
        "evacuation_route",
        words={
            "block": "旧沙发 婴儿车 泡菜坛 纸箱垛 鞋架 花盆 折叠床 废轮胎 三轮车 电视柜",
            "exit": "二单元楼道 消防车道 北侧疏散门 安全出口 防火门前 消防登高面 顶层天台门 地下车库坡道 疏散楼梯",
            "lock": "铁链锁 防盗窗 木楔子 地锁 石墩 U形锁 铁栅栏",
        },
        scenes="""
            community|{community}清理{exit}，半天运走{block}{n10}件，{person}舍不得那只{block}，{officer}帮他抬到储物间
            |云梯车在{street}停了{n2}分钟，{exit}被私家车占住，消防员{officer}带人抬车，{n10}米走了{n10}步
            driver|车主{person}把车横在{exit}，电话打了{n10}通，回来看见{officer}贴的告知单和那张{clock}的照片
            |夜查{street}，{n2}家网吧的{exit}被{lock}锁住，店员找钥匙用了{n10}秒，{block}堆了半人高
            elderly|{person}坐轮椅下楼，{exit}的{block}只留{n10}厘米，邻居商量后一起搬空
            community|楼长{officer}画了张图，红色是{exit}，黑色是{block}，贴在电梯里{n2}天后黑点少了{n10}个
            |消防车通道划线施工到第{n2}天，{street}新画黄线{n100}米，清掉{lock}{n10}个
            venue_operator|{shop}的{exit}用{lock}顶着，检查员{officer}请经理亲自走一遍，走到{block}前他自己脸红
            family|把{lock}改成可以从里面打开的吧，{person}家那次{clock}的火，孩子就是从{exit}旁的窗跑出来
            |模拟浓烟里，{n10}名志愿者摸黑走{exit}，有{block}的一侧慢了{n10}秒，{n2}人走错方向
            school|{school}午休时检查宿舍，{exit}的{lock}被{officer}取下，{n100}名学生{n2}分钟全部到操场
            rural|{village}主街的{block}占了路，水罐车试通行蹭掉后视镜，村主任{person}带头挪开{lock}
            |物业{officer}每周三晚数{exit}，本月从{n10}处堵点减到{n2}处，最难搬的是{block}
        """,
        points="""
            楼道不是储物间 安全出口不上锁 防火门关好别用东西顶 车别停在黄线框里 防盗网留一扇逃生窗 登高面不种树不搭棚
            应急灯坏了马上报修 疏散标志不遮挡 天台门能从里推开 常闭门闭门器要有劲 门口贴上挪车电话 管道井不塞纸箱
            发现占道拍照举报 物业每日巡一遍楼梯 快递柜避开转弯处 消火栓前不摆摊 电动伸缩门断电能推开 门禁火警时自动释放
            逃生窗钥匙挂在旁边 轮椅通道不停车 夜间值班带齐钥匙 通道宽度不少于四米 装修围挡留出入口 搬不动的请社区帮忙
        """,
        titles="""
            {exit}上的{block} 抬车的{n10}步 楼长{officer}的红黑图 {street}通道划线进行时 一只{block}的去处 {clock}的告知单
            {n10}秒找不到的钥匙 黄线里请别停车 {community}楼道清出{n10}件杂物 走一遍你家的逃生路
        """,
        heads="楼道要清空 出口别上锁 黄线不停车 防火门常闭",
        tails="逃生抢时间 通道即生路 救援快一步 危急有退路",
    ),
    topic(
        "high_rise",
        words={
            "part": "消防水泵 正压送风机 外墙保温层 避难层 消防电梯 报警主机 喷淋末端 疏散楼梯间 防火卷帘 屋顶水箱",
            "bad": "压力为零 被改成手动 堆着装修垃圾 玻璃碎了没补 门缝能塞进手 冻裂了一截 积满灰尘 电池早已亏电",
            "tower": "写字楼 住宅塔楼 公寓楼 综合体 酒店副楼 安置房",
        },
        scenes="""
            |检查组爬上{street}一栋{n10}层的{tower}，{part}{bad}，{officer}让物业现场试了{n2}遍
            community|{community}{n2}号{tower}演练，{n100}位住户从{n10}层走楼梯，最慢的一组用了{n10}分钟
            |负重{n10}公斤登到{n10}层要多久？{officer}和队友在{tower}给出答案：{n10}分{n10}秒，腿已发抖
            enterprise|{firm}租下{tower}半层，装修时动了{part}，验收发现{bad}，工期推后{n10}天
            family|住在{n10}楼的{person}问，着火时坐不坐电梯？{officer}带他走到{part}跟前，看清为什么要走楼梯
            |烟囱效应实验：{tower}模型点火{n10}秒，烟从井道蹿到顶层，{part}一启动就被压住
            community|维修资金批下来了，{community}更换{part}花了{n10}万元，业主{person}签字时说早该换，{bad}好几年
            venue_operator|{tower}里的{n2}家公司联合值班，{officer}定下规矩：谁发现{part}{bad}，谁先打电话
            |去年冬天{street}那栋{tower}水管没保温，{part}{bad}，今年{officer}提前{n10}天试水
            elderly|{n10}楼的{person}腿脚不便，物业在避难间留了担架椅，{officer}教会两位邻居怎么抬
            |无人机贴着{tower}飞，镜头里{part}外的空调架松动，{n10}层那块板{bad}
            driver|地下车库的新能源车位挪到靠近坡道处，{tower}的{part}同步改造，{n10}个车位加了隔墙
            |维保单位说没问题，{officer}按下按钮，{tower}的{part}{bad}，合同里写着每月保养{n2}次
        """,
        points="""
            起火走楼梯不坐普通电梯 外墙不搭易燃装饰 避难层不改作他用 管井每层封堵 水泵控制柜放自动档 窗外不抛烟头
            烟大就退回屋里堵门缝 物业持证人员二十四小时值守 消防电梯不锁不占 喷头下半米不堆物 每年至少联动测试一次 保温材料破损早修补
            救援窗别贴广告膜 高层阳台不存放酒精 稳压泵压力每天抄表 住户记住最近两部楼梯 送风口前不放鞋柜 楼顶水箱入冬做保温
            疏散门向外推开 装修先报备再动线 车库充电区设分隔 强弱电井不晾衣物 火警时听广播指令 向下跑不通就去避难间
        """,
        titles="""
            {n10}层那块松动的板 {part}试了{n2}遍 爬完{n10}层的{officer} {tower}里的烟囱效应 维修资金花在哪 {street}{tower}夜间演练
            按钮按下之后 住{n10}楼请先看这条 {bad}的代价 担架椅和两位邻居
        """,
        heads="高层防火灾 登高不慌张 设施保完好 避难层莫占",
        tails="百米也安心 楼高险不高 起火有办法 家家能脱险",
    ),
    topic(
        "crowded_venue",
        words={
            "venue": "商场 影院 KTV 温泉酒店 剧本杀馆 医院住院部 庙会戏台 体育馆 宴会厅 室内滑雪场 夜市",
            "gap": "疏散指示灯不亮 吸音棉不阻燃 临时展台占了通道 灭火器压力不足 员工不会报警 卷帘门下摆着促销车 备用电源没接上",
            "flow": "客流高峰 散场时分 开场前 午间换班 周末夜场 节日庆典",
        },
        scenes="""
            venue_operator|{flow}的{venue}里，{officer}随机叫住{n2}名店员问出口在哪，{n2}人答错，还查出{gap}
            tourist|假期第{n2}天，{place}一家{venue}接待{n1000}人次，{flow}广播{n10}分钟循环一遍逃生提示
            |{clock}拉响警铃，{venue}{n100}名观众在{n2}分钟内散尽，总结会上{officer}仍指出{gap}
            venue_operator|{venue}经理{person}把{gap}写进每日晨会，第{n10}天整改完成，客流一点没少
            |消防员扮成顾客走进{street}的{venue}，假装找不到路，{n10}秒后才有人指引，角落里{gap}
            elderly|{venue}六楼住着{n10}位行动不便的病人，夜班{officer}演练水平转移，一张床用{n10}秒
            merchant|{venue}{n10}家商铺共用一条后场走廊，{person}的货堆了两米，{flow}根本过不去
            |舞台冷焰火喷出{n10}厘米，幕布是否阻燃？{officer}在{venue}剪下一角点给演员看，结果{gap}也被翻出来
            tourist|出门玩先看图：进{venue}记住两个出口，{person}一家在{flow}停电时就是这么走出来的
            venue_operator|{venue}停业整顿{n10}天，原因是{gap}，复查那天{person}请来全部{n10}名员工列队答题
            |大型活动前夜，{officer}带队把{venue}走了{n2}遍，封掉{n2}处明火，{flow}限流{n1000}人
            religious|庙里的{venue}搭在木楼旁，{flow}香客多，看护队{n10}人两班倒，{gap}当晚补齐
            |检查表上{venue}得了{n10}分，扣分最多的是{gap}，其次是{flow}无人值守控制室
        """,
        points="""
            进场先看疏散图 出口指示灯保持常亮 营业时间不锁后门 员工上岗先会报警 装修材料要阻燃 演出不用明火特效
            客流超限及时限流 控制室双人值班 消火栓旁不摆展台 每月组织一次演练 后厨烟道按时清洗 广播用普通话反复播
            病房陪护也要学转移 包间门后贴逃生图 停电时站住别推挤 手电放在柜台下 卷帘门下画禁放线 散场后专人巡一圈
            孩子走散先去服务台 临时用电报备再接 安检不带打火机入场 戏台后面不停车 影厅扶手装发光条 扑救和疏散同时进行
        """,
        titles="""
            {venue}里的{n2}次提问 {flow}请看这边 扮成顾客的{officer} {venue}停业{n10}天之后 一角幕布的实验 {street}{venue}夜查
            六楼的一张床 晨会上的{gap} {n100}人{n2}分钟散尽 进门先找两个出口
        """,
        heads="场所人员多 出口要看清 营业守底线 活动先评估",
        tails="疏散有秩序 欢聚更尽兴 责任扛在肩 热闹不添乱",
    ),
    topic(
        "small_premises",
        words={
            "store": "理发店 小餐馆 裁缝铺 足浴店 小旅馆 棋牌室 托管班 快递点 汽修铺 五金店 群租房 自建出租楼",
            "risk": "前店后住 阁楼睡人 货架挡住后窗 楼梯是木头的 隔断用泡沫板 卷帘门只能往上拉 灭火器压在箱底",
            "fix": "拆掉阁楼 装上逃生梯 换成实体墙 开出一扇后窗 装独立烟感 挪走床铺 配齐简易喷淋",
        },
        scenes="""
            merchant|{street}的{store}{n10}平方米，{risk}，店主{person}听完{officer}算的时间账，第二天就{fix}
            migrant_worker|租客{person}看房先看三样：窗能不能开、有没有烟感、是不是{risk}，不合格的{store}他扭头就走
            |街道摸排{n100}家小场所，{store}隐患最多，{risk}占{n10}家，{officer}一户一张整改单
            merchant|夜里{clock}，{store}冒烟，{person}一家因为上月{fix}，{n10}秒跑到了街上
            |房东{person}有{n10}间出租屋，{risk}，村里帮他{fix}，每间补贴{n100}元
            community|网格员{officer}的电动车骑了{n1000}公里，跑遍{community}的{store}，遇到{risk}就坐下来聊
            rural|{village}的{store}开在自家楼下，{risk}，{officer}拿出邻村烧黑的门框照片，{person}沉默了半天
            merchant|工商户座谈会上，{person}说{fix}花了{n1000}元，少摆两排货，换来全家睡得着
            |联合夜查第{n2}轮，{n10}家{store}里{n2}家仍有人留宿，{risk}，当场贴封条
            children|{store}里有{n10}个孩子午睡，{risk}，教育和消防部门要求三天内{fix}
            |同一条街两家{store}先后起火，{fix}的那家损失{n100}元，{risk}的那家全部烧毁
            migrant_worker|快递小哥{person}住在{store}二层，{risk}，站点出钱{fix}，他拍了视频发给老家
            |志愿者在{street}用粉笔画出逃生线，{store}的线断在{risk}的地方，{person}看懂了
        """,
        points="""
            生产经营和住人分开 阁楼夹层不留人过夜 每层留一个能开的窗 独立烟感装在睡觉屋 后门通道别堆货 卷帘门装手动开启
            出租前签好安全责任书 隔墙改成砖墙 逃生绳放在窗边 小店也要配两具灭火器 打烊断电留一盏应急灯 楼梯下不放充电车
            泡沫彩钢不能做隔断 电表箱单独分户 房客搬来先认两条路 招牌不封死窗户 厨房与卧室用门隔开 烧水做饭不在货架旁
            夜间至少一人住门口 隐患清单贴在收银台 油漆香蕉水少量存放 托管孩子不睡地下室 店主每天最后走一圈 邻店互留电话
        """,
        titles="""
            {store}里的阁楼没了 店主{person}算的账 租房先看三样 {street}小场所夜查第{n2}轮 {risk}有多险 网格员骑了{n1000}公里
            两家{store}一场火 房东{person}的{n10}间屋 开一扇后窗 粉笔画出的逃生线
        """,
        heads="小店不住人 出租要安全 后窗能打开 阁楼不睡人",
        tails="生意才长久 房客都放心 多一条生路 平安是本钱",
    ),
    topic(
        "industry",
        words={
            "site": "喷漆车间 木器厂 冷库工地 化工罐区 粮库 纺织仓库 锂电生产线 铸造车间 物流分拣场 钢构厂房",
            "job": "电焊 气割 打磨 防水热熔 高处焊接 管道切割 罐内清洗 叉车转运",
            "slip": "监护人走开 可燃物没清 动火证过期 灭火器离得太远 孔洞没有封堵 静电没有接地 粉尘积了一层",
        },
        scenes="""
            enterprise|{firm}的{site}里，焊工{person}做{job}，{slip}，安全员{officer}叫停后重新填了{n2}张单
            |{clock}，{site}因{job}时{slip}起火，过火{n100}平方米，{n10}名工人从东门撤出
            enterprise|安全总监{officer}每天第一件事是签动火票，今天{n10}张里退回{n2}张，理由是{slip}
            |执法人员走进{street}{n10}家企业，{n2}家{site}在{job}，其中{slip}的一家被责令停工
            enterprise|班前会只讲{n2}分钟，{person}把{slip}编成顺口溜，{site}的人都会背
            migrant_worker|新来的{n10}名工友先过{site}安全门：认标志、闻气味、试灭火器，{job}不许单干
            |桌上摆着{n10}克粉尘，{officer}点火的一瞬间玻璃罩全黑，{site}的人再也不敢让{slip}
            agency|园区管委会与{n10}家企业签责任状，{site}作业{job}必须提前{n2}小时报备
            enterprise|{firm}花{n10}万元给{site}装了喷淋，{job}时再遇{slip}，系统会先断电
            |专职队实战拉动：{site}泄漏，{n10}人两分钟出动，关阀、稀释、转移，最后复盘{slip}
            enterprise|仓管员{person}守着{site}{n10}年，{job}完成后总要多等半小时，那次{slip}的小火就是他等出来的
            |行业通报：某{site}在{job}中{slip}，损失{n100}万元，{n2}人被追责
            enterprise|停工检修第一天，{site}挂出{n10}块作业牌，{officer}发现{job}旁边{slip}，整条线重新交底
        """,
        points="""
            动火先办证再点火 周围十米清空可燃物 专人监护全程不离开 作业后再守半小时 高处焊接接住火花 罐体清洗检测合格再动
            氧气乙炔瓶分开五米 粉尘每班清扫 静电接地逐台核对 危化品分类存放 厂房不住人 防火分区不开洞
            夜班也要有带班领导 堆垛离灯半米以上 报警电话贴在工位 消防水带别挪作冲地 五级以上大风停止露天动火 外包队伍一样要交底
            员工会用身边灭火器 叉车充电远离货物 通风停了立刻停工 配电室不放杂物 应急照明每周试一次 废油抹布装进铁桶加盖
        """,
        titles="""
            退回的{n2}张动火票 {site}里的半小时 {n10}克粉尘的威力 班前会{n2}分钟讲什么 焊工{person}被叫停 {firm}装上了喷淋
            {slip}的那次{job} {street}企业突击检查 专职队{n2}分钟出动 守了{n10}年的仓管员
        """,
        heads="动火先审批 厂房除隐患 作业有人看 企业抓主责",
        tails="生产不停步 焊花不成灾 工友平安归 复工稳开局",
    ),
)
