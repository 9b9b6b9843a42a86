//! HTTP/1.1 by hand, for what no client library does: many requests on one connection, paths that are none, requests
//! that are never finished.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, TcpStream},
    time::Duration,
};

use crate::{Browser, Reply, Request, browser::base_url};

/// A connection to the service.
#[derive(Debug)]
pub struct Connection {
    stream: BufReader<TcpStream>,
}

impl Connection {
    /// Opens a connection to the service at `GATEHOUSE_URL`.
    pub fn open() -> Self {
        Self::to(&base_url())
    }

    /// Opens a connection to a server.
    pub fn to(url: &str) -> Self {
        let address = authority(url);
        let stream = TcpStream::connect(address).unwrap_or_else(|error| panic!("{address}: {error}"));
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        // What is written goes out at once: some tests hold back the last byte.
        stream.set_nodelay(true).unwrap();
        Self { stream: BufReader::new(stream) }
    }

    /// Sends bytes as they are.
    ///
    /// # Errors
    /// If the connection is closed.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.stream.get_mut().write_all(bytes).map_err(|error| error.to_string())
    }

    /// The same connection for another thread to write to.
    pub fn writer(&self) -> TcpStream {
        self.stream.get_ref().try_clone().unwrap()
    }

    /// Reads one answer to a request with this method and path.
    ///
    /// # Errors
    /// If no whole answer comes.
    pub fn read(&mut self, method: &str, path: &str) -> Result<Reply, String> {
        let asked = format!("{method} {path:.200}");
        let (mut status, mut headers) = self.head(&asked)?;
        // "100 Continue" and its like come before the answer.
        while (100..200).contains(&status) {
            (status, headers) = self.head(&asked)?;
        }
        let mut reply = Reply { asked, path: path.to_owned(), status, headers, body: Vec::new() };
        let bodiless = method == "HEAD" || status == 204 || status == 304;
        if !bodiless {
            reply.body = self.body(&reply)?;
        }
        Ok(reply)
    }

    /// Sends a browser's request and reads the answer, whose cookies the browser keeps.
    ///
    /// # Errors
    /// If no whole answer comes.
    pub fn send(&mut self, browser: &mut Browser, request: &Request) -> Result<Reply, String> {
        self.write(&bytes(browser, request))?;
        let reply = self.read(&request.method, &request.path)?;
        browser.keep(&reply);
        Ok(reply)
    }

    /// Hangs up without waiting for anything.
    pub fn hang_up(self) {
        let _ = self.stream.get_ref().shutdown(Shutdown::Both);
    }

    fn head(&mut self, asked: &str) -> Result<(u16, Vec<(String, String)>), String> {
        let line = self.line()?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| format!("{asked}: {line:?} is no answer"))?;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                return Ok((status, headers));
            }
            let (name, value) =
                line.split_once(':').ok_or_else(|| format!("{asked}: {line:?} is no header"))?;
            headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
    }

    fn line(&mut self) -> Result<String, String> {
        let mut line = Vec::new();
        self.stream.read_until(b'\n', &mut line).map_err(|error| error.to_string())?;
        if !line.ends_with(b"\n") {
            return Err("the connection was closed".to_owned());
        }
        Ok(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned())
    }

    fn body(&mut self, reply: &Reply) -> Result<Vec<u8>, String> {
        let chunked = reply.header("transfer-encoding").is_some_and(|coding| coding.contains("chunked"));
        if chunked {
            let mut body = Vec::new();
            loop {
                let size = self.line()?;
                let size = size.split(';').next().unwrap_or_default().trim();
                let size = usize::from_str_radix(size, 16).map_err(|_| format!("{size:?} is no size"))?;
                body.extend(self.exactly(size)?);
                self.line()?;
                if size == 0 {
                    return Ok(body);
                }
            }
        }
        if let Some(length) = reply.header("content-length") {
            return self.exactly(length.parse().map_err(|_| format!("{length:?} is no length"))?);
        }
        let mut body = Vec::new();
        self.stream.read_to_end(&mut body).map_err(|error| error.to_string())?;
        Ok(body)
    }

    fn exactly(&mut self, length: usize) -> Result<Vec<u8>, String> {
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes).map_err(|error| error.to_string())?;
        Ok(bytes)
    }
}

/// A browser's request as it goes over the wire. Its path need not be one, and its own `host` takes the place of the server's.
pub fn bytes(browser: &Browser, request: &Request) -> Vec<u8> {
    let mut headers = browser.headers(request);
    if !headers.iter().any(|(name, _)| name == "host") {
        headers.insert(0, ("host".to_owned(), authority(&browser.base).to_owned()));
    }
    if !request.body.is_empty() || request.method == "POST" {
        headers.push(("content-length".to_owned(), request.body.len().to_string()));
    }
    let mut bytes = format!("{} {} HTTP/1.1\r\n", request.method, request.path).into_bytes();
    for (name, value) in headers {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(&request.body);
    bytes
}

/// Name and port of a server.
fn authority(url: &str) -> &str {
    url.strip_prefix("http://").unwrap_or_else(|| panic!("the suites speak plain http, and not {url}"))
}
