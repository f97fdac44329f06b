# ruff: noqa: E501 - each line of the text below is one Chinese sentence pattern, not code
"""Phrases on the open air and on people: forest, fireworks, vehicles, escape, water, warnings, incidents."""

from __future__ import annotations

from typing import Final

from demo.phrases.topic import Topic, topic

PUBLIC: Final[tuple[Topic, ...]] = (
    topic(
        "wildfire",
        words={
            "hill": "东山梁 松树沟 石门坡 老鹰岩 青石岭 桦木坪 药王谷 北大洼 柏树台 羊角峰",
            "fire": "烧地边 上坟烧纸 野炊生火 抽烟 燃放鞭炮 点秸秆 熏野蜂 烤红薯",
            "patrol": "护林员 防火检查站 瞭望塔 无人机巡护组 半专业扑火队 村民志愿队",
        },
        scenes="""
            rural|{hill}上{patrol}{officer}劝回{n10}名准备{fire}的村民，收缴打火机{n10}只
            |{clock}，{hill}冒起白烟，{patrol}{n10}分钟赶到，{n10}人打了{n2}小时，起因是有人{fire}
            tourist|露营的{person}在{hill}{fire}，{patrol}巡到时余火还红，罚款{n100}元，教育到天黑
            rural|{village}{person}在自家田里{fire}，风一转烧向{hill}，{n10}亩草地成了黑色
            |无边的草最怕一阵风，{patrol}测得{hill}落叶含水只有{n2}成，{fire}一点就着
            rural|清明前，{village}设了{n2}个集中祭扫点，用鲜花换纸钱，{patrol}{officer}收上来{n10}公斤
            school|{school}的孩子给{hill}写信，{kid}的那句被刻在牌子上：谁来{fire}我都不答应
            |{patrol}{person}走了{n10}年山路，鞋磨破{n10}双，{hill}的每条岔道他闭眼能画
            tourist|进{hill}要扫码登记，{n1000}名游客里查出携火{n10}人，多半说只是想{fire}
            |卫星看见{hill}有热点，{patrol}核查后是{fire}，当事人{person}被行政拘留{n2}天
            rural|秸秆打捆机开进{village}，{n100}亩地不再{fire}，{officer}算账每亩能多收{n10}元
            |演练在{hill}打响，{patrol}背着{n10}公斤水枪爬坡，{n10}分钟接上水泵
            agency|防火期第{n10}天，{place}派{n10}个组暗访，{hill}检查站一次没登记就放人，被通报
        """,
        points="""
            进山不带火种 野外不抽烟不烧烤 祭扫用鲜花代替纸钱 不烧田埂不烧秸秆 发现火情拨打12119 大风天停止一切野外用火
            护林防火人人有责 过失引燃也要坐牢 车窗外不扔烟蒂 孩子跟大人上山要看好 林边坟头先清草 农机装上防火罩
            扫码登记再进景区 火场不要往山上跑 逆风绕到火烧过的地方 不组织老人孩子打火 山边住户清出隔离带 牧区炉灰深埋浇水
            输电线下修剪树枝 瞭望塔全天有人 防火期不批野外动火 余火看守二十四小时 露营只用卡式炉在空地 举报野外用火有奖
        """,
        titles="""
            {hill}的一缕白烟 护林员走破{n10}双鞋 {fire}的代价 扫码进{hill} {village}鲜花换纸钱 卫星看见的热点
            孩子写给{hill}的信 秸秆打捆开进{village} 落叶只有{n2}成水分 {patrol}爬坡记
        """,
        heads="进山不带火 祭扫用鲜花 秸秆不焚烧 林区严用火",
        tails="青山常相伴 春风不添烟 绿色留后人 火种留山下",
    ),
    topic(
        "fireworks",
        words={
            "kind": "组合烟花 窜天猴 摔炮 仙女棒 加特林 二踢脚 孔明灯 礼花弹 满地红 喷泉花",
            "where": "阳台 窨井盖上 柴垛边 加油站旁 楼顶 电线下 停车位 古街口 景区草坪 羊圈后",
            "out": "炸伤手指 点着了棉被 崩碎玻璃 烧穿车篷 引燃草垛 落进邻居窗户 惊了牲口",
        },
        scenes="""
            children|{kid}在{where}放{kind}，{n2}秒后{out}，爸爸{person}送医时还攥着那只壳
            |除夕值守的{officer}{n2}小时接警{n10}起，{kind}惹的占大半，最险的一次在{where}，{out}
            merchant|零售点老板{person}把{n10}箱{kind}藏在{where}，{officer}检查时旁边还烧着水
            rural|{village}统一到河滩放{kind}，村里喇叭喊了{n10}遍，{where}一个人也没有
            |{place}今年划定{n10}处集中燃放点，{where}这类地方一律禁止，上年那里{out}
            family|给孩子挑{kind}要看标签，{person}买的没有厂名，在{where}点着后{out}
            |一盏{kind}飘了{n2}公里，落在{where}，消防队{n10}分钟扑灭，放的人早走远了
            migrant_worker|返乡的{person}后备箱带了{n10}盒{kind}，高速口{officer}拦下，说震一下就可能{out}
            |慢镜头：{kind}点燃{n2}秒火星{n1000}度，离{where}只有{n2}步，{out}就在一瞬
            community|{community}楼长换了电子鞭炮，{where}的红纸屑少了{n10}袋，{person}说耳朵清净
            |公安查获{kind}{n100}件，藏在{where}，案值{n10}万元，嫌疑人{person}没有任何许可
            elderly|{person}守着{where}的老槐树，年年劝人别放{kind}，那年{out}他至今记得
            rural|红白事要放{kind}？{village}理事会先报备，{officer}带水桶到{where}守着，放完才走
        """,
        points="""
            买正规店里有标签的 不在阳台楼道燃放 点燃后退到十米外 哑炮不回头看不再点 孩子燃放大人在旁 不对着人和窗户
            井盖口决不能扔炮 大风天改日再放 柴草垛旁严禁燃放 放完浇水查余火 车里不运大量烟花 夜间别在窗外晾被
            关好门窗清空阳台 孔明灯全面禁放 林区城区看清禁放图 零售点不在楼下存货 喝酒之后不点炮 仙女棒离头发远些
            炸伤先冲冷水再送医 举报非法售卖打电话 不自己拆药重装 禁放时段互相提醒 老宅古街改看灯会 剩下的交回销售点
        """,
        titles="""
            {kind}飞进{where} 今年去哪里放 藏在{where}的{n10}箱 除夕夜{n10}起警情 {village}河滩集中燃放 慢镜头里的{kind}
            电子鞭炮进了{community} {kid}攥着的那只壳 高速口拦下的后备箱 一盏灯飘了{n2}公里
        """,
        heads="燃放看地点 烟花守规矩 爆竹不进楼 年味更要安",
        tails="团圆不添伤 热闹有分寸 守岁保平安 喜庆少遗憾",
    ),
    topic(
        "vehicle",
        words={
            "car": "小轿车 新能源车 半挂货车 旅游大巴 面包车 渣土车 房车 拖拉机 校车 冷藏车",
            "cause": "线路短路 刹车毂过热 底盘磕碰 后备箱的打火机爆裂 发动机漏油 改装大灯 油管老化 充电枪没插紧",
            "road": "高速服务区 隧道口 国道弯道 地下车库 收费站 乡道坡上 桥面 停车场三层",
        },
        scenes="""
            driver|{clock}，{road}一辆{car}因{cause}起火，司机{person}靠边熄火，{n10}秒拿出灭火器
            |两辆{car}在{road}追尾，{officer}和队友剪开车门，{n10}分钟救出{n2}人，车头还在冒烟
            driver|暴晒{n2}小时后，{car}里温度{n10}度，仪表台上的东西先炸，{cause}又来添乱
            |{street}修车师傅{person}说，{n10}台送修的{car}里{n2}台是{cause}，多半能提前看出
            tourist|自驾出发前，{officer}在{road}给{n100}辆{car}做体检，查出{cause}{n10}处
            driver|{car}的电池包{cause}，隔了{n2}天才在{road}冒烟，冷却用掉{n10}吨水
            enterprise|客运公司{n10}台{car}加装自动灭火，{person}演示一遍：{cause}发生，{n2}秒喷粉
            |{road}的货车拉着{n10}吨棉纱，{cause}让后轮着火，司机甩挂保住了车头
            school|{school}的{car}演练撤离，{n10}个孩子{n10}秒从后门下完，{officer}讲起{cause}那次事故
            driver|车主{person}改了大灯没换线，{road}上{cause}，{car}烧成架子，保险只赔{n2}成
            rural|麦收路上，{car}{cause}引燃秸秆，{village}的人用{n10}桶水压住，{person}学会先清草
            |{officer}在{road}讲隧道逃生，{n10}名司机蹲着走完{n100}米，{car}的钥匙都留在车上
            driver|地下车库第{n2}层，{car}充着电，{cause}，物业{person}按下急停，{n10}辆邻车没被烧着
        """,
        points="""
            车上常备两公斤灭火器 冒烟先靠边断电下车 打火机香水不留车内 改装线路隐患大 长下坡多停车看刹车 高速撤到护栏外
            底盘磕碰后去检测 充电时人不睡在车里 后备箱不装汽油桶 机舱老鼠窝要清 隧道起火往反方向走 校车后门不放行李
            危险品车保持距离 轮胎烫手先降温 货物绑牢盖严 发现漏油停止行驶 安全锤放在手边 灭火器每年年检
            引擎盖只开一条缝喷 孩子独自在车内最危险 收割机先清草屑 乘车先找应急门 泡过水的车别启动 夏天遮阳车里通风
        """,
        titles="""
            {road}那辆{car} 暴晒{n2}小时实测 底盘磕碰{n2}天之后 修车师傅{person}的提醒 甩挂保住车头 隧道里蹲着走{n100}米
            {car}出发前体检 {cause}能不能提前看出 后门{n10}秒下完 充电桩旁的急停钮
        """,
        heads="出车勤检查 车辆防自燃 充电别离谱 隧道莫惊慌",
        tails="路上保平安 一路都顺畅 远行能安返 下车先保命",
    ),
    topic(
        "escape",
        words={
            "gear": "防烟面罩 手提灭火器 室内消火栓 逃生缓降器 强光手电 灭火毯 应急哨 救生抛投器",
            "move": "弯腰贴墙走 湿毛巾捂口鼻 关门挡烟 向下找出口 退回房间等待 挥亮色衣物 摸门把试温",
            "err": "去抢手机 乘了电梯 打开了着火的门 躲进柜子 直接往外跳 推搡拥挤 只喊不报警",
        },
        scenes="""
            school|{school}{clock}响铃，{n100}名学生{move}，{n2}分{n10}秒全部到操场，{kid}所在班最快
            |{person}家起火那夜，他没有{err}，而是{move}，{n10}分钟后云梯把人接下
            community|{community}广场摆了{n10}件{gear}，{officer}手把手教，最小的学员{n2}岁，最大的{n10}岁
            |烟雾帐篷里两组人对比：{err}的用了{n10}秒，{move}的只用{n10}秒，{gear}的作用一目了然
            elderly|{person}学会了用{gear}，他把口诀改成评戏唱词：先{move}，莫要{err}
            |报警时说清什么？接警员{officer}放了{n2}段录音，一段{n10}秒说明白，一段光哭不说门牌
            disabled|给听障居民{person}装上闪光报警器，志愿者用手语教他{move}，还留下{gear}
            children|幼儿园的{kid}问火会不会追人，{officer}蹲下来陪他{move}，{n10}个小朋友跟着学
            tourist|入住民宿先找{gear}，{person}全家在{street}的演练里{move}，从三楼到院子{n10}秒
            |{gear}怎么选？{officer}拆了{n10}件样品，{n2}件撑不过{n2}分钟，看执行标准最要紧
            enterprise|{firm}每月抽一个班组考{gear}，{person}蒙眼接水带{n10}秒，旁人还在{err}
            family|睡前玩个游戏：关灯后从卧室{move}到门口，{kid}用了{n10}步，爸爸{err}被判出局
            |烧伤科{officer}说，{n10}名伤者里{n2}人是因为{err}，而{move}的大多轻伤
        """,
        points="""
            报警说清地址和楼层 低姿走烟在上方 湿毛巾多折几层 门烫就别开换条路 不贪恋财物 逃出后不再返回
            灭火器站在上风口 喷射对准火根 面罩撕开就戴拉紧带 被困用手电打信号 三楼以上不盲目跳 身上着火倒地打滚
            消火栓要两个人配合 缓降器先挂钩再套带 全家约好集合点 孩子记住门牌号 电梯断电会困人 门缝用湿布塞住
            楼道有烟退回屋里 油火不用水浇 烫伤冷水冲二十分钟 昏迷的人侧着躺 电话别占线等回拨 白天夜里各练一遍
        """,
        titles="""
            {n2}分{n10}秒到操场 {gear}怎么选 两段报警录音 烟雾帐篷里的对比 {kid}的逃生游戏 老{surname}把口诀唱成戏
            {move}为什么管用 手语里的逃生课 蒙眼接水带 入住先找{gear}
        """,
        heads="逃生要冷静 报警说清楚 器材会使用 演练当实战",
        tails="黄金三分钟 临危有办法 人人是能手 关键能救命",
    ),
    topic(
        "water_disaster",
        words={
            "water": "沙坑水塘 滹沱河湾 水库溢洪道 灌溉渠 冰面 野浴滩 漫水桥 城市积水点 采石坑",
            "event": "暴雨 大风 寒潮 冰雹 雷电 短时强降水 雨雪冰冻 地震演练",
            "kit": "救生衣 抛绳包 竹竿 橡皮艇 救生圈 充气筏 警示桩 喊话喇叭",
        },
        scenes="""
            children|放假第{n2}天，{kid}和伙伴跑到{water}，巡河员{officer}用喇叭喊住，{kit}就挂在岸边
            family|{person}以为{water}只到膝盖，一步踩空，岸上的人扔来{kit}，{n10}秒拖上岸
            |{event}过境{n2}小时，{street}积水{n10}厘米，{officer}带{kit}转移群众{n100}人
            rural|{village}地势低，{event}预报一出，村干部{person}挨户敲门，{n100}口人天黑前上了高地
            |冰钓的{person}掉进{water}，消防员趴着推{kit}，{n10}分钟救起，体温只有{n10}度
            school|{school}请{officer}来讲{water}，{n100}个孩子学会先喊人再递{kit}，不手拉手下水
            |无人机在{water}上空巡了{n10}圈，劝离{n10}人，落下{n2}只{kit}给不会游泳的少年
            driver|{event}中，{person}的车熄在{water}，砸窗爬上车顶，{officer}划{kit}{n10}分钟赶到
            rural|{place}给{n10}处{water}装上{kit}，村民{person}当起义务看护，一个夏天喊回{n100}人次
            |{event}演练从{clock}开始，{n10}支队伍展开{kit}，通信中断后靠哨音联络
            tourist|景区在{water}边拉了{n100}米护栏，游客{person}翻过去拍照，被{officer}请到值班室看视频
            community|{community}地下车库进水，业主排队接力{kit}和沙袋，{n2}小时垒起{n10}米矮墙
            |{officer}脱下{kit}坐在堤上喝水，{event}里他背出{n2}位老人，{water}的水位还在涨
        """,
        points="""
            不去陌生水域游泳 有人落水先喊大人 抛绳递竿不下水 孩子离开视线要问去处 冰面再厚也别踩 积水没过轮胎就弃车
            预警响了马上转移 断落的电线绕开走 雷雨天不在树下躲 地下空间水漫先上楼 重要物品放高处 收好阳台花盆
            下河要穿救生衣 抽筋仰面漂着等 救上来先清口鼻 没有呼吸立刻按压 泄洪警报听到就走 不围观涨水
            夜间巡堤两人同行 漫水桥不强行通过 学校排好放学路线 手机充满电备手电 汛期少去河谷露营 转移后不擅自返回
        """,
        titles="""
            {water}边的喇叭声 {event}里的{n2}小时 {person}一步踩空 义务看护喊回{n100}人 {kit}挂在岸边 冰面上的{n10}分钟
            {village}天黑前上高地 车熄在{water} {school}的防溺水课 垒起{n10}米矮墙
        """,
        heads="防溺水提醒 汛期早转移 冰面不能踩 雨天多避险",
        tails="暑假更安心 生命第一位 险情快上报 家长多叮咛",
    ),
    topic(
        "warning",
        words={
            "level": "橙色预警 黄色提示 红色预警 蓝色预警 高火险提示 三级响应",
            "sky": "连续无雨 阵风七级 气温骤降 相对湿度低于两成 持续高温 雾霾静稳 强对流来袭 雨雪将至",
            "time2": "今天夜间到明天白天 未来三天 本周后半段 节日期间 明早八点前 周末两天",
        },
        scenes="""
            |{time2}{place}{sky}，{date}{clock}发布火险{level}，{n10}个乡镇进入值守状态
            rural|气象专家{officer}提醒：{sky}，{time2}麦田、草垛、林缘最容易着火，{village}一带尤甚
            |受{sky}影响，{time2}用火用电风险上升，{place}要求{n10}支队伍前置，备车{n10}台
            tourist|出游的朋友注意，{time2}{sky}，{street}周边景点实行{level}，带火种一律不得入内
            community|{level}生效，{community}今晚由{officer}带队巡楼{n2}遍，{sky}时阳台杂物请收好
            family|假期前夕的家庭清单：断电、关阀、清阳台，{time2}{sky}，{person}家的教训就在眼前
            enterprise|{sky}，{level}期间停止露天动火，{firm}把{n10}项作业改到{time2}以后
            |{clock}会商结论：{time2}{place}{sky}，火险等级{n2}级，请密切关注后续通报
            rural|大喇叭通知：{sky}，{level}已发，{village}的炉灰柴草要归拢，{person}家门前先带头
            school|{level}发布后，{school}取消{time2}的户外篝火，{officer}把防火课挪进教室
            merchant|{street}商户请看：{sky}，{time2}打烊断电，{shop}门口的{n10}个广告牌已加固
            |{level}升级，{place}{n100}名护林员和{n10}个检查站全部上岗，{sky}预计维持{n2}天
            driver|{time2}{sky}，{officer}建议货车避开{street}，装运柴草的车{level}期间不上路
        """,
        points="""
            露天用火一律停止 值班人员保持通信畅通 阳台易燃物收进屋 大风天不烧荒不祭扫 出门断电关气 发现烟火立即报警
            柴草垛远离房屋 老人孩子安顿好再外出 取暖设备睡前检查 节日不在楼道点烛 高空广告牌停电加固 车辆不停在枯草上
            单位加密夜间巡查 救援通道不停车 燃放烟花看清禁令 关注官方发布的消息 景区吸烟到指定点 村口检查站请配合
            外出返家先开窗通风 储备水源和沙土 儿童不玩火 停电用手电不用蜡烛 不信谣不传谣 预警解除前不松劲
        """,
        titles="""
            火险{level}来了 {time2}请注意 {sky}这些事别做 {place}进入值守状态 {clock}会商结论 {village}大喇叭通知
            出游前看{level} 露天动火全部停 阳台杂物今晚收 {n2}级火险怎么防
        """,
        heads="大风天防火 火险等级高 节日要提防 干燥天当心",
        tails="出门先断电 预警记心间 用火须谨慎 值守不放松",
    ),
    topic(
        "incident",
        words={
            "place3": "临街门面 出租屋二楼 废品回收站 冷库 家具厂 民宿 养殖棚 老粮仓 快递网点 小作坊",
            "cause": "电线短路 遗留火种 违规焊接 充电器故障 煤炉倒烟 纵火泄愤 油烟道积垢 儿童玩火 雷击",
            "loss": "三间房顶塌落 货物全部烧毁 两人轻微烧伤 邻铺玻璃炸裂 十余台车受损 机器报废 一家人无处可住",
        },
        scenes="""
            |{date}{clock}，{street}一处{place3}起火，{n10}分钟后明火扑灭，{loss}，初步认定为{cause}
            |调查员{officer}在{place3}蹲了{n2}天，从灰里筛出{n10}段铜线，结论是{cause}
            enterprise|{firm}的{place3}烧了{n2}小时，{loss}，法院判{person}承担{n2}成责任，{cause}并非意外
            |监控还原：{clock}{place3}因{cause}起烟，{n10}秒见火，第{n2}分钟{loss}，而门口的灭火器没人碰
            merchant|{person}站在烧黑的{place3}前，{loss}，他反复说早知道{cause}就花那{n100}元了
            |去年同期{place}共接报{place3}火灾{n10}起，{cause}居首，{loss}的有{n2}起
            rural|{village}的{place3}夜里着火，{cause}，{n10}户村民提水救援，仍然{loss}
            |判决书第{n10}页写明：{cause}引燃{place3}，{person}犯失火罪，刑期{n2}年，{loss}另行赔偿
            migrant_worker|租客{person}从{place3}逃出时只穿单衣，{cause}让{loss}，街道连夜安置
            |复盘会上{officer}画了时间轴：{cause}到蔓延{n10}分钟，{place3}没有报警器，于是{loss}
            family|一场{cause}的火带走了{person}家{n10}年的积蓄，{place3}只剩框架，{loss}
            |{place3}复燃了两次，{officer}解释：{cause}藏在夹层，{n10}吨水才浇透，{loss}
            |保险公司拒赔，理由写着{place3}擅改用途，{cause}，{person}得自己扛下{loss}
        """,
        points="""
            火灾原因仍在调查中 请勿传播不实视频 同类单位立即对照自查 早发现一分钟损失少一半 起火部位在夹层内 报警晚了七分钟
            当事人已被依法处理 烧毁的都是日常堆货 烟气比火更早到楼上 值班人员睡着没听见 消火栓里没有水 邻居自发送来棉衣
            逃生时忘了关门 疏散门外上着锁 教训写进了村规 赔偿远超整改费用 监控成为关键证据 物证送省级鉴定
            善后工作正在进行 保险没有续上 隐患单曾发过两次 火调报告将公开 一时侥幸追悔莫及 复查发现老问题还在
        """,
        titles="""
            {place3}的{n10}分钟 {cause}背后的判决 灰里筛出{n10}段铜线 {street}{place3}火灾通报 {person}站在废墟前 时间轴上的七分钟
            拒赔的理由 复燃了两次 {loss}之后 去年{n10}起火灾说明什么
        """,
        heads="以案来说法 事故敲警钟 火灾有前因 教训要记牢",
        tails="隐患就是火 别等烧到身 对照查自己 悲剧不重演",
    ),
)
