use super::*;

/// The code of a reason cell; `?` where nobody knows, `+` behind one of several, `~` behind a keyword's.
fn read(text: &str) -> String {
    let vocabulary = Vocabulary::embedded();
    match vocabulary.read(text) {
        Reading::Nothing => String::new(),
        Reading::Unknown => "?".to_owned(),
        Reading::Known(found) => show(&vocabulary, found),
    }
}

fn show(vocabulary: &Vocabulary, found: Match) -> String {
    let marks = [if found.exact { "" } else { "~" }, if found.several { "+" } else { "" }].concat();
    vocabulary.reason(found.reason).code.clone() + &marks
}

fn texts(source: &str) -> Vec<&str> {
    source.split('"').skip(1).step_by(2).collect()
}

#[test]
fn every_reason_of_the_generator_is_known() {
    let source = include_str!("../../../../crates/generate/src/words/reasons.rs");
    let vocabulary = Vocabulary::embedded();
    let list = &source[source.find("const REASONS:").unwrap()..];
    let reasons: Vec<_> = list.split("reason(").skip(1).map(texts).collect();
    assert_eq!(reasons.len(), 24);
    for reason in &reasons {
        let (code, issue, words) = (reason[0], reason[1], &reason[2..]);
        for word in words {
            if *word == "电子保修卡无法激活" {
                // The planted new issue, which no vocabulary can know.
                assert_eq!(vocabulary.read(word), Reading::Unknown);
                continue;
            }
            let Reading::Known(found) = vocabulary.read(word) else { panic!("{word} is unknown") };
            assert!(found.exact && !found.several, "{word}");
            let read = vocabulary.reason(found.reason);
            // The generator's rule for `quality`.
            let quality = matches!(issue, "quality" | "description");
            let expected = Reason { code: code.to_owned(), issue: issue.to_owned(), quality };
            assert_eq!(*read, expected, "{word}");
        }
        assert_eq!(vocabulary.named(code).unwrap().issue, issue);
    }
}

#[test]
fn what_customers_write_in_the_generator_tells_the_issue() {
    let source = include_str!("../../../../crates/generate/src/words/sentences.rs");
    let body = &source[source.find("fn complaint").unwrap()..source.find("/// How a message begins").unwrap()];
    let vocabulary = Vocabulary::embedded();
    let mut missed = Vec::new();
    let mut sentences = 0;
    for arm in body.split("Profile::").skip(2) {
        let (profile, arm) = arm.split_once(" =>").unwrap();
        let issues: &[&str] = match profile {
            "Quality" => &["quality"],
            "Description" => &["description"],
            "Damage" => &["damage"],
            "Delivery" => &["delay", "not_received"],
            "Wrong" => &["wrong_item"],
            "Stock" => &["out_of_stock"],
            "Staff" => &["service"],
            "Invoice" => &["invoice"],
            "Remorse" => &["change_of_mind"],
            "Price" => &["price"],
            "Usage" => &["usage"],
            "Other" | "Warranty" => &[],
            new => panic!("the generator tells a new story: {new}"),
        };
        for sentence in texts(arm) {
            sentences += 1;
            let found = vocabulary.guess(&sentence.replace("{n}", "保温杯").replace("{d}", "3"));
            let issue = found.map(|found| vocabulary.reason(found.reason).issue.as_str());
            if issue.is_some_and(|issue| !issues.contains(&issue)) || issue.is_none() != issues.is_empty() {
                missed.push((sentence, issue));
            }
        }
    }
    assert!(sentences > 40);
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn a_cell_is_read_as_a_whole_then_by_parts_then_by_keywords() {
    for (text, reading) in [
        ("质量问题", "quality_defect"),
        ("質量問題", "quality_defect"),
        (" 开线／脱线 ", "stitching"),
        ("商品与描述不符\u{a0}", "not_as_described"),
        ("Quality Issue", "quality_defect"),
        ("quality_defect", "quality_defect"),
        ("拍错/多拍", "wrong_order"),
        ("质量问题、物流延迟", "quality_defect+"),
        ("破损,少件", "damaged+"),
        ("漏发+缺货", "wrong_item+"),
        ("开线;脱线", "stitching"),
        ("质量问题、见图", "quality_defect~"),
        ("其他/质量问题", "quality_defect"),
        ("杯子到手就摔坏了", "damaged~"),
        ("收到時已經破損", "damaged~"),
        ("没有破损，就是不喜欢", "unwanted~"),
        ("没有任何破损，物流太慢", "logistics_delay~"),
        ("外壳没有破损", "?"),
        ("质量不错，颜色不一样，客服态度不好", "not_as_described~+"),
        ("A box of chocolate plates", "?"),
        ("It arrived late, not damaged", "logistics_delay~"),
        ("wasn't broken", "?"),
        ("电子保修卡无法激活", "?"),
        ("--", ""),
        ("未填写", ""),
        ("???", "?"),
        ("其它", "other"),
    ] {
        assert_eq!(read(text), reading, "{text}");
    }
}

#[test]
fn extra_words_teach_new_reasons() {
    let extra = ["电子保修卡无法激活 = warranty_card, service, false", "漆面起泡 = quality_defect"];
    let vocabulary = Vocabulary::with(&extra.map(str::to_owned)).unwrap();
    let Some(found) = vocabulary.guess("你好，电子保修卡无法激活，请处理") else {
        panic!("it has been taught")
    };
    let reason = vocabulary.reason(found.reason);
    assert_eq!((reason.code.as_str(), reason.issue.as_str(), reason.quality), ("warranty_card", "service", false));
    assert_eq!(vocabulary.named("warranty_card"), Some(reason));
    assert!(matches!(vocabulary.read("漆面起泡"), Reading::Known(Match { exact: true, .. })));
    for (entry, code) in [
        ("漆面起泡", "extra-malformed"),
        ("坏 = quality_defect", "extra-malformed"),
        ("漆面起泡 =", "extra-malformed"),
        ("漆面起泡 = paint, quality", "extra-malformed"),
        ("漆面起泡 = quality_defect, quality, true", "extra-malformed"),
        ("漆面起泡 = paint", "extra-code"),
    ] {
        assert_eq!(Vocabulary::with(&[entry.to_owned()]).unwrap_err().code, code, "{entry}");
    }
}

#[test]
fn the_file_is_toml_and_no_word_means_two_things() {
    let file: toml::Table = FILE.parse().unwrap();
    let strings = |value: &toml::Value| -> Vec<String> {
        value.as_array().into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let vocabulary = Vocabulary::embedded();
    let reasons = file["reason"].as_array().unwrap();
    assert_eq!(reasons.len(), vocabulary.reasons.len());
    let mut meanings = BTreeMap::new();
    for (index, reason) in reasons.iter().enumerate() {
        let code = reason["code"].as_str().unwrap();
        let read = vocabulary.named(code).unwrap();
        assert_eq!(read, &vocabulary.reasons[index]);
        assert_eq!(Some(read.issue.as_str()), reason["issue"].as_str());
        assert_eq!(Some(read.quality), reason["quality"].as_bool());
        assert_eq!(vocabulary.issue(&read.issue), Some(read.issue.as_str()));
        assert_eq!(
            vocabulary.quality(&read.issue),
            Some(read.quality),
            "an issue type is a matter of quality or is not"
        );
        for word in strings(&reason["words"]).iter().map(String::as_str).chain([code]) {
            let before = meanings.insert(vocabulary.fold.key(word), index);
            assert!(before.is_none_or(|before| before == index), "{word}");
        }
    }
    assert_eq!(meanings, vocabulary.words);
    let mut issues = BTreeMap::new();
    for issue in file["issue"].as_array().unwrap() {
        let code = issue["code"].as_str().unwrap();
        for word in strings(&issue["words"]).iter().map(String::as_str).chain([code]) {
            let before = issues.insert(vocabulary.fold.key(word), code.to_owned());
            assert!(before.is_none_or(|before| before == code), "{word}");
        }
    }
    assert_eq!(issues, vocabulary.issues);
    let manifest: toml::Table = include_str!("../../plugin.toml").parse().unwrap();
    let parameter = &manifest["parameter"].as_array().unwrap()[1];
    assert_eq!(parameter["default"], file["version"]);
    let doc = parameter["doc"]["en"].as_str().unwrap();
    assert!(doc.contains(file["valid_from"].as_str().unwrap()));
}
