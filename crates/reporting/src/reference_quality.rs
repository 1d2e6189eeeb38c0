//! How much of the reference data a lawyer has still to confirm. Reach for [`unverified`] when a
//! report states its limits.

use records::Reference;
use records::reference::Citation;

/// One reference table with rows not yet verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnverifiedTable {
    /// File name in `reference/`.
    pub(crate) file: &'static str,
    /// Rows not verified.
    pub(crate) unverified: u64,
    /// Rows in all.
    pub(crate) rows: u64,
}

/// The tables that findings rest on and that hold unverified rows, in file name order. Name and
/// spelling lists are left out: they carry no legal statement.
pub(crate) fn unverified(reference: &Reference) -> Vec<UnverifiedTable> {
    let counted = |file, rows: &mut dyn Iterator<Item = &Citation>| {
        let mut table = UnverifiedTable { file, unverified: 0, rows: 0 };
        for citation in rows {
            table.rows += 1;
            table.unverified += u64::from(!citation.verified);
        }
        table
    };
    let mut tables = vec![
        counted("code_editions.csv", &mut reference.editions.iter().map(|row| &row.citation)),
        counted(
            "family_relations.csv",
            &mut reference.family_relations.iter().map(|r| &r.citation),
        ),
        counted("ground_articles.csv", &mut reference.ground_articles.iter().map(|r| &r.citation)),
        counted("grounds.csv", &mut reference.grounds.iter().map(|row| &row.citation)),
        counted("link_levels.csv", &mut reference.link_levels.iter().map(|row| &row.citation)),
        counted("link_parameters.csv", &mut reference.link_parameters.iter().map(|r| &r.citation)),
        counted("obstacle_rules.csv", &mut reference.obstacle_rules.iter().map(|r| &r.citation)),
        counted("obstacles.csv", &mut reference.obstacles.iter().map(|row| &row.citation)),
        counted("offence_families.csv", &mut reference.families.iter().map(|row| &row.citation)),
        counted("offences.csv", &mut reference.offences.iter().map(|row| &row.citation)),
        counted("office_requests.csv", &mut reference.office_requests.iter().map(|r| &r.citation)),
        counted(
            "published_counts.csv",
            &mut reference.published_counts.iter().map(|r| &r.citation),
        ),
        counted("register_schemes.csv", &mut reference.schemes.iter().map(|row| &row.citation)),
        counted("rereview_rules.csv", &mut reference.rereview_rules.iter().map(|r| &r.citation)),
        counted("time_limits.csv", &mut reference.time_limits.iter().map(|row| &row.citation)),
    ];
    tables.retain(|table| table.unverified > 0);
    tables
}
