//! Free text: complaints, chats and reviews, some with personal data that must be masked.

use crate::facts::customer::Customer;
use crate::rng::Rng;
use crate::words::people::AGENTS;
use crate::words::reasons::Profile;
use crate::words::sentences::{ANSWERS, DEMANDS, OPENERS, PRAISE, QUESTIONS, REGRET, REPLIES, SHRUG, complaint};

/// Kinds of personal data a text can hold, for the truth's column `pii`.
type Kind = &'static str;

fn fill(out: &mut String, template: &str, noun: &str, rng: &mut Rng) {
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        match rest.as_bytes()[at + 1] {
            b'n' => out.push_str(noun),
            _ => out.push((b'2' + rng.below(7) as u8) as char),
        }
        rest = &rest[at + 3..];
    }
    out.push_str(rest);
}

fn personal(out: &mut String, customer: &Customer, rng: &mut Rng) -> Kind {
    let (kind, lead): (Kind, &str) = match rng.weighted(&[50.0, 8.0, 20.0, 8.0, 14.0]) {
        0 => ("phone", rng.pick(&["联系电话", "我的手机号是", "电话：", "打我手机"])),
        1 => ("id_card", rng.pick(&["身份证号：", "身份证", "实名信息"])),
        2 => ("address", rng.pick(&["收货地址：", "寄到", "我住在"])),
        3 => ("email", rng.pick(&["邮箱", "发票发到", "e-mail: "])),
        _ => ("name", "收件人："),
    };
    out.push_str(lead);
    match kind {
        "phone" => customer.push_phone(out),
        "id_card" => customer.push_identity(out),
        "address" => {
            out.push_str(crate::words::regions::PROVINCES[customer.province].cities[customer.city].0);
            customer.push_street(out);
        }
        "email" => customer.push_mail(out),
        _ => customer.push_name(out),
    }
    out.push('。');
    kind
}

/// What a customer writes into a case. Returns the kind of personal data in it, or nothing.
pub(crate) fn describe(
    out: &mut String,
    profile: Profile,
    case_type: usize,
    noun: &str,
    customer: &Customer,
    rng: &mut Rng,
) -> Kind {
    out.push_str(rng.pick(&OPENERS));
    fill(out, rng.pick(complaint(profile)), noun, rng);
    out.push_str(rng.pick(DEMANDS[case_type]));
    if rng.chance(0.08) { personal(out, customer, rng) } else { "" }
}

/// A chat about a case, or before a sale if there is no case. Turns are parted by ` | `.
pub(crate) fn chat(
    out: &mut String,
    about: Option<(Profile, usize)>,
    noun: &str,
    agent: usize,
    answered: bool,
    customer: &Customer,
    rng: &mut Rng,
) -> Kind {
    out.push_str("买家：");
    let kind = match about {
        Some((profile, case_type)) => describe(out, profile, case_type, noun, customer, rng),
        None => {
            fill(out, rng.pick(&QUESTIONS), noun, rng);
            ""
        }
    };
    if answered {
        for _ in 0..rng.between(1, 2) {
            out.push_str(" | ");
            out.push_str(AGENTS[agent]);
            out.push('：');
            fill(out, rng.pick(&ANSWERS), noun, rng);
            out.push_str(" | 买家：");
            fill(out, rng.pick(&REPLIES), noun, rng);
        }
    }
    kind
}

/// The text of a review, from what was wrong with the order if anything was.
pub(crate) fn review(
    out: &mut String,
    score: i64,
    wrong: Option<Profile>,
    noun: &str,
    customer: &Customer,
    rng: &mut Rng,
) -> Kind {
    match score {
        ..=2 => {
            fill(out, rng.pick(complaint(wrong.unwrap_or(Profile::Quality))), noun, rng);
            out.push_str(rng.pick(&REGRET));
        }
        3 => fill(out, rng.pick(&SHRUG), noun, rng),
        _ => {
            fill(out, rng.pick(&PRAISE), noun, rng);
            if rng.chance(0.4) {
                out.push('，');
                fill(out, rng.pick(&PRAISE), noun, rng);
            }
        }
    }
    if rng.chance(0.01) { personal(out, customer, rng) } else { "" }
}
