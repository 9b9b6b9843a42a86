//! `serve` as a browser meets it: events, pages, problems.

use std::fs;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const ARTICLE: &str = "en/signing-in/forgot-password.md";
const ADDRESS: &str = "/help/signing-in/forgot-password/";

/// A server of a copy of the content. It ends, and the copy goes, when this is dropped.
struct Server {
    child: Child,
    port: String,
    folder: PathBuf,
}

impl Server {
    fn start(name: &str) -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = std::env::temp_dir().join(format!("gatehouse-serve-{name}-{}", std::process::id()));
        copy(&here.join("../content"), &folder.join("content"));
        let mut child = Command::new(env!("CARGO_BIN_EXE_gatehouse-site-gen"))
            .args(["serve", "--port", "0", "--content"])
            .arg(folder.join("content"))
            .arg("--templates")
            .arg(here.join("templates"))
            .arg("--out")
            .arg(folder.join("out"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let mut lines = BufReader::new(child.stdout.take().expect("it has an output")).lines();
        let port = lines
            .by_ref()
            .find_map(|line| {
                let line = line.ok()?;
                Some(line.strip_prefix("Ready on http://localhost:")?.split('.').next()?.to_owned())
            })
            .expect("it says where it is");
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, port, folder }
    }

    fn ask(&self, path: &str, host: &str) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(format!("127.0.0.1:{}", self.port)).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit can be set");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").expect("it reads");
        BufReader::new(stream)
    }

    fn get(&self, path: &str) -> String {
        let mut reply = String::new();
        self.ask(path, "localhost").read_to_string(&mut reply).expect("it answers in text");
        reply
    }

    fn save(&self, change: impl Fn(&str) -> String) {
        let path = self.folder.join("content").join(ARTICLE);
        let text = fs::read_to_string(&path).expect("the article is there");
        fs::write(&path, change(&text)).expect("the article can be saved");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        let place = to.join(path.file_name().expect("it has a name"));
        if path.is_dir() {
            copy(&path, &place);
        } else {
            fs::copy(&path, &place).expect("it can be copied");
        }
    }
}

fn wait_for_reload(events: &mut impl BufRead) {
    let found = events.lines().map_while(Result::ok).any(|line| line == "event: reload");
    assert!(found, "the events went on until a reload");
}

/// What the page said: events that are asked for with it, so that none is missed.
fn events(server: &Server, page: &str) -> BufReader<TcpStream> {
    let generation = page.split("data-generation=\"").nth(1).and_then(|rest| rest.split('"').next());
    server.ask(&format!("/-/events?generation={}", generation.expect("the page has the script")), "localhost")
}

#[test]
fn a_save_is_in_the_browser_and_problems_are_told_there() {
    let server = Server::start("save");
    let page = server.get(ADDRESS);
    let mut told = events(&server, &page);
    server.save(|text| format!("{text}\nWords that are new.\n"));
    wait_for_reload(&mut told);
    let page = server.get(ADDRESS);
    assert!(page.contains("Words that are new."), "{page}");

    let mut told = events(&server, &page);
    server.save(|text| format!("{text}\nSee [this](/help/nowhere/).\n"));
    wait_for_reload(&mut told);
    let page = server.get("/");
    assert!(
        page.contains("1 problem to mend") && page.contains("<pre>See [this](/help/nowhere/).</pre>"),
        "{page}"
    );
    assert!(server.get(ADDRESS).contains("Words that are new."), "the last good page stays");
}

#[test]
fn a_draft_is_shown_and_marked() {
    let server = Server::start("draft");
    let mut told = events(&server, &server.get("/"));
    server.save(|text| text.replacen("order = ", "draft = true\norder = ", 1));
    wait_for_reload(&mut told);
    assert!(server.get(ADDRESS).contains("<strong>Draft.</strong>"));
    assert!(!server.get("/help/signing-in/").contains("<strong>Draft.</strong>"));
}

#[test]
fn only_html_gets_the_script_and_the_policy_of_the_platform_holds() {
    let server = Server::start("script");
    let page = server.get("/");
    assert!(page.contains("<script src=\"/-/reload.js\""), "{page}");
    assert!(
        page.contains("content-security-policy: default-src 'none'") && !page.contains("unsafe-inline"),
        "{page}"
    );
    assert!(!server.get("/sitemap.xml").contains("/-/reload.js"));
    assert!(server.get("/-/reload.js").contains("text/javascript"));
}

#[test]
fn other_addresses_are_answered_helpfully() {
    let server = Server::start("addresses");
    let starts = |path: &str, start: &str| {
        let reply = server.get(path);
        assert!(reply.starts_with(&format!("HTTP/1.1 {start}")), "{path}: {reply}");
        reply
    };
    assert!(starts("/sign-in?lang=en", "501").contains("cargo xtask dev"));
    assert!(starts("/help/signing-in", "307").contains("location: /help/signing-in/\r\n"));
    assert!(starts("/?lang=es", "302").contains("location: /es/\r\n"));
    starts("/help/nowhere/", "404");
    starts("/assets/../../content/en/home.md", "404");
    let mut reply = String::new();
    server.ask("/", "drafts.example").read_to_string(&mut reply).expect("it answers");
    assert!(reply.starts_with("HTTP/1.1 403"), "another site's name leads nowhere: {reply}");
}
