//! The only reader of clocks. How long the phases of a command take, and when somebody decided
//! something; no result depends on either.

use std::time::Instant;

/// Seconds by phase, in order.
pub(crate) struct Clock {
    phases: Vec<(&'static str, f64)>,
    since: Instant,
}

impl Clock {
    /// Starts with a first phase.
    pub(crate) fn starting(phase: &'static str) -> Self {
        Self { phases: vec![(phase, 0.0)], since: now() }
    }

    /// Ends the running phase and begins another.
    pub(crate) fn begin(&mut self, phase: &'static str) {
        self.close();
        self.phases.push((phase, 0.0));
    }

    /// Ends the last phase.
    pub(crate) fn finish(mut self) -> Vec<(&'static str, f64)> {
        self.close();
        self.phases
    }

    fn close(&mut self) {
        if let Some(last) = self.phases.last_mut() {
            last.1 = self.since.elapsed().as_secs_f64();
        }
        self.since = now();
    }
}

/// The time of day, UTC, RFC 3339 to the second.
#[expect(clippy::disallowed_methods, reason = "this module is where clocks are read")]
pub(crate) fn time_of_day() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seconds = since.map_or(0, |since| since.as_secs());
    let at = jiff::Timestamp::from_second(i64::try_from(seconds).unwrap_or(i64::MAX));
    at.unwrap_or_default().to_string()
}

/// A clock that never goes back: time since it was made.
pub(crate) fn stopwatch() -> impl Fn() -> std::time::Duration + Send + Sync {
    let since = now();
    move || since.elapsed()
}

#[expect(clippy::disallowed_methods, reason = "this module is where phases are timed")]
fn now() -> Instant {
    Instant::now()
}
