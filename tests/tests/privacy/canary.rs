//! Personal data of ordinary shape, drawn from a seed that no plugin sees.

/// SplitMix64 (Steele, Lea, Flood 2014).
#[derive(Debug)]
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }

    pub(crate) fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    fn word<'a>(&mut self, list: &'a str) -> &'a str {
        let words: Vec<&str> = list.split_whitespace().collect();
        words[self.below(words.len())]
    }

    fn char(&mut self, list: &str) -> char {
        let chars: Vec<char> = list.chars().filter(|c| !c.is_whitespace()).collect();
        chars[self.below(chars.len())]
    }

    pub(crate) fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }

    fn between(&mut self, from: usize, to: usize) -> usize {
        from + self.below(to - from + 1)
    }
}

/// A kind of personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Phone,
    IdCard,
    BankCard,
    Mail,
    Name,
    Address,
}

pub(crate) const KINDS: [Kind; 6] = [Kind::Phone, Kind::IdCard, Kind::BankCard, Kind::Mail, Kind::Name, Kind::Address];

/// What must not be seen, and as what it is written.
#[derive(Clone, Debug)]
pub(crate) struct Canary {
    pub(crate) kind: Kind,
    /// As it stands in a cell.
    pub(crate) text: String,
    /// None of these may be found anywhere.
    pub(crate) secrets: Vec<String>,
}

const SURNAMES: &str = "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 罗 高 郑 梁 谢 宋 唐 许 韩 冯 邓 曹 彭 曾 肖 田 董 袁 潘 于 蒋 蔡 余 杜
    叶 程 苏 魏 吕 丁 任 沈 姚 卢 姜 崔 钟 谭 陆 汪 范 金 石 廖 贾 夏 韦 付 方 白 邹 孟 熊 秦 邱 江 尹 薛 闫 段 雷 侯 龙 史 陶 黎 贺 顾 毛 郝 龚 邵 万
    钱 严 覃 武 戴 莫 孔 向 汤 温 康 施 文 牛 樊 葛 邢 安 齐 易 乔 伍 庞 颜 倪 庄 聂 章 鲁 岳 翟 殷 詹 申 欧 耿 关 兰 焦 俞 左 柳 甘 祝 包 宁 尚 符 舒
    阮 柯 纪 梅 童 凌 毕 单 季 裴 霍 涂 成 苗 谷 盛 曲 翁 冉 骆 蓝 路 游 辛 靳 管 柴 蒙 鲍 华 喻 祁 蒲 房 滕 屈 饶 解 牟 艾 尤 阳 时 穆 农 司 卓 古 吉
    缪 简 车 项 连 芦 麦 褚 娄 窦 戚 岑 景 党 宫 费 卜 冷 晏 席 卫 米 柏 宗 瞿 桂 全 佟 应 臧 闵 苟 邬 边 卞 姬 师 和 仇 栾 隋 商 刁 沙 荣 巫 寇 桑 郎
    甄 丛 仲 虞 敖 巩 明 佘 池 查 麻 苑 迟 邝 官 封 谈 匡 鞠 惠 荆 乐 冀 郁 胥 南 班 储 原 栗 燕 楚 鄢 劳 谌 奚 皮 粟 冼 蔺 楼 盘 满 闻 位 厉 伊 仝 区
    郜 海 阚 花 权 强 帅 屠 豆 朴 盖 练 廉 禹 井 祖 漆 巴 丰 支 卿 国 狄 平 计 索 宣 晋 相 初 门 云 容 敬 来 扈 晁 芮 都 普 阙 浦 戈 伏 鹿 薄 邸 雍 辜";

const DOUBLE: &str = "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 司徒 令狐 夏侯 端木 独孤 南宫 西门 长孙 宇文 轩辕 呼延 百里 东郭 澹台 闻人 钟离 申屠 公冶 淳于 单于 赫连 濮阳 太史 万俟 拓跋";

/// Surnames that few have, and that no list of the hundred families holds.
const SELDOM: &str = "禤 仉 缑 郏 妫 厍 逯 笪 亓 佴 镡 揭 占 钭 庹 俎 隗 綦 昝 仵 芈 猗 胥 郇 阳 覃 农 韦 岑 莫";

/// Names of several parts, and such in Latin letters.
const PARTED: &str = "买买提·艾力 阿依古丽·买买提 古丽娜尔·吐尔逊 迪丽热巴·木拉提 扎西·次仁 努尔兰·哈力克";

const GIVEN: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰红鑫鹏辉浩宇轩梓涵子怡欣雨诗晨曦佳琪思彤俊熙嘉懿煜城弘文烨伟苑博瑞昊天睿聪瑜婷雪慧莹颖琳晓雯倩蕾薇菲岚凤洁梅琴素云莲真环荣爱妹香月莺媛瑞凡佩锦黛青毓悦昭冰爽琬茗羽希宁妍馨瑗芸筠柔竹霭凝晗蓉眉君琼勤珍贞翰朗伯宏言若鸣朋斌梁栋维启克伦翔旭泽辰士以建家致炎德行时泰盛";

const PREFIXES: &str = "130 131 132 133 134 135 136 137 138 139 145 147 149 150 151 152 153 155 156 157 158 159 162 165 166 167 170 171 172 173 175 176 177 178 180 181 182 183 184 185 186 187 188 189 190 191 192 193 195 196 197 198 199";

const AREAS: &str = "010 021 022 023 024 025 027 028 029 0311 0351 0371 0411 0431 0451 0512 0531 0551 0571 0591 0755 0769 0791 0851 0871 0898 0931 0991";

/// City and district, and six digits of a region.
const REGIONS: [(&str, &str); 12] = [
    ("浙江省杭州市西湖区", "330106"),
    ("广东省深圳市南山区", "440305"),
    ("北京市朝阳区", "110105"),
    ("上海市浦东新区", "310115"),
    ("江苏省苏州市昆山市", "320583"),
    ("四川省成都市武侯区", "510107"),
    ("湖北省武汉市洪山区", "420111"),
    ("福建省泉州市晋江市", "350582"),
    ("山东省济南市历下区", "370102"),
    ("河南省郑州市中牟县", "410122"),
    ("新疆维吾尔自治区乌鲁木齐市天山区", "650102"),
    ("广西壮族自治区南宁市青秀区", "450103"),
];

const ROADS: &str =
    "文三 人民 解放 中山 建国 长江 和平 青年 学府 苏州 滨江 科技园北 新华 迎宾 光明 凤凰 文化 体育西 延安中 天府三";
const ESTATES: &str = "幸福 金色 阳光 翠湖 万科城市 保利香槟 碧桂 龙湖春江 绿地国际 恒大 锦绣 东方 紫荆 富力 中海康城";
const ENDINGS: &str = "小区 花园 公寓 家园 新村 名苑 华府 佳苑 雅居 大厦";
const VILLAGES: &str = "李家 王庄 上河 柳树 石桥 南湾 大洼 高坡";

pub(crate) fn phone(dice: &mut Dice) -> Canary {
    let number = dice.word(PREFIXES).to_owned() + &dice.digits(8);
    let (a, b, c) = (&number[..3], &number[3..7], &number[7..]);
    let wide = |text: &str| text.chars().map(|c| if c.is_ascii_digit() { wide(c) } else { c }).collect::<String>();
    let text = match dice.below(17) {
        12 => wide(&number),
        13 => format!("{}－{}－{}", wide(a), wide(b), wide(c)),
        14 => format!("{a} {b}-{c}"),
        15 => format!("+86{number}"),
        16 => format!("(+86) {a} {b} {c}"),
        0..=3 => number.clone(),
        4 => format!("+86 {number}"),
        5 => format!("86{number}"),
        6 => format!("+86-{number}"),
        7 => format!("{a}-{b}-{c}"),
        8 => format!("{a} {b} {c}"),
        9 => format!("{} {} {}", &number[..4], &number[4..8], &number[8..]),
        10 => {
            let extension = dice.digits(4);
            let text = format!("{number}{}{extension}", dice.pick(&["-", "转"]));
            return Canary { kind: Kind::Phone, secrets: vec![number, text.clone()], text };
        }
        _ => return landline(dice),
    };
    Canary { kind: Kind::Phone, secrets: vec![number, text.clone()], text }
}

/// `８` for `8`.
fn wide(digit: char) -> char {
    char::from_u32(digit as u32 + 0xfee0).unwrap_or(digit)
}

fn landline(dice: &mut Dice) -> Canary {
    let area = dice.word(AREAS).to_owned();
    let rest = if area.len() == 3 { 7 } else { dice.between(6, 7) };
    let own = dice.between(2, 8).to_string() + &dice.digits(rest);
    let text = match dice.below(3) {
        0 => format!("{area}-{own}"),
        1 => format!("{area} {own}"),
        _ => format!("({area}){own}"),
    };
    Canary { kind: Kind::Phone, secrets: vec![own], text }
}

/// Eighteen characters with a valid check (GB 11643).
pub(crate) fn id_card(dice: &mut Dice) -> Canary {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let region = REGIONS[dice.below(REGIONS.len())].1;
    let (year, month, day) = (dice.between(1950, 2009), dice.between(1, 12), dice.between(1, 28));
    let body = format!("{region}{year}{month:02}{day:02}{}", dice.digits(3));
    let sum: u32 = body.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let mut text = body + &"10X98765432"[(sum % 11) as usize..=(sum % 11) as usize];
    if dice.below(4) == 0 {
        text = text.to_lowercase();
    }
    Canary { kind: Kind::IdCard, secrets: vec![text.clone(), text[..17].to_owned()], text }
}

/// Sixteen or nineteen digits that pass Luhn's check.
pub(crate) fn bank_card(dice: &mut Dice) -> Canary {
    let mut number = dice.pick(&["622202", "621700", "622848", "436742", "621226", "625955"]).to_owned();
    let length = if number.starts_with('4') || dice.below(3) == 0 { 16 } else { 19 };
    number += &dice.digits(length - 1 - number.len());
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
            value / 10 + value % 10
        })
        .sum();
    number += &((10 - sum % 10) % 10).to_string();
    let groups: Vec<&str> = (0..length.div_ceil(4)).map(|part| &number[part * 4..(part * 4 + 4).min(length)]).collect();
    let text = if dice.below(3) == 0 { groups.join(" ") } else { number.clone() };
    Canary { kind: Kind::BankCard, secrets: vec![number, text.clone()], text }
}

pub(crate) fn mail(dice: &mut Dice) -> Canary {
    let names = ["zhangwei", "li.na", "wangxm", "chen_jie", "lucky-star", "xiaoyu", "hello", "sunny.liu", "m"];
    let local = dice.pick(&names).to_owned() + &dice.digits(5);
    let hosts =
        ["qq.com", "163.com", "gmail.com", "outlook.com", "sina.com.cn", "mail.example.co.uk", "vip.mail.qq.com"];
    let host = dice.pick(&hosts);
    let tag = dice.pick(&["", "", "", "+shop", "+2025.sale", "-x_y"]);
    let text = format!("{local}{tag}@{host}");
    Canary { kind: Kind::Mail, secrets: vec![text.clone(), local], text }
}

pub(crate) fn name(dice: &mut Dice) -> Canary {
    let surname = match dice.below(20) {
        0 | 1 => dice.word(DOUBLE),
        2 => dice.word(SELDOM),
        3 => {
            let text = dice.word(PARTED).to_owned();
            return Canary { kind: Kind::Name, secrets: vec![text.clone()], text };
        }
        _ => dice.word(SURNAMES),
    };
    let mut text = surname.to_owned();
    for _ in 0..1 + usize::from(dice.below(4) > 0) {
        text.push(dice.char(GIVEN));
    }
    Canary { kind: Kind::Name, secrets: vec![text.clone()], text }
}

pub(crate) fn address(dice: &mut Dice) -> Canary {
    let region = REGIONS[dice.below(REGIONS.len())].0;
    let (number, house, unit, room) =
        (dice.between(1, 999), dice.between(1, 40), dice.between(1, 6), dice.between(101, 2899));
    let (street, inside) = match dice.below(7) {
        0 => (format!("{}路{number}号", dice.word(ROADS)), format!("{house}幢{room}室")),
        1 => (format!("{}大道{number}号", dice.word(ROADS)), format!("{house}栋{unit}单元{room}")),
        2 => (format!("{}{}", dice.word(ESTATES), dice.word(ENDINGS)), format!("{house}栋{unit}单元{room}室")),
        3 => (
            format!("{}街{number}号", dice.word(ROADS)),
            format!("{}{}{house}号楼{room}", dice.word(ESTATES), dice.word(ENDINGS)),
        ),
        4 => (format!("{}路{number}弄", dice.word(ROADS)), format!("{house}号{room}室")),
        5 => (format!("{}村{unit}组", dice.word(VILLAGES)), format!("{number}号")),
        _ => (format!("{}{}", dice.word(ESTATES), dice.word(ENDINGS)), format!("{house}-{unit}-{room}")),
    };
    let town = dice.pick(&["", "", "古荡街道", "城关镇"]);
    // Some write neither province nor city.
    let region = match dice.below(4) {
        0 => {
            region.rsplit_once('市').map_or(region, |(_, district)| if district.is_empty() { region } else { district })
        }
        _ => region,
    };
    let text = format!("{region}{town}{street}{inside}");
    // The house tells where somebody lives even without the street.
    Canary { kind: Kind::Address, secrets: vec![street.clone() + &inside, inside], text }
}

pub(crate) fn draw(kind: Kind, dice: &mut Dice) -> Canary {
    match kind {
        Kind::Phone => phone(dice),
        Kind::IdCard => id_card(dice),
        Kind::BankCard => bank_card(dice),
        Kind::Mail => mail(dice),
        Kind::Name => name(dice),
        Kind::Address => address(dice),
    }
}

/// Sentences around a canary: as a person writes it in chat, remarks and reviews.
pub(crate) fn sentence(canary: &Canary, dice: &mut Dice) -> String {
    let templates: &[&str] = match canary.kind {
        Kind::Phone => &[
            "我的电话是{}",
            "有事打{}，谢谢",
            "请联系{}",
            "{}",
            "备用号码：{}。",
            "手机{}快递放门口",
            "打不通就换{}试试",
            "call me at {} please",
        ],
        Kind::IdCard => &["身份证{}", "{}", "实名信息：{}，请核对", "证件号是{}没错", "我要改实名，{}"],
        Kind::BankCard => {
            &["卡号{}", "退到银行卡 {} 吧", "建行账号：{}，尽快", "退款账户是{}", "收款卡号:{} 户主本人", "card {}"]
        }
        Kind::Mail => &["发到 {} 吧", "邮箱{}", "{}", "电子发票请发{}，谢谢", "my mail is {}."],
        Kind::Name => &[
            "收件人：{}",
            "收货人:{} 电话稍后给",
            "请交给{}先生",
            "{}女士签收的",
            "联系人 {}，下午在家",
            "姓名：{}",
            "我叫{}，想退货",
            "麻烦转给{}小姐",
            "是{}老师订的",
            "收件人：{}，请放前台",
            "户名：{}",
            "上次是{}先生处理的",
            "寄件人：{}；到付",
            "请改成收货人：{}",
            "收件人: {}\n电话见上",
            "让{}女士来取",
        ],
        Kind::Address => &["寄到{}，谢谢", "地址：{}", "{}", "地址改成{}可以吗", "我在{}，快点送", "收货地址是{}。"],
    };
    dice.pick(templates).replace("{}", &canary.text)
}
