//! The key of a number: HMAC-SHA256 (RFC 2104, FIPS 198-1) under the tenant's key.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What a key begins with.
const MARK: &str = "ck_";
/// Bytes of the code that are kept: 128 bits, so that two of 10⁹ customers share one with a chance below 10⁻²⁰.
const BYTES: usize = 16;

/// Makes keys.
#[derive(Clone, Debug)]
pub(crate) struct Seal(Hmac<Sha256>);

impl Seal {
    /// None from a key that is no key.
    pub(crate) fn new(key: &str) -> Option<Self> {
        Hmac::new_from_slice(key.as_bytes()).ok().map(Self)
    }

    /// The key of a number; numbers of different kinds never share one.
    pub(crate) fn key(&self, kind: &str, number: &str) -> String {
        let mut code = self.0.clone();
        for part in [kind, "\0", number] {
            code.update(part.as_bytes());
        }
        let mut out = String::with_capacity(MARK.len() + 2 * BYTES);
        out.push_str(MARK);
        for byte in code.finalize().into_bytes().iter().take(BYTES) {
            // Letters a to p: a run of digits could be taken for a phone.
            out.push(char::from(b'a' + (byte >> 4)));
            out.push(char::from(b'a' + (byte & 15)));
        }
        out
    }
}

/// Is it a key already?
pub(crate) fn is_key(text: &str) -> bool {
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
    }

    proptest! {
        #[test]
        fn no_text_panics(key in any::<String>(), number in any::<String>()) {
            if let Some(seal) = Seal::new(&key) {
                prop_assert!(is_key(&seal.key("member", &number)));
            }
            is_key(&number);
        }
    }
}
