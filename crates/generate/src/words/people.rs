//! Names of people, streets and staff. Every person here is made of common parts and exists nowhere.

/// Common surnames.
pub(crate) const SURNAMES: [&str; 32] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马",
    "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "欧阳",
];
/// Common given names.
pub(crate) const GIVEN: [&str; 40] = [
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "洋", "艳", "勇", "军", "杰", "娟", "涛", "明", "超", "秀英", "霞",
    "平", "桂英", "浩然", "子涵", "欣怡", "宇轩", "梓萱", "思远", "雨桐", "嘉豪", "诗涵", "佳怡", "俊杰", "建国",
    "志强", "海燕", "婷婷", "雪梅", "文静", "晓东", "立新",
];
/// Words that members put before a number.
pub(crate) const NICKS: [&str; 16] = [
    "tb",
    "t_",
    "小鱼",
    "爱笑的猫",
    "阳光",
    "快乐",
    "青柠",
    "南风",
    "豆豆妈",
    "星空",
    "jack",
    "lucky",
    "sunny",
    "可乐",
    "山海",
    "木子",
];
/// Streets that many cities have.
pub(crate) const ROADS: [&str; 14] = [
    "中山路",
    "人民路",
    "解放路",
    "建设路",
    "和平路",
    "新华街",
    "文化路",
    "科技大道",
    "滨河路",
    "学府路",
    "长江路",
    "朝阳街",
    "东风路",
    "迎宾大道",
];
/// Housing estates.
pub(crate) const ESTATES: [&str; 10] = [
    "阳光花园",
    "锦绣城",
    "幸福里小区",
    "翠湖苑",
    "金域华府",
    "万科城",
    "书香门第",
    "紫荆花园",
    "东方明珠",
    "和谐家园",
];
/// Service staff. One index is one agent; the first eight sell, the rest work after the sale.
pub(crate) const AGENTS: [&str; 24] = [
    "小雨", "小安", "小贝", "小晴", "小北", "小夏", "小米", "小棠", "阿宁", "阿泽", "阿诺", "阿乐", "可可", "豆豆",
    "七七", "果果", "安然", "清欢", "若水", "知秋", "青青", "丸子", "团团", "南星",
];
/// First agent who works after the sale.
pub(crate) const AFTER_SALES: usize = 8;
/// Mobile prefixes, virtual operators among them.
pub(crate) const PREFIXES: [u64; 9] = [138, 139, 150, 186, 177, 199, 133, 158, 170];
