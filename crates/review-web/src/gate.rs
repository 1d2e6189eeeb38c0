//! Who may speak to the server. Reach for [`Gate::admit`] before a request reaches anything that
//! knows a name. Loopback alone keeps nobody out: every page in the browser can send requests here,
//! so host, origin and a secret in a header are checked, each on its own (see
//! docs/decisions/0009-the-review-page.md).

use std::sync::Mutex;
use std::time::Duration;

use axum::http::{HeaderMap, Method, StatusCode, header};

use crate::outside::Outside;

/// The header that carries the secret of a session.
pub(crate) const SESSION: &str = "x-sverka-session";
/// The header that carries the one-time token.
pub(crate) const TOKEN: &str = "x-sverka-token";

/// The door.
pub(crate) struct Gate {
    hosts: Vec<String>,
    idle: Duration,
    port: u16,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The token of the address announced last, until it is used.
    token: Option<String>,
    /// The secret of the session in use and when it last spoke.
    session: Option<(String, Duration)>,
}

/// Why a request is turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Host or origin is not ours.
    Elsewhere,
    /// The token was used, or is another.
    Token,
    /// No session, or another's.
    Session,
    /// Nobody was there for too long.
    Idle,
}

impl Refusal {
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::Elsewhere | Self::Token => StatusCode::FORBIDDEN,
            Self::Session | Self::Idle => StatusCode::UNAUTHORIZED,
        }
    }

    /// Key of the message that the page shows.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Elsewhere => "elsewhere",
            Self::Token => "token-used",
            Self::Session => "no-session",
            Self::Idle => "locked",
        }
    }
}

impl Gate {
    /// A gate for the server on this port, locking after `idle` without a request.
    pub(crate) fn new(port: u16, idle: Duration) -> Self {
        let hosts = ["127.0.0.1", "localhost", "[::1]"].map(|host| format!("{host}:{port}"));
        Self { hosts: hosts.into(), idle, port, state: Mutex::default() }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        // A panic while the lock was held leaves whole values behind.
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Announces an address with a fresh token; an earlier one no longer opens.
    pub(crate) fn announce(&self, outside: &Outside) {
        let token = (outside.secret)();
        (outside.announce)(&format!("http://127.0.0.1:{}/#{token}", self.port));
        self.state().token = Some(token);
    }

    /// Whether host and origin are ours; a change must name its origin.
    pub(crate) fn ours(&self, method: &Method, headers: &HeaderMap) -> Result<(), Refusal> {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let host =
            text(header::HOST).is_some_and(|host| self.hosts.iter().any(|ours| ours == host));
        let origin = match headers.get(header::ORIGIN) {
            None => *method == Method::GET,
            Some(_) => text(header::ORIGIN)
                .and_then(|origin| origin.strip_prefix("http://"))
                .is_some_and(|origin| Some(origin) == text(header::HOST)),
        };
        let site = headers
            .get("sec-fetch-site")
            .is_none_or(|site| site == "same-origin" || (site == "none" && *method == Method::GET));
        if host && origin && site { Ok(()) } else { Err(Refusal::Elsewhere) }
    }

    /// Exchanges the one-time token for the secret of a session; whoever had one loses it.
    pub(crate) fn exchange(
        &self,
        headers: &HeaderMap,
        outside: &Outside,
    ) -> Result<String, Refusal> {
        let given = headers.get(TOKEN).map(|value| value.as_bytes());
        let mut state = self.state();
        let token = state.token.as_ref().ok_or(Refusal::Token)?;
        if !given.is_some_and(|given| equal(given, token.as_bytes())) {
            return Err(Refusal::Token);
        }
        state.token = None;
        let secret = (outside.secret)();
        state.session = Some((secret.clone(), (outside.elapsed)()));
        Ok(secret)
    }

    /// Whether the request carries the secret of the session in use.
    pub(crate) fn admit(&self, headers: &HeaderMap, outside: &Outside) -> Result<(), Refusal> {
        let given = headers.get(SESSION).map(|value| value.as_bytes());
        let mut state = self.state();
        let (secret, seen) = state.session.as_mut().ok_or(Refusal::Session)?;
        if !given.is_some_and(|given| equal(given, secret.as_bytes())) {
            return Err(Refusal::Session);
        }
        let now = (outside.elapsed)();
        if now.saturating_sub(*seen) > self.idle {
            state.session = None;
            return Err(Refusal::Idle);
        }
        *seen = now;
        Ok(())
    }

    /// Ends the session.
    pub(crate) fn lock(&self) {
        self.state().session = None;
    }
}

/// Compares without telling by its time where two secrets differ.
fn equal(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    /// A clock that the test sets, and secrets that count up.
    fn outside(clock: &Arc<AtomicU64>) -> Outside {
        let (clock, drawn) = (Arc::clone(clock), AtomicU64::new(0));
        Outside {
            now: Box::new(String::new),
            elapsed: Box::new(move || Duration::from_secs(clock.load(Ordering::Relaxed))),
            secret: Box::new(move || format!("secret-{}", drawn.fetch_add(1, Ordering::Relaxed))),
            announce: Box::new(|_| {}),
            complain: Box::new(|_| {}),
        }
    }

    fn with(name: &'static str, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        headers
    }

    #[test]
    fn a_session_nobody_uses_is_locked_and_one_in_use_is_not() {
        let clock = Arc::new(AtomicU64::new(0));
        let outside = outside(&clock);
        let gate = Gate::new(1, Duration::from_secs(60));
        gate.announce(&outside);
        let session = gate.exchange(&with(TOKEN, "secret-0"), &outside).unwrap();
        let admitted = |at: u64| {
            clock.store(at, Ordering::Relaxed);
            gate.admit(&with(SESSION, &session), &outside)
        };
        assert_eq!(admitted(60), Ok(()), "the sixtieth second is not yet too late");
        assert_eq!(admitted(120), Ok(()), "each request starts the time anew");
        assert_eq!(admitted(181), Err(Refusal::Idle));
        assert_eq!(admitted(182), Err(Refusal::Session), "the secret is worth nothing after that");
    }

    #[test]
    fn a_token_opens_once_and_a_later_session_ends_the_one_before() {
        let outside = outside(&Arc::default());
        let gate = Gate::new(1, Duration::from_secs(60));
        gate.announce(&outside);
        let first = gate.exchange(&with(TOKEN, "secret-0"), &outside).unwrap();
        assert_eq!(gate.exchange(&with(TOKEN, "secret-0"), &outside), Err(Refusal::Token));
        gate.announce(&outside);
        let second = gate.exchange(&with(TOKEN, "secret-2"), &outside).unwrap();
        assert_eq!(gate.admit(&with(SESSION, &first), &outside), Err(Refusal::Session));
        assert_eq!(gate.admit(&with(SESSION, &second), &outside), Ok(()));
    }
}
