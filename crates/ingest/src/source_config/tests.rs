use jiff::civil::date;

use super::*;

const WHOLE: &str = r#"
id = "ngo-sezim"
kind = "ngo"
title = "Crisis centre"
as_of = "2026-06-30"
layout = "case"
[coverage]
period = ["2019-01-01", 2026-06-30]
regions = ["KG11000000000"]
[[file]]
path = "data/x.xlsx"
sheet = "Лист1"
header_row = 3
[columns]
ref = "№ дела"
"victim.name" = "Ф.И.О. пострадавшей"
victim.sex = "Пол"
[codes.sex]
"ж" = "female"
[dates]
order = "dmy"
placeholders = ["01.01.1900"]
"#;

#[test]
fn a_whole_source_is_read_with_quoted_and_dotted_fields_alike() {
    let source: SourceConfig = toml::from_str(WHOLE).unwrap();
    assert_eq!(source.kind, SourceKind::Ngo);
    assert_eq!(source.as_of, date(2026, 6, 30));
    assert_eq!(source.layout, Layout::Case);
    assert_eq!(source.columns.keys().collect::<Vec<_>>(), ["ref", "victim.name", "victim.sex"]);
    assert_eq!(source.file[0].header_row, Some(3));
    assert_eq!(source.declared_coverage().period, Some((date(2019, 1, 1), date(2026, 6, 30))));
    assert_eq!(source.dates.order, Some(DateOrder::DayFirst));
}

#[test]
fn an_unknown_key_is_named_with_its_line() {
    for (key, line) in [("sheets = 1", 14), ("colums = 1", 5)] {
        let at = if line == 14 { "header_row = 3" } else { "title = \"Crisis centre\"" };
        let text = WHOLE.replacen(at, &format!("{at}\n{key}"), 1);
        let message = toml::from_str::<SourceConfig>(&text).unwrap_err().to_string();
        let name = key.split(' ').next().unwrap();
        assert!(message.contains(&format!("unknown field `{name}`")), "{message}");
        assert!(message.contains(&format!("line {line}")), "{message}");
    }
}

#[test]
fn wrong_values_are_refused_with_what_would_do() {
    let refused = |from: &str, to: &str, expected: &str| {
        let text = WHOLE.replacen(from, to, 1);
        let message = toml::from_str::<SourceConfig>(&text).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    };
    refused("kind = \"ngo\"", "kind = \"police\"", "expected one of `ngo`, `register`, `court`");
    refused("\"2026-06-30\"", "\"30.06.2026\"", "not a day such as \"2026-06-30\"");
    refused("2019-01-01", "2029-01-01", "before it begins");
    refused("\"dmy\"", "\"dd.mm\"", "expected one of `dmy`, `mdy`, `ymd`");
    refused("sex = \"Пол\"", "sex = 4", "the header of a column");
}
