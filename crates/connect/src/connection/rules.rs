//! The decisions, pure: which addresses and paths are right, who may be reached, and every no about connections.

use std::net::{IpAddr, Ipv6Addr};

use base::refusal::Common;
use base::{Problems, Refuse, Status};
use serde::Serialize;

use super::model::{Auth, Connection};

const CODE_MAX: usize = 60;
const NAME_MAX: usize = 100;
const ADDRESS_MAX: usize = 500;
const SECRET_MAX: usize = 4_000;
/// Shorter than a message of the outbox is leased for: nobody else asks while the answer may still come.
const SECONDS_MAX: i64 = 45;
/// The most tries the outbox counts.
const TRIES_MAX: i64 = db::work::outbox::ATTEMPTS_MAX;
pub(super) const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE"];
/// What a step may send.
pub(super) const BODY_MAX: usize = 256 * 1024;
const PATH_MAX: usize = 2_000;
/// Headers that are ours or the protocol's.
const TAKEN: &[&str] =
    &["host", "content-length", "content-type", "transfer-encoding", "connection", "idempotency-key"];

/// Why the room says no, in order of precedence.
#[derive(Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    #[error("there is no connection {connection} in use")]
    UnknownConnection { connection: String },
    #[error("what is sent has {size} bytes, at most {max} may be")]
    RequestTooLarge { size: usize, max: usize },
}

impl Refuse for Refusal {
    fn status(&self) -> Status {
        match self {
            Self::UnknownConnection { .. } => Status::NotFound,
            Self::RequestTooLarge { .. } => Status::Invalid,
        }
    }
}

/// Every wrong field of a connection; `secret` is what was typed, absent when the one there stays.
pub(super) fn check(next: &Connection, secret: Option<&str>, problems: &mut Problems) {
    check_names(next, problems);
    if let Err(expected) = check_address(&next.address, next.is_private) {
        problems.add("address", &invalid(&next.address, expected));
    }
    let (name, expected) = (&next.auth_name, "the name of a header, such as X-Api-Key");
    match next.auth {
        Auth::Basic if name.is_empty() => problems.add("auth_name", &Common::Required),
        Auth::Basic if name.contains(':') => {
            problems.add("auth_name", &invalid(name, "a user without a colon"))
        }
        Auth::Header if !is_header(name) => problems.add("auth_name", &invalid(name, expected)),
        _ => {}
    }
    match secret {
        Some(secret) if secret.len() > SECRET_MAX => {
            problems.add("secret", &Common::TooLong { value: "…".to_owned(), max: SECRET_MAX });
        }
        Some(secret) if secret.chars().any(char::is_control) => {
            problems.add("secret", &invalid("…", "one line of text"));
        }
        None if next.auth != Auth::None && next.secret_at.is_none() => {
            problems.add("secret", &Common::Required);
        }
        _ => {}
    }
    for (field, value, max) in
        [("seconds_max", next.seconds_max, SECONDS_MAX), ("tries_max", next.tries_max, TRIES_MAX)]
    {
        if !(1..=max).contains(&value) {
            problems.add(field, &invalid(&value.to_string(), &format!("a number from 1 to {max}")));
        }
    }
}

fn check_names(next: &Connection, problems: &mut Problems) {
    let fits = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
    let begins = next.code.starts_with(|it: char| it.is_ascii_lowercase());
    if next.code.is_empty() {
        problems.add("code", &Common::Required);
    } else if next.code.len() > CODE_MAX || !next.code.chars().all(fits) || !begins {
        let expected = format!("up to {CODE_MAX} small letters, digits and _, such as erp");
        problems.add("code", &invalid(&next.code, &expected));
    }
    if next.name.is_empty() {
        problems.add("name", &Common::Required);
    }
    for (field, text) in [("name", &next.name), ("name_en", &next.name_en)] {
        if text.chars().count() > NAME_MAX {
            let value = text.chars().take(20).collect();
            problems.add(field, &Common::TooLong { value, max: NAME_MAX });
        }
    }
}

pub(super) fn invalid(value: &str, expected: &str) -> Common {
    Common::InvalidValue { value: value.to_owned(), expected: expected.to_owned() }
}

/// A token of RFC 9110 that is not ours to set.
fn is_header(name: &str) -> bool {
    let fits = |it: char| it.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(it);
    !name.is_empty() && name.chars().all(fits) && !TAKEN.contains(&name.to_ascii_lowercase().as_str())
}

/// `https://host[:port][/path]`, and `http` only within the company's own network.
fn check_address(address: &str, is_private: bool) -> Result<(), &'static str> {
    let whole = "an address such as https://erp.example.com/api";
    let (scheme, rest) = address.split_once("://").ok_or(whole)?;
    let (authority, path) = rest.split_once('/').map_or((rest, ""), |(host, path)| (host, path));
    let odd = |it: char| it.is_whitespace() || it.is_control() || !it.is_ascii() || "?#\\@\"<>".contains(it);
    if address.len() > ADDRESS_MAX || address.chars().any(odd) || path.split('/').any(|it| it == "..") {
        return Err(whole);
    }
    let (host, port) = split_port(authority);
    if host.is_empty() || port.is_some_and(|port| port.parse::<u16>().map_or(true, |port| port == 0)) {
        return Err(whole);
    }
    match scheme {
        "https" => Ok(()),
        "http" if is_private => Ok(()),
        "http" => Err("https: without TLS only hosts of the company's own network may be asked"),
        _ => Err(whole),
    }
}

/// `[::1]:8080` and `host:80` in two.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    let after = authority.rfind(']').map_or(0, |end| end + 1);
    match authority[after..].find(':') {
        Some(colon) => (&authority[..after + colon], Some(&authority[after + colon + 1..])),
        None => (authority, None),
    }
}

/// Scheme, host and port: where a secret goes.
pub(super) fn origin(address: &str) -> &str {
    let from = address.find("://").map_or(0, |place| place + 3);
    address[from..].find('/').map_or(address, |end| &address[..from + end])
}

/// The whole address of a path. What a path cannot hold as it is, Chinese for one, is encoded.
pub(super) fn target(address: &str, path: &str) -> Result<String, Common> {
    let expected = "a path such as /orders/1?full=true, without .. and #";
    let steps_out =
        path.split(['/', '?']).any(|it| matches!(it.to_ascii_lowercase().as_str(), ".." | "%2e%2e"));
    let rooted = path.is_empty() || path.starts_with('/') || path.starts_with('?');
    if path.len() > PATH_MAX || !rooted || steps_out || path.contains(['#', '\\']) {
        return Err(invalid(path, expected));
    }
    let mut url = address.to_owned();
    for byte in path.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?%".contains(&byte);
        if plain { url.push(char::from(byte)) } else { url.push_str(&format!("%{byte:02X}")) }
    }
    Ok(url)
}

/// Whether a connection may reach this host, asked once its name was looked up: a name may point anywhere.
pub fn may_reach(ip: IpAddr, is_private: bool, with_tls: bool) -> Result<(), &'static str> {
    let ip = match ip {
        IpAddr::V6(six) => six.to_ipv4_mapped().map_or(ip, IpAddr::V4),
        IpAddr::V4(_) => ip,
    };
    // Where clouds keep the secrets of a machine, and what is no single host.
    let never = match ip {
        IpAddr::V4(four) => four.is_link_local() || four.is_broadcast(),
        IpAddr::V6(six) => six.segments()[0] & 0xffc0 == 0xfe80,
    };
    if never || ip.is_unspecified() || ip.is_multicast() {
        return Err("it is no host that may be asked");
    }
    match (is_own(ip), is_private, with_tls) {
        (true, false, _) => {
            Err("it is a host of the company's own network, and the connection is for others")
        }
        (false, _, false) => Err("it is outside the company's own network, and is asked without TLS"),
        _ => Ok(()),
    }
}

/// Loopback, RFC 1918, RFC 6598, RFC 4193.
fn is_own(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(four) => {
            let [first, second, ..] = four.octets();
            four.is_loopback() || four.is_private() || (first == 100 && (64..128).contains(&second))
        }
        IpAddr::V6(six) => six == Ipv6Addr::LOCALHOST || six.segments()[0] & 0xfe00 == 0xfc00,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_whole_and_safe() {
        for (address, is_private, fine) in [
            ("https://erp.example.com", false, true),
            ("https://erp.example.com:8443/api/v1", false, true),
            ("https://[2001:db8::1]:8443/x", false, true),
            ("http://10.0.0.5:8080", true, true),
            ("http://10.0.0.5:8080", false, false),
            ("ftp://erp.example.com", true, false),
            ("erp.example.com", true, false),
            ("https://", true, false),
            ("https://:80", true, false),
            ("https://a:0", true, false),
            ("https://a:99999", true, false),
            ("https://user:pass@erp.example.com", true, false),
            ("https://erp.example.com/a?b=c", true, false),
            ("https://erp.example.com/../x", true, false),
            ("https://erp example.com", true, false),
        ] {
            assert_eq!(check_address(address, is_private).is_ok(), fine, "{address}");
        }
    }

    #[test]
    fn a_path_stays_under_its_address() {
        let at = |path: &str| target("https://a.example/api", path).ok();
        assert_eq!(at("/orders/1?full=true").as_deref(), Some("https://a.example/api/orders/1?full=true"));
        assert_eq!(at("").as_deref(), Some("https://a.example/api"));
        assert_eq!(at("/单 1").as_deref(), Some("https://a.example/api/%E5%8D%95%201"));
        for wrong in
            ["orders", "@evil.example/", "/../admin", "/a/..", "/%2e%2E/x", "/a#b", "/a\\b", ".evil.example"]
        {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn nobody_reaches_what_a_name_only_points_at() {
        let told = |ip: &str, is_private, tls| may_reach(ip.parse().unwrap(), is_private, tls).is_ok();
        assert!(told("93.184.216.34", false, true) && told("93.184.216.34", true, true));
        assert!(!told("93.184.216.34", true, false));
        for own in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "172.16.0.1",
            "100.64.0.1",
            "::1",
            "fd00::1",
            "::ffff:10.0.0.1",
        ] {
            assert!(!told(own, false, true), "{own}");
            assert!(told(own, true, false), "{own}");
        }
        for never in [
            "169.254.169.254",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "fe80::1",
            "::",
            "::ffff:169.254.169.254",
        ] {
            assert!(!told(never, true, true), "{never}");
        }
    }

    #[test]
    fn a_secret_goes_to_one_host() {
        assert_eq!(origin("https://a.example:8443/api/v1"), "https://a.example:8443");
        assert_eq!(origin("https://a.example"), "https://a.example");
    }
}
