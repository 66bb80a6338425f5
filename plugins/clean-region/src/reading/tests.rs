use proptest::prelude::*;

use super::*;

fn show(divisions: &Divisions, reading: Reading) -> String {
    let Some(region) = reading.region else { return if reading.is_doubtful { "?" } else { "" }.to_owned() };
    let names = divisions.path(region).into_iter().flatten().map(|index| divisions.0[index].name);
    let mark = if reading.is_doubtful { "?" } else { "" };
    names.collect::<Vec<_>>().join(" ") + mark
}

#[test]
fn addresses_begin_with_divisions() {
    let divisions = Divisions::load();
    for (text, expected) in [
        ("浙江省杭州市西湖区文三路138号", "浙江省 杭州市 西湖区"),
        ("浙江省 杭州市 西湖区 文三路138号", "浙江省 杭州市 西湖区"),
        ("浙江杭州西湖区文三路", "浙江省 杭州市 西湖区"),
        ("杭州市西湖区", "浙江省 杭州市 西湖区"),
        ("北京市朝阳区建国路1号", "北京市 北京市 朝阳区"),
        ("北京市北京市朝阳区", "北京市 北京市 朝阳区"),
        ("上海 上海市 浦东新区 世纪大道", "上海市 上海市 浦东新区"),
        ("中国上海浦东新区", "上海市 上海市 浦东新区"),
        ("重庆市 县 城口县", "重庆市 重庆市"),
        ("重庆城口县", "重庆市 重庆市 城口县"),
        ("吉林省吉林市昌邑区", "吉林省 吉林市 昌邑区"),
        ("吉林市昌邑区", "吉林省 吉林市 昌邑区"),
        ("吉林昌邑区", "吉林省 吉林市 昌邑区"),
        ("吉林 解放路1号", "吉林省"),
        ("吉林省朝阳区", "吉林省 长春市 朝阳区"),
        ("朝阳区建国路1号", "?"),
        ("朝阳 某小区", "?"),
        ("朝阳市双塔区", "辽宁省 朝阳市 双塔区"),
        ("江苏省鼓楼区", "江苏省?"),
        ("南山区科技园", "?"),
        ("湖北省仙桃市", "湖北省 仙桃市"),
        ("湖北省 省直辖县级行政区划 仙桃市", "湖北省 仙桃市"),
        ("新疆石河子市", "新疆维吾尔自治区 石河子市"),
        ("新疆喀什市", "新疆维吾尔自治区 喀什地区 喀什市"),
        ("云南省大理州大理市", "云南省 大理白族自治州 大理市"),
        ("广西省南宁市青秀区", "广西壮族自治区 南宁市 青秀区"),
        ("海南共和县", "青海省 海南藏族自治州 共和县"),
        ("海南三亚市吉阳区", "海南省 三亚市 吉阳区"),
        ("广东省东莞市虎门镇", "广东省 东莞市"),
        ("香港九龙弥敦道", ""),
        ("香港 弥敦道", "香港特别行政区"),
        ("阜新", "辽宁省 阜新市"),
        // What is no region.
        ("南京路100号", ""),
        ("上海城花园3栋", ""),
        ("文三路138号", ""),
        ("1 Main St", ""),
        ("", ""),
    ] {
        assert_eq!(show(&divisions, divisions.read(text, None, None)), expected, "{text}");
    }
}

#[test]
fn a_column_says_which_level_it_means() {
    let divisions = Divisions::load();
    for (text, level, expected) in [
        ("吉林", Level::Province, "吉林省"),
        ("吉林", Level::City, "吉林省 吉林市"),
        ("海南", Level::Province, "海南省"),
        ("北京", Level::Province, "北京市 北京市"),
        ("朝阳", Level::City, "?"),
        ("朝阳区", Level::District, "?"),
        ("中山市", Level::City, "广东省 中山市"),
    ] {
        assert_eq!(show(&divisions, divisions.read(text, None, Some(level))), expected, "{text}");
    }
    let changchun = divisions.of_code("220100");
    assert_eq!(show(&divisions, divisions.read("朝阳", changchun, Some(Level::District))), "吉林省 长春市 朝阳区");
}

#[test]
fn districts_stand_as_written_where_the_table_lacks_them() {
    let divisions = Divisions::load();
    for (text, expected) in [
        ("广东省 东莞市 虎门镇 太平路1号", Some("虎门镇")),
        ("广东省东莞市南城街道鸿福路", Some("南城街道")),
        ("四川省 成都市 高新区 天府大道", Some("高新区")),
        ("四川省成都市高新区天府大道", None),
        ("四川省 成都市 天府大道1号", None),
        ("浙江省 杭州市", None),
    ] {
        let reading = divisions.read(text, None, None);
        let undivided = divisions.is_undivided(reading.region.unwrap());
        assert_eq!(written(text, &reading, undivided), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>(), parts in proptest::collection::vec("[省市区县州 ]|浙江|吉林|杭州|朝阳|北京|海南|中国|市辖区|路", 0..6)) {
        let divisions = Divisions::load();
        for text in [text, parts.concat()] {
            let reading = divisions.read(&text, None, None);
            prop_assert!(reading.bytes <= text.len());
            let _ = written(&text, &reading, true);
            let _ = divisions.read(&text, divisions.of_code("330000"), Some(Level::City));
        }
    }
}
