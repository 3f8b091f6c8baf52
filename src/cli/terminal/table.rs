//! Tables for people and for machines.

use maquette::diag::log::inert_json;
use serde_json::{Map, Value};
use unicode_width::UnicodeWidthStr as _;

/// Rows of texts under column names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    columns: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table.
    pub fn new(columns: &[&'static str]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    /// Adds a row with one text a column.
    pub fn row(&mut self, cells: impl IntoIterator<Item = impl Into<String>>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// Columns of equal width, two spaces between them; the last is not padded.
    pub fn text(&self) -> String {
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|at| {
                let cells = self.rows.iter().map(|row| row[at].width());
                cells.chain([self.columns[at].len()]).max().unwrap_or(0)
            })
            .collect();
        let heads: Vec<String> = self.columns.iter().map(|name| name.to_uppercase()).collect();
        std::iter::once(&heads).chain(&self.rows).map(|row| line(row, &widths)).collect()
    }

    /// An array of objects.
    pub fn json(&self) -> String {
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|row| {
                let pairs = self.columns.iter().zip(row);
                Value::Object(
                    pairs
                        .map(|(name, cell)| ((*name).to_owned(), Value::from(cell.as_str())))
                        .collect::<Map<_, _>>(),
                )
            })
            .collect();
        inert_json(&format!("{:#}\n", Value::Array(rows)))
    }
}

fn line(row: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, width) in row.iter().zip(widths) {
        line.push_str(cell);
        line.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.width()) + 2));
    }
    line.trim_end().to_owned() + "\n"
}
