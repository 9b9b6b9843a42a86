//! Seeds: what a form asks for follows from one, so that the same form, sent again, gets the same link, code and message.
//!
//! A [`Seed`] is random. The guard keeps it for as long as it remembers the form, and gives the first one back to whoever sends
//! that again. What always holds: nothing follows from a seed without the server's key, nor from the key without the seed,
//! which no browser ever sees; so whoever sends a form cannot know what comes of it, nor have it made for somebody else.

use super::bearer::{Kind, Token};
use super::{ServerSecrets, encode, mac, security_code};
use crate::ports::{Entropy, Outage};
use zeroize::Zeroizing;

/// A seed, named by the key that it is used with: it gives the same after the server's keys were rotated.
#[derive(Clone, PartialEq, Eq)]
pub struct Seed(String);

impl Seed {
    /// A new seed.
    ///
    /// # Errors
    /// If the platform gives no randomness.
    pub fn random(secrets: &ServerSecrets, entropy: &impl Entropy) -> Result<Self, Outage> {
        let mut bytes = Zeroizing::new([0; 32]);
        entropy.fill(bytes.as_mut())?;
        let (id, _) = secrets.current("seed");
        Ok(Self(format!("{id}.{}", encode(bytes.as_ref()))))
    }

    /// Reads what [`Seed::as_text`] gave.
    pub const fn from_text(text: String) -> Self {
        Self(text)
    }

    /// The text that the guard keeps.
    pub fn as_text(&self) -> &str {
        &self.0
    }

    /// The token of a kind that `form` asks for: whatever tells it from others, such as its id, its browser and to whom it goes.
    ///
    /// # Errors
    /// If the server has the seed's key no more.
    pub fn token(&self, secrets: &ServerSecrets, kind: Kind, form: &[&str]) -> Result<Token, Outage> {
        self.derive(secrets, kind.label(), form).map(Token::from_bytes)
    }

    /// The security code that is made for `context`, every one as likely as any other.
    ///
    /// # Errors
    /// If the server has the seed's key no more.
    pub fn security_code(&self, secrets: &ServerSecrets, context: &str) -> Result<String, Outage> {
        self.derive(secrets, "security-code", &[context]).map(|bytes| security_code::of(&bytes))
    }

    /// The id of the message that is queued.
    ///
    /// # Errors
    /// If the server has the seed's key no more.
    pub fn message_id(&self, secrets: &ServerSecrets) -> Result<String, Outage> {
        let bytes = self.derive(secrets, "message", &[])?;
        let half = bytes.first_chunk().copied().unwrap_or_default();
        Ok(uuid::Builder::from_custom_bytes(half).into_uuid().to_string())
    }

    fn derive(
        &self,
        secrets: &ServerSecrets,
        purpose: &str,
        parts: &[&str],
    ) -> Result<Zeroizing<[u8; 32]>, Outage> {
        let key = self.0.split_once('.').and_then(|(id, _)| secrets.key(id, &format!("seed/{purpose}")));
        // The guard forgets a seed long before a key is retired.
        let key = key.ok_or_else(|| Outage::new("guard", "a seed of a key that the server does not have"))?;
        let mut all = vec![self.0.as_bytes()];
        all.extend(parts.iter().map(|part| part.as_bytes()));
        Ok(Zeroizing::new(mac(&key, &all)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(keys: &[u8]) -> ServerSecrets {
        let named: Vec<String> = keys.iter().map(|key| format!("k{key}:{}", encode(&[*key; 32]))).collect();
        ServerSecrets::parse(&named.join(","), &format!("p1:{}", encode(&[9; 32])), &encode(&[8; 32]))
            .unwrap()
    }

    fn seed(key: u8, byte: u8) -> Seed {
        Seed::from_text(format!("k{key}.{}", encode(&[byte; 32])))
    }

    fn link(secrets: &ServerSecrets, seed: &Seed, kind: Kind, form: &[&str]) -> String {
        seed.token(secrets, kind, form).unwrap().to_text()
    }

    #[test]
    fn ms_2_the_same_seed_and_form_give_the_same_also_after_a_rotation() {
        let (before, after, seed) = (secrets(&[1]), secrets(&[2, 1]), seed(1, 7));
        for secrets in [&before, &after] {
            assert_eq!(
                link(secrets, &seed, Kind::ResetLink, &["form", "browser"]),
                link(&before, &seed, Kind::ResetLink, &["form", "browser"])
            );
            assert_eq!(seed.message_id(secrets).unwrap(), seed.message_id(&before).unwrap());
            assert_eq!(
                seed.security_code(secrets, "browser").unwrap(),
                seed.security_code(&before, "browser").unwrap()
            );
        }
        assert!(seed.token(&secrets(&[2]), Kind::ResetLink, &["form"]).is_err(), "the key is gone");
    }

    #[test]
    fn pv_4_another_seed_key_kind_form_or_browser_gives_another_link() {
        let all = [
            link(&secrets(&[1]), &seed(1, 7), Kind::ResetLink, &["form", "browser"]),
            link(&secrets(&[1]), &seed(1, 6), Kind::ResetLink, &["form", "browser"]),
            link(&secrets(&[2, 1]), &seed(2, 7), Kind::ResetLink, &["form", "browser"]),
            link(&secrets(&[1]), &seed(1, 7), Kind::ReportLink, &["form", "browser"]),
            link(&secrets(&[1]), &seed(1, 7), Kind::ResetLink, &["another form", "browser"]),
            link(&secrets(&[1]), &seed(1, 7), Kind::ResetLink, &["form", "another browser"]),
            link(&secrets(&[1]), &seed(1, 7), Kind::ResetLink, &["form browser"]),
        ];
        let different: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(different.len(), all.len());
    }

    #[test]
    fn su_7_codes_are_spread_over_all_that_there_are() {
        let (secrets, mut tenths) = (secrets(&[1]), [0_u32; 10]);
        for byte in 0..=255 {
            for context in ["one", "two", "three", "four"] {
                let code = seed(1, byte).security_code(&secrets, context).unwrap();
                assert_eq!(security_code::read(&code).as_deref(), Some(code.as_str()));
                tenths[usize::from(code.as_bytes()[0] - b'0')] += 1;
            }
        }
        // About a hundred each.
        assert!(tenths.iter().all(|tenth| (60..=140).contains(tenth)), "{tenths:?}");
    }
}
