//! How the committed model does on sentences that it was not made from.

#![expect(clippy::print_stdout, reason = "the tables are worth reading")]

use std::collections::BTreeMap;

use clean_issue_classifier::Classifier;

const SENTENCES: &str = include_str!("sentences.tsv");
const TRAINING: &str = include_str!("../training/phrases.txt");
/// The default of the parameter `threshold`, in thousandths.
const THRESHOLD: u16 = 600;

fn sentences() -> impl Iterator<Item = (&'static str, &'static str)> {
    SENTENCES.lines().filter(|line| !line.starts_with('#')).map(|line| line.split_once('\t').expect("issue and text"))
}

#[test]
fn what_is_sure_is_mostly_right() {
    let mut classifier = Classifier::new().expect("the model is whole");
    let (mut right, mut wrong, mut silent) = (0, 0, 0);
    let mut by_issue: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for (issue, text) in sentences() {
        let guess = classifier.guess(text);
        let found = guess.output.map_or("-", |output| classifier.issue(output));
        let taken = if guess.confidence >= THRESHOLD { found } else { "-" };
        let verdict = if taken == issue {
            0
        } else if taken == "-" {
            1
        } else {
            2
        };
        by_issue.entry(issue).or_default()[verdict] += 1;
        println!("{:<6}{issue:<15}{found:<15}{:>5}  {text}", ["", "silent", "WRONG"][verdict], guess.confidence);
        if issue != "-" || verdict == 2 {
            *[&mut right, &mut silent, &mut wrong][verdict] += 1;
        }
    }
    println!("{by_issue:#?}\nright {right}, silent {silent}, wrong {wrong}");
    assert!(wrong * 10 <= right + wrong, "{wrong} wrong beside {right} right");
    assert!(right >= silent / 2, "{right} right beside {silent} without a guess");
}

#[test]
fn what_is_denied_is_no_issue() {
    let mut classifier = Classifier::new().expect("the model is whole");
    let denials = [
        "没有破损",
        "并没有坏",
        "没破",
        "没有任何破损",
        "不是质量问题",
        "没有少件",
        "no damage at all",
        "it is not broken",
    ];
    for text in denials {
        let guess = classifier.guess(text);
        assert!(guess.output.is_none() || guess.confidence < THRESHOLD, "{text}: {guess:?}");
    }
    for (text, issue) in
        [("破损", "damage"), ("包装没有破损，但是发错颜色了", "wrong_item"), ("it is broken", "damage")]
    {
        let guess = classifier.guess(text);
        assert_eq!(guess.output.map(|output| classifier.issue(output)), Some(issue), "{text}: {guess:?}");
    }
}

#[test]
fn sentences_are_no_training_texts() {
    for (_, text) in sentences().filter(|(issue, _)| *issue != "-") {
        assert!(TRAINING.lines().all(|line| line != text), "{text}");
    }
}
