//! How long the phases of a command take. The only reader of the monotonic clock; no result
//! depends on it.

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

#[expect(clippy::disallowed_methods, reason = "this module is where phases are timed")]
fn now() -> Instant {
    Instant::now()
}
