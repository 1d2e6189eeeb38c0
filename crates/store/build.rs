//! Rebuilds when a migration is added: the macro that embeds them cannot watch a folder.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-changed=migrations-postgres");
}
