# ruff: noqa: E501 - each line of the text below is one Chinese sentence pattern, not code
"""Phrases on what burns at home: electricity, e-bikes, gas, heating, the kitchen."""

from __future__ import annotations

from typing import Final

from demo.phrases.topic import Topic, topic

UTILITIES: Final[tuple[Topic, ...]] = (
    topic(
        "electrical",
        words={
            "thing": "电饭锅 电热毯 电磁炉 热水壶 饮水机 电熨斗 电烤箱 小冰柜 电暖桌 浴霸 吹风机 除湿机 电炸锅 鱼缸加热棒",
            "spot": "床头柜后 沙发底下 柜台里侧 灶台右边 阳台拐角 货架背面 吊顶夹层 炕沿下方 鞋柜旁 窗台下面",
            "fault": "绝缘皮裂了口 插头烧得发黑 铜丝露在外面 接头一碰就打火 外壳烫得不敢摸 漏电保护器失灵 胶布缠了三层",
        },
        scenes="""
            family|{date}{clock}，{village}{person}家{spot}冒起黑烟，{thing}和{thing}挤在同一个插孔里，{helper}拉下总闸才没酿成大祸
            |电工{officer}拆开{street}一户人家{spot}的插座，里面{fault}，他说这样的线路撑不过{n2}个月
            elderly|独居的{person}用了{n10}年的{thing}{fault}，网格员{officer}上门换新，又把{spot}的旧线一并剪掉
            school|{school}宿舍楼周查，{officer}在{n2}间寝室收走{thing}等大功率电器{n10}件，{fault}的就占一半
            merchant|{shop}老板{person}图省事，把{thing}常年插在{spot}，线管里的胶皮一捻就碎
            rural|{village}去年改造了{n100}户的入户线，{officer}带着测温枪复查，发现仍有{n2}户{fault}
            |实验室里给一根超负荷的导线通电，{n10}秒升到{n100}摄氏度，第{n10}分钟{thing}的线皮开始滴落
            enterprise|{firm}夜班结束忘了关{thing}，值班员{officer}闻到焦味，在{spot}找到{fault}的那根线
            |从{street}今年接到的{n10}起电气火警看，{thing}占了{n2}成，时间多在{clock}前后
            family|{person}网购的廉价{thing}没有认证标志，才用{n2}次就{fault}，维修师傅量出电流超了{n2}倍
            community|{community}老楼的电表箱里蹭着杂物，物业{officer}清出{n10}公斤积灰，顺手标出{fault}的回路
            migrant_worker|工友{person}在板房里给{thing}接线，{spot}的花线{fault}，安全员{officer}当场换上套管线
            |供电所和消防站在{street}摆出{n10}件烧坏的{thing}，最小的一件只因{fault}
        """,
        points="""
            出门前把总闸拉到底 插线板不要一个串一个 电线穿管才能进吊顶 选购时认准强制性认证 湿手千万别碰开关 漏保每月按一次试跳钮
            大功率电器单独走一条线 电热毯不折叠不通宵 老化线路找持证电工更换 充电头发烫立刻拔下 插座周围半米不放纸箱 铜铝接头不能随意拧在一起
            保险丝不能用铁丝代替 电器冒烟先断电再扑救 带电设备着火不要泼水 空调外机要定期清灰 雷雨天拔掉天线和电源 睡前看一眼指示灯
            装修时多留几个回路 临时用电完工就拆 墙里的线路要留图纸 旧家电用满年限就退役 插头插稳听见咔嗒声 配电箱门上不挂毛巾
        """,
        titles="""
            {spot}的那个插座该换了 一根旧电线的最后{n10}天 {thing}为什么总跳闸 {village}入户线路大体检 {n10}件烧坏的电器摆上街头 电工{officer}的随身笔记
            {clock}的焦糊味从哪来 别让{thing}带病上岗 {street}电气火警复盘 认证标志到底看哪里
        """,
        heads="用电不超载 线路勤体检 插座不串联 电器要断电",
        tails="平安守到家 隐患早清零 安全每一天 火灾绕着走",
    ),
    topic(
        "ebike",
        words={
            "place2": "楼梯间 一层门厅 电梯轿厢 地下室入口 连廊拐角 架空层 车棚外墙 配电间门口 自行车道边",
            "pack": "锂电池组 换来的旧电芯 加大容量的电池 没有铭牌的电瓶 改装过的电池盒 鼓包的电池 储能电源",
            "act": "拖出一条飞线 拎着电瓶上了楼 把车推进电梯 用万能充整夜充电 私下加装两块电池 拆掉了限速器",
        },
        scenes="""
            community|{community}{n2}号楼{place2}的监控拍下：{clock}一辆电动自行车突然喷火，{n10}秒后{pack}炸开，烟灌到{n2}层
            |{person}{act}，巡楼的{officer}敲开门劝了{n10}分钟，最后一起把车挪到{street}的充电棚
            migrant_worker|骑手{person}一天跑{n10}单，买了便宜的{pack}，站长{officer}查编号时让他退了货
            |技术人员拿{pack}做针刺，{n2}秒冒烟、{n10}秒喷射，旁边的温度计停在{n100}度
            merchant|{shop}后院查出{n10}块{pack}，店主{person}承认{act}的活每次收{n100}元
            community|新充电棚在{community}投用，{n10}个车位带烟感和自动断电，{officer}算过，每充一次不到{n2}块钱
            driver|车主{person}的车骑了{n2}年，{pack}开始掉电，检修员{officer}一摸外壳就让他停用
            |{date}，{street}夜查{n10}个单元，在{place2}拖走违停车{n10}辆，有人{act}被抓个正着
            school|{school}给走读生家长发信，说有人{act}后把车停在{place2}，{officer}请大家互相提醒
            rural|{village}大集上收旧电瓶的{person}被劝停，他的三轮里堆着{n10}块{pack}，没有一块包了绝缘
            |法院认定：{person}因{act}引发火灾，赔偿{n10}万元，未尽看管责任的物业承担{n2}成
            family|邻居都睡下时，{person}家客厅的{pack}发出嘶嘶声，他抱起孩子从{n2}楼跑出，{n10}秒后火封了门
            |以旧换新点设在{street}，{officer}和志愿者半天回收{pack}{n10}块，换走合规新车{n10}辆
        """,
        points="""
            电瓶不进家门不进电梯 充满及时拔下别过夜 只用原装配套充电器 车棚与住宅拉开距离 鼓包漏液马上停用 飞线见一根剪一根
            不给电池加装改装 淋雨后晾干再充电 充电时旁边不堆杂物 买车先看合格证编码 门厅不是停车场 电池摔过要送检
            废旧电瓶交给回收点 高温暴晒后先降温 起火先跑再报警 锂电池复燃快别靠近 租房公约写清停放处 楼长发现推车入户要劝
            换电柜优先于自家充 限速器不能拆 儿童座椅别压住线束 电梯阻车装置不要遮挡 长途骑完歇半小时再充 充电口盖常清灰
        """,
        titles="""
            {place2}里那辆车烧了{n10}秒 骑手{person}的第三块电池 {community}充电棚开张了 {street}夜查电动自行车 {pack}的针刺实验
            一条飞线值多少钱 劝下来的第{n10}辆车 推车进电梯之后 以旧换新换来什么 {person}把电瓶拎下了楼
        """,
        heads="电瓶不上楼 充电进棚里 飞线要剪断 改装不能碰",
        tails="邻里都安心 夜里睡得稳 生命通道畅 起火无处藏",
    ),
    topic(
        "gas",
        words={
            "part": "胶管 减压阀 角阀 灶具接口 金属软管 熄火保护装置 瓶口密封圈 立管卡箍 报警器探头",
            "sign": "肥皂水一抹就冒泡 一股刺鼻味 表针掉了两格 火苗发红飘动 燃烧时噗噗作响 管口裂了一道缝",
            "room": "后厨 阁楼 地下操作间 封闭阳台 楼梯下小间 里屋 临街灶房 板房伙房",
        },
        scenes="""
            merchant|{shop}{room}的{part}用了{n2}年没换，安检员{officer}检查时{sign}，当场关阀停用
            |{clock}，{street}一户居民闻到{sign}的异样，{person}没开灯没打电话，推窗关阀后下楼报警，抢修队{n10}分钟赶到
            elderly|{person}耳背眼花，{part}松了也不知道，社区{officer}给他装上自动切断阀，又在墙上画了大大的关字
            rural|{village}有{n100}户改用天然气，管道工{officer}逐户拧{part}，查出{n10}处{sign}
            |餐饮街联合检查{n10}家，{n2}家把钢瓶放在{room}，{n2}家的{part}超期，一家{sign}
            family|新搬来的{person}自己接{part}，师傅{officer}来时{sign}，再晚点火就是另一个结果
            |燃气公司把报废的{n10}根{part}剖开给居民看，内壁老化成渣，难怪{sign}
            migrant_worker|工地{room}里两只钢瓶挨着炉子，炊事员{person}说方便，安全员{officer}指着{part}让他看清{sign}
            enterprise|{firm}食堂加装{n10}只探头，切断试验时{part}反应慢了{n10}秒，{officer}要求厂家返修
            school|{school}食堂开学前试压，{part}处{sign}，{officer}陪着师傅换到{clock}才签字
            |送瓶工{person}每天爬{n10}层楼，碰到{room}里倒放的钢瓶总要唠叨几句，说{part}经不起折腾
            community|{community}统一更换立管，{n100}户里有{n10}户不在家，{officer}贴了第{n2}次预约单，特别提醒看{part}
            |液化气站抽检{n100}只钢瓶，{n10}只{part}不合格，流转记录显示最远的来自{n100}公里外
        """,
        points="""
            闻到异味先关总阀 开窗散气不碰任何开关 到屋外再拨抢修电话 软管十八个月要更换 钢瓶直立不倒放不加热 做饭时灶前不离人
            出远门关好表前阀 瓶与灶保持半米以上 不在卧室存放钢瓶 报警器要插电别蒙布 充装去正规站点 过期钢瓶拒绝接收
            热水器排烟要通到室外 改管请有资质的师傅 餐馆必须装切断装置 一处场所不混用两种气源 瓶体着火先关角阀 安检员上门请配合
            接口每月抹一次皂液 橱柜不能封死管道 连接管不穿墙不穿门 调压箱旁不停车 气味散尽前不返回 换瓶时灭掉旁边明火
        """,
        titles="""
            {part}该换了你知道吗 {shop}{room}的钢瓶去哪了 {street}餐饮用气大排查 {clock}那股味道 师傅{officer}的一天 剖开{n10}根旧胶管
            {village}通气之后 {person}做对的三件事 送瓶工的唠叨 {n10}秒切断的试验
        """,
        heads="用气勤检查 阀门随手关 软管定期换 钢瓶不入室",
        tails="炉火才安稳 一家人平安 漏气早发现 餐桌添安心",
    ),
    topic(
        "heating",
        words={
            "stove": "蜂窝煤炉 柴炉 土暖气 炭火盆 燃气壁挂炉 火炕 电暖器 小太阳 油汀",
            "flaw": "烟囱接口漏烟 风斗被棉絮堵死 炉门封得太严 烟道朝着北风口 排烟管断在吊顶里 被角搭在网罩上 炉渣倒在柴垛边",
            "sym": "头疼恶心 站不稳 嘴唇发红 浑身没劲 叫不醒 心慌想吐",
        },
        scenes="""
            elderly|{village}{person}家的{stove}{flaw}，半夜{sym}，老伴挣扎着推开门，{officer}赶来把两人抬到院里
            rural|入冬以来，{place}干部走访{n1000}户，给烧{stove}的人家装报警器{n100}个，纠正{flaw}{n10}处
            |急诊科{officer}说，这一周收了{n10}名中毒病人，送来时大多{sym}，家里都用{stove}，其中{n2}家{flaw}
            migrant_worker|工棚里{n2}名工友围着{stove}取暖，{clock}有人{sym}，带班的{person}砸窗通风救下全屋
            family|{person}把袜子搭在{stove}上，{n10}分钟后闻到糊味，消防员到场时{flaw}还在继续
            |一间{n10}平方米的屋子点上{stove}，仪器读数{n10}分钟越过警戒线，志愿者先{sym}后被叫停
            school|{school}的传达室还在用{stove}，后勤{officer}检查时{flaw}，当天改成了暖气片
            elderly|敬老院统一更换{stove}，护理员{officer}夜里每{n2}小时量一次浓度，{person}笑说再不怕{sym}
            |气象台说今夜低气压，烟排不出去，用{stove}又有{flaw}的人家最危险，{place}已发{n10}万条短信
            rural|村医{officer}背着探测仪走遍{village}，{n10}户里有{n2}户{flaw}，他蹲在{stove}旁一一改好
            merchant|{shop}门口的{stove}烤着手，火星蹿进纸箱，店主{person}泼了{n2}盆水才扑灭
            community|停暖抢修第{n2}天，{community}不少人家搬出{stove}，物业{officer}挨门问有没有{sym}
            |修烟囱的{person}干了{n10}年，他说{flaw}最要命，去年冬天就见过{n2}家人{sym}
        """,
        points="""
            烟囱要通到屋外避风处 睡前把炉火压好留缝 一氧化碳报警器装在卧室 炭盆绝不端进密闭屋 电暖器一米内不放衣物 头晕马上开门爬到室外
            烟道每年掏一次 风斗别用布塞住 炉灰彻底浇灭再倒 燃煤炉旁不堆柴草 取暖器人走就断电 低气压天气格外当心
            洗澡时保持通风 炉具到正规店购买 热炕不铺太厚的垫子 湿煤最容易出毒气 中毒的人要侧卧保暖 老人家夜里多敲敲门
            油汀上不能盖毛巾 火墙裂缝及时抹泥 壁挂炉请厂家年检 车里开暖风别关窗睡 倒烟天停火改用棉被 孩子不单独看炉火
        """,
        titles="""
            {stove}边上的那一夜 {n10}分钟就超标 修烟囱的{person} 村医{officer}的探测仪 {place}给取暖户装报警器 停暖第{n2}天
            今夜低气压请看烟囱 {flaw}有多要命 {village}取暖安全走访记 袜子和{stove}的距离
        """,
        heads="炉火有人看 烟囱要通畅 取暖先通风 炭火不进屋",
        tails="冬夜睡得香 一氧化碳散 温暖不伤人 老少都平安",
    ),
    topic(
        "home_fire",
        words={
            "src": "油锅 蚊香 蜡烛 烟头 香炉 打火机 砂锅 艾灸盒 酒精灯 旧电视柜",
            "stuff": "窗帘 棉被 报纸堆 藤椅 毛绒玩具 塑料筐 快递盒 抹布 挂历 干花",
            "tool": "锅盖 灭火毯 湿毛巾 灭火器 一盆沙 浸水的床单",
        },
        scenes="""
            family|{person}炒菜时接了个电话，{n2}分钟后{src}引着了{stuff}，她记得教过的动作，拿{tool}一盖就灭
            elderly|{clock}，{person}点着的{src}倒在{stuff}上，隔壁{officer}翻过阳台，用{tool}压住了火头
            |厨房起火的{n10}条监控里，{n2}成是{src}无人看管，离得最近的可燃物是{stuff}
            children|五岁的{kid}躲在床下玩{src}，点着了{stuff}，妈妈冲进来抱人时火苗已经{n10}厘米高
            community|{community}办厨房擂台，{n10}户居民轮流扑{src}，有人端水有人找{tool}，裁判{officer}当场讲解
            |同样是{src}着火，泼水组{n2}秒窜起两米火柱，{tool}组{n2}秒归于平静，{stuff}成了对照
            family|周末请全家做一次寻找：数一数{src}旁边有几件{stuff}，{tool}放在哪个柜子，{kid}知不知道
            elderly|{person}床头的{src}烧穿了{stuff}，女儿{officer}装上监控和烟感，手机{n2}次提醒
            |{street}{n10}户家庭抽查，阳台堆{stuff}的占{n2}成，家里备有{tool}的不到{n10}户
            family|搬新家的{person}先买{tool}再买沙发，他说去年{src}那把火，{stuff}烧得只剩灰
            religious|佛龛前的{src}点了一夜，{stuff}烤得卷边，居士{person}换成电子灯，心里踏实
            |消防员{officer}到家里做客，先看{src}再看{stuff}，喝完茶留下一张{n10}项清单和一块{tool}
            family|晚饭后{person}把{src}放进垃圾袋，半小时后袋子冒烟，{stuff}被烧出一个{n10}厘米的洞
        """,
        points="""
            油锅起火先关火再盖盖 人离灶台火就要关 烟头浸水再扔 不躺在床上抽烟 点香点烛垫上瓷盘 火柴放到孩子够不着
            窗帘离灶台一米以上 灭火毯挂在出门的墙上 家里装个独立烟感 酒精汽油不在家囤 阳台不堆纸壳 抽油烟机每季清一次
            蚊香放进铁盒里点 电视柜后面常除尘 教会家人两条逃生路线 睡前关好厨房门 门口别堵鞋柜 垃圾桶不倒热灰
            锅里着火不能端着跑 灭火器每月看指针 外出锁门先摸灶台 祭祀明火不离人 老人做饭用定时器 每半年全家演练一次
        """,
        titles="""
            一块{tool}救下的厨房 {src}旁边有什么 {community}厨房擂台赛 烟头扔进垃圾袋之后 五岁{kid}的打火机 全家{n10}项自查清单
            {person}家的新烟感响了 泼水还是盖锅盖 消防员到家里做客 {street}阳台抽查记
        """,
        heads="灶前不离人 火源放稳妥 烟头要掐灭 厨房常清理",
        tails="三餐有滋味 家和万事安 小火不成灾 全家少担忧",
    ),
)
