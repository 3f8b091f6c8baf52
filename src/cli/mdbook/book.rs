//! A book as mdBook hands it over: the protocols of 0.4 and 0.5, which differ in one name.
//!
//! <https://rust-lang.github.io/mdBook/for_developers/preprocessors.html>

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The items of a book and of a chapter: in 0.5, in 0.4, and below a chapter in both.
const ITEMS: [&str; 3] = ["items", "sections", "sub_items"];
/// Where chapters are unless the book says.
const SOURCES: &str = "src";

/// A book. What is not said here stays as it came.
#[derive(Debug)]
pub struct Book {
    context: Value,
    book: Value,
}

impl Book {
    /// Reads a pair of context and book; none if it is none.
    pub fn read(json: &[u8]) -> Option<Self> {
        let [context, book] = serde_json::from_slice(json).ok()?;
        let book = Self { context, book };
        let has_items = ITEMS.iter().any(|items| book.book.get(items).is_some_and(Value::is_array));
        (has_items && book.root().is_some()).then_some(book)
    }

    /// The directory of `book.toml`.
    pub fn root(&self) -> Option<&Path> {
        self.context.get("root")?.as_str().map(Path::new)
    }

    /// The directory of the chapters, relative to the root.
    pub fn sources(&self) -> PathBuf {
        let written = self.context.pointer("/config/book/src").and_then(Value::as_str);
        PathBuf::from(written.unwrap_or(SOURCES))
    }

    /// Gives each chapter that has a file another text: of its path, relative to the directory of the chapters, and
    /// its text. They come in the order of the book; none leaves a text as it is.
    pub fn rewrite(&mut self, rewrite: &mut dyn FnMut(&Path, &str) -> Option<String>) {
        rewrite_items(&mut self.book, rewrite);
    }

    /// The book as mdBook reads it.
    pub fn written(&self) -> String {
        self.book.to_string()
    }
}

fn rewrite_items(parent: &mut Value, rewrite: &mut dyn FnMut(&Path, &str) -> Option<String>) {
    let Some(items) = ITEMS.iter().find(|items| parent.get(items).is_some()) else { return };
    for item in parent[items].as_array_mut().into_iter().flatten() {
        // The others are separators and titles of parts.
        let Some(chapter) = item.get_mut("Chapter") else { continue };
        let path = ["source_path", "path"].iter().find_map(|key| chapter.get(key)?.as_str());
        let text = chapter.get("content").and_then(Value::as_str);
        if let (Some(path), Some(text)) = (path, text)
            && let Some(text) = rewrite(Path::new(path), text)
        {
            chapter["content"] = Value::from(text);
        }
        rewrite_items(chapter, rewrite);
    }
}
