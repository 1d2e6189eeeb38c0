use super::*;
use crate::file::KnownHeaders;
use crate::file::assemble::assemble;
use crate::table::Table;

fn grid_of(text: &str) -> (Grid, Dialect) {
    read(text.as_bytes(), &"a.csv".into(), &FileSpec::default(), &Limits::default()).unwrap()
}

fn table_of(text: &str) -> Table {
    let known = KnownHeaders::default();
    assemble(grid_of(text).0, &"a.csv".into(), None, Some(1), &known).unwrap().0
}

fn numbers(table: &Table) -> Vec<u32> {
    table.rows.iter().map(|row| row.number).collect()
}

fn refused(table: &Table) -> Vec<(u32, RefusalReason)> {
    table.refused.iter().map(|row| (row.at.row, row.reason)).collect()
}

#[test]
fn each_separator_is_found_although_the_text_holds_the_others() {
    for separator in [',', ';', '\t', '|'] {
        let others: String = [',', ';', '|'].iter().filter(|&&c| c != separator).collect();
        let text: String = [
            ["№", "Ф.И.О.", "Примечание"],
            ["1", "Асанова Айнура", "нет"],
            ["2", "Бекова Назгуль", &format!("пришла{others}ушла{others}")],
            ["3", "Садыкова Чолпон", &format!("Ош{others}")],
        ]
        .map(|row| row.join(&separator.to_string()) + "\n")
        .concat();
        let (grid, dialect) = grid_of(&text);
        assert_eq!(dialect.separator, Some(separator), "{text}");
        assert_eq!(dialect.separator_confidence, 1.0);
        assert!(grid.rows.iter().all(|row| row.cells.len() == 3));
    }
}

#[test]
fn decimal_commas_do_not_beat_the_semicolon() {
    let (_, dialect) = grid_of("a;b;c\n1,5;2,5;x\n1,7;2,9;y\n");
    assert_eq!(dialect.separator, Some(';'));
}

#[test]
fn a_file_without_separators_is_one_column_and_doubtful() {
    let (grid, dialect) = grid_of("имя\nАйнура\nБакыт\n");
    assert_eq!(dialect.separator, None);
    assert!(grid.notes.iter().any(|note| note.kind == NoteKind::Separator && note.doubtful));
    assert_eq!(grid.rows.len(), 3);
}

#[test]
fn excels_sep_line_is_obeyed_and_not_a_row() {
    let (grid, dialect) = grid_of("sep=|\na|b;c\n1|2;3\n");
    assert_eq!(dialect.separator, Some('|'));
    assert_eq!(grid.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn rows_carry_the_line_an_editor_shows_through_quoted_breaks_blank_lines_and_crlf() {
    let table = table_of("a;b\r\n\r\n1;\"две\r\nстроки\"\r\n;;\r\n\r\n2;x\r\n3;y");
    assert_eq!(numbers(&table), [3, 7, 8]);
    assert_eq!(table.rows.row(0).cells[1].as_text().unwrap(), "две\r\nстроки");
    assert!(table.refused.is_empty());
    assert_eq!(numbers(&table_of("a;b\r1;x\r2;y\r")), [2, 3], "line ends of old Macs");
}

#[test]
fn ragged_rows_are_refused_one_by_one_and_empty_trailing_cells_are_no_width() {
    let table = table_of("a;b;c\n7;2;3\n1;2\n1;2;3;4\n1;2;3;;\n4;5;6\n");
    assert_eq!(numbers(&table), [2, 5, 6]);
    let wrong = RefusalReason::WrongWidth;
    assert_eq!(refused(&table), [(3, wrong), (4, wrong)]);
    assert_eq!(table.refused[0].value_kind, "2 cells where the header has 3");
    assert_eq!(table.rows_in(), 5);
}

#[test]
fn a_quote_never_closed_costs_its_own_line_only() {
    let mut text = String::from("a;b;c\n");
    for row in 2..1000 {
        let note = if row == 10 || row == 500 { "\"открыта" } else { "\"да\"" };
        text.push_str(&format!("{row};{note};z\n"));
    }
    let table = table_of(&text);
    let wrong = RefusalReason::WrongWidth;
    assert_eq!(refused(&table), [(10, wrong), (500, wrong)]);
    assert_eq!(table.rows.len(), 996);
    assert!(table.refused[0].remedy.contains("quotation mark"));
}

#[test]
fn a_thousand_open_quotes_cost_a_thousand_lines_and_not_the_good_ones_between() {
    let mut text = String::from("a;b;c\n");
    for row in 0..1000 {
        text.push_str(&format!("{row};\"x;z\n{row};y;z\n"));
    }
    let table = table_of(&text);
    assert_eq!(table.rows_in(), 2000);
    assert_eq!((table.rows.len(), table.refused.len()), (1000, 1000));
}

#[test]
fn quotes_inside_unquoted_text_are_letters() {
    let table = table_of("a;b\nОсОО \"Ак-Жол\";1\n\"сказала \"\"нет\"\"\";2\n");
    assert_eq!(table.rows.row(0).cells[0].as_text().unwrap(), "ОсОО \"Ак-Жол\"");
    assert_eq!(table.rows.row(1).cells[0].as_text().unwrap(), "сказала \"нет\"");
}

#[test]
fn an_undecodable_cell_costs_its_row_and_names_the_column() {
    let mut bytes = "№;Имя\n1;Айнура\n2;".as_bytes().to_vec();
    bytes.extend_from_slice(b"\xd0\xff\n3;");
    bytes.extend_from_slice("Бакыт\n4;Чолпон\n".as_bytes());
    let file: Arc<str> = "a.csv".into();
    let (grid, _) = read(&bytes, &file, &FileSpec::default(), &Limits::default()).unwrap();
    let (table, _) = assemble(grid, &file, None, None, &KnownHeaders::default()).unwrap();
    assert_eq!(numbers(&table), [2, 4, 5]);
    assert_eq!(refused(&table), [(3, RefusalReason::UndecodableText)]);
    assert_eq!(table.refused[0].column.as_deref(), Some("Имя"));
    assert_eq!(table.refused[0].value_kind, "2 bytes in column B");
}

#[test]
fn limits_name_the_row() {
    let limited = |limits: Limits| {
        read(b"a;b\n1;22222\n3;4\n", &"a.csv".into(), &FileSpec::default(), &limits)
            .unwrap_err()
            .to_string()
    };
    let text = limited(Limits { rows: 2, ..Limits::default() });
    assert!(
        text.starts_with("a.csv row 3: rows: 3, at most 2") && text.contains("split"),
        "{text}"
    );
    let text = limited(Limits { columns: 1, ..Limits::default() });
    assert!(text.starts_with("a.csv row 1: columns: 2, at most 1"), "{text}");
    let text = limited(Limits { cell_characters: 4, ..Limits::default() });
    assert!(text.starts_with("a.csv row 2: bytes in one cell: 5, at most 4"), "{text}");
}

#[test]
fn separators_that_no_text_has_are_refused_with_a_remedy() {
    let spec = FileSpec { separator: Some('ж'), ..FileSpec::default() };
    let error = read(b"a;b\n", &"a.csv".into(), &spec, &Limits::default()).unwrap_err();
    let text = error.to_string();
    assert!(
        text.starts_with("a.csv: the separator") && text.contains("leave the key out"),
        "{text}"
    );
}

#[test]
fn a_header_stated_far_below_is_found_and_rows_behind_it_are_judged_alike() {
    let titles = "реестр;;\n".repeat(69);
    let rows: String = (72..300)
        .map(|row| format!("{row};x;{}\n", if row == 290 { "y;z" } else { "y" }))
        .collect();
    let text = format!("{titles}№;а;б\n1;2;3\n{rows}");
    let spec = FileSpec { header_row: Some(70), ..FileSpec::default() };
    let file = "a.csv".into();
    let grid = read(text.as_bytes(), &file, &spec, &Limits::default()).unwrap().0;
    let known = KnownHeaders::default();
    let table = assemble(grid, &file, None, Some(70), &known).unwrap().0;
    assert_eq!(table.header, ["№", "а", "б"]);
    assert_eq!(numbers(&table), (72..300).filter(|row| *row != 290).collect::<Vec<_>>());
    assert_eq!(refused(&table), [(290, RefusalReason::WrongWidth)]);
}
