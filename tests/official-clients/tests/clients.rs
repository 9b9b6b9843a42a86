//! Starts the official clients, and sends our own requests.

use bytes::Bytes;
use gatehouse_core::time::UnixTime;
use http::{Request, Response};
use serde_json::Value;
use std::env;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

/// Asks a program in `clients`, which is for Node.
pub fn node(program: &str, question: &Value) -> Value {
    ask(
        command(env::var_os("GATEHOUSE_NODE").map_or_else(|| "node".into(), PathBuf::from), &[], program),
        question,
    )
}

/// Asks a program in `clients`, which is for Python.
pub fn python(program: &str, question: &Value) -> Value {
    ask(python_command(program), question)
}

/// A program in `clients`, to be started.
pub fn python_command(program: &str) -> Command {
    let python = env::var_os("GATEHOUSE_PYTHON").expect(
        "GATEHOUSE_PYTHON must say where a Python is that has what requirements.txt names: `cargo xtask test` installs one",
    );
    // Without modules of this machine's own, and without a trace in the checkout.
    command(python.into(), &["-I", "-B"], program)
}

/// Where something in this folder is.
pub fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

fn command(interpreter: PathBuf, options: &[&str], program: &str) -> Command {
    let mut command = Command::new(interpreter);
    // Each client looks for accounts, regions and proxies in the environment.
    command.args(options).arg(path("clients").join(program)).env_clear();
    command.env("PATH", env::var_os("PATH").unwrap_or_default()).env("AWS_EC2_METADATA_DISABLED", "true");
    command
}

fn ask(mut command: Command, question: &Value) -> Value {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{} cannot be started: {error}", command.get_program().display()));
    // One that does not read it says why.
    let _ = child.stdin.take().unwrap().write_all(question.to_string().as_bytes());
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} did not succeed:\n{said}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{command:?}: {error}\n{said}"))
}

/// Sends one of our requests as it is.
pub fn send(request: Request<Bytes>) -> Response<Bytes> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .proxy(None)
        .timeout_global(Some(Duration::from_secs(30)))
        .build()
        .into();
    let response = agent.run(request.map(|body| body.to_vec())).unwrap();
    response.map(|mut body| Bytes::from(body.read_to_vec().unwrap()))
}

/// The time now: official clients ask the clock of this machine.
pub fn now() -> UnixTime {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    UnixTime(since.as_secs().try_into().unwrap())
}
