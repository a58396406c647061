//! Asks another system over HTTP: within a time, only where its connection allows, following nothing, reading no more than is kept.

use std::fmt;
use std::io::Read;
use std::net::SocketAddr;
use std::sync::LazyLock;
use std::time::Duration;

use connect::connection::reply::ANSWER_MAX;
use connect::connection::{Heard, Sending, rules};
use ureq::config::Config;
use ureq::http::{Request, Response, Uri};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body};

/// The client; one for hosts of the company's own network, one for all others.
pub(crate) struct Reach {
    own: Agent,
    others: Agent,
}

/// The client as the whole program shares it, with the connections it keeps open.
pub(crate) static REACH: LazyLock<Reach> = LazyLock::new(Reach::new);

/// Looks names up, and refuses what the connection may not reach: a name may point anywhere.
struct Guard {
    names: DefaultResolver,
    is_private: bool,
}

/// Why a host was refused, on its way through the client.
#[derive(Debug)]
struct OutOfBounds(String);

impl std::error::Error for OutOfBounds {}

impl fmt::Display for OutOfBounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard").field("is_private", &self.is_private).finish()
    }
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        let with_tls = uri.scheme_str() == Some("https");
        let refused = |address: &SocketAddr| rules::may_reach(address.ip(), self.is_private, with_tls).err();
        match found.iter().find_map(refused) {
            None => Ok(found),
            Some(why) => {
                let host = uri.host().unwrap_or_default();
                let why = OutOfBounds(format!("{host} may not be asked: {why}"));
                Err(ureq::Error::Other(Box::new(why)))
            }
        }
    }
}

impl Reach {
    fn new() -> Self {
        let agent = |is_private| {
            let config = Agent::config_builder()
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false)
                // Its way must be the one that was looked at.
                .proxy(None)
                .user_agent("Shundan")
                .build();
            let guard = Guard { names: DefaultResolver::default(), is_private };
            Agent::with_parts(config, DefaultConnector::default(), guard)
        };
        Self { own: agent(true), others: agent(false) }
    }

    /// Asks, and tells what came. Blocks as long as the answer may take.
    pub(crate) fn ask(&self, sending: &Sending) -> Heard {
        match self.send(sending) {
            Ok(mut response) => read(&mut response),
            Err(error) => failed(&error, sending.seconds_max),
        }
    }

    fn send(&self, sending: &Sending) -> Result<Response<Body>, ureq::Error> {
        let mut request = Request::builder().method(sending.method.as_str()).uri(&sending.url);
        for (name, value) in &sending.headers {
            request = request.header(name, value);
        }
        let agent = if sending.is_private { &self.own } else { &self.others };
        let within = Some(Duration::from_secs(sending.seconds_max));
        match &sending.body {
            Some(body) => {
                let request = request.body(body.as_str())?;
                agent.run(agent.configure_request(request).timeout_global(within).build())
            }
            None => {
                let request = request.body(())?;
                agent.run(agent.configure_request(request).timeout_global(within).build())
            }
        }
    }
}

fn read(response: &mut Response<Body>) -> Heard {
    let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
    let content_type = header("content-type").unwrap_or_default().to_ascii_lowercase();
    let retry_after = header("retry-after").and_then(|value| value.trim().parse().ok());
    let status = response.status().as_u16();
    let mut body = Vec::new();
    let reader = response.body_mut().as_reader();
    match reader.take(ANSWER_MAX + 1).read_to_end(&mut body) {
        Ok(length) => {
            let cut = length as u64 > ANSWER_MAX;
            Heard::Answer { status, content_type, retry_after, body, cut }
        }
        Err(error) => Heard::Nothing { why: format!("the answer broke off: {error}") },
    }
}

fn failed(error: &ureq::Error, seconds: u64) -> Heard {
    match error {
        ureq::Error::Timeout(_) => Heard::Nothing { why: format!("no answer within {seconds} s") },
        ureq::Error::Other(other) if other.is::<OutOfBounds>() => Heard::Forbidden { why: other.to_string() },
        ureq::Error::Http(_) | ureq::Error::BadUri(_) => Heard::Forbidden { why: error.to_string() },
        _ => Heard::Nothing { why: error.to_string() },
    }
}
