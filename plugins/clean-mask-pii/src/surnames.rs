//! How Chinese names begin.

use std::sync::LazyLock;

/// The hundred most frequent surnames but those that are as frequent as words.
const FREQUENT: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔\
                        钟谭陆汪范石廖贾夏韦付傅邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤";

/// The others: the Hundred Family Surnames (百家姓) and those of the censuses that are not among them. Many are words too.
const OTHERS: &str = "\
    褚卫尤施华金戚喻柏水窦章云葛奚郎鲁昌苗凤花方俞柳酆鲍费廉岑倪滕殷罗毕邬安常乐于时皮卞齐康伍元卜平和穆湛祁禹狄米贝明臧计伏\
    成谈茅庞纪舒屈项祝阮蓝闵席季麻强路娄危童颜梅盛林刁骆高樊凌霍虞支柯昝管经房裘缪干解应宗宣贲郁单杭洪包诸左吉钮嵇邢滑裴荣翁荀\
    羊於惠甄曲家封芮羿储靳汲邴糜松井富巫乌焦巴弓牧隗山谷车宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖符景詹束幸司韶郜蓟薄印宿白怀蒲邰\
    从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿充慕连茹习宦艾鱼\
    容向古易慎戈庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空毋沙乜养鞠须丰巢关蒯相查后荆红\
    游竺权逯盖益桓公付邝冼仝佟苟岳帅缑亢况有琴商牟佘佴伯赏墨哈谯笪年爱阳言福代涂占丛揭尉豆漆朴晋鄢练卿楼盘位初门来普原栗楚谌粟官\
    苑迟麦旷刑问由区兰母操巨舍耶邸辜肇拓衣幺么尧展战宝敬杞来敏迪苌桥甫刀召寸普线排芦海隋\
    南鹿亓郗么揣信见化矫修尉雒钦哀冒茆生仁银铁才闪敦朝鄞郄逄图多如台伞冬玉佛攸闾答仝肇阿折苗达义";

/// Surnames of two characters.
const DOUBLE: [&str; 83] = [
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "万俟", "夏侯", "闻人", "赫连",
    "澹台", "公冶", "宗政", "濮阳", "淳于", "单于", "太叔", "申屠", "仲孙", "轩辕", "令狐", "钟离", "宇文", "长孙",
    "鲜于", "闾丘", "司空", "亓官", "司寇", "子车", "颛孙", "端木", "巫马", "公西", "漆雕", "乐正", "壤驷", "公良",
    "拓跋", "夹谷", "宰父", "谷梁", "段干", "百里", "东郭", "南门", "呼延", "羊舌", "微生", "梁丘", "左丘", "东门",
    "西门", "南宫", "独孤", "第五", "纳兰", "完颜", "叶赫", "太史", "公羊", "公仪", "公户", "公玉", "南郭", "北宫",
    "即墨", "达奚", "褚师", "屈突", "尔朱", "东里", "耶律", "哥舒", "贺兰", "贺若", "豆卢", "欧侯", "上邪",
];

/// How sure it is that a text begins with a surname.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Surname {
    /// A word as much as a surname.
    Rare,
    /// Hardly ever anything else.
    Frequent,
    /// Of two characters.
    Double,
}

/// What each character from [`FIRST`] to [`LAST`] may begin, in bits: 1 a rare surname, 2 a frequent one, 4 a double one.
static BEGINS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut bits = vec![0; (LAST as usize) - (FIRST as usize) + 1];
    let doubles = DOUBLE.iter().filter_map(|double| double.chars().next());
    let all = OTHERS.chars().map(|c| (c, 1)).chain(FREQUENT.chars().map(|c| (c, 2))).chain(doubles.map(|c| (c, 4)));
    for (c, bit) in all.filter(|(c, _)| (FIRST..=LAST).contains(c)) {
        bits[c as usize - FIRST as usize] |= bit;
    }
    bits
});

const FIRST: char = '\u{4e00}';
const LAST: char = '\u{9fff}';

/// The surname with which a text begins.
pub(crate) fn surname(text: &str) -> Option<Surname> {
    let first = text.chars().next().filter(|c| (FIRST..=LAST).contains(c))?;
    let bits = BEGINS[first as usize - FIRST as usize];
    if bits & 4 != 0 && DOUBLE.iter().any(|double| text.starts_with(double)) {
        return Some(Surname::Double);
    }
    match bits & 3 {
        0 => None,
        1 => Some(Surname::Rare),
        _ => Some(Surname::Frequent),
    }
}
