//! Reading what a browser posts.

use bytes::Bytes;
use percent_encoding::percent_decode;
use std::ops::ControlFlow;

/// The most bytes of a body that are read. The longest form, with 10,000 characters for a password, is far below.
pub const BODY_LIMIT: usize = 64 * 1024;

/// How much of a body that is too long is read and dropped, in bytes. Answering before the body has arrived can cost the
/// client the answer.
const DRAIN_LIMIT: usize = 8 * 1024 * 1024;

/// Collects a request's body as it arrives, and keeps no more than one chunk past [`BODY_LIMIT`].
#[derive(Debug, Default)]
pub struct BodyReader {
    kept: Vec<u8>,
    dropped: usize,
}

impl BodyReader {
    /// Takes a chunk. Breaks when so much has come that nothing more should be read.
    pub fn take(&mut self, chunk: &[u8]) -> ControlFlow<()> {
        if self.kept.len() <= BODY_LIMIT {
            self.kept.extend_from_slice(chunk);
        } else {
            self.dropped = self.dropped.saturating_add(chunk.len());
        }
        if self.dropped > DRAIN_LIMIT { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// What [`crate::handle`] wants as the body.
    pub fn finish(self) -> Bytes {
        Bytes::from(self.kept)
    }
}

/// The most fields that are read; our forms have ten at most, and looking for doubles takes a time that grows with the square.
const FIELDS_LIMIT: usize = 32;

/// The fields of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

/// The body is no form: not UTF-8, or with a NUL in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAForm;

impl Fields {
    /// Reads `application/x-www-form-urlencoded`, strictly: what is not text is refused, not repaired.
    ///
    /// # Errors
    /// If it is not UTF-8, holds a NUL, names a field twice, or has too many.
    pub fn read(body: &[u8]) -> Result<Self, NotAForm> {
        let mut fields: Vec<(String, String)> = Vec::new();
        for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            let mut parts = pair.splitn(2, |byte| *byte == b'=');
            let name = decode(parts.next().unwrap_or_default())?;
            let value = decode(parts.next().unwrap_or_default())?;
            if fields.len() >= FIELDS_LIMIT || fields.iter().any(|(known, _)| *known == name) {
                return Err(NotAForm);
            }
            fields.push((name, value));
        }
        Ok(Self(fields))
    }

    /// The value of a field; empty if it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

fn decode(text: &[u8]) -> Result<String, NotAForm> {
    let spaced: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let decoded = percent_decode(&spaced).decode_utf8().map_err(|_| NotAForm)?.into_owned();
    if decoded.contains('\0') { Err(NotAForm) } else { Ok(decoded) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_strictly() {
        for (body, email) in [
            (&b"email=ana%40example.org"[..], Some("ana@example.org")),
            (b"email=a+b%2Bc", Some("a b+c")),
            (b"email=%F0%9F%98%80", Some("\u{1f600}")),
            (b"", Some("")),
            (b"&&email", Some("")),
            (b"email=%FF", None),
            (b"email=\xff", None),
            (b"email=a%00b", None),
            (b"email=a&email=b", None),
        ] {
            assert_eq!(Fields::read(body).ok().as_ref().map(|fields| fields.get("email")), email);
        }
    }
}
