//! Claims about whole analyses, on worlds of a few hand-made records.

mod bad_input;
mod conservation;
mod coverage;
mod discrepancies;
mod doubt;
mod figures;
mod findings;
mod ictip;
mod office;
mod paths;
mod rereview;
mod returns;
mod times;
mod world;
