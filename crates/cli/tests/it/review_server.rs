//! `sverka review` as a process, and plain HTTP to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running review.
pub(crate) struct Server {
    process: Child,
    /// The address with its one-time token.
    pub(crate) address: String,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Server {
    /// Starts a review of a project and waits for its address.
    pub(crate) fn start(dir: &Path, arguments: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_sverka"))
            .arg("review")
            .arg(dir)
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap());
        // From here on it is ended and waited for whatever happens.
        let mut server = Self { process, address: String::new() };
        let mut all = String::new();
        while server.address.is_empty() {
            let before = all.len();
            assert!(lines.read_line(&mut all).unwrap() > 0, "it did not start: {all}");
            let address = all[before..].trim().strip_prefix("open ");
            server.address = address.unwrap_or_default().to_owned();
        }
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        server
    }

    pub(crate) fn port(&self) -> u16 {
        let rest = self.address.rsplit(':').next().unwrap();
        rest.split('/').next().unwrap().parse().unwrap()
    }

    pub(crate) fn token(&self) -> &str {
        self.address.split_once('#').unwrap().1
    }

    /// Ends it without warning, as `kill -9` does.
    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Sends bytes as they are and reads what comes back.
    pub(crate) fn send(&self, request: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port())).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        // The server may refuse and close before it has read everything.
        let _ = stream.write_all(request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let text = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        Reply { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    /// A request with our own host and origin, and these headers.
    pub(crate) fn ask(&self, line: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let own = format!("127.0.0.1:{}", self.port());
        let origin = format!("http://{own}");
        let mut all = vec![("host", own.as_str()), ("connection", "close")];
        if line.starts_with("POST") {
            all.push(("origin", &origin));
        }
        for (name, value) in headers {
            all.retain(|(other, _)| other != name);
            all.push((name, value));
        }
        let mut request = format!("{line} HTTP/1.1\r\n");
        for (name, value) in all.iter().filter(|(_, value)| *value != "-") {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() && !headers.iter().any(|(name, _)| *name == "content-length") {
            request.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        request.push_str("\r\n");
        request.push_str(body);
        self.send(request.as_bytes())
    }

    /// Exchanges the token for the secret of a session.
    pub(crate) fn session(&self) -> String {
        let reply = self.ask("POST /session", &[("x-sverka-token", self.token())], "");
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.body
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
