//! `completions` and `man`: what the shell and the manual reader need, from the one definition.

use std::path::Path;

use clap::CommandFactory;

use crate::arguments::Arguments;
use crate::failure::Failure;
use crate::terminal::Terminal;

/// Prints completions for a shell.
pub(crate) fn completions(shell: clap_complete::Shell, terminal: &Terminal) {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "sverka", &mut script);
    terminal.data(&String::from_utf8_lossy(&script));
}

/// Prints the man page: the command, then every subcommand.
pub(crate) fn man(terminal: &Terminal) -> Result<(), Failure> {
    let mut command = Arguments::command();
    command.build();
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(command.clone()).render(&mut page).and_then(|()| {
        command.get_subcommands().filter(|sub| sub.get_name() != "help").try_for_each(|sub| {
            clap_mangen::Man::new(sub.clone().version(env!("CARGO_PKG_VERSION"))).render(&mut page)
        })
    });
    rendered.map_err(|cause| Failure::write(Path::new("man page"), cause))?;
    terminal.data(&String::from_utf8_lossy(&page));
    Ok(())
}
