use proptest::prelude::*;

use super::*;

fn judge() -> Judge {
    Judge::new(&["呵呵".to_owned(), String::new()]).unwrap()
}

#[test]
fn good_is_above_nought_and_bad_below() {
    let mut judge = judge();
    let good = judge.feel("质量很好，非常满意，值得推荐").unwrap();
    let bad = judge.feel("太差了，非常失望，再也不会买了").unwrap();
    assert!(good.sentiment > 600 && good.confidence > 800, "{good:?}");
    assert!(bad.sentiment < -600 && bad.confidence > 800, "{bad:?}");
}

#[test]
fn irony_stays_uncertain() {
    let mut judge = judge();
    let plain = judge.feel("服务太好了，非常满意").unwrap();
    for text in ["服务太好了，非常满意，呵呵", "发货太慢了，等了半个月，真是“优质”服务"]
    {
        let ironic = judge.feel(text).unwrap();
        assert!(
            ironic.confidence == COIN && ironic.sentiment.abs() <= 250 && plain.sentiment > 500,
            "{text}: {ironic:?}"
        );
    }
}

#[test]
fn other_languages_are_left_alone() {
    let mut judge = judge();
    for text in [
        "",
        "！！！",
        "12345",
        "Terrible quality, want a refund",
        "👍👍",
        "最悪でした、すぐ壊れて、ひどいにおいもします",
    ] {
        assert_eq!(judge.feel(text), None, "{text}");
    }
    assert!(judge.feel("iPhone 很好用").is_some());
}

proptest! {
    #[test]
    fn feelings_are_within_bounds_and_repeat(text in "[好坏差不没有很“”\"呵，。! a-z你服务质量快慢]{0,60}|\\PC{0,80}") {
        let mut judge = judge();
        let feeling = judge.feel(&text);
        prop_assert_eq!(feeling, Judge::new(&["呵呵".to_owned()]).unwrap().feel(&text));
        if let Some(feeling) = feeling {
            prop_assert!((-1000..=1000).contains(&feeling.sentiment) && feeling.confidence <= 1000);
            prop_assert!(feeling.sentiment.abs() <= 2 * i32::from(feeling.confidence.saturating_sub(COIN)).max(250));
        }
    }

    #[test]
    fn width_and_blanks_change_nothing(text in "[好坏差很满意服务质量快慢，]{1,30}") {
        let mut judge = judge();
        let wide: String = text.chars().map(|c| if c == '，' { ',' } else { c }).collect();
        prop_assert_eq!(judge.side(&text), judge.side(&wide));
    }
}
