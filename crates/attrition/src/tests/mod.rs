//! Claims about whole analyses, on worlds of a few hand-made records.

mod conservation;
mod discrepancies;
mod figures;
mod findings;
mod paths;
mod world;
