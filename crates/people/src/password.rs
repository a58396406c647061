//! Passwords and tokens: argon2id hashes, random keys and their digests. Slow by nature where it says so.

use anyhow::anyhow;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use sha2::{Digest, Sha256};

use crate::rules::{self, Refusal};

/// Random bytes in a token: more than anybody can guess.
const TOKEN_BYTES: usize = 32;
/// Passwords hashed at one time: each takes 19 MiB, and the processors are for orders.
const AT_ONCE: usize = 2;

static TURN: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(AT_ONCE);

/// A hashed password. Only `hash` makes one, so that a plain password can't be stored by mistake.
#[derive(Clone)]
pub struct Hashed(String);

impl Hashed {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Checks that a password is good enough and hashes it with a salt of its own. Takes some 50 ms: never
/// call it inside of a transaction; `hashed` does it without holding up a handler.
///
/// # Errors
/// `password_too_short`, `password_too_long`, `password_too_common`; a fault when there is no randomness.
pub fn hash(password: &str) -> base::Result<Hashed> {
    rules::check_password(password, "")?;
    let hash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|e| anyhow!("hashing a password: {e}"))?;
    Ok(Hashed(hash.to_string()))
}

/// Whether the password is the one that was hashed. With nothing to compare to it takes as long and
/// says no, so that the time does not tell which accounts exist. Slow, as `hash`.
#[must_use]
pub fn verify(password: &str, stored: Option<&str>) -> bool {
    let parsed = stored.and_then(|text| PasswordHash::new(text).ok());
    let Some(hash) = parsed else {
        let mut out = [0; 32];
        let _ = Argon2::default().hash_password_into(password.as_bytes(), b"nobody's salt", &mut out);
        return false;
    };
    password.len() <= rules::PASSWORD_MAX
        && Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
}

/// `hash` on a thread of its own, a few at a time; the login is no password either.
///
/// # Errors
/// As `hash`.
pub async fn hashed(password: String, login: String) -> base::Result<Hashed> {
    rules::check_password(&password, &login)?;
    apart(move || hash(&password)).await?
}

/// `verify` on a thread of its own, a few at a time.
///
/// # Errors
/// A fault when the process is about to end.
pub async fn verified(password: String, stored: Option<String>) -> base::Result<bool> {
    apart(move || verify(&password, stored.as_deref())).await
}

async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> base::Result<T> {
    let _turn = TURN.acquire().await.map_err(|e| anyhow!("waiting to hash: {e}"))?;
    Ok(tokio::task::spawn_blocking(work).await.map_err(|e| anyhow!("hashing on a thread of its own: {e}"))?)
}

/// A new key: 256 random bits as text, with a prefix by which a scanner of leaked secrets knows it.
///
/// # Errors
/// A fault when the system has no randomness.
pub fn new_token(prefix: &str) -> base::Result<String> {
    let mut bytes = [0; TOKEN_BYTES];
    getrandom::fill(&mut bytes).map_err(|e| anyhow!("asking the system for random bytes: {e}"))?;
    Ok(format!("{prefix}{}", hex(&bytes)))
}

/// What is stored of a token. A token has 256 random bits, so a fast digest without salt is enough.
#[must_use]
pub fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Refuses with the same words whether the account or the password was wrong.
#[must_use]
pub fn failed() -> base::Error {
    Refusal::LoginFailed.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_by_its_hash_alone() {
        let first = hash("顺单 opens doors").unwrap();
        let second = hash("顺单 opens doors").unwrap();
        assert!(first.as_str().starts_with("$argon2id$"), "{}", first.as_str());
        assert_ne!(first.as_str(), second.as_str(), "each has a salt of its own");
        assert!(verify("顺单 opens doors", Some(first.as_str())));
        assert!(!verify("顺单 opens door", Some(first.as_str())));
    }

    #[test]
    fn nothing_opens_an_account_without_a_password() {
        for stored in [None, Some(""), Some("plain text"), Some("$argon2id$v=19$m=8")] {
            assert!(!verify("", stored) && !verify("plain text", stored), "{stored:?}");
        }
    }

    #[test]
    fn tokens_differ_and_their_digest_does_not_show_them() {
        let (one, two) = (new_token("sds_").unwrap(), new_token("sds_").unwrap());
        assert_ne!(one, two);
        assert_eq!(one.len(), 4 + 2 * TOKEN_BYTES);
        assert_eq!(token_hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
