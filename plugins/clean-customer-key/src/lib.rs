//! The customer key: one customer across shops, online and offline, without the number that recognises them.

use std::fmt;

use aftersight_sdk::pseudonym::{Seal, is_key, phone};
use aftersight_sdk::{
    Action, Batch, Categories, Cleaned, Cleaner, Column, Context, Error, Params, Result, Table, Text, Values, bitmap,
};

/// Makes customer keys.
pub struct CustomerKey {
    seal: Option<Seal>,
    /// Columns in the order in which they are asked.
    sources: Vec<(Kind, String)>,
}

impl fmt::Debug for CustomerKey {
    /// Shows nothing that could give the tenant's key away.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomerKey").field("sources", &self.sources).finish_non_exhaustive()
    }
}

/// What recognises a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Phone,
    Member,
}

/// What a cell says of its customer.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Found {
    Nothing,
    /// Something that recognises nobody.
    Masked,
    Key(String),
}

const KEY: &str = "customer_key";
const SHORTEST: usize = 16;

impl Cleaner for CustomerKey {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        if params.text("tenant_key")?.is_empty() {
            return Ok(Vec::new());
        }
        let texts = |name: &String| table.fields.iter().any(|field| field.name == *name && field.kind.is_text());
        let mut columns: Vec<String> = Vec::new();
        for (_, name) in sources(params)? {
            if texts(&name) && !columns.contains(&name) {
                columns.push(name);
            }
        }
        Ok(columns)
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        let key = params.text("tenant_key")?;
        if !key.is_empty() && key.chars().count() < SHORTEST {
            return Err(Error::new("key-short"));
        }
        Ok(Self { seal: Seal::new(key), sources: sources(params)? })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        let Some(seal) = &self.seal else { return Ok(()) };
        let rows = batch.rows as usize;
        let mut keys = Keys::new(rows);
        let mut open: Vec<usize> = (0..rows).collect();
        let mut masked: Vec<Option<&str>> = vec![None; rows];
        for (kind, name) in &self.sources {
            let Some(column) = batch.column(name) else { continue };
            let of_name: Option<Vec<(Found, Option<u32>)>> = match &column.values {
                // A name that stands in many rows is sealed once.
                Values::Category(categories) => {
                    Some(categories.names.iter().map(|name| (find(seal, *kind, name), None)).collect())
                }
                _ => None,
            };
            let mut of_name = of_name;
            open.retain(|row| {
                let row = *row;
                if !column.is_valid(row) {
                    return true;
                }
                let single;
                let (found, number) = match (&mut of_name, &column.values) {
                    (Some(known), Values::Category(categories)) => {
                        match known.get_mut(categories.codes[row] as usize) {
                            Some((found, number)) => (&*found, Some(number)),
                            None => return true,
                        }
                    }
                    _ => {
                        single = find(seal, *kind, column.text_at(row).unwrap_or_default());
                        (&single, None)
                    }
                };
                match found {
                    Found::Nothing => return true,
                    Found::Masked => {
                        masked[row].get_or_insert(name);
                        return true;
                    }
                    Found::Key(key) => keys.put(row, key, number),
                }
                false
            });
        }
        for row in open {
            if let Some(column) = masked[row] {
                out.note(row, column, Action::Flag, "masked", "");
            }
        }
        out.set(keys.column());
        Ok(())
    }
}

aftersight_sdk::export!(cleaner CustomerKey);

/// The column of keys: a customer's key is stored once.
struct Keys {
    codes: Vec<u32>,
    names: Text,
    valid: Vec<u8>,
}

impl Keys {
    fn new(rows: usize) -> Self {
        Self { codes: vec![0; rows], names: Text::default(), valid: bitmap::filled(rows, false) }
    }

    /// `number` remembers where a key of a name already stands.
    fn put(&mut self, row: usize, key: &str, number: Option<&mut Option<u32>>) {
        let names = &mut self.names;
        let mut push = || {
            names.push(key);
            names.len() as u32 - 1
        };
        self.codes[row] = match number {
            Some(number) => *number.get_or_insert_with(push),
            None => push(),
        };
        bitmap::set(&mut self.valid, row, true);
    }

    fn column(mut self) -> Column {
        if self.names.is_empty() {
            self.names.push("");
        }
        let values = Values::Category(Categories { codes: self.codes, names: self.names });
        Column { name: KEY.to_owned(), values, validity: Some(self.valid) }
    }
}

/// Which columns are asked, in which order.
fn sources(params: &Params) -> Result<Vec<(Kind, String)>> {
    let of = |kind: Kind, name: &str| -> Result<Vec<(Kind, String)>> {
        Ok(params.texts(name)?.iter().map(|column| (kind, column.clone())).collect())
    };
    let (phones, members) = (of(Kind::Phone, "phones")?, of(Kind::Member, "members")?);
    let phone_first = params.text("prefer")? != "member";
    let (first, then) = if phone_first { (phones, members) } else { (members, phones) };
    Ok(first.into_iter().chain(then).collect())
}

/// What a cell says.
fn find(seal: &Seal, kind: Kind, cell: &str) -> Found {
    let cell = cell.trim();
    if phone::is_blank(cell) {
        return Found::Nothing;
    }
    if is_key(cell) {
        return Found::Key(cell.to_owned());
    }
    if phone::is_masked(cell) {
        return Found::Masked;
    }
    match (kind, phone::normalise(cell)) {
        // A member whose number is a phone is the customer of that phone.
        (_, Some(phone)) => Found::Key(seal.key("phone", &phone)),
        (Kind::Phone, None) => Found::Masked,
        (Kind::Member, None) if cell.contains('@') => Found::Key(seal.key("member", &cell.to_lowercase())),
        (Kind::Member, None) => Found::Key(seal.key("member", cell)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seal() -> Seal {
        Seal::new("a tenant's own key").unwrap()
    }

    #[test]
    fn a_phone_is_one_customer_wherever_it_stands() {
        let key = find(&seal(), Kind::Phone, "138 0013 8000");
        assert_eq!(find(&seal(), Kind::Member, "+8613800138000"), key);
        assert_ne!(find(&seal(), Kind::Member, "tb_8812345"), key);
        assert_eq!(find(&seal(), Kind::Phone, "138****8000"), Found::Masked);
        assert_eq!(find(&seal(), Kind::Phone, "13800138000转123"), Found::Masked);
        assert_eq!(find(&seal(), Kind::Member, " 无 "), Found::Nothing);
        assert_eq!(find(&seal(), Kind::Member, "ZS@qq.com"), find(&seal(), Kind::Member, "zs@QQ.com"));
        let Found::Key(once) = key else { panic!("{key:?}") };
        assert_eq!(find(&seal(), Kind::Member, &once), Found::Key(once.clone()));
    }

    proptest! {
        #[test]
        fn no_text_panics(cell in any::<String>()) {
            for kind in [Kind::Phone, Kind::Member] {
                if let Found::Key(key) = find(&seal(), kind, &cell) {
                    prop_assert!(is_key(&key));
                }
            }
        }
    }
}
