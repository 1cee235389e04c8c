//! Full-text search with FTS5.

use diesel::sql_types::Text;
use fasttrack_domain::text::SearchText;

diesel::infix_operator!(Matches, " MATCH ", diesel::sql_types::Bool, backend: diesel::sqlite::Sqlite);

/// `column MATCH query`.
pub(crate) fn matches<C>(column: C, query: String) -> Matches<C, diesel::dsl::AsExprOf<String, Text>>
where
    C: diesel::Expression<SqlType = Text>,
{
    use diesel::IntoSql as _;
    Matches::new(column, query.into_sql::<Text>())
}

/// The FTS5 query for rows with all these words, each as a whole word: `"sao" AND "joao"`.
///
/// Quoted, so that no word is an operator; folded words hold letters and digits only, so none can
/// end its quotes. `None` when there is no word, which restricts nothing.
pub(crate) fn all_words(text: &SearchText) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    Some(text.words().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" AND "))
}
