//! What profiles do to cells, whatever the chunks, and mistakes in them.

use aftersight_ingest::{Options, Profile, ProfileError};

use crate::read::{only, table};

const HEAD: &str = r#"
id = "mine"
version = "1.0.0"
title = { zh = "我的", en = "Mine" }
summary = { zh = "我的。", en = "Mine." }
signature = ["单号", "币", "时长(分钟)"]
"#;

fn own(body: &str) -> Options {
    let mut options = Options::default();
    options.profiles.add(Profile::parse(&format!("{HEAD}{body}")).unwrap_or_else(|error| panic!("{error:?}")));
    options
}

#[test]
fn cells_are_carried_within_a_group_over_chunks() {
    let body = "[[table]]\nname = 'orders'\ncarry = { by = 'order_id', columns = ['currency'] }\n\
                [table.headers]\norder_id = ['单号']\ncurrency = ['币']\nquantity = ['时长(分钟)']\n";
    let mut options = own(body);
    let mut csv = "单号,币,时长(分钟)\n".to_owned();
    let mut expected = Vec::new();
    for order in 0..40 {
        // The currency of every fifth order is not known in any row.
        let currency = (order % 5 != 4).then(|| ["USD", "EUR"][order % 2]);
        for row in 0..order % 7 + 1 {
            csv += &format!("{order},{},{row}\n", if row == 0 { currency.unwrap_or_default() } else { "" });
            expected.push(currency);
        }
    }
    for bytes in [1, 7, 40, 300, 1 << 20] {
        options.chunk_bytes = bytes;
        let sheet = only(csv.as_bytes(), &options);
        for rows in [1, 3, 1000] {
            assert_eq!(table(&sheet, rows).column("currency"), expected, "{bytes} {rows}");
        }
    }
}

#[test]
fn units_come_out_of_headers_and_columns_are_joined() {
    let body = "[[table]]\nname = 'conversations'\njoin = { started_at = ['日', '时'] }\nunits = { handle_seconds = 's' }\n\
                [table.headers]\nconversation_id = ['单号']\ncustomer_key = ['币']\nhandle_seconds = ['时长']\n";
    let options = own(body);
    let table = |csv: &str| table(&only(csv.as_bytes(), &options), 10);
    let minutes = table("单号,币,时长(分钟),日,时\n1,a,12.5,2025-06-01,09:05\n2,b,3分,,09:06\n3,c,,2025-06-02,\n");
    assert_eq!(minutes.column("handle_seconds"), [Some("12.5 分钟"), Some("3分"), None]);
    assert_eq!(minutes.column("started_at"), [Some("2025-06-01 09:05"), None, Some("2025-06-02")]);
    assert_eq!(minutes.column("日"), [Some("2025-06-01"), None, Some("2025-06-02")]);
    assert_eq!(table("单号,币,时长,日,时\n1,a,12,2025-06-01,09:05\n").column("handle_seconds"), [Some("12")]);
}

#[test]
fn mistakes_have_a_line_and_a_cure_in_both_languages() {
    let refused = |body: &str| match Profile::parse(&format!("{HEAD}{body}")) {
        Err(ProfileError::Content { line, words }) => (line, words.zh, words.en),
        other => panic!("{other:?}"),
    };
    let (line, zh, en) = refused("[[table]]\nname = 'case'\n[table.headers]\n");
    assert_eq!((line, zh.as_str()), (8, "数据模型里没有表“case”（是否指“cases”？）"));
    assert_eq!(en, "the data model has no table `case` (did you mean `cases`?)");
    let (line, zh, en) = refused("[[table]]\nname = 'cases'\n[table.headers]\ncreatd_at = ['时间']\n");
    assert_eq!((line, zh.contains("是否指“created_at”"), en.contains("did you mean `created_at`")), (10, true, true));
    let (line, zh, _) =
        refused("[[table]]\nname = 'cases'\n[table.headers]\nstatus = ['状态']\nteam = ['组', '状态']\n");
    assert_eq!((line, zh.as_str()), (10, "表头“状态”同时对应 status 和 team，请只留一个"));
    assert_eq!(refused("table = []\n").0, 7);
    let wrong = |key: &str, value: &str| {
        let text = format!("{HEAD}{key} = '{value}'\n[[table]]\nname = 'cases'\n[table.headers]\n");
        matches!(Profile::parse(&text), Err(ProfileError::Content { line: 7, .. }))
    };
    assert!(wrong("currency", "yuan") && wrong("encoding", "GB-18030-x"));
    assert!(matches!(Profile::parse("id = 1"), Err(ProfileError::Syntax(_))));
}

#[test]
fn every_file_of_the_directory_is_built_in_and_sound() {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/profiles");
    let files = std::fs::read_dir(directory).unwrap().map(|file| file.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    let mut names: Vec<String> = Vec::new();
    for path in files {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if name != aftersight_ingest::GENERIC {
            let text = std::fs::read_to_string(&path).unwrap();
            let profile = aftersight_ingest::Profile::parse(&text).unwrap_or_else(|error| panic!("{name}: {error:?}"));
            assert_eq!(profile.id, name);
            names.push(name);
        }
    }
    names.sort();
    let known: Vec<_> = aftersight_ingest::builtin().iter().map(|profile| profile.id.clone()).collect();
    assert_eq!(known, names, "profiles/*.toml and the list of built-in ones differ");
}
