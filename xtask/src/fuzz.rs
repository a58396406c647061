//! The API answered by schemathesis: every operation of the document, with values that nobody would send.

use crate::demo::{self, Running};
use crate::{needs, shell};
use anyhow::{Context, Result, bail};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

const LOGIN: &str = "fuzz";
/// It finds its own token and its own user in the lists and takes their rights: afterwards nothing is fuzzed any more.
const LOCKS_ITSELF_OUT: [&str; 5] = [
    "tokens_id_delete",
    "users_id_password_post",
    "users_id_deactivate_post",
    "users_id_roles_put",
    "roles_id_grants_put",
];
const PASSWORD: &str = "plum-kettle-91-harbour";

/// Lets schemathesis loose on a company of its own, then asks the program whether anything broke.
///
/// The debug build is fuzzed: it stops at an overflow or a broken assertion that a release build would pass over.
pub(crate) fn run() -> Result<()> {
    let schemathesis = needs::python_tools()?.join("schemathesis");
    let program = demo::debug_build()?;
    let folder = shell::target().join("fuzz");
    // What an earlier run left would be fuzzed twice; absent is what we want.
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;
    let shundan = |line: &str| {
        let mut command = Command::new(&program);
        command.args(line.split_whitespace()).env("SHUNDAN_DB", folder.join("fuzz.db"));
        command.env("SHUNDAN_PASSWORD", PASSWORD);
        command
    };
    shell::must(&mut shundan(&format!("user add {LOGIN} --role admin")))?;
    let port = free_port()?;
    let server = start(shundan(&format!("serve --listen 127.0.0.1:{port}")), &folder, port)?;
    let token = token(port)?;
    let mut command = Command::new(schemathesis);
    command.args(["run", &format!("http://127.0.0.1:{port}/api/openapi.json")]);
    command.args(["--header", &format!("Authorization:Bearer {token}")]);
    command.args(["--checks", "not_a_server_error,status_code_conformance,content_type_conformance"]);
    // The live stream never ends, and logging out would end the session everything else needs.
    command.args(["--exclude-path", "/api/live", "--exclude-path", "/api/session"]);
    for locks_itself_out in LOCKS_ITSELF_OUT {
        command.args(["--exclude-operation-id", locks_itself_out]);
    }
    command.args(["--max-examples", "20", "--max-time", "180", "--seed", "20261123"]);
    command.args(["--suppress-health-check", "all", "--workers", "1", "--request-timeout", "10"]);
    let verdict = shell::must(command.current_dir(&folder));
    drop(server);
    verdict?;
    shell::must(&mut shundan("check"))?;
    shell::must(&mut shundan("audit verify"))
}

fn free_port() -> Result<u16> {
    // The kernel chooses; the listener is dropped so that the server can take the port.
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn start(mut server: Command, folder: &Path, port: u16) -> Result<Running> {
    let file = folder.join("server.log");
    let log = std::fs::File::create(&file)?;
    server.stdout(log.try_clone()?).stderr(log).stdin(Stdio::null());
    let mut running = Running(server.spawn().context("starting the server")?);
    let deadline = Instant::now() + Duration::from_secs(60);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        if let Some(status) = running.0.try_wait()? {
            bail!("the server ended with {status}; see {}", file.display());
        }
        if Instant::now() > deadline {
            bail!("the server did not answer within a minute; see {}", file.display());
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

/// A token that may do everything. Not the session's cookie: the document offers tokens too, and schemathesis would
/// make one up beside the cookie.
fn token(port: u16) -> Result<String> {
    let body = format!("{{\"login\":\"{LOGIN}\",\"password\":\"{PASSWORD}\"}}");
    let answer = post(port, "/api/session", "", &body)?;
    let cookie = answer.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("set-cookie").then(|| value.trim().split(';').next().unwrap_or_default())
    });
    let cookie = cookie.with_context(|| format!("logging in was answered with\n{answer}"))?;
    let body = "{\"name\":\"fuzz\",\"actions\":[\"*\"]}";
    let answer = post(port, "/api/tokens", &format!("Cookie: {cookie}\r\n"), body)?;
    let secret = answer.split_once("\"secret\":\"").and_then(|(_, rest)| rest.split_once('"'));
    let (secret, _) = secret.with_context(|| format!("making a token was answered with\n{answer}"))?;
    Ok(secret.to_owned())
}

fn post(port: u16, path: &str, header: &str, body: &str) -> Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{header}Content-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
