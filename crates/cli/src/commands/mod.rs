//! One module per command, or per family of commands. Each takes parsed arguments and a terminal.

pub(crate) mod anonymize;
pub(crate) mod audit;
pub(crate) mod check;
pub(crate) mod estimate;
pub(crate) mod evaluate;
pub(crate) mod explain;
pub(crate) mod explain_pair;
pub(crate) mod histories;
pub(crate) mod init;
pub(crate) mod inspect;
pub(crate) mod lexicon;
pub(crate) mod lookup;
pub(crate) mod manual;
pub(crate) mod match_lists;
pub(crate) mod office;
pub(crate) mod personal_data_form;
pub(crate) mod privacy;
pub(crate) mod release;
pub(crate) mod reproduce;
pub(crate) mod review;
pub(crate) mod run;
pub(crate) mod simulate;
pub(crate) mod why;
