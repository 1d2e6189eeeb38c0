//! Claims about whole analyses, on worlds of a few hand-made records.

mod bad_input;
mod conservation;
mod discrepancies;
mod figures;
mod findings;
mod ictip;
mod paths;
mod rereview;
mod returns;
mod world;
