//! Numbers that are somebody's: phones, ID cards, bank cards.

use crate::{Find, stars};

/// A run of digits; the letter of an ID card's check counts as one.
struct Run<'a> {
    from: usize,
    digits: &'a str,
}

impl Run<'_> {
    fn to(&self) -> usize {
        self.from + self.digits.len()
    }
}

fn runs(text: &str) -> Vec<Run<'_>> {
    let mut found: Vec<Run<'_>> = Vec::new();
    for (place, byte) in text.bytes().enumerate() {
        if byte.is_ascii_digit() {
            match found.last_mut() {
                Some(run) if run.to() == place => run.digits = &text[run.from..=place],
                _ => found.push(Run { from: place, digits: &text[place..=place] }),
            }
        }
    }
    found
}

/// What a text says that its numbers are.
struct Words {
    /// It speaks of an ID card.
    id_card: bool,
    /// The end of its first word for a card or an account.
    account: Option<usize>,
}

impl Words {
    fn new(text: &str) -> Self {
        const ACCOUNTS: [&str; 9] = ["卡号", "银行卡", "储蓄卡", "信用卡", "账号", "帐号", "账户", "card", "account"];
        let lower = text.to_ascii_lowercase();
        let account = ACCOUNTS.iter().filter_map(|word| Some(lower.find(word)? + word.len())).min();
        Self { id_card: text.contains("身份证") || text.contains("证件"), account }
    }
}

/// Every number of a text that must be hidden. `card`: its column says that it holds cards or accounts.
pub(crate) fn find(text: &str, card: bool) -> Vec<Find> {
    let runs = runs(text);
    let words = Words::new(text);
    let mut found = Vec::new();
    for (index, run) in runs.iter().enumerate() {
        found.extend(
            id_card(text, run)
                .or_else(|| old_id_card(run, words.id_card))
                .or_else(|| mobile(text, run))
                .or_else(|| parted_mobile(text, &runs[index..]))
                .or_else(|| landline(text, &runs[index..]))
                .or_else(|| labelled_phone(text, run))
                .or_else(|| bank_card(text, &runs[index..], card || words.account.is_some_and(|end| end <= run.from))),
        );
    }
    found
}

/// A cell of a phone column: known forms, or else seven digits or more, whatever stands between them.
pub(crate) fn phones(text: &str) -> Vec<Find> {
    let mut known = find(text, false);
    if known.is_empty() {
        return any_phone(text).into_iter().collect();
    }
    // Those that are known come first, and stand where they overlap.
    let long = runs(text).into_iter().filter(|run| run.digits.len() >= 7);
    known.extend(long.map(|run| Find { from: run.from, to: run.to(), mask: stars(run.digits, 3, 2), code: "phone" }));
    known
}

fn any_phone(text: &str) -> Option<Find> {
    let count = text.bytes().filter(u8::is_ascii_digit).count();
    if count < 7 || is_masked(text) {
        return None;
    }
    let mask = veil(text);
    Some(Find { from: 0, to: text.len(), mask, code: "phone" })
}

/// Does a number stand there that is hidden already: stars up to its last two digits? Its prefix (`+86 138-****-**00`) and the
/// words beside it may stay.
fn is_masked(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |place: usize| bytes.get(place).is_some_and(u8::is_ascii_digit);
    let tail = |star: usize| digit(star + 1) && digit(star + 2) && !digit(star + 3);
    text.matches('*').nth(1).is_some() && text.match_indices('*').any(|(star, _)| tail(star))
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && digits.starts_with('1') && (b'3'..=b'9').contains(&digits.as_bytes()[1])
}

/// `13800138000`, `8613800138000`, with the extension of a virtual number behind it.
fn mobile(text: &str, run: &Run<'_>) -> Option<Find> {
    let prefix =
        ["0086", "86", ""].into_iter().find(|prefix| run.digits.strip_prefix(prefix).is_some_and(is_mobile))?;
    let from = run.from + prefix.len();
    let (to, extension) = extension(text, run.to());
    Some(Find { from, to, mask: stars(&text[from..run.to()], 3, 2) + &extension, code: "phone" })
}

/// So many runs with one and the same sign between them, joined; none where other signs stand there.
fn joined(text: &str, runs: &[Run<'_>], count: usize) -> Option<String> {
    let parts = runs.get(..count)?;
    let sign = *text.as_bytes().get(parts[0].to())?;
    let fits = |pair: &[Run<'_>]| pair[1].from == pair[0].to() + 1 && text.as_bytes()[pair[0].to()] == sign;
    (matches!(sign, b'-' | b' ' | b'.') && parts.windows(2).all(fits))
        .then(|| parts.iter().map(|run| run.digits).collect())
}

/// Stars for the digits but the first three and the last two; the signs between them stay.
fn veil(text: &str) -> String {
    let count = text.bytes().filter(u8::is_ascii_digit).count();
    let mut place = 0;
    let hide = |c: char| {
        place += usize::from(c.is_ascii_digit());
        if c.is_ascii_digit() && place > 3 && place + 2 <= count { '*' } else { c }
    };
    text.chars().map(hide).collect()
}

/// `138-0013-8000`, `138 0013 8000`, `1380 0138 000`, `138 - 0013 - 8000`.
fn parted_mobile(text: &str, runs: &[Run<'_>]) -> Option<Find> {
    let lengths = |count: usize| runs.iter().take(count).map(|run| run.digits.len()).collect::<Vec<_>>();
    let count = match lengths(3)[..] {
        [3, 4, 4] | [4, 4, 3] | [4, 3, 4] => 3,
        [3, 8, ..] | [7, 4, ..] => 2,
        _ => return None,
    };
    let parts = &runs[..count];
    let (from, to) = (parts[0].from, parts[count - 1].to());
    let near = |pair: &[Run<'_>]| {
        matches!(&text[pair[0].to()..pair[1].from], "-" | " " | "." | " - " | "--" | "  " | "/" | "_")
    };
    let digits: String = parts.iter().map(|run| run.digits).collect();
    let fits = parts.windows(2).all(near) && is_mobile(&digits);
    fits.then(|| Find { from, to, mask: veil(&text[from..to]), code: "phone" })
}

/// The codes of cities: 010, 020 to 029, 0310 to 0999.
fn is_area(digits: &str) -> bool {
    match digits.as_bytes() {
        [b'0', b'1', b'0'] | [b'0', b'2', _] => true,
        [b'0', third, _, _] => (b'3'..=b'9').contains(third),
        _ => false,
    }
}

/// `0571-88888888`, `0571 88888888`, `(0571)88888888`.
fn landline(text: &str, runs: &[Run<'_>]) -> Option<Find> {
    let [area, number, ..] = runs else { return None };
    let sign = &text[area.to()..number.from];
    let fits = is_area(area.digits)
        && matches!(number.digits.len(), 7 | 8)
        && matches!(sign, "-" | " " | ")" | "）" | ") " | "） " | ")-" | "）-" | "－" | "—");
    let mask = || stars(number.digits, 0, 2);
    fits.then(|| Find { from: number.from, to: number.to(), mask: mask(), code: "phone" })
}

/// Seven to twelve digits right behind a word for a phone: `电话88888888`, `座机：057188888888`.
fn labelled_phone(text: &str, run: &Run<'_>) -> Option<Find> {
    const LABELS: [&str; 8] = ["电话", "手机", "手机号", "座机", "固话", "号码", "tel", "phone"];
    if !(7..=12).contains(&run.digits.len()) {
        return None;
    }
    let before = text[..run.from].trim_end_matches([':', '：', ' ', '是', '.']).as_bytes();
    let ends = |label: &&str| before.len().checked_sub(label.len()).map(|from| &before[from..]);
    let fits = LABELS.iter().any(|label| ends(label).is_some_and(|end| end.eq_ignore_ascii_case(label.as_bytes())));
    fits.then(|| Find { from: run.from, to: run.to(), mask: stars(run.digits, 3, 2), code: "phone" })
}

/// The extension behind a phone, if there is one, and its mask.
fn extension(text: &str, phone: usize) -> (usize, String) {
    for sign in ["-", "转", "#"] {
        let Some(rest) = text[phone..].strip_prefix(sign) else { continue };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if (2..=6).contains(&digits) {
            return (phone + sign.len() + digits, sign.to_owned() + &"*".repeat(digits));
        }
    }
    (phone, String::new())
}

/// The first two digits of an ID card: provinces, GB/T 2260.
fn is_province(digits: &str) -> bool {
    matches!(digits[..2].parse(), Ok(11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81 | 82))
}

fn is_date(year: u32, month: &str, day: &str) -> bool {
    let (month, day) = (month.parse().unwrap_or(0), day.parse().unwrap_or(0));
    let last = match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1900..=2099).contains(&year) && (1..=last).contains(&day)
}

/// Eighteen characters by GB 11643: region, date of birth, and a check by ISO 7064 MOD 11-2.
fn id_card(text: &str, run: &Run<'_>) -> Option<Find> {
    const CHECKS: [u8; 11] = *b"10X98765432";
    let to = run.from + 18;
    let card = text.get(run.from..to).filter(|card| card.is_ascii())?;
    let fits = run.digits.len() == 18 || run.digits.len() == 17 && matches!(card.as_bytes()[17], b'X' | b'x');
    let after = text.as_bytes().get(to).is_some_and(u8::is_ascii_alphanumeric);
    if !fits || after || !is_province(card) || !is_date(card[6..10].parse().ok()?, &card[10..12], &card[12..14]) {
        return None;
    }
    let weighted =
        card.bytes().take(17).enumerate().map(|(place, digit)| u32::from(digit - b'0') * (1 << (17 - place)));
    let check = CHECKS[(weighted.sum::<u32>() % 11) as usize];
    let valid = card.as_bytes()[17].to_ascii_uppercase() == check;
    valid.then(|| Find { from: run.from, to, mask: stars(card, 3, 2), code: "id-card" })
}

/// Fifteen digits, without a check: only where the text speaks of an ID card.
fn old_id_card(run: &Run<'_>, spoken: bool) -> Option<Find> {
    let card = Some(run.digits).filter(|digits| digits.len() == 15 && is_province(digits))?;
    let year = 1900 + card[6..8].parse::<u32>().ok()?;
    let fits = spoken && is_date(year, &card[8..10], &card[10..12]);
    fits.then(|| Find { from: run.from, to: run.to(), mask: stars(card, 3, 2), code: "id-card" })
}

/// Sixteen to nineteen digits that pass Luhn's check, in one or in groups of four. `card`: behind a word for card or account or in
/// a column of such.
fn bank_card(text: &str, runs: &[Run<'_>], card: bool) -> Option<Find> {
    let first = runs.first().filter(|_| card)?;
    let fours = runs.iter().take(4).take_while(|run| run.digits.len() == 4).count();
    let count = match (first.digits.len(), fours) {
        (16..=19, _) => 1,
        (4, 4) => 4 + usize::from(runs.get(4).is_some_and(|run| run.digits.len() < 4 && run.from == runs[3].to() + 1)),
        _ => return None,
    };
    let digits = if count == 1 { first.digits.to_owned() } else { joined(text, runs, count)? };
    let luhn = digits.bytes().rev().enumerate().map(|(place, digit)| {
        let digit = u32::from(digit - b'0') << (place % 2);
        if digit > 9 { digit - 9 } else { digit }
    });
    let fits = luhn.sum::<u32>() % 10 == 0;
    let (from, to) = (first.from, runs[count - 1].to());
    fits.then(|| Find { from, to, mask: veil(&text[from..to]), code: "bank-card" })
}
