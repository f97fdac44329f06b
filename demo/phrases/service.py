# ruff: noqa: E501 - each line of the text below is one Chinese sentence pattern, not code
"""Phrases on the brigades' own work: rescues, inspections, campaigns, the team, and what is not about fire."""

from __future__ import annotations

from typing import Final

from demo.phrases.topic import Topic, topic

SERVICE: Final[tuple[Topic, ...]] = (
    topic(
        "rescue",
        words={
            "who": "被困老人 卡在护栏的孩子 坠井村民 迷路驴友 轻生女子 卡住戒指的工人 掉进化粪池的小牛 挂在崖边的羊 被困电梯的孕妇 钻进墙缝的猫",
            "means": "绳索下降 液压剪 三脚架吊升 切割机 担架接力 热成像仪 挖掘机配合 徒手刨土 热气吊带",
            "feel": "汗水顺着头盔往下滴 手套磨出洞 嗓子喊哑了 靴子灌满泥水 现场响起掌声 家属红了眼眶 谁也没敢松手",
        },
        scenes="""
            |{clock}，{street}传来求救，{officer}带{n2}名队员赶到，用{means}花{n10}分钟救出{who}，{feel}
            rural|{village}后山，{who}已等了{n2}小时，山路车进不去，{means}成了唯一办法，{feel}
            |站里刚端起饭碗，警铃响，{n10}秒登车，{who}在{n10}米深处，{means}试到第{n2}次才成
            family|{person}抱着{who}不停道谢，{officer}摆手说应该的，{means}的架子还没收，{feel}
            |这是{officer}入队第{n10}次遇见{who}，他说{means}练过上千遍，可那天仍{feel}
            |零下{n10}度的夜里，{n10}名队员用{means}干了{n2}小时，{who}平安，{feel}
            children|{kid}被卡住时一直哭，{officer}讲了{n2}个笑话，悄悄用{means}，{n10}分钟脱身
            |三地队伍在{hill2}会合，{means}轮番上阵，{n10}小时后找到{who}，{feel}
            driver|司机{person}变形的驾驶室里只剩一条缝，{officer}递进手让他握着，{means}推进{n10}厘米，{feel}
            elderly|{person}把家门反锁，灶上烧着锅，{officer}从{n2}楼窗户翻入，关火开门，{feel}
            |直播镜头关了，{officer}才坐下，{who}送上救护车，{means}的绳子断了{n2}股
            rural|水井口只有{n10}厘米，最瘦的队员{person}倒挂着下去，{means}慢慢放，{who}被稳稳托起
            |洪水退去第{n2}天，{officer}又回到{village}帮忙清淤，认出他的正是{who}，{feel}
        """,
        points="""
            全程没有二次受伤 医护在旁随时待命 队员轮换作业不停歇 现场拉起警戒线 无人机先行侦察 家属情绪得到安抚
            绳索锚点反复检查 被救者生命体征平稳 通信车架在村口 热水和馒头送到现场 凌晨才收队归营 队长最后一个撤离
            装备清点一件不少 群众自发让出道路 方案临场改了两次 呼吸器换了四瓶 老乡端来姜汤 民警协助维持秩序
            脚下的石头不断滚落 这一夜他们出动三趟 归队路上有人睡着 获救者第二天报了平安 围观的人一起喊号子 天亮时雾才散开
        """,
        titles="""
            {n10}分钟救出{who} {who}平安了 倒挂下井的{person} {officer}递进去的那只手 {village}后山的{n2}小时 {means}试到第{n2}次
            零下{n10}度的接力 刚端起的饭碗 洪水退去第{n2}天 {feel}的那一刻
        """,
    ),
    topic(
        "enforcement",
        words={
            "dept": "消防 公安 住建 市场监管 文旅 应急 教育 商务 城管",
            "target": "宾馆 培训机构 电动车经营店 老旧小区 物流园 养老院 加油站 农贸市场 餐饮综合体 维保公司 文物点",
            "found": "安全出口锁闭 消控室无人 设施瘫痪 擅自停用喷淋 违规住人 产品不合格 档案造假 拒不整改 占用防火间距",
        },
        scenes="""
            |{date}，{dept}与{dept}联合检查{target}{n10}家，发现{found}等隐患{n10}处，下达责令改正书{n10}份
            venue_operator|{street}某{target}因{found}被罚{n1000}元，负责人{person}到场领取决定书
            |曝光台第{n10}期：{target}{found}，{officer}复查时依旧，现予临时查封
            agency|专项行动进行到第{n10}天，{place}{dept}部门出动{n100}人次，{target}整改率{n10}%
            enterprise|{firm}未按期消除{found}，{dept}部门将其列入重点监管，每月抽查{n2}次
            |新规定自{date}起施行，{target}须在{n10}日内完成自查，{found}最高可罚{n10}万元
            merchant|{target}经营者{person}主动上报{found}，{officer}依法从轻，给出{n10}天改正期
            |12345转来第{n100}号线索，举报{target}{found}，{officer}{n2}小时内核实，奖励{n100}元
            |双随机抽到{target}，{officer}翻开记录本，{n10}页笔迹一模一样，{found}露了馅
            religious|{dept}与民宗部门走访{n10}处寺观，{target}和殿堂电线同查，{found}的限期{n10}天
            school|{dept}、{dept}进{school}周边查{target}，{found}{n2}家，家长{person}当场点赞
            |约谈会上，{n10}家{target}的负责人坐第一排，{officer}逐条念{found}，没有一人抬头
            agency|{place}消安委通报：{n10}个乡镇排名靠后，{target}排查漏报，{found}未销号{n10}项
        """,
        points="""
            依法处罚并公开曝光 逾期不改将停业 隐患清单实行销号 部门信息互相抄告 群众举报查实有奖 整改期间专人看守
            从严查处弄虚作假 复查不合格加倍处理 典型问题全市通报 执法过程全程记录 当事人有权陈述申辩 法律文书当场送达
            重大隐患挂牌督办 先服务再处罚 检查不打招呼 信用平台同步公示 属地与行业一起管 问题线索移交公安
            小隐患当场整改 责任人签字背书 抽查结果每周公布 第三方专家随行 对照条款逐项核验 整治不走过场
        """,
        titles="""
            {target}查出{n10}处隐患 曝光台第{n10}期 {dept}与{dept}联合夜查 第{n100}号线索 {found}被罚了 {place}专项行动第{n10}天
            一模一样的{n10}页 约谈会第一排 {date}起施行的新规 {street}{target}临时查封
        """,
        heads="隐患零容忍 检查动真格 违法必追究 整治不手软",
        tails="责任要到人 举报有奖励 整改看实效 底线不能碰",
    ),
    topic(
        "campaign",
        words={
            "form": "流动宣传车 消防主题灯会 知识擂台 情景剧 乡村大集摊位 线上答题 开放日 夜跑打卡 小小讲解员大赛 广场快闪 剪纸展",
            "gift": "烟感报警器 灭火毯 春联 围裙 口袋书 反光背心 布袋 贴纸",
            "react": "笑声不断 围了三层人 孩子不肯走 老人抢着举手 直播间点赞上万 摊主放下生意来听 雨里没人散",
        },
        scenes="""
            rural|{village}大集，{form}支在卖菜的中间，{officer}用家乡话讲了{n10}分钟，{react}，送出{gift}{n100}份
            school|{school}{n100}名学生走进{street}消防站，{form}轮番上演，{kid}拿到第{n2}名，{react}
            |宣传月第{n10}天，{place}把{form}办到{n10}个点，参与{n1000}人次，{react}
            community|{community}的{form}由居民自编自演，{person}扮火魔，{react}，散场后每家领了{gift}
            enterprise|{firm}车间里的{form}，{n10}个班组打擂，最后一题答错的{person}被罚背口诀，{react}
            family|亲子{form}招募{n10}组家庭，{kid}和妈妈完成{n2}关，抱走{gift}，{react}
            elderly|{form}进敬老院，志愿者{officer}边包饺子边聊用火，{n10}位老人学会一个新词，{react}
            |{date}，{form}走了{n10}公里，司机{person}兼主持，{n2}个村{react}，嗓子用掉{n2}瓶水
            migrant_worker|骑手驿站办{form}，{officer}拿出{gift}做奖品，{n10}位小哥站着听完，{react}
            disabled|手语版{form}首演，{n10}位听障观众挥手代替掌声，{gift}上印着大大的图示
            |宣传大使{person}录了{n2}遍才满意，{form}上线{n2}小时播放{n1000}次，网友{react}
            religious|古寺门前的{form}，住持{person}第一个答题，{n10}名香客跟着，{gift}换下了明火香
            agency|机关干部{n10}人当一天消防员，{form}后体会最深的是{n10}公斤装备，{react}
        """,
        points="""
            活动持续到本月底 现场扫码就能报名 每周六上午都有一场 志愿者还在招募 学会一招再领一份 奖品虽小心意真
            下一站开往更远的村 作品将在展馆展出 老师把它编进了班会 方言版视频正在剪辑 参加的孩子都有徽章 社区愿意长期合作
            精彩片段晚上八点播出 现场教会三百多人 宣传员队伍又添十人 连外地游客也停下脚步 摊位收到建议二十条 开放日可网上预约
            传单换成了折纸玩具 主持人即兴加了一段快板 互动题库已经更新 合唱队唱起原创歌曲 评选结果下周公布 横幅全换成了漫画
        """,
        titles="""
            {form}开进{village} {react}的一堂课 {kid}拿了第{n2}名 {n10}公里宣传路 扮火魔的{person} {school}走进消防站
            宣传月第{n10}天 饺子边的消防课 {gift}送出{n100}份 手语版{form}首演
        """,
        heads="全民学消防 宣传进万家 主题月启动 安全共参与",
        tails="平安齐守护 知识送上门 人人当主角 生命至上行",
    ),
    topic(
        "team",
        words={
            "drill": "百米梯次进攻 负重登楼 绳结操作 深夜紧急集合 水带连接 体能会操 车辆操法 烟热适应",
            "honor": "三等功 优秀站长 青年文明号 先进集体 技术能手 火焰蓝标兵 好军嫂称号",
            "life": "食堂里的生日面 家属开放日 菜园收获 读书角 理发日 退队仪式 授衔宣誓 心理拓展",
        },
        scenes="""
            |{date}，{place}比武收官，{officer}在{drill}中跑出{n10}秒{n10}，刷新{n2}年前的纪录
            |支部会开了{n2}小时，{n10}名党员逐个发言，{officer}把{drill}的短板摆到桌面
            |{person}获得{honor}那天还在出警，奖状由妻子代领，孩子在{life}上念了{n2}句话
            |新训第{n10}周，{n10}名队员第一次{drill}，{n2}人掉队，{officer}陪着走完
            |{life}是站里的老传统，{n10}年来{person}一次没缺，今年他却在{drill}场上加练
            |选拔通知：{n10}个岗位，笔试之外要考{drill}，{date}截止报名，联系人{officer}
            |荣誉墙添了一块{honor}，背后是{n100}次出动、{n10}次{drill}和{n2}道伤疤
            |老兵{person}退队，最后一次{drill}他排第一，{life}上全站{n10}人敬礼，谁都没说话
            |党课请来{n10}岁的{person}，讲完往事，队员们到训练塔{drill}到{clock}
            |{officer}把{drill}拆成{n10}个动作做成卡片，三个月后全站平均快了{n2}秒
            |集体生日会上，{n10}名队员收到家书，{life}笑着笑着就安静下来，有人获{honor}都没哭
            |廉政谈话、家访、{life}，政治处{officer}本月跑了{n2}个站，记满{n10}页
            |女子班组成立{n10}天，{drill}成绩超过去年男队平均，{person}说{honor}是迟早的事
        """,
        points="""
            训练成绩全部张榜 教练组逐人过关 家属席上有人落泪 口号声传出很远 考核按实战设置 表彰大会下午三点开始
            老队员手把手带新人 会议强调纪律要严 伤病队员在旁记分 夜训照明增加两盏 学习笔记互相传阅 班长说还有潜力
            党旗插在训练塔顶 任命文件当场宣读 心理老师每月来一次 食堂加了一道红烧肉 结对帮扶又签两对 轮休表重新排好
            装备擦得能照见人 书架多了一百册 比武不看资历看秒表 队歌唱到第三遍 年底再来检验 这份荣誉属于全站
        """,
        titles="""
            {drill}跑出{n10}秒{n10} 老兵{person}的最后一次集合 荣誉墙上的新名字 {life}里的家书 {place}比武收官 新训第{n10}周
            {officer}的动作卡片 女子班组{n10}天 {n10}个岗位等你 获{honor}那天他在出警
        """,
    ),
    topic(
        "other",
        words={
            "show": "民俗展 乡村音乐会 图书市集 社区电影夜 菊花展 马拉松 职工篮球赛 古籍讲座 春耕直播",
            "info": "公交改线 自来水检修 招聘专场 社保补缴 疫苗预约 高考考点交通 身份证办理 停车位摇号",
            "fun": "免费入场 现场抽奖 名额有限 带好证件 逾期不补 可网上办理 提前半小时到 咨询电话已开通",
        },
        scenes="""
            |{date}{clock}，{street}举行{show}，{n100}个座位{fun}，{person}将作开场分享
            |{info}通知：{place}自{date}起调整，涉及{n10}条线路、{n2}个站点，{fun}
            |{show}落幕，共有{n1000}人参加，最远的观众来自{n100}公里外，{officer}写了{n10}页感言
            |{info}的朋友看过来，{street}大厅{n2}号窗口办理，周{n2}上午人少，{fun}
            |{village}的梨花开了，{n100}亩白成一片，{show}同期开幕，{fun}
            |{place}好人榜更新，{person}照顾邻居{n10}年，{show}上他只说了{n2}句话
            |{school}公布{info}安排，{n10}个班分批进行，家长{fun}
            |农技员{officer}到{village}，教{n10}户大棚种植，亩产有望达到{n1000}公斤，{show}还会再来
            |{info}进度：已完成{n10}%，剩余{n100}户请在{date}前处理，{fun}
            |{firm}捐赠图书{n1000}册给{school}，{kid}挑了第一本，{show}随后开始
            |周末去哪儿？{street}有{show}，{n2}元一碗的羊汤，{fun}，{person}推荐傍晚去
            |{place}博物馆新展{n10}件文物，讲解员{officer}每天{n2}场，{fun}
            |天气转好，{show}改到{date}，已报名的{n100}人不用重新登记，{fun}
        """,
        points="""
            请关注后续安排 家人朋友可同行 雨天顺延一周 志愿者统一着装 线上也能收看 返程末班车延长
            现场提供热水 老人优先通道 学生凭证半价 材料不全可容缺 结果以公告为准 提前预约不排队
            请勿携带宠物 失物到服务台领取 地图已经更新 工作日照常受理 摄影作品可投稿 门口有共享单车点
            小朋友由家长陪同 窗口中午不休息 回执请自行打印 特产可以邮寄 空位实时显示 第二场在下午
        """,
        titles="""
            {street}{show}来了 {info}通知 {village}的{n100}亩梨花 {person}的{n10}年 周末去哪儿 {n10}件文物新展
            {info}进度{n10}% {firm}捐书{n1000}册 大厅{n2}号窗口 {show}改期
        """,
    ),
)
