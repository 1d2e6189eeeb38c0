//! A spreadsheet in the OpenDocument format. Reach for [`write`]: one sheet per table, header on
//! the first row, days as date cells.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{Table, Value};

const MIME: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// The file's bytes.
pub(super) fn write(tables: &[Table]) -> Result<Vec<u8>, String> {
    archive(&content(tables)).map_err(|error| error.to_string())
}

fn archive(content: &str) -> zip::result::ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("mimetype", options.compression_method(CompressionMethod::Stored))?;
    archive.write_all(MIME.as_bytes())?;
    let options = options.compression_method(CompressionMethod::Deflated);
    archive.start_file("META-INF/manifest.xml", options)?;
    archive.write_all(
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest:manifest \
             xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" \
             manifest:version=\"1.2\"><manifest:file-entry manifest:full-path=\"/\" \
             manifest:media-type=\"{MIME}\"/><manifest:file-entry \
             manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/>\
             </manifest:manifest>"
        )
        .as_bytes(),
    )?;
    archive.start_file("content.xml", options)?;
    archive.write_all(content.as_bytes())?;
    Ok(archive.finish()?.into_inner())
}

fn content(tables: &[Table]) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.2\">\
         <office:body><office:spreadsheet>",
    );
    for table in tables {
        xml.push_str(&format!("<table:table table:name=\"{}\">", escape(table.sheet)));
        xml.push_str("<table:table-row>");
        for column in &table.columns {
            push_text(&mut xml, &column.header);
        }
        xml.push_str("</table:table-row>");
        for row in &table.rows {
            xml.push_str("<table:table-row>");
            for value in row {
                match value {
                    Value::Empty => xml.push_str("<table:table-cell/>"),
                    Value::Text(text) => push_text(&mut xml, text),
                    Value::Day(day) => xml.push_str(&format!(
                        "<table:table-cell office:value-type=\"date\" office:date-value=\"{day}\">\
                         <text:p>{}</text:p></table:table-cell>",
                        value.plain()
                    )),
                }
            }
            xml.push_str("</table:table-row>");
        }
        xml.push_str("</table:table>");
    }
    xml.push_str("</office:spreadsheet></office:body></office:document-content>");
    xml
}

fn push_text(xml: &mut String, text: &str) {
    xml.push_str(&format!(
        "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
        escape(text)
    ));
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
