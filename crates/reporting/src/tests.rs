//! Claims about whole outputs.

use super::*;
use crate::sample::Sample;

fn outputs(sample: &Sample) -> Vec<OutputFile> {
    render_all(&sample.input(), &Language::ALL).unwrap()
}

#[test]
fn dump() {
    let dir = std::path::Path::new("/tmp/rep");
    std::fs::create_dir_all(dir).unwrap();
    for file in outputs(&Sample::new()) {
        std::fs::write(dir.join(&file.name), &file.bytes).unwrap();
    }
}
