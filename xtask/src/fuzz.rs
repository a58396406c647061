//! The API answered by schemathesis: every operation of the document, with values that nobody would send.

use crate::demo::{self, Running};
use crate::{needs, shell};
use anyhow::{Context, Result, bail};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Lets schemathesis loose on a demo company of its own, then asks the program whether anything broke.
///
/// The debug build is fuzzed: it stops at an overflow or a broken assertion that a release build would pass over.
pub(crate) fn run() -> Result<()> {
    let schemathesis = needs::python_tools()?.join("schemathesis");
    let program = demo::debug_build()?;
    let data = shell::target().join("fuzz");
    // What an earlier run left would be fuzzed twice; absent is what we want.
    let _ = std::fs::remove_dir_all(&data);
    std::fs::create_dir_all(&data)?;
    let port = free_port()?;
    let server = start(&program, &data, port)?;
    let token = shell::output(Command::new(&program).args(["user", "token", "admin", "--data"]).arg(&data))?;
    let mut command = Command::new(schemathesis);
    command.args(["run", &format!("http://127.0.0.1:{port}/api/openapi.json")]);
    command.args(["--header", &format!("Authorization: Bearer {}", token.trim())]);
    command.args(["--checks", "not_a_server_error,status_code_conformance,content_type_conformance"]);
    // The live stream never ends, so waiting for its end proves nothing.
    command.args(["--exclude-path", "/api/live"]);
    command.args(["--max-examples", "20", "--max-time", "240", "--seed", "20261123"]);
    command.args(["--suppress-health-check", "all", "--workers", "2", "--request-timeout", "10"]);
    let verdict = shell::must(command.current_dir(&data));
    drop(server);
    verdict?;
    shell::must(Command::new(&program).args(["check", "--data"]).arg(&data))?;
    shell::must(Command::new(&program).args(["audit", "verify", "--data"]).arg(&data))
}

fn free_port() -> Result<u16> {
    // The kernel chooses; the listener is dropped so that the server can take the port.
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn start(program: &Path, data: &Path, port: u16) -> Result<Running> {
    let log = std::fs::File::create(data.join("server.log"))?;
    let mut server = Command::new(program);
    server.args(["demo", "--port", &port.to_string(), "--data"]).arg(data);
    server.stdout(log.try_clone()?).stderr(log).stdin(Stdio::null());
    let mut running = Running(server.spawn().context("starting shundan demo")?);
    let deadline = Instant::now() + Duration::from_secs(180);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        if let Some(status) = running.0.try_wait()? {
            bail!("shundan demo ended with {status}; see {}", data.join("server.log").display());
        }
        if Instant::now() > deadline {
            bail!("shundan demo did not answer in three minutes; see {}", data.join("server.log").display());
        }
        pause();
    }
    Ok(running)
}

/// Waits a little without sleeping in a test: this is a developer's command, watching another process.
fn pause() {
    let (_keep, never) = mpsc::channel::<()>();
    let _ = never.recv_timeout(Duration::from_millis(200));
}
