//! Themes: templates that do not end or grow, and files that are no files of a theme.

use super::project::{Input, file};

pub fn all() -> Vec<Input> {
    let template =
        |name: &str, text: &str| file(&format!("template: {name}"), "themes/declics/templates/page.html", text);
    let asset = |name: &str, path: &str, bytes: Vec<u8>| {
        file(&format!("theme: {name}"), &format!("themes/declics/{path}"), bytes)
    };
    vec![
        template(
            "ranges within ranges",
            "{% for a in range(end=10000) %}{% for b in range(end=10000) %}{% for c in range(end=10000) %}a{% endfor %}{% endfor %}{% endfor %}",
        ),
        template("a range of a billion", "{% for a in range(end=1000000000) %}a{% endfor %}"),
        template(
            "texts that double",
            "{% set a = \"aaaaaaaaaa\" %}{% for b in range(end=60) %}{% set_global a = a ~ a %}{% endfor %}{{ a }}",
        ),
        template("a template that includes itself", "{% include \"page.html\" %}"),
        template("a template that extends itself", "{% extends \"page.html\" %}"),
        template("100,000 brackets", &"(".repeat(100_000)),
        template(
            "100,000 brackets in an expression",
            &format!("{{{{ {}1{} }}}}", "(".repeat(100_000), ")".repeat(100_000)),
        ),
        template("100,000 conditions within conditions", &"{% if page %}".repeat(60_000)),
        template("100,000 filters", &format!("{{{{ page.title{} }}}}", " | upper".repeat(100_000))),
        template("900 KB of variables", &"{{ page.title }}".repeat(56_000)),
        template("a script that holds a text", "<script>let a = {{ page.title }};</script>"),
        template("bytes that are no text", "\0\u{1}\u{7f}"),
        asset(
            "a style sheet with 50,000 addresses",
            "static/style.css",
            "a{background:url(\"icon.svg\")}".repeat(30_000).into_bytes(),
        ),
        asset("a style sheet that does not end", "static/style.css", b"a{b:url(\"".repeat(100_000)),
        asset("39 MB of style", "static/big.css", b"a{}".repeat(13 << 20)),
        asset("a file that hosts run", "static/a.php", b"<?php system($_GET['a']); ?>".to_vec()),
        asset(
            "a drawing with a script",
            "static/a.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(),
        ),
        asset(
            "a drawing of one million levels",
            "static/a.svg",
            [b"<svg xmlns='http://www.w3.org/2000/svg'>".to_vec(), b"<g>".repeat(300_000)].concat(),
        ),
        asset(
            "a picture for sharing of one million levels",
            "templates/partage.svg",
            [b"<svg xmlns='http://www.w3.org/2000/svg' width='1200' height='630'>".to_vec(), b"<g>".repeat(300_000)]
                .concat(),
        ),
        asset("a font that is none", "partage/a.ttf", vec![0; 1 << 20]),
        asset("words of one megabyte", "theme.yaml", format!("menu: {}", "a".repeat(1_000_000)).into_bytes()),
        asset("words within words", "theme.yaml", "a: {".repeat(200_000).into_bytes()),
    ]
}
