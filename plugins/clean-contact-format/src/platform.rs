//! Which platform has which order numbers.

use std::collections::BTreeMap;

use aftersight_sdk::vocabulary::{Fold, entries, is_blank};
use aftersight_sdk::{Error, Result};

use crate::pattern::Pattern;

/// The data file.
const FILE: &str = include_str!("../formats.toml");

/// How an order number looks beside those of its platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// There is none.
    Nothing,
    Usual,
    Strange,
}

/// Platforms and the forms of their order numbers.
#[derive(Debug)]
pub(crate) struct Platforms {
    fold: Fold,
    codes: Vec<String>,
    forms: Vec<Vec<Pattern>>,
    /// Folded word → platform.
    known: BTreeMap<String, usize>,
}

impl Platforms {
    /// The embedded ones, extended by entries such as `自营商城 = MN{10}`.
    ///
    /// # Errors
    /// `extra-malformed` for an entry that cannot be understood.
    pub(crate) fn with(extra: &[String]) -> Result<Self> {
        let entries = entries(FILE);
        let traditional = entries.iter().find(|entry| entry.number == 0 && entry.key == "traditional");
        let fold = Fold::new(traditional.map_or(&[][..], |entry| &entry.texts));
        let mut out = Self { fold, codes: Vec::new(), forms: Vec::new(), known: BTreeMap::new() };
        for entry in entries.iter().filter(|entry| entry.number > 0) {
            match entry.key {
                "code" => _ = out.add(entry.texts.first().copied().unwrap_or_default()),
                "words" => {
                    let place = out.codes.len() - 1;
                    out.known.extend(entry.texts.iter().map(|word| (out.fold.key(word), place)));
                }
                _ => {
                    let place = out.codes.len() - 1;
                    out.forms[place].extend(entry.texts.iter().filter_map(|form| Pattern::parse(form)));
                }
            }
        }
        for entry in extra {
            let refuse = || Error::new("extra-malformed").with("entry", entry.as_str());
            let (name, form) = entry.split_once(['=', '＝']).ok_or_else(refuse)?;
            let form = Pattern::parse(form.trim()).ok_or_else(refuse)?;
            if out.fold.key(name).is_empty() {
                return Err(refuse());
            }
            let place = out.find(name).unwrap_or_else(|| out.add(name.trim()));
            out.forms[place].push(form);
        }
        Ok(out)
    }

    fn add(&mut self, code: &str) -> usize {
        self.codes.push(code.to_owned());
        self.forms.push(Vec::new());
        self.known.insert(self.fold.key(code), self.codes.len() - 1);
        self.codes.len() - 1
    }

    /// The platform of a name.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.known.get(&self.fold.key(name)).copied()
    }

    /// All platforms, for a message.
    pub(crate) fn codes(&self) -> String {
        self.codes.join(", ")
    }

    /// How an order number looks on a platform.
    pub(crate) fn form(&self, platform: usize, order: &str) -> Form {
        let order = order.trim();
        if is_blank(order) || ["无", "n/a", "null"].iter().any(|word| word.eq_ignore_ascii_case(order)) {
            Form::Nothing
        } else if self.forms[platform].iter().any(|form| form.fits(order)) {
            Form::Usual
        } else {
            Form::Strange
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_numbers_fit_their_platform() {
        let platforms = Platforms::with(&["自营商城 = MN{10}".to_owned(), "京东 = JDN{8}".to_owned()]).unwrap();
        let form = |name: &str, order: &str| platforms.form(platforms.find(name).unwrap(), order);
        for (name, order) in [
            ("淘宝", "241000000000001406"),
            ("天貓", "4108888888888888889"),
            ("JD", "282385123456"),
            ("京东", "JD12345678"),
            ("拼多多", "210907-123456789012345"),
            ("抖店", "6917123456789012345"),
            ("小红书", "P617123456789012345"),
            ("Shopify", "#1001"),
            ("Amazon", "114-1234567-1234567"),
            ("自营商城", "M0123456789"),
        ] {
            assert_eq!(form(name, order), Form::Usual, "{name} {order}");
        }
        for (name, order) in
            [("淘宝", "SF1431415926531"), ("拼多多", "4108888888888888889"), ("京东", "4.1E+18"), ("自营商城", "M1")]
        {
            assert_eq!(form(name, order), Form::Strange, "{name} {order}");
        }
        for order in ["", "--", "N/A", "无"] {
            assert_eq!(form("淘宝", order), Form::Nothing, "{order}");
        }
        assert_eq!(platforms.find("某平台"), None);
        for entry in ["自营商城", "= N{3}", "自营商城 =", "自营商城 = N{"] {
            assert_eq!(Platforms::with(&[entry.to_owned()]).unwrap_err().code, "extra-malformed", "{entry}");
        }
    }

    #[test]
    fn the_file_is_toml_and_every_form_is_read() {
        let file: toml::Table = FILE.parse().unwrap();
        let platforms = Platforms::with(&[]).unwrap();
        let listed = file["platform"].as_array().unwrap();
        assert_eq!(listed.len(), platforms.codes.len());
        let mut words = 0;
        for (platform, (code, forms)) in listed.iter().zip(platforms.codes.iter().zip(&platforms.forms)) {
            assert_eq!(platform["code"].as_str(), Some(code.as_str()));
            assert_eq!(platform["order_ids"].as_array().unwrap().len(), forms.len(), "{code}");
            words += 1 + platform["words"].as_array().unwrap().len();
        }
        assert_eq!(platforms.known.len(), words, "a word means two platforms");
        let manifest: toml::Table = include_str!("../plugin.toml").parse().unwrap();
        let parameters = manifest["parameter"].as_array().unwrap();
        let version = parameters.iter().find(|parameter| parameter["name"].as_str() == Some("formats")).unwrap();
        assert_eq!(version["default"], file["version"]);
    }
}
