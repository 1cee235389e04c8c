//! `src/schema.rs` says what the migrations make.
//!
//! It is generated: `UPDATE_SCHEMA=1 cargo test -p fasttrack-postgres schema` writes it anew.

use std::{env, fs, path::Path};

use crate::support::Database;

const HEAD: &str = "\
//! The tables as diesel sees them. `migrations/postgres` is the authority: this file is generated from
//! a migrated database, by `UPDATE_SCHEMA=1 cargo test -p fasttrack-postgres schema`. Generated columns
//! are left out: nobody writes them, and the queries that search in them are in SQL.
";

/// Each column with its table, in order.
const COLUMNS: &str = "
    SELECT format('%s|%s|%s|%s', c.relname, a.attname, t.typname, a.attnotnull)
    FROM pg_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type AS t ON t.oid = a.atttypid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attgenerated = ''
      AND c.relname NOT LIKE '\\_\\_diesel%'
    ORDER BY c.relname, a.attnum";

/// Each table with its primary key.
const KEYS: &str = "
    SELECT format('%s|%s', k.conrelid::regclass, string_agg(a.attname, ', ' ORDER BY array_position(k.conkey, a.attnum)))
    FROM pg_constraint AS k JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
    WHERE k.connamespace = 'public'::regnamespace AND k.contype = 'p'
      AND k.conrelid::regclass::text NOT LIKE '\\_\\_diesel%'
    GROUP BY k.oid ORDER BY k.conrelid::regclass::text";

/// Each reference of one table to another.
const REFERENCES: &str = "
    SELECT format('%s -> %s (%s)', k.conrelid::regclass, k.confrelid::regclass, a.attname)
    FROM pg_constraint AS k JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
    WHERE k.connamespace = 'public'::regnamespace AND k.contype = 'f'
    ORDER BY 1";

#[tokio::test]
async fn the_tables_in_rust_are_those_of_the_database() {
    let generated = generate(&Database::new().await).await;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/schema.rs");
    if env::var_os("UPDATE_SCHEMA").is_some() {
        fs::write(&file, &generated).unwrap();
    }
    let written = fs::read_to_string(&file).unwrap();
    let update = "UPDATE_SCHEMA=1 cargo test -p fasttrack-postgres schema";
    assert!(written == generated, "{}\nrun `{update}`", difference(&written, &generated));
}

async fn generate(database: &Database) -> String {
    let columns = database.texts(COLUMNS).await;
    let keys = database.texts(KEYS).await;
    let keys: Vec<(&str, &str)> = keys.iter().map(|key| key.split_once('|').unwrap()).collect();
    let mut rust = HEAD.to_owned();
    for (table, key) in &keys {
        rust += &format!("\ndiesel::table! {{\n    {table} ({key}) {{\n");
        for column in &columns {
            let [of, name, kind, not_null] = column.split('|').collect::<Vec<_>>().try_into().unwrap();
            if of == *table {
                rust += &format!("        {name} -> {},\n", rust_type(kind, not_null == "t"));
            }
        }
        rust += "    }\n}\n";
    }
    rust += "\n";
    for reference in database.texts(REFERENCES).await {
        rust += &format!("diesel::joinable!({reference});\n");
    }
    let tables: String = keys.iter().map(|(table, _)| format!("    {table},\n")).collect();
    rust + &format!("\ndiesel::allow_tables_to_appear_in_same_query!(\n{tables});\n")
}

fn rust_type(kind: &str, not_null: bool) -> String {
    let kind = match kind {
        "bool" => "Bool",
        "bytea" => "Binary",
        "float8" => "Double",
        "int2" => "SmallInt",
        "int4" => "Integer",
        "int8" => "BigInt",
        "text" => "Text",
        "timestamptz" => "Timestamptz",
        "uuid" => "Uuid",
        other => unreachable!("what is {other} to diesel?"),
    };
    if not_null { kind.to_owned() } else { format!("Nullable<{kind}>") }
}

/// The lines between the first and the last that differ.
fn difference(before: &str, after: &str) -> String {
    let (before, after): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let same = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    let shorter = before.len().min(after.len());
    let (old, new) = (before.iter().rev(), after.iter().rev());
    let same_end = old.zip(new).take_while(|(a, b)| a == b).count().min(shorter - same);
    let lines = |sign: &str, lines: &[&str]| -> String {
        let differing = lines.get(same..lines.len() - same_end).unwrap();
        differing.iter().map(|line| format!("{sign}{line}\n")).collect()
    };
    lines("-", &before) + &lines("+", &after)
}
