//! Standard output for data, standard error for people, and the terminal itself for a passphrase. The
//! only writer to any of them. Nothing animates and nothing is coloured off a terminal, and nothing
//! depends on colour on one.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use age::secrecy::{ExposeSecret as _, SecretString};
use comfy_table::Table;
use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::arguments::Global;
use crate::failure::Failure;

/// Redraw often enough to look alive, seldom enough to cost nothing.
const TICK: Duration = Duration::from_millis(120);

/// The two streams under the global options.
#[derive(Clone, Debug)]
pub(crate) struct Terminal {
    /// `--json`.
    pub(crate) json: bool,
    quiet: bool,
}

impl Terminal {
    pub(crate) const fn new(global: &Global) -> Self {
        Self { json: global.json, quiet: global.quiet }
    }

    /// Prints data to standard output. A closed pipe is not an error: the reader has enough.
    pub(crate) fn data(&self, text: &str) {
        let mut out = io::stdout().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    /// Prints a JSON value to standard output.
    pub(crate) fn data_json(&self, value: &serde_json::Value) {
        // A `Value` always serialises: its map keys are strings.
        let text = serde_json::to_string_pretty(value).unwrap_or_default();
        self.data(&format!("{text}\n"));
    }

    /// Tells people something on standard error, unless quiet.
    pub(crate) fn say(&self, text: &str) {
        if !self.quiet {
            complain(text);
        }
    }

    /// A progress bar of known length, hidden when quiet or off a terminal.
    pub(crate) fn bar(&self, what: &'static str, length: u64) -> ProgressBar {
        let template =
            "{prefix:>10} {bar:30} {human_pos}/{human_len}  {per_sec}  {eta} left  {msg}";
        self.progress(ProgressBar::with_draw_target(Some(length), self.target()), what, template)
    }

    /// A counter of unknown length, hidden when quiet or off a terminal.
    pub(crate) fn counter(&self, what: &'static str) -> ProgressBar {
        let template = "{prefix:>10} {spinner} {human_pos}  {per_sec}  {elapsed}  {msg}";
        self.progress(ProgressBar::with_draw_target(None, self.target()), what, template)
    }

    fn target(&self) -> ProgressDrawTarget {
        if self.quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() }
    }

    fn progress(&self, bar: ProgressBar, what: &'static str, template: &str) -> ProgressBar {
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_prefix(what);
        if !bar.is_hidden() {
            bar.enable_steady_tick(TICK);
        }
        bar
    }
}

/// Letters of a passphrase at least: fewer are guessed in spite of the work a guess costs.
const LEAST_PASSPHRASE: usize = 12;

/// Held while the terminal does not show what is typed.
static ASKING: Mutex<()> = Mutex::new(());

/// Asks on the terminal and does not show what is typed, whatever the streams are redirected to.
///
/// # Errors
/// [`Failure::Usage`] where there is no terminal, or the question was broken off.
pub(crate) fn ask_secret(question: &str) -> Result<SecretString, Failure> {
    let _asking = ASKING.lock().unwrap_or_else(PoisonError::into_inner);
    let answer = rpassword::prompt_password(question);
    complain("");
    answer.map(SecretString::from).map_err(|cause| {
        Failure::Usage(format!(
            "a passphrase is asked on a terminal, and there is none to ask on ({cause}); without one \
             use a key file that has no passphrase"
        ))
    })
}

/// Asks twice for a passphrase to be remembered.
///
/// # Errors
/// As [`ask_secret`]; [`Failure::Usage`] when it is too short or the second differs.
pub(crate) fn ask_new_passphrase() -> Result<SecretString, Failure> {
    let first = ask_secret("New passphrase: ")?;
    if first.expose_secret().chars().count() < LEAST_PASSPHRASE {
        return Err(Failure::Usage(format!(
            "a passphrase has {LEAST_PASSPHRASE} letters or more; take four or five words"
        )));
    }
    let second = ask_secret("The same again: ")?;
    if first.expose_secret() != second.expose_secret() {
        return Err(Failure::Usage("the two passphrases differ; nothing was written".to_owned()));
    }
    Ok(first)
}

/// Gives a question that was broken off the time to let the terminal show again what is typed.
pub(crate) fn settle() {
    for _ in 0..20 {
        if ASKING.try_lock().is_ok() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Prints a line to standard error; if even that is closed there is nobody to tell.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// A table for people: a header, rows, no vertical lines.
pub(crate) fn table<const N: usize>(
    header: [impl Into<String>; N],
    rows: Vec<[String; N]>,
) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY);
    table.set_header(header.map(Into::<String>::into).to_vec());
    for row in rows {
        table.add_row(row.to_vec());
    }
    table.to_string()
}
