//! Theme files: TOML to [`Theme`], every mistake reported with its place.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diag::{FileId, Sink, Sources, Span, codes};
use crate::geom::Unit;
use crate::theme::{BUILT_IN, Color, Role, Theme, px_quarters};

/// Reads a theme. What the file leaves out is taken from the theme that `extends` names, or
/// from the standard one; what is wrong is reported and taken from there, too.
pub fn read(sources: &Sources, file: FileId, sink: &mut Sink) -> Theme {
    let text = &sources.file(file).text;
    let mut report = Report { file, sink };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let at = error.span().unwrap_or(0..0);
        let finding = report.sink.report(&codes::NOT_TOML, span(file, &at), error.message());
        finding.help("a theme is a TOML file; see the themes in `catalog/themes`");
    }
    let table = table.into_inner();
    let mut theme = base(&table, &mut report);
    for (key, value) in &table {
        match key.get_ref().as_ref() {
            "extends" => {}
            "name" => set_text(&mut theme.name, value, &mut report),
            "summary" => set_text(&mut theme.summary, value, &mut report),
            "line-width" => set_length(&mut theme.line_width, value, &mut report),
            "border-width" => set_length(&mut theme.border_width, value, &mut report),
            "corner" => set_length(&mut theme.corner, value, &mut report),
            "light" => set_colors(&mut theme, 0, value, &mut report),
            "dark" => set_colors(&mut theme, 1, value, &mut report),
            other => report.unknown_key(other, &key.span(), &KEYS.join("`, `")),
        }
    }
    theme
}

/// Keys of a theme file.
const KEYS: [&str; 8] =
    ["name", "summary", "extends", "line-width", "border-width", "corner", "light", "dark"];

struct Report<'a> {
    file: FileId,
    sink: &'a mut Sink,
}

impl Report<'_> {
    fn unknown_key(&mut self, key: &str, at: &Range<usize>, known: &str) {
        self.sink
            .report(&codes::UNKNOWN_KEY, span(self.file, at), format!("a theme has no key `{key}`"))
            .help(format!("it has `{known}`"));
    }

    fn wrong(&mut self, at: &Range<usize>, message: String, help: &str) {
        self.sink.report(&codes::BAD_THEME, span(self.file, at), message).help(help);
    }
}

fn span(file: FileId, range: &Range<usize>) -> Span {
    Span { file, start: range.start as u32, end: range.end as u32 }
}

/// The theme that the file builds on.
fn base(table: &DeTable<'_>, report: &mut Report<'_>) -> Theme {
    let Some((_, value)) = table.iter().find(|(key, _)| key.get_ref().as_ref() == "extends") else {
        return standard();
    };
    let named = value.get_ref().as_str().and_then(Theme::named);
    named.unwrap_or_else(|| {
        let names: Vec<_> = BUILT_IN.iter().map(|theme| theme.name).collect();
        report.wrong(
            &value.span(),
            "`extends` does not name a built-in theme".to_owned(),
            &format!("built in are `{}`", names.join("`, `")),
        );
        standard()
    })
}

/// The standard theme without its name.
fn standard() -> Theme {
    Theme { name: String::new(), summary: String::new(), ..Theme::standard() }
}

fn set_text(target: &mut String, value: &Spanned<DeValue<'_>>, report: &mut Report<'_>) {
    match value.get_ref().as_str() {
        Some(text) => text.clone_into(target),
        None => report.wrong(&value.span(), "a text is wanted here".to_owned(), "put it in quotes"),
    }
}

/// Sets a length that is written in pixels, with quarters.
fn set_length(target: &mut Unit, value: &Spanned<DeValue<'_>>, report: &mut Report<'_>) {
    let written = match value.get_ref() {
        DeValue::Integer(number) => number.as_str().parse().ok(),
        DeValue::Float(number) => number.as_str().parse().ok(),
        _ => None,
    };
    let length: Option<f64> = written.filter(|length| (0.0..=24.0).contains(length));
    match length {
        Some(pixels) => *target = px_quarters(pixels),
        None => report.wrong(
            &value.span(),
            "a length in pixels is wanted here, from 0 to 24".to_owned(),
            "write a number, such as `1.5`",
        ),
    }
}

fn set_colors(
    theme: &mut Theme,
    scheme: usize,
    value: &Spanned<DeValue<'_>>,
    report: &mut Report<'_>,
) {
    let Some(table) = value.get_ref().as_table() else {
        let help = "write `[light]` and a line for each color below it";
        report.wrong(&value.span(), "a table of colors is wanted here".to_owned(), help);
        return;
    };
    for (key, value) in table {
        let word = key.get_ref().as_ref();
        let Some(&role) = Role::ALL.iter().find(|role| role.key() == word) else {
            let known: Vec<_> = Role::ALL.iter().map(|role| role.key()).collect();
            report.unknown_key(word, &key.span(), &known.join("`, `"));
            continue;
        };
        match value.get_ref().as_str().and_then(Color::from_hex) {
            Some(color) => theme.colors[role as usize][scheme] = color,
            None => report.wrong(
                &value.span(),
                format!("the color of `{word}` is not one"),
                "write it as `#rrggbb` or `#rgb`, in quotes",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::diag::{Sink, Sources};
    use crate::theme::{Color, Role, Scheme, Theme};

    fn read_text(text: &str) -> (Theme, Vec<(String, String)>) {
        let mut sources = Sources::default();
        let file = sources.add("own.toml", text);
        let mut sink = Sink::default();
        let theme = read(&sources, file, &mut sink);
        let place = |f: &crate::diag::Diagnostic| {
            (f.code.to_string(), f.span.map(|s| sources.place(s)).unwrap_or_default())
        };
        (theme, sink.findings().iter().map(place).collect())
    }

    #[test]
    fn an_own_theme_changes_what_it_names_and_keeps_the_rest() {
        let (theme, found) =
            read_text("name = \"own\"\nline-width = 2.25\n[light]\nink = \"#123\"\n");
        assert!(found.is_empty(), "{found:?}");
        assert_eq!((theme.name.as_str(), theme.line_width), ("own", 9));
        assert_eq!(Some(theme.color(Role::Ink, Scheme::Light)), Color::from_hex("#112233"));
        let standard = Theme::standard();
        assert_eq!(theme.color(Role::Ink, Scheme::Dark), standard.color(Role::Ink, Scheme::Dark));
    }

    #[test]
    fn a_theme_may_extend_another() {
        let (theme, found) = read_text("extends = \"print\"\n");
        assert!(found.is_empty(), "{found:?}");
        let print = Theme::named("print").expect("built in");
        assert_eq!(theme.color(Role::Data, Scheme::Light), print.color(Role::Data, Scheme::Light));
    }

    #[test]
    fn every_mistake_is_reported_at_its_place() {
        let text = "name = 1\nextends = \"no\"\nline-width = 99\nhue = 1\n[light]\nink = \"red\"\nblue = \"#00f\"\n";
        let (_, found) = read_text(text);
        let places: Vec<_> = found.iter().map(|(_, place)| place.as_str()).collect();
        let lines = ["2:11", "1:8", "3:14", "4:1", "6:7", "7:1"].map(|at| format!("own.toml:{at}"));
        assert_eq!(places, lines);
    }

    #[test]
    fn what_is_not_toml_is_reported_and_gives_the_standard_colors() {
        let (theme, found) = read_text("name = \n");
        assert_eq!(found.first().map(|(code, _)| code.as_str()), Some("MQ0101"));
        let standard = Theme::standard();
        assert_eq!(theme.color(Role::Ink, Scheme::Light), standard.color(Role::Ink, Scheme::Light));
    }
}
