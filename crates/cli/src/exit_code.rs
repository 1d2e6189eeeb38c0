//! The documented exit codes. One value per row of the table in the long help.

/// How the process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum ExitCode {
    /// Our own fault.
    Internal = 1,
    /// The command line is wrong.
    Usage = 2,
    /// An input is invalid.
    InputInvalid = 3,
    /// A gate failed.
    GateFailed = 4,
    /// An output or the database is not what was written.
    IntegrityFailed = 5,
    /// Another process works on the project.
    Locked = 6,
    /// Written by an incompatible version.
    IncompatibleVersion = 7,
    /// A disclosure rule refused the output.
    DisclosureRefused = 8,
    /// Interrupted by Ctrl-C.
    Interrupted = 130,
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code as u8)
    }
}
