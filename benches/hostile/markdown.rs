//! Markdown and raw HTML: what readers of them are known to take too long for, or to believe.

use super::project::{Input, PAGE, file, many};

/// Just below the largest file that is read.
const MOST: usize = 1_000_000;

pub fn all() -> Vec<Input> {
    [repeated(), nested(), numbered(), code()].into_iter().flatten().collect()
}

fn page(name: &str, text: &str) -> Input {
    file(name, PAGE, format!("---\ntitre: P\n---\n{text}\n"))
}

/// One sign again and again.
fn repeated() -> Vec<Input> {
    [
        "[",
        "]",
        "![",
        "](",
        "[](",
        "[]()",
        "*",
        "**a ",
        "_a",
        "*_",
        "`",
        "``a` ",
        "~~",
        "<",
        "<!--",
        "<![CDATA[",
        "<?",
        "<!A ",
        "<a ",
        "</a",
        "<div>\n",
        "<div title='",
        "<details><summary>",
        "<table><tr><td>",
        "<svg>",
        "<math>",
        "<style>",
        "<p>",
        "<x-a>",
        "&",
        "&amp;",
        "&#x10ffff;",
        "\\",
        "> ",
        ">",
        "- ",
        "1. ",
        "+ a\n",
        "#",
        "# a\n",
        "a\n===\n",
        "---\n",
        "|",
        "|-",
        "a|b\n-|-\n",
        "\t",
        "\n",
        "a\n",
        "  \n",
        "é",
        "\u{301}",
        "\u{200d}",
        "👩‍👩‍👧‍👦",
        "\u{202e}",
        "« ",
        "\"",
        "'",
        "...",
        ":::\n",
        "::: note\n",
        "[[evenements]]\n\n",
        "[[",
        "{{",
        "{%",
        "{#a}",
        "[^a]",
        "[^a]: a\n",
        "[a]: b\n",
        "- [ ] a\n",
        "$$",
        "http://a.fr ",
        "www.a.fr ",
        "a@a.fr ",
        "tel:1 ",
        "![](../images/x.png)\n",
        "[a](p.md)\n",
        "[a](javascript:alert(1))\n",
    ]
    .iter()
    .map(|sign| {
        // Some of them are the beginning of a page, a link or a picture each, which is more to make.
        let count =
            if sign.contains(['(', '@', ':', '.']) || sign.starts_with("[[e") { 20_000 } else { MOST / sign.len() };
        page(&format!("{count} times {sign:?}"), &sign.repeat(count))
    })
    .collect()
}

/// One thing within another.
fn nested() -> Vec<Input> {
    let pair = |open: &str, close: &str, count: usize| format!("{}a{}", open.repeat(count), close.repeat(count));
    vec![
        page("100,000 links within links", &pair("[", "](a)", 100_000)),
        page("100,000 emphases within emphases", &pair("*a ", " a*", 100_000)),
        page("50,000 spans within spans", &pair("<span>", "</span>", 50_000)),
        page("10,000 tables within tables", &pair("<table><tr><td>", "</td></tr></table>", 10_000)),
        page("lists that go in by two", &many(1_300, |depth| format!("{}- a\n", "  ".repeat(depth / 2)))),
        page("quotations in lists in quotations", &"> - ".repeat(100_000)),
        page("an element of 50,000 attributes", &format!("<p {}>", many(50_000, |at| format!("a{at}=b ")))),
        page("a tag that does not end", &format!("<p title=\"{}", "a".repeat(MOST))),
        page("code marks of every length", &many(1_300, |length| format!("a{}", "`".repeat(length)))),
        page("marks that could open or close", &"**a*b_c__d".repeat(MOST / 10)),
    ]
}

/// The same, numbered, so that each is another one.
fn numbered() -> Vec<Input> {
    vec![
        page("20,000 headings", &many(20_000, |at| format!("## t{at}\n"))),
        page("20,000 equal headings", &"## a\n".repeat(20_000)),
        page("20,000 headings that end in numbers", &many(20_000, |at| format!("## a {}\n", at % 7))),
        page("20,000 footnotes", &many(20_000, |at| format!("[^{at}]\n\n[^{at}]: a\n"))),
        page("20,000 named links", &many(20_000, |at| format!("[{at}]\n\n[{at}]: https://a.fr/{at}\n"))),
        page("names of links that nothing names", &many(20_000, |at| format!("[a][{at}]\n"))),
        page("20,000 links to pages that are not there", &many(20_000, |at| format!("[a](n{at}.md)\n"))),
        page("20,000 links to places that are not there", &many(20_000, |at| format!("[a](#n{at})\n"))),
        page("20,000 pictures that are not there", &many(20_000, |at| format!("![a](../images/n{at}.png)\n"))),
        page(
            "a table of 5,000 columns",
            &format!("{}\n{}\n{}", "|a".repeat(5_000), "|-".repeat(5_000), "|b\n".repeat(5_000)),
        ),
        page("a table of 100,000 rows", &format!("|a|b|\n|-|-|\n{}", "|c|d|\n".repeat(100_000))),
        page("one word of one million letters", &"a".repeat(MOST)),
        page("a link of one million letters", &format!("[a](https://a.fr/{})", "a".repeat(MOST))),
        page("20,000 events to be listed", &many(20_000, |at| format!("[[evenements type=n{at}]]\n\n"))),
        page("20,000 identifiers", &many(20_000, |at| format!("<p id=a{at}>a</p>\n"))),
    ]
}

/// Blocks of code in languages whose grammars are slow.
fn code() -> Vec<Input> {
    let languages =
        ["js", "ruby", "c++", "markdown", "html", "php", "perl", "latex", "haskell", "scala", "bash", "sql"];
    let texts =
        ["(".repeat(60_000), "a ".repeat(30_000), "\"\\".repeat(30_000), "/*".repeat(30_000), "<a b='".repeat(10_000)];
    languages
        .iter()
        .zip(texts.iter().cycle())
        .map(|(language, text)| page(&format!("code in {language}"), &format!("```{language}\n{text}\n```")))
        .chain([page("2,000 blocks of code", &"```js\nlet a = 1;\n```\n\n".repeat(2_000))])
        .collect()
}
