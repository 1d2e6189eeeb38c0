//! A headless Chromium driven over its debugging socket: opens addresses, presses keys by their place
//! on the keyboard, reads the document. Chromium itself is installed by `tests/install-tools`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use tungstenite::{Message, WebSocket};

/// Long enough for a machine that is busy with other work.
const PATIENCE: Duration = Duration::from_secs(60);

/// A page in a browser of its own.
pub(crate) struct Browser {
    process: Child,
    socket: WebSocket<TcpStream>,
    sent: u64,
    _profile: TempDir,
}

impl Browser {
    /// Starts a browser with an empty page of 1280 × 720.
    pub(crate) fn start() -> Self {
        let profile = tempfile::tempdir().unwrap();
        let mut process = Command::new("chromium")
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
            .args(["--no-first-run", "--remote-debugging-port=0", "--window-size=1280,720"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("chromium is installed by tests/install-tools");
        let mut lines = BufReader::new(process.stderr.take().unwrap());
        let mut line = String::new();
        let port = loop {
            line.clear();
            assert!(lines.read_line(&mut line).unwrap() > 0, "chromium did not start");
            if let Some(rest) = line.split("ws://127.0.0.1:").nth(1) {
                break rest.split('/').next().unwrap().to_owned();
            }
        };
        // Its later messages must not fill the pipe.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        let listed = Self::targets(&port);
        let page = listed.iter().find(|target| target["type"] == "page").unwrap();
        let address = page["webSocketDebuggerUrl"].as_str().unwrap();
        let stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let (socket, _) = tungstenite::client(address, stream).unwrap();
        Self { process, socket, sent: 0, _profile: profile }
    }

    #[expect(clippy::disallowed_methods, reason = "a browser is waited for, and not for ever")]
    fn targets(port: &str) -> Vec<Value> {
        let started = Instant::now();
        loop {
            let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
            let request = format!(
                "GET /json/list HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
            );
            stream.write_all(request.as_bytes()).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer);
            let text = String::from_utf8_lossy(&answer);
            let body = text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
            let listed: Vec<Value> = serde_json::from_str(body).unwrap_or_default();
            if listed.iter().any(|target| target["type"] == "page") {
                return listed;
            }
            assert!(started.elapsed() < PATIENCE, "chromium shows no page");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Calls a method of the debugging protocol and waits for its answer.
    fn answer(&mut self, method: &str, parameters: &Value) -> Value {
        self.sent += 1;
        let request = json!({ "id": self.sent, "method": method, "params": parameters });
        self.socket.send(Message::text(request.to_string())).unwrap();
        loop {
            let Message::Text(text) = self.socket.read().unwrap() else { continue };
            let answer: Value = serde_json::from_str(&text).unwrap();
            if answer["id"] == self.sent {
                return answer;
            }
        }
    }

    /// Calls a method that must succeed and gives its result.
    pub(crate) fn call(&mut self, method: &str, parameters: &Value) -> Value {
        let answer = self.answer(method, parameters);
        assert!(answer["error"].is_null(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// The value of an expression in the page; null where the page was left meanwhile.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let parameters =
            json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.answer("Runtime.evaluate", &parameters);
        let left = answer["error"]["message"].as_str().is_some_and(|why| why.contains("navigated"));
        assert!(left || answer["error"].is_null(), "{answer}");
        answer["result"]["result"]["value"].clone()
    }

    /// Opens an address.
    pub(crate) fn open(&mut self, address: &str) {
        self.call("Page.navigate", &json!({ "url": address }));
    }

    /// Waits until an expression of the page is true.
    #[expect(clippy::disallowed_methods, reason = "a page is waited for, and not for ever")]
    pub(crate) fn until(&mut self, expression: &str) {
        let started = Instant::now();
        while self.value(expression) != true {
            if started.elapsed() > PATIENCE {
                let shown = self.value("document.body && document.body.innerText");
                panic!("{expression} did not come about; the page says {shown}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Presses the key at a place, with the letter that a Russian layout has there.
    pub(crate) fn press(&mut self, code: &str) {
        let key = match code {
            "KeyU" => "г",
            "KeyS" => "ы",
            "KeyZ" => "я",
            "KeyY" => "н",
            "KeyH" => "р",
            "KeyQ" => "й",
            "KeyA" => "ф",
            "KeyB" => "и",
            "Slash" => ".",
            digit => digit.strip_prefix("Digit").unwrap_or(digit),
        };
        for kind in ["rawKeyDown", "keyUp"] {
            let parameters = json!({ "type": kind, "code": code, "key": key });
            self.call("Input.dispatchKeyEvent", &parameters);
        }
    }

    /// Sets the size of the window, in CSS pixels.
    pub(crate) fn resize(&mut self, width: u32, height: u32) {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", &size);
    }

    /// What the accessibility rules of WCAG 2.2 A and AA find wrong with the page as it is now: rule
    /// and place, a line each.
    pub(crate) fn accessibility_violations(&mut self) -> Vec<String> {
        let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/tools/package/axe.min.js");
        let rules = std::fs::read_to_string(rules).expect("fetched by tests/install-tools");
        self.value(&format!("{rules};0"));
        let found = self.value(
            "axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']}) \
             .then(r => r.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html}`)))",
        );
        let lines = found.as_array().expect("axe answers with a list");
        lines.iter().map(|line| line.as_str().unwrap().to_owned()).collect()
    }

    /// The document as it is now.
    pub(crate) fn document(&mut self) -> String {
        self.value("document.documentElement.outerHTML").as_str().unwrap().to_owned()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
