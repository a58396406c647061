//! A real PostgreSQL server of the tests' own: made, started, shared, and ending by itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio_postgres::NoTls;

/// The shared server stops when no test has touched its heartbeat for this long.
const IDLE_MINUTES: u32 = 4;
const WATCH: &str = r#"while [ -n "$(find "$1/heartbeat" -mmin -"$2" 2>/dev/null)" ]; do sleep 5; done
"$3/pg_ctl" -D "$1/data" -m immediate stop >/dev/null 2>&1"#;

/// A running server on a port of 127.0.0.1.
#[derive(Debug, Clone)]
pub struct Server {
    pub folder: PathBuf,
    pub port: u16,
}

impl Server {
    /// Makes a cluster in a folder and starts it; `settings` are lines for `postgresql.conf`.
    ///
    /// # Errors
    /// Says which program failed or is missing.
    pub fn start(folder: &Path, settings: &str) -> Result<Self, String> {
        let data = folder.join("data");
        let port = free_port()?;
        if !data.exists() {
            fs::create_dir_all(folder).map_err(|e| e.to_string())?;
            give_to_postgres(folder)?;
            let data = data.display().to_string();
            run(
                "initdb",
                &[
                    "-D",
                    &data,
                    "-U",
                    "postgres",
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--no-sync",
                ],
            )?;
        }
        let conf = format!(
            "listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = ''\n{settings}\n"
        );
        fs::write(data.join("postgresql.auto.conf"), conf).map_err(|e| e.to_string())?;
        let log = folder.join("log").display().to_string();
        run("pg_ctl", &["-D", &data.display().to_string(), "-l", &log, "-w", "-t", "60", "start"])?;
        Ok(Self { folder: folder.to_owned(), port })
    }

    /// Starts it again on its old port, after `stop`.
    ///
    /// # Errors
    /// Says which program failed.
    pub fn start_again(&self) -> Result<(), String> {
        let (data, log) = (self.folder.join("data"), self.folder.join("log"));
        let [data, log] = [data, log].map(|path| path.display().to_string());
        run("pg_ctl", &["-D", &data, "-l", &log, "-w", "-t", "60", "start"])
    }

    /// Stops it at once, as a power failure would.
    pub fn stop(&self) {
        let data = self.folder.join("data").display().to_string();
        let _ = run("pg_ctl", &["-D", &data, "-m", "immediate", "stop"]);
    }

    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }
}

/// The server that all test processes share, fast and forgetful.
///
/// # Panics
/// When there is no PostgreSQL on the machine.
#[must_use]
pub fn shared_server() -> String {
    #[expect(
        clippy::disallowed_methods,
        reason = "how a machine without PostgreSQL's programs names a server"
    )]
    if let Ok(url) = std::env::var("SHUNDAN_TEST_POSTGRES") {
        return url;
    }
    let folder = std::env::temp_dir().join("shundan-test-postgres");
    fs::create_dir_all(&folder).unwrap_or_else(|e| panic!("making {}: {e}", folder.display()));
    let lock =
        fs::File::create(folder.join("lock")).unwrap_or_else(|e| panic!("locking {}: {e}", folder.display()));
    lock.lock().unwrap_or_else(|e| panic!("locking {}: {e}", folder.display()));
    beat(&folder);
    let known = fs::read_to_string(folder.join("port")).ok().and_then(|port| port.trim().parse().ok());
    let server = match known.map(|port| Server { folder: folder.clone(), port }).filter(answers) {
        Some(server) => server,
        None => start_shared(&folder).unwrap_or_else(|e| panic!("PostgreSQL for tests: {e}")),
    };
    server.url("postgres")
}

fn start_shared(folder: &Path) -> Result<Server, String> {
    let _ = run("pg_ctl", &["-D", &folder.join("data").display().to_string(), "-m", "immediate", "stop"]);
    let _ = fs::remove_dir_all(folder.join("data"));
    let settings = "fsync = off\nfull_page_writes = off\nsynchronous_commit = off\nmax_connections = 400\nshared_buffers = 128MB";
    let server = Server::start(folder, settings)?;
    fs::write(folder.join("port"), server.port.to_string()).map_err(|e| e.to_string())?;
    let bin = bin_folder()?;
    let mut watch = as_postgres("sh");
    watch.args(["-c", WATCH, "sh", &folder.display().to_string(), &IDLE_MINUTES.to_string(), &bin]);
    watch.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    watch.spawn().map_err(|e| format!("watching the server: {e}"))?;
    Ok(server)
}

fn beat(folder: &Path) {
    let _ = fs::write(folder.join("heartbeat"), "");
}

fn answers(server: &Server) -> bool {
    with_client(&server.url("postgres"), "SELECT 1").is_ok()
}

/// A new, empty database on a server given by the address of any of its databases.
///
/// # Panics
/// When the server refuses.
#[must_use]
pub fn fresh_database(server: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    beat(&std::env::temp_dir().join("shundan-test-postgres"));
    let name = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let make =
        format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
    with_client(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        .and_then(|()| with_client(server, &make))
        .unwrap_or_else(|e| panic!("making a database: {e}"));
    let (base, _) = server.rsplit_once('/').unwrap_or((server, ""));
    format!("{base}/{name}")
}

/// Removes a database that `fresh_database` made.
pub fn drop_database(url: &str) {
    if let Some((server, name)) = url.rsplit_once('/') {
        let _ = with_client(
            &format!("{server}/postgres"),
            &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
        );
    }
}

fn with_client(url: &str, statement: &str) -> Result<(), String> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|e| e.to_string())?;
    let (url, statement) = (url.to_owned(), statement.to_owned());
    runtime.block_on(async move {
        let connecting = tokio_postgres::connect(&url, NoTls);
        let (client, connection) = tokio::time::timeout(Duration::from_secs(10), connecting)
            .await
            .map_err(|_| "no answer in ten seconds".to_owned())?
            .map_err(|e| e.to_string())?;
        tokio::select! {
            done = client.batch_execute(&statement) => done.map_err(|e| e.to_string()),
            _ = connection => Err("the connection ended".into()),
        }
    })
}

fn free_port() -> Result<u16, String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").map_err(|e| e.to_string())?;
    listener.local_addr().map(|a| a.port()).map_err(|e| e.to_string())
}

/// Where PostgreSQL's programs are: on the PATH, or where Debian puts them.
fn bin_folder() -> Result<String, String> {
    #[expect(clippy::disallowed_methods, reason = "looks for programs where a shell would")]
    let on_path = std::env::var("PATH").unwrap_or_default();
    let debian = (13..=20).rev().map(|version| format!("/usr/lib/postgresql/{version}/bin"));
    on_path
        .split(':')
        .map(str::to_owned)
        .chain(debian)
        .find(|folder| Path::new(folder).join("initdb").exists() && Path::new(folder).join("pg_ctl").exists())
        .ok_or_else(|| "no initdb on this machine: install the package postgresql".into())
}

/// PostgreSQL refuses to run as root; then its own user runs it.
fn as_postgres(program: &str) -> Command {
    if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", program]);
        command
    } else {
        Command::new(program)
    }
}

fn is_root() -> bool {
    fs::read_to_string("/proc/self/status").is_ok_and(|status| {
        status.lines().any(|line| line.starts_with("Uid:") && line.split_whitespace().nth(1) == Some("0"))
    })
}

fn give_to_postgres(folder: &Path) -> Result<(), String> {
    if !is_root() {
        return Ok(());
    }
    let done = Command::new("chown").arg("postgres").arg(folder).status().map_err(|e| e.to_string())?;
    if done.success() { Ok(()) } else { Err("cannot give the folder to the user postgres".into()) }
}

fn run(program: &str, args: &[&str]) -> Result<(), String> {
    let path = format!("{}/{program}", bin_folder()?);
    let mut command = as_postgres(&path);
    command.args(args).current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let status = command.status().map_err(|e| format!("{path}: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("{program} {} failed", args.join(" "))) }
}
