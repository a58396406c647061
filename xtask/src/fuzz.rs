//! The API answered by schemathesis: every operation of the document, with values that nobody would send.

use crate::demo::Running;
use crate::{needs, shell};
use anyhow::{Context, Result, bail};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Starts a demo company of its own on a free port, and lets schemathesis loose on it.
pub(crate) fn run() -> Result<()> {
    let schemathesis = needs::python_tools()?.join("schemathesis");
    shell::must(&mut shell::cargo_line("build --release --package server --bin shundan"))?;
    let data = shell::target().join("fuzz");
    // What an earlier run left would be fuzzed twice; absent is what we want.
    let _ = std::fs::remove_dir_all(&data);
    std::fs::create_dir_all(&data)?;
    let port = free_port()?;
    let _server = start(&data, port)?;
    let token = token(&data)?;
    let mut command = Command::new(schemathesis);
    command.args(["run", &format!("http://127.0.0.1:{port}/api/openapi.json")]);
    command.args(["--header", &format!("Authorization: Bearer {token}")]);
    command.args(["--checks", "not_a_server_error,status_code_conformance,content_type_conformance"]);
    command.args(["--max-examples", "20", "--seed", "20261123", "--suppress-health-check", "all"]);
    command.args(["--workers", "2", "--request-timeout", "10"]);
    command.current_dir(&data);
    shell::must(&mut command)
}

fn free_port() -> Result<u16> {
    // The kernel chooses; the listener is dropped so that the server can take the port.
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn start(data: &Path, port: u16) -> Result<Running> {
    let log = std::fs::File::create(data.join("server.log"))?;
    let mut server = Command::new(shell::target().join("release/shundan"));
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

fn token(data: &Path) -> Result<String> {
    let mut command = Command::new(shell::target().join("release/shundan"));
    command.args(["user", "token", "admin", "--data"]).arg(data);
    Ok(shell::output(&mut command)?.trim().to_owned())
}
