//! `shundan` started as people start it, on any port of 127.0.0.1.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::process::Client;

/// Of everybody who was entered.
pub const PASSWORD: &str = "plum-kettle-91-harbour";
/// A debug build on a busy machine takes its time to open a database.
const STARTS_WITHIN: Duration = Duration::from_secs(60);

/// The program with the database it works on.
#[derive(Debug, Clone)]
pub struct Program {
    pub path: PathBuf,
    /// As `--db` takes it.
    pub db: String,
    /// More for `serve`.
    pub flags: Vec<String>,
    /// Where the server writes what it has to say.
    pub log: PathBuf,
}

/// A server that runs; it is killed when dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    pub port: u16,
}

impl Program {
    #[must_use]
    pub fn new(path: &str, db: &str, folder: &Path) -> Self {
        let name = if db.contains("://") { "postgres.log" } else { "sqlite.log" };
        Self { path: path.into(), db: db.into(), flags: Vec::new(), log: folder.join(name) }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.path);
        command.args(["--db", &self.db]).args(args).env("SHUNDAN_PASSWORD", PASSWORD);
        for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env_remove(name);
        }
        command.stdin(Stdio::null());
        command
    }

    /// Runs a subcommand that ends, and gives what it printed.
    ///
    /// # Panics
    /// When it fails.
    #[must_use]
    pub fn run(&self, args: &[&str]) -> String {
        let output = self.command(args).output().unwrap_or_else(|e| panic!("{}: {e}", self.path.display()));
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(
            output.status.success(),
            "shundan {args:?} on {} ended with {}:\n{}{}",
            self.db,
            output.status,
            said(&output.stdout),
            said(&output.stderr)
        );
        said(&output.stdout)
    }

    /// Starts serving and waits until it says where.
    ///
    /// # Panics
    /// When it does not start in time.
    #[must_use]
    pub fn serve(&self) -> Running {
        let log = std::fs::File::options().create(true).append(true).open(&self.log);
        let log = log.unwrap_or_else(|e| panic!("{}: {e}", self.log.display()));
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.args(&self.flags).env("SHUNDAN_LOG", "error").stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().unwrap_or_else(|e| panic!("{}: {e}", self.path.display()));
        let said = child.stdout.take().unwrap_or_else(|| panic!("a server without a voice"));
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(said).lines().map_while(Result::ok) {
                let port = line.rsplit_once("127.0.0.1:").and_then(|(_, port)| port.trim().parse().ok());
                if let Some(port) = port
                    && tell.send(port).is_err()
                {
                    return;
                }
            }
        });
        match told.recv_timeout(STARTS_WITHIN) {
            Ok(port) => Running { child, port },
            Err(_) => panic!("the server did not start; see {}:\n{}", self.log.display(), self.said()),
        }
    }

    /// Enters an administrator and gives a client that acts as he.
    ///
    /// # Panics
    /// When that fails.
    #[must_use]
    pub fn admin(&self, server: &Running, login: &str) -> Client {
        Client::log_in(server.port, login, PASSWORD)
    }

    /// Enters somebody who may log in.
    ///
    /// # Panics
    /// When that fails.
    pub fn enter(&self, login: &str, role: &str) {
        let _ = self.run(&["user", "add", login, "--role", role]);
    }

    /// What the server wrote so far, for the message of a test that failed.
    #[must_use]
    pub fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Looks for anything that must never be, and for broken chains.
    ///
    /// # Panics
    /// When something was found.
    pub fn check(&self) {
        let _ = self.run(&["check"]);
        let _ = self.run(&["audit", "verify"]);
    }
}

impl Running {
    /// Ends it as a power failure would.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Looks again and again until it is so.
///
/// # Panics
/// When it is not so in time.
pub fn pause(what: &str, within: Duration, mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + within;
    while !done() {
        assert!(Instant::now() < deadline, "waited {within:?} in vain until {what}");
        std::thread::park_timeout(Duration::from_millis(5));
    }
}
