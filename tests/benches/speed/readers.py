"""Reads the CSV files of a folder, and cleans them as far as the tool does that by itself: prints seconds.

    python readers.py duckdb|polars|pandas read|clean FOLDER

`clean` is what a careful analyst writes down with each tool: every text trimmed and brought to one Unicode form, mobiles in every
text column masked, times and amounts converted, placeholders to null. None of it keeps an account of what was changed."""

import os
import pathlib
import sys
import time

os.environ["POLARS_MAX_THREADS"] = "2"
tool, step, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
files = [str(path) for path in sorted(folder.glob("*.csv"))]
TIMES = ("时间", "日期")
MONEY = ("金额", "运费", "货款")
FORM = "%Y-%m-%d %H:%M:%S"
MOBILE = r"\b(1[3-9]\d)\d{6}(\d{2})\b"
NOTHING = ["", "-", "--", "无", "N/A", "null"]


def kind(column):
    return "time" if column.endswith(TIMES) else "money" if column.endswith(MONEY) else "text"


def with_duckdb():
    import duckdb

    begin = time.perf_counter()
    db = duckdb.connect(config={"threads": 2})
    source = f"read_csv({files}, all_varchar = true, header = true, union_by_name = true)"
    if step == "read":
        db.sql(f"create table t as select * from {source}")
        return time.perf_counter() - begin
    nothing = ", ".join(f"'{word}'" for word in NOTHING)

    def cell(column):
        text = f'nfc_normalize(trim("{column}"))'
        match kind(column):
            case "time":
                return f"try_strptime({text}, ['{FORM}', '%Y/%m/%d %H:%M:%S']) - interval 8 hour"
            case "money":
                return f"cast(round(try_cast(replace({text}, ',', '') as decimal(18, 4)) * 100) as bigint)"
        masked = f"regexp_replace({text}, '{MOBILE}', '\\1******\\2', 'g')"
        return f"case when {masked} in ({nothing}) then null else {masked} end"

    columns = db.sql(f"select * from {source} limit 0").columns
    cells = ", ".join(f'{cell(column)} as "{column}"' for column in columns)
    db.sql(f"create table t as select {cells} from {source}")
    return time.perf_counter() - begin


def with_polars():
    import polars

    begin = time.perf_counter()
    frames = [polars.scan_csv(file, infer_schema=False) for file in files]
    frame = polars.concat(frames, how="diagonal")
    if step == "clean":

        def cell(column):
            text = polars.col(column).str.strip_chars().str.normalize("NFC")
            match kind(column):
                case "time":
                    return text.str.to_datetime(FORM, strict=False).dt.offset_by("-8h")
                case "money":
                    return (text.str.replace_all(",", "").cast(polars.Float64, strict=False) * 100).round().cast(polars.Int64, strict=False)
            masked = text.str.replace_all(MOBILE, "${1}******${2}")
            return polars.when(masked.is_in(NOTHING)).then(None).otherwise(masked).alias(column)

        frame = frame.with_columns([cell(column) for column in frame.collect_schema().names()])
    frame.collect()
    return time.perf_counter() - begin


def with_pandas():
    import pandas

    begin = time.perf_counter()
    frame = pandas.concat(pandas.read_csv(file, dtype=str, keep_default_na=False) for file in files)
    if step == "clean":
        for column in frame.columns:
            text = frame[column].str.strip().str.normalize("NFC")
            match kind(column):
                case "time":
                    frame[column] = pandas.to_datetime(text, format=FORM, errors="coerce") - pandas.Timedelta(hours=8)
                case "money":
                    frame[column] = (pandas.to_numeric(text.str.replace(",", ""), errors="coerce") * 100).round()
                case _:
                    masked = text.str.replace(MOBILE, r"\1******\2", regex=True)
                    frame[column] = masked.mask(masked.isin(NOTHING))
    return time.perf_counter() - begin


print({"duckdb": with_duckdb, "polars": with_polars, "pandas": with_pandas}[tool]())
