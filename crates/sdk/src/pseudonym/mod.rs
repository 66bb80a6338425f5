//! Pseudonyms: HMAC-SHA256 (RFC 2104, FIPS 198-1) of what recognises a person, under the tenant's key. All plugins make them here,
//! so that a phone has one pseudonym wherever it stands.

pub mod phone;

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What a pseudonym begins with.
const MARK: &str = "ck_";
/// Bytes of the code in a pseudonym: 128 bits, so that two of 10⁹ customers share one with a chance below 10⁻²⁰.
const BYTES: usize = 16;

/// Makes pseudonyms.
#[derive(Clone)]
pub struct Seal(Hmac<Sha256>);

impl fmt::Debug for Seal {
    /// Shows nothing that could give the key away.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal")
    }
}

impl Seal {
    /// None from an empty key.
    #[must_use]
    pub fn new(key: &str) -> Option<Self> {
        if key.is_empty() { None } else { Hmac::new_from_slice(key.as_bytes()).ok().map(Self) }
    }

    /// The pseudonym of a number: `ck_` and 32 letters. Numbers of different kinds never share one.
    #[must_use]
    pub fn key(&self, kind: &str, number: &str) -> String {
        MARK.to_owned() + &self.letters(kind, number, 2 * BYTES)
    }

    /// Letters alone, 4 bits each, up to 64: where something else recognises too.
    #[must_use]
    pub fn letters(&self, kind: &str, text: &str, count: usize) -> String {
        let mut code = self.0.clone();
        for part in [kind, "\0", text] {
            code.update(part.as_bytes());
        }
        // Letters a to p: a run of digits could be taken for a phone.
        let letter = |bits: u8| char::from(b'a' + bits);
        code.finalize()
            .into_bytes()
            .iter()
            .flat_map(|byte| [letter(byte >> 4), letter(byte & 15)])
            .take(count)
            .collect()
    }
}

/// Is it a pseudonym already?
#[must_use]
pub fn is_key(text: &str) -> bool {
    let letters = text.strip_prefix(MARK);
    letters.is_some_and(|letters| letters.len() == 2 * BYTES && letters.bytes().all(|byte| matches!(byte, b'a'..=b'p')))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_code_is_that_of_the_standard() {
        // RFC 4231, test case 2: key "Jefe", data "what do ya want for nothing?".
        let mut code = Seal::new("Jefe").unwrap().0;
        code.update(b"what do ya want for nothing?");
        let hex: String = code.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn kind_number_and_tenant_make_the_key() {
        let seal = Seal::new("0123456789abcdef").unwrap();
        let key = seal.key("phone", "13800138000");
        assert!(is_key(&key) && key == seal.key("phone", "13800138000"));
        assert_ne!(key, seal.key("member", "13800138000"));
        assert_ne!(key, Seal::new("0123456789abcdeg").unwrap().key("phone", "13800138000"));
        assert!(!is_key("ck_") && !is_key("13800138000"));
        assert_eq!(key, format!("ck_{}", seal.letters("phone", "13800138000", 32)));
        assert!(Seal::new("").is_none() && !format!("{seal:?}").contains('0'));
    }

    proptest! {
        #[test]
        fn no_text_panics(key in any::<String>(), number in any::<String>()) {
            if let Some(seal) = Seal::new(&key) {
                prop_assert!(is_key(&seal.key("member", &number)));
            }
            let _ = is_key(&number);
        }
    }
}
