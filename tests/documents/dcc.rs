//! A DCC against PTB's own tools, where they are installed: XML Schema and Schematron.

use super::{report, runs};
use std::process::Command;

const CHECK: &str = "
import sys
from dcclib.validation import XsdValidator, SchematronValidator
text = sys.stdin.read()
found = SchematronValidator.for_dcc().validate_str(text)
errors = [str(r.text) for r in found.failed_assertions + found.successful_reports if r.role in ('error', 'warning')]
if len(sys.argv) > 1:
    schema = XsdValidator.from_file(sys.argv[1]).validate_str(text)
    if not schema.is_valid:
        errors.append(str(schema))
print('\\n'.join(errors))
sys.exit(1 if errors else 0)
";

/// `QUANHENG_DCC_PYTHON` names a Python with dcclib, `QUANHENG_DCC_XSD` the file dcc.xsd of version 3.3.0 with its imports.
#[test]
#[ignore = "needs a Python with dcclib: QUANHENG_DCC_PYTHON=… QUANHENG_DCC_XSD=… cargo test dcc -- --ignored"]
fn a_dcc_passes_schema_and_schematron() {
    let python = std::env::var("QUANHENG_DCC_PYTHON").expect("QUANHENG_DCC_PYTHON");
    let xsd = std::env::var("QUANHENG_DCC_XSD").ok();
    let runs = runs();
    for run in runs.all() {
        for lang in ["zh-CN", "en", "both"] {
            let text = report(runs.data(), &[run, "--as", "dcc", "--lang", lang]);
            let mut check = Command::new(&python);
            check
                .arg("-c")
                .arg(CHECK)
                .args(&xsd)
                .stdin(std::process::Stdio::piped())
                .stdout(std::process::Stdio::piped());
            let mut child = check.spawn().unwrap();
            std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_bytes()).unwrap();
            let told = child.wait_with_output().unwrap();
            assert!(told.status.success(), "{run} {lang}: {}", String::from_utf8_lossy(&told.stdout));
        }
    }
}
