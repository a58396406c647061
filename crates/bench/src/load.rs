//! Clients: loops that ask, wait for the answer, and ask again; all on one thread, so that they take
//! little of what they measure.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use futures_util::future::{join, join_all};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::company::TOKEN;
use crate::place::{Spent, Watched};

/// Asked again and again; one at a time.
pub(crate) trait Client {
    async fn ask(&mut self) -> anyhow::Result<()>;
}

/// What was measured while clients asked.
pub(crate) struct Run {
    /// Microseconds of each answer, sorted.
    latencies: Vec<u32>,
    seconds: f64,
    pub(crate) spent: Spent,
}

/// Lets clients ask for a while before it counts, then while it counts.
#[derive(Clone, Copy)]
pub(crate) struct Watch {
    pub(crate) warm: Duration,
    pub(crate) measure: Duration,
    pub(crate) watched: Watched,
}

impl Watch {
    pub(crate) fn drive<C: Client>(self, clients: Vec<C>) -> anyhow::Result<Run> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let (counting, ended) = (Cell::new(false), Cell::new(false));
            let latencies = RefCell::new(Vec::with_capacity(1 << 16));
            let one = |mut client: C| {
                let (counting, ended, latencies) = (&counting, &ended, &latencies);
                async move {
                    while !ended.get() {
                        let began = Instant::now();
                        client.ask().await?;
                        if counting.get() && !ended.get() {
                            let us = u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX);
                            latencies.borrow_mut().push(us);
                        }
                    }
                    anyhow::Ok(())
                }
            };
            let time = async {
                tokio::time::sleep(self.warm).await;
                counting.set(true);
                let (began, before) = (Instant::now(), self.watched.spent());
                tokio::time::sleep(self.measure).await;
                ended.set(true);
                (began.elapsed().as_secs_f64(), self.watched.spent() - before)
            };
            let (all, (seconds, spent)) = join(join_all(clients.into_iter().map(one)), time).await;
            all.into_iter().collect::<anyhow::Result<()>>()?;
            let mut latencies = latencies.take();
            latencies.sort_unstable();
            Ok(Run { latencies, seconds, spent })
        })
    }
}

impl Run {
    pub(crate) fn count(&self) -> u64 {
        self.latencies.len() as u64
    }

    pub(crate) fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.seconds
    }

    /// Milliseconds that `share` of the answers did not exceed.
    pub(crate) fn percentile(&self, share: f64) -> f64 {
        percentile(&self.latencies, share)
    }
}

/// Milliseconds at a share of sorted microseconds.
pub(crate) fn percentile(sorted: &[u32], share: f64) -> f64 {
    let place = ((sorted.len() as f64 * share) as usize).min(sorted.len().saturating_sub(1));
    f64::from(sorted.get(place).copied().unwrap_or_default()) / 1_000.0
}

/// A connection kept open, speaking as little HTTP/1.1 as the server needs.
pub(crate) struct Http {
    /// Opened by the first call.
    stream: Option<TcpStream>,
    address: String,
    out: Vec<u8>,
    read: Vec<u8>,
}

impl Http {
    pub(crate) fn new(address: &str) -> Self {
        Self { stream: None, address: address.to_owned(), out: Vec::new(), read: Vec::new() }
    }

    /// Sends a request and gives the body of the answer, which must have one of the good statuses.
    pub(crate) async fn call(
        &mut self,
        method: &str,
        path: &str,
        token: &str,
        body: &str,
    ) -> anyhow::Result<&[u8]> {
        use std::io::Write as _;
        self.out.clear();
        write!(
            self.out,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )?;
        let stream = match &mut self.stream {
            Some(stream) => stream,
            none => none.insert(connect(&self.address).await?),
        };
        stream.write_all(&self.out).await?;
        self.read.clear();
        let (head, length) = loop {
            ensure!(stream.read_buf(&mut self.read).await? > 0, "the server closed the connection");
            if let Some(end) = self.read.windows(4).position(|four| four == b"\r\n\r\n") {
                break (end + 4, length(&self.read[..end])?);
            }
        };
        while self.read.len() < head + length {
            ensure!(stream.read_buf(&mut self.read).await? > 0, "the server closed the connection");
        }
        let body = &self.read[head..];
        if !self.read.starts_with(b"HTTP/1.1 20") {
            bail!("{method} {path}: {}", String::from_utf8_lossy(&self.read));
        }
        Ok(body)
    }

    pub(crate) async fn post_order(&mut self, body: &str) -> anyhow::Result<()> {
        self.call("POST", "/api/orders", TOKEN, body).await.map(|_| ())
    }
}

async fn connect(address: &str) -> anyhow::Result<TcpStream> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

fn length(head: &[u8]) -> anyhow::Result<usize> {
    let head = std::str::from_utf8(head)?;
    let value = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim())
    });
    value.context("an answer without its length")?.parse().context("an answer's length")
}
