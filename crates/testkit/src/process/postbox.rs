//! Somebody else's mail server: SMTP (RFC 5321) over a real socket, and what letters say once they are unpacked (RFC 2045, 2047).

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// Addresses that begin like this are nobody's here.
const NOBODY: &str = "nobody";

/// One letter as it was handed over.
#[derive(Debug, Clone, PartialEq)]
pub struct Letter {
    pub to: String,
    pub message_id: String,
    /// Everything, headers first, encoded as it came.
    pub raw: String,
}

/// Listens until the test process ends.
#[derive(Clone)]
pub struct Postbox {
    pub address: SocketAddr,
    letters: Arc<Mutex<Vec<Letter>>>,
    /// Takes letters and never says so: whoever sends waits.
    silent: Arc<AtomicBool>,
}

impl Postbox {
    /// # Panics
    /// When there is no port.
    #[must_use]
    pub fn listen() -> Self {
        Self::at(SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// An address where nobody listens yet.
    ///
    /// # Panics
    /// When there is no port.
    #[must_use]
    pub fn address_to_be() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap_or_else(|e| panic!("a port: {e}"));
        listener.local_addr().unwrap_or_else(|e| panic!("a port: {e}"))
    }

    /// # Panics
    /// When the port is taken.
    #[must_use]
    pub fn at(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).unwrap_or_else(|e| panic!("{address}: {e}"));
        let address = listener.local_addr().unwrap_or_else(|e| panic!("a port: {e}"));
        let postbox = Self { address, letters: Arc::default(), silent: Arc::default() };
        let all = postbox.clone();
        std::thread::spawn(move || {
            for socket in listener.incoming().map_while(Result::ok) {
                let one = all.clone();
                std::thread::spawn(move || one.speak(socket));
            }
        });
        postbox
    }

    /// What `serve` must be told to send mail here.
    #[must_use]
    pub fn flags(address: SocketAddr) -> Vec<String> {
        let port = address.port().to_string();
        let all = ["--smtp-host", "127.0.0.1", "--smtp-port", &port, "--smtp-security", "none"];
        let from = ["--mail-from", "顺单 <orders@example.com>", "--url", "https://orders.example.com/"];
        all.iter().chain(&from).map(|flag| (*flag).to_owned()).collect()
    }

    /// From now on letters are taken without a word, or with one again.
    pub fn be_silent(&self, silent: bool) {
        self.silent.store(silent, Ordering::SeqCst);
    }

    /// Everything that was handed over, in order.
    ///
    /// # Panics
    /// When a thread that takes letters has failed.
    #[must_use]
    pub fn letters(&self) -> Vec<Letter> {
        self.letters.lock().unwrap_or_else(|e| panic!("{e}")).clone()
    }

    fn speak(&self, socket: TcpStream) {
        let Ok(mut says) = socket.try_clone() else { return };
        let mut lines = BufReader::new(socket).lines().map_while(Result::ok);
        let _ = says.write_all(b"220 postbox\r\n");
        let mut to = String::new();
        while let Some(line) = lines.next() {
            let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let answer = match word.as_str() {
                "EHLO" => "250-postbox\r\n250-8BITMIME\r\n250 SMTPUTF8",
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    if to.starts_with(NOBODY) { "550 5.1.1 no such user here" } else { "250 fine" }
                }
                "DATA" => {
                    let _ = says.write_all(b"354 go on\r\n");
                    let raw: Vec<String> = lines.by_ref().take_while(|line| line != ".").collect();
                    self.take(&to, &raw.join("\n"));
                    if self.silent.load(Ordering::SeqCst) {
                        continue;
                    }
                    "250 taken"
                }
                "QUIT" => {
                    let _ = says.write_all(b"221 goodbye\r\n");
                    return;
                }
                _ => "250 fine",
            };
            if says.write_all(format!("{answer}\r\n").as_bytes()).is_err() {
                return;
            }
        }
    }

    fn take(&self, to: &str, raw: &str) {
        let header = |name: &str| raw.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        let letter = Letter {
            to: to.to_owned(),
            message_id: header("Message-ID: ").trim().to_owned(),
            raw: raw.to_owned(),
        };
        if let Ok(mut letters) = self.letters.lock() {
            letters.push(letter);
        }
    }
}

impl Letter {
    /// The subject in words.
    #[must_use]
    pub fn subject(&self) -> String {
        let head = self.raw.split("\n\n").next().unwrap_or_default();
        let lines: Vec<&str> = head.lines().skip_while(|line| !line.starts_with("Subject: ")).collect();
        let more = lines.iter().skip(1).take_while(|line| line.starts_with(' ')).map(|line| line.trim());
        let first = lines.first().map_or("", |line| line.trim_start_matches("Subject: "));
        // Encoded words that follow each other are one.
        std::iter::once(first).chain(more).flat_map(|line| line.split(' ')).map(word).collect()
    }

    /// The part of a kind (`text/plain`, `text/html`), unpacked.
    #[must_use]
    pub fn part(&self, kind: &str) -> String {
        let Some((_, after)) = self.raw.split_once(&format!("Content-Type: {kind}")) else {
            return String::new();
        };
        let Some((head, body)) = after.split_once("\n\n") else { return String::new() };
        let body = body.split("\n--").next().unwrap_or_default();
        let bytes = match head.to_ascii_lowercase() {
            packed if packed.contains("base64") => base64(body),
            packed if packed.contains("quoted-printable") => quoted(&body.replace("=\n", "")),
            _ => body.as_bytes().to_vec(),
        };
        String::from_utf8_lossy(&bytes).replace('\r', "")
    }

    /// The secret of the link to decide.
    #[must_use]
    pub fn token(&self) -> Option<String> {
        let text = self.part("text/plain");
        let (_, after) = text.split_once("/a#")?;
        let secret = after.split_whitespace().next()?;
        secret.split_once('.').map(|(_, token)| token.to_owned())
    }
}

/// `=?utf-8?b?…?=`, or as it stands.
fn word(text: &str) -> String {
    let Some(inside) = text.strip_prefix("=?utf-8?b?").and_then(|it| it.strip_suffix("?=")) else {
        return format!("{text} ");
    };
    String::from_utf8_lossy(&base64(inside)).into_owned()
}

fn base64(text: &str) -> Vec<u8> {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::new();
    let (mut held, mut bits) = (0_u32, 0);
    for sign in text.bytes().filter_map(|byte| SIGNS.iter().position(|sign| *sign == byte)) {
        held = (held << 6 | u32::try_from(sign).unwrap_or(0)) & 0xFFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from(held >> bits & 0xFF).unwrap_or(0));
        }
    }
    out
}

fn quoted(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        match (first, hex) {
            (b'=', Some(byte)) => {
                out.push(byte);
                rest = &after[2..];
            }
            _ => {
                out.push(*first);
                rest = after;
            }
        }
    }
    out
}
