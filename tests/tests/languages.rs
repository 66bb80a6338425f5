//! Whatever can go wrong is told in Chinese without English prose, and in English without Chinese: every kind is walked.

use std::io::{Cursor, Write};
use std::path::PathBuf;

use aftersight::engine::{Limits, LoadError, LoadProblem, inspect};
use aftersight_contract::manifest::{Cause, Manifest, Words};
use aftersight_contract::{Breach, Error, Malformed, Place, Value};
use aftersight_ingest::{File, Lang, Options, Problem, ReadError};
use aftersight_intake::Bytes;
use aftersight_pipeline::bare;
use aftersight_pipeline::engine::{Excess, Failure, Trap};
use aftersight_tests::words::english;
use aftersight_tests::{engine, public_data};

/// A library's own text.
const FOREIGN: &str = "something the library said at 0x1f";

/// Both sentences are there, each in its language.
fn both(words: &Words) {
    assert!(words.zh.chars().any(|c| ('一'..='龥').contains(&c)), "no Chinese: {words:?}");
    assert_eq!(english(&words.zh), None, "English in: {}", words.zh);
    assert!(!words.en.is_empty() && !words.en.chars().any(|c| ('一'..='龥').contains(&c)), "Chinese in: {}", words.en);
    for text in [&words.zh, &words.en] {
        assert!(!text.contains("{?}") && !text.contains("（）") && !text.contains("()"), "a gap in: {text}");
    }
}

/// A library's text stands at the end of the Chinese sentence, as a quotation.
fn quoted(words: &Words) {
    both(words);
    assert!(words.zh.ends_with(&format!("。技术细节：“{FOREIGN}”")), "{}", words.zh);
    assert!(words.en.contains(FOREIGN), "{}", words.en);
}

fn failures() -> Vec<Failure> {
    let places = [Place::Column("paid".to_owned()), Place::Role("orders".to_owned()), Place::Notes, Place::Findings];
    let places = || places.iter().cloned().chain([Place::Answer]);
    let breaches = Breach::ALL.iter().flat_map(|what| places().map(|place| Malformed { place, what: *what }));
    let words = || Words::new("列“a”不存在", "the column `a` is not there");
    let mut all = vec![
        Failure::TimedOut,
        Failure::OutOfMemory,
        Failure::TooManyRows(words()),
        Failure::Plan(words()),
        Failure::Unusable(words()),
    ];
    all.extend(breaches.map(Failure::Malformed));
    all.extend(Excess::ALL.iter().map(|what| Failure::TooMuch { what: *what }));
    all.extend(Trap::NAMED.iter().cloned().map(Failure::Trapped));
    all
}

#[test]
fn every_failure_of_a_plugin_is_told_in_both_languages() {
    let engine = engine(1);
    for failure in failures() {
        both(&bare::sentence(&engine, "kpi-formula", &failure));
    }
    quoted(&bare::sentence(&engine, "kpi-formula", &Failure::Trapped(Trap::other(FOREIGN))));
    // What the SDK refuses for every plugin.
    for (code, args) in [
        ("parameter-missing", vec![("parameter", "key")]),
        ("column-missing", vec![("column", "paid")]),
        ("column-kind", vec![("column", "paid"), ("expected", "int64, timestamp or money"), ("found", "text")]),
        ("state-malformed", vec![]),
        ("groups-malformed", vec![]),
        ("role-missing", vec![("role", "orders")]),
        ("statistic-unknown", vec![("statistic", "p99")]),
    ] {
        let args = args.into_iter().map(|(name, text)| (name.to_owned(), Value::Text(text.to_owned()))).collect();
        let refused = Failure::Refused(Error { code: code.to_owned(), args });
        both(&bare::sentence(&engine, "kpi-formula", &refused));
    }
}

#[test]
fn every_reason_not_to_use_a_plugin_file_is_told_in_both_languages() {
    let id = || "kpi-x".to_owned();
    let known = || Cause::known("不是目录", "it is not a directory");
    let errors = [
        LoadError::Unreadable { reason: known() },
        LoadError::TooLarge { bytes: 9, limit: 8 },
        LoadError::NotAComponent,
        LoadError::Damaged { reason: known() },
        LoadError::NoManifest,
        LoadError::BadManifest { reason: Words::new("不是 UTF-8 文本", "it is not UTF-8") },
        LoadError::Imports { names: vec!["`wasi:io/streams@0.2.0`".to_owned()] },
        LoadError::ContractVersion { id: id(), found: "2.0.0".to_owned() },
        LoadError::MissingInterface { id: id(), interface: "aftersight:plugin/measuring".to_owned() },
        LoadError::MemoryUnbounded { limit: 8 },
        LoadError::MemoryTooLarge { declared: 9, limit: 8 },
        LoadError::Duplicate { id: id(), first: PathBuf::from("a.wasm") },
        LoadError::Misnamed { id: id() },
        LoadError::Cache { reason: known() },
    ];
    for error in errors {
        both(&LoadProblem { path: PathBuf::from("x.wasm"), error }.words());
    }
    for error in [
        LoadError::Unreadable { reason: Cause::technical(FOREIGN) },
        LoadError::Damaged { reason: Cause::technical(FOREIGN) },
        LoadError::Cache { reason: Cause::technical(FOREIGN) },
    ] {
        quoted(&LoadProblem { path: PathBuf::from("x.wasm"), error }.words());
    }
}

#[test]
fn a_plugin_file_cut_off_anywhere_is_told_in_both_languages() {
    let whole = std::fs::read(aftersight_tests::target("plugins").join("kpi-formula.wasm")).expect("a built plugin");
    for part in 1..40 {
        let error = inspect(&whole[..whole.len() * part / 40], &Limits::native()).expect_err("it is cut off");
        both(&LoadProblem { path: PathBuf::from("x.wasm"), error }.words());
    }
}

#[test]
fn every_mistake_in_a_manifest_is_told_in_both_languages() {
    let words = "{ zh = \"某\", en = \"X\" }";
    let head = |id: &str, kind: &str, version: &str| {
        format!("id = \"{id}\"\nkind = \"{kind}\"\nversion = \"{version}\"\ntitle = {words}\nsummary = {words}\n")
    };
    let alert = head("alert-x", "alert", "1.0.0");
    let cleaner = head("clean-x", "cleaner", "1.0.0");
    let parameter = format!("[[parameter]]\nname = \"z\"\ntype = \"number\"\ntitle = {words}\ndoc = {words}\n");
    let mistakes = [
        String::new(),
        "id = ".to_owned(),
        "id = 7\n".to_owned(),
        format!("{alert}colour = 1\n"),
        head("kpi-x", "alert", "1.0.0"),
        head("alert-x", "alarm", "1.0.0"),
        head("alert-x", "alert", "1"),
        head("kpi-x", "kpi", "1.0.0"),
        alert.replace(&format!("title = {words}"), "title = \"X\""),
        format!("{alert}{parameter}{parameter}"),
        format!("{alert}{}", parameter.replace("\"z\"", "\"preset\"")),
        format!("{alert}{parameter}default = \"much\"\n"),
        format!("{alert}[[preset]]\nname = \"p\"\ntitle = {words}\nset = {{ y = 1 }}\n"),
        format!("{alert}{parameter}[[preset]]\nname = \"p\"\ntitle = {words}\nset = {{ z = \"much\" }}\n"),
        format!("{cleaner}[cleaner]\norder = \"first\"\n"),
        format!("{cleaner}[cleaner]\norder = 1\nkeys.cases = [[\"case_id\"]]\n"),
        format!("{cleaner}[cleaner]\norder = 1\nscope = \"key\"\n"),
        format!("{cleaner}[cleaner]\norder = 1\nscope = \"key\"\nkeys.cases = []\n"),
    ];
    for text in mistakes {
        let error = Manifest::parse(&text).map(drop).expect_err(&text);
        both(&error.0);
        let Words { zh, en } = error.0;
        assert!(!zh.contains("技术细节"), "{text}: {zh}");
        assert!(!en.contains("this is no TOML"), "{text}: {en}");
    }
}

fn told(error: &ReadError) -> Words {
    Words::new(error.message(Lang::Zh), error.message(Lang::En))
}

/// What reading a file gives, to its last row.
fn read(name: &str, bytes: Vec<u8>) -> Result<(), ReadError> {
    let mut file = File::open(name, Bytes::from(bytes))?;
    for sheet in file.sheets(&Options::default())? {
        for chunk in 0..sheet.chunk_count() {
            sheet.read(chunk, 1000)?;
        }
    }
    Ok(())
}

/// Cut off after each so many bytes, and with each such byte turned over: how many readings were refused, each in both
/// languages.
fn broken(name: &str, whole: &[u8], step: usize) -> usize {
    let cut = (0..whole.len()).step_by(step).map(|end| whole[..end].to_vec());
    let turned = (0..whole.len()).step_by(step).map(|at| {
        let mut bytes = whole.to_vec();
        bytes[at] ^= 0xff;
        bytes
    });
    let refused = cut.chain(turned).filter_map(|bytes| read(name, bytes).err());
    refused.map(|error| both(&told(&error))).count()
}

fn packed(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("room in memory");
        archive.write_all(text.as_bytes()).expect("room in memory");
    }
    archive.finish().expect("room in memory").into_inner()
}

const BOOK: [(&str, &str); 5] = [
    (
        "[Content_Types].xml",
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" \
         ContentType=\"application/xml\"/></Types>",
    ),
    (
        "_rels/.rels",
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" \
         Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
         Target=\"xl/workbook.xml\"/></Relationships>",
    ),
    (
        "xl/workbook.xml",
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"S\" \
         sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
    ),
    (
        "xl/_rels/workbook.xml.rels",
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" \
         Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
         Target=\"worksheets/sheet1.xml\"/></Relationships>",
    ),
    (
        "xl/worksheets/sheet1.xml",
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\"><c r=\"A1\" \
         t=\"inlineStr\"><is><t>order_id</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>created_at</t></is></c></row><row \
         r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>O1</t></is></c><c r=\"B2\"><v>45000</v></c></row></sheetData></worksheet>",
    ),
];

#[test]
fn every_broken_workbook_and_archive_is_told_in_both_languages() {
    let book = packed(&BOOK);
    assert_eq!(read("book.xlsx", book.clone()), Ok(()));
    assert!(broken("book.xlsx", &book, 7) > 100);
    // Each part lacking, cut off, and with an element of another name.
    for (part, (_, own)) in BOOK.iter().enumerate() {
        let with = |text: Option<&str>| {
            let files = BOOK.iter().enumerate();
            let files: Vec<_> =
                files.filter_map(|(at, (name, own))| Some((*name, if at == part { text? } else { *own }))).collect();
            if let Err(error) = read("book.xlsx", packed(&files)) {
                both(&told(&error));
            }
        };
        with(None);
        with(Some(&own[..own.len() / 2]));
        with(Some(&own.replace("</", "<")));
        with(Some(&own.replace("45000", "many").replace("A2", "22")));
    }
    let content = "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"S\"><table:table-row>\
                   <table:table-cell office:value-type=\"float\" office:value=\"x\"/></table:table-row></table:table>\
                   </office:spreadsheet></office:body></office:document-content>";
    let ods = packed(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content)]);
    assert!(broken("book.ods", &ods, 7) > 10);
    let archive = packed(&[("orders.csv", "order_id,created_at\nO1,2025-06-01 10:00:00\n")]);
    assert!(broken("orders.zip", &archive, 3) > 10);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&b"order_id,created_at\nO1,2025-06-01 10:00:00\n".repeat(50)).expect("room in memory");
    assert!(broken("orders.csv.gz", &gzip.finish().expect("room in memory"), 1) > 10);
}

#[test]
fn every_broken_text_is_told_in_both_languages() {
    let json = r#"[{"order_id": "O1", "paid": 12.5, "lines": [1, true, null]}, {"order_id": "O\n2"}]"#;
    assert_eq!(read("a.json", json.as_bytes().to_vec()), Ok(()));
    assert!(broken("a.json", json.as_bytes(), 1) > 50);
    for text in [
        "[{\"a\": 01}]",
        "[{\"a\": tru}]",
        "[{\"a\": \"\\q\"}]",
        "[{\"a\": \"x\ny\"}]",
        "[{a: 1}]",
        "[{\"a\" 1}]",
        "[{\"a\": 1,}]",
        "[{\"a\": 1} {\"a\": 2}]",
        "[{\"a\": 1}] x",
        "[1, 2]",
    ] {
        let error = read("a.json", text.as_bytes().to_vec()).expect_err(text);
        let words = told(&error);
        both(&words);
        assert!(!words.zh.contains("技术细节"), "{}", words.zh);
    }
    for bytes in [&b""[..], b"\n\n", b"%PDF-1.7", b"<html>", b"Rar!\x1a\x07\x00", b"\x89PNG\r\n", b"PAR1PAR1"] {
        both(&told(&read("a.csv", bytes.to_vec()).expect_err("it is no table")));
    }
}

#[test]
fn every_broken_parquet_file_is_told_in_both_languages() {
    let Some(data) = public_data("what is said of broken Parquet files", "parquet-bad/PARQUET-1481.parquet") else {
        return;
    };
    let mut refused = 0;
    for entry in std::fs::read_dir(data.join("parquet-bad")).expect("a directory") {
        let path = entry.expect("an entry").path();
        let bytes = std::fs::read(&path).expect("a file");
        if let Err(error) = read(&path.to_string_lossy(), bytes.clone()) {
            both(&told(&error));
            refused += 1;
        }
        refused += broken("a.parquet", &bytes, 1 + bytes.len() / 40);
    }
    assert!(refused > 100, "{refused}");
}

#[test]
fn what_no_kind_is_known_of_stands_behind_the_sentence() {
    let cause = || Cause::technical(FOREIGN);
    for problem in [
        Problem::Workbook { cause: cause() },
        Problem::Parquet { cause: cause() },
        Problem::Archive { cause: cause() },
        Problem::Json { line: 3, column: 7, cause: cause() },
    ] {
        quoted(&told(&ReadError { file: "a".to_owned(), sheet: None, problem }));
    }
}
