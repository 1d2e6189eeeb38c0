//! What the page needs from outside: the clock, random bytes and a voice. Reach for [`Outside`] when
//! the server is made; the binary gives the real ones, tests give their own.

use std::time::Duration;

/// The clock, random bytes and a voice.
pub struct Outside {
    /// The time now, RFC 3339 with offset.
    pub now: Box<dyn Fn() -> String + Send + Sync>,
    /// Time since some fixed moment; never goes back.
    pub elapsed: Box<dyn Fn() -> Duration + Send + Sync>,
    /// A fresh random text of at least 128 bits, safe in addresses.
    pub secret: Box<dyn Fn() -> String + Send + Sync>,
    /// Tells the person at the terminal the address to open. It holds the token: never log it.
    pub announce: Box<dyn Fn(&str) + Send + Sync>,
    /// Tells the person at the terminal what went wrong.
    pub complain: Box<dyn Fn(&str) + Send + Sync>,
}

impl std::fmt::Debug for Outside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Outside")
    }
}
