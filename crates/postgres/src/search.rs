//! Full-text search.

use diesel::{
    Expression, QueryResult,
    expression::{AppearsOnTable, SelectableExpression, ValidGrouping, is_aggregate},
    pg::Pg,
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types::{Bool, Text},
};
use fasttrack_domain::text::SearchText;

/// `column @@ 'sao' & 'joao'`: rows with all these words, each as a whole word.
///
/// Quoted, so that no word is an operator; folded words hold letters and digits only, so none can
/// end its quotes. `None` when there is no word, which restricts nothing.
pub(crate) fn all_words(column: &'static str, text: &SearchText) -> Option<HasWords> {
    if text.is_empty() {
        return None;
    }
    let query = text.words().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" & ");
    Some(HasWords { column, query })
}

#[derive(Debug, Clone)]
pub(crate) struct HasWords {
    column: &'static str,
    query: String,
}

impl QueryFragment<Pg> for HasWords {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(self.column);
        out.push_sql(" @@ ");
        out.push_bind_param::<Text, _>(&self.query)?;
        out.push_sql("::text::tsquery");
        Ok(())
    }
}

impl Expression for HasWords {
    type SqlType = Bool;
}

impl QueryId for HasWords {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<QS> AppearsOnTable<QS> for HasWords {}
impl<QS> SelectableExpression<QS> for HasWords {}

impl<GroupBy> ValidGrouping<GroupBy> for HasWords {
    type IsAggregate = is_aggregate::No;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted() {
        let text = SearchText::of(["C++ | !x:*"]);
        assert_eq!(all_words("search", &text).unwrap().query, "'c' & 'x'");
        assert!(all_words("search", &SearchText::of(["+ -"])).is_none());
    }
}
