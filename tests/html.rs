//! The page in a real browser: headless Chromium, where it is installed.

#[path = "render/strike.rs"]
mod strike;

use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;

use parallax::annotate::summarise;
use parallax::eval::{Options, Report, baseline, report};
use parallax::labels::Annotated;
use parallax::render;
use parallax::render::html;

/// Names under which systems install the browser.
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Long enough for a cold start on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(120);

fn browser() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let places = std::env::split_paths(&path);
    let found =
        places.flat_map(|folder| BROWSERS.map(|name| folder.join(name))).find(|p| p.is_file());
    if found.is_none() {
        eprintln!("skipped: none of {} is installed", BROWSERS.join(", "));
    }
    found
}

fn harbour() -> Annotated {
    let line = include_str!("render/harbour.jsonl").lines().next().unwrap();
    let mut document = Annotated::from_json(line).unwrap();
    document.summary = Some(summarise(&document));
    document
}

fn run(browser: &Path, folder: &Path, page: &str, arguments: &[String]) -> Output {
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    assert_cmd::Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        .args(["--enable-logging=stderr", &profile])
        .args(arguments)
        .arg(page)
        .timeout(PATIENCE)
        .output()
        .unwrap()
}

/// The page as it stands once the browser has run it, opened at a place.
fn opened(browser: &Path, page: &str, place: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.html");
    std::fs::write(&file, page).unwrap();
    let address = format!("file://{}#{place}", file.display());
    let output = run(browser, folder.path(), &address, &["--dump-dom".to_owned()]);
    let complaints = String::from_utf8_lossy(&output.stderr);
    let complaints: Vec<_> = complaints.lines().filter(|line| line.contains("CONSOLE")).collect();
    assert!(complaints.is_empty(), "the browser complains: {complaints:#?}");
    String::from_utf8(output.stdout).unwrap()
}

/// What the panel says of the sentence.
fn detail(dom: &str) -> &str {
    let start = dom.find("id=\"detail\"").unwrap();
    &dom[start..start + dom[start..].find("<section").unwrap()]
}

#[test]
fn a_sentence_pointed_to_shows_its_probabilities() {
    let Some(browser) = browser() else { return };
    let dom = opened(&browser, &html(&harbour()), "s5");
    let detail = detail(&dom);
    assert!(detail.contains("Sentence 5: favours Dockers' union"), "{detail}");
    for shown in
        ["Who speaks", "How Port authority comes off", "strangling", "speaks for Dockers' union"]
    {
        assert!(detail.contains(shown), "{shown}: {detail}");
    }
    assert!(detail.contains("row chosen") && detail.contains(" %"));
}

#[test]
fn an_article_that_attacks_the_page_is_only_read() {
    let Some(browser) = browser() else { return };
    let attack = r#"</script><script>document.title="owned"</script><img src=x onerror='document.title="owned"'>"#;
    let line = serde_json::json!({
        "id": attack, "title": attack, "outlet": attack, "text": attack,
        "sides": [{"id": "a", "name": attack}, {"id": "b", "name": "\"><script>"}],
        "sentences": [{"start": 0, "end": attack.len(), "kind": "body", "voice": "quoted", "favors": "a",
            "source_side": "a", "source": {"start": 0, "end": attack.len(), "text": attack, "side": "a"}}],
        "mentions": [{"side": "b", "start": 0, "end": 9}],
        "spans": [{"start": 0, "end": attack.len(), "label": "quote"}]
    });
    let mut document = Annotated::from_json(&line.to_string()).unwrap();
    document.summary = Some(summarise(&document));
    let dom = opened(&browser, &html(&document), "s1");
    assert!(!dom.contains("<title>owned") && !dom.contains("<img"));
    assert_eq!(dom.matches("<script").count(), 1);
}

/// What word lists score on the article, the article taken as gold.
fn word_lists(gold: Annotated) -> Report {
    let gold = [gold];
    report(&gold, &baseline::lexicon(&gold), &Options::default()).unwrap()
}

#[test]
fn the_errors_of_a_report_can_be_filtered() {
    let Some(browser) = browser() else { return };
    let dom = opened(&browser, &render::report::html(&word_lists(harbour())), "errors");
    let start = dom.find("id=\"filters\"").unwrap();
    let form = &dom[start..start + dom[start..].find("</form>").unwrap()];
    assert!(!form[..form.find('>').unwrap()].contains("hidden"), "{form}");
    assert!(form.contains("<option value=\"voice\">voice ("), "{form}");
    assert!(form.contains("harbour-times-01"), "{form}");
}

#[test]
fn an_article_that_attacks_the_report_is_only_read() {
    let Some(browser) = browser() else { return };
    let attack = r#"</script><script>document.title="owned"</script><img src=x onerror='document.title="owned"'>"#;
    let line = serde_json::json!({
        "id": attack, "outlet": attack, "text": attack, "source": attack, "labels_by": attack,
        "sides": [{"id": attack, "name": "a"}, {"id": "b", "name": "b"}],
        "sentences": [{"start": 0, "end": attack.len(), "voice": "quoted", "stance": {attack: "favorable"}}]
    });
    let gold = Annotated::from_json(&line.to_string()).unwrap();
    let dom = opened(&browser, &render::report::html(&word_lists(gold)), "errors");
    assert!(!dom.contains("<title>owned") && !dom.contains("<img"));
    assert_eq!(dom.matches("<script").count(), 1);
}

/// The comparison's page, opened at a place.
fn comparison(browser: &Path, place: &str) -> String {
    let page = strike::compared(3, render::comparison::html);
    opened(browser, &page, place)
}

#[test]
fn a_link_into_an_article_of_a_comparison_opens_it_and_its_claims_can_be_filtered() {
    let Some(browser) = browser() else { return };
    let dom = comparison(&browser, "a2s2");
    let start = dom.find("id=\"a2\"").unwrap();
    let tag = &dom[dom[..start].rfind('<').unwrap()..start + dom[start..].find('>').unwrap()];
    assert!(tag.contains("open"), "{tag}");
    let start = dom.find("id=\"filters\"").unwrap();
    let form = &dom[start..start + dom[start..].find("</form>").unwrap()];
    assert!(!form[..form.find('>').unwrap()].contains("hidden"), "{form}");
    assert!(form.contains("<option value=\"firmness\">firmness ("), "{form}");
}

#[test]
fn an_outlet_whose_name_is_markup_is_only_named() {
    let Some(browser) = browser() else { return };
    let dom = comparison(&browser, "claims");
    assert!(!dom.contains("<b>Bawl") && dom.contains("&lt;b&gt;Bawl"));
    assert_eq!(dom.matches("<script").count(), 1);
}

/// How many bytes the picture of the page takes.
fn drawn(browser: &Path, page: &str) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    let (file, picture) = (folder.path().join("page.html"), folder.path().join("page.png"));
    std::fs::write(&file, page).unwrap();
    let arguments =
        [format!("--screenshot={}", picture.display()), "--window-size=1280,1600".to_owned()];
    run(browser, folder.path(), &format!("file://{}", file.display()), &arguments);
    std::fs::metadata(&picture).unwrap().len()
}

#[test]
fn pages_are_drawn() {
    let Some(browser) = browser() else { return };
    let comparison = strike::compared(3, render::comparison::html);
    for page in [html(&harbour()), render::report::html(&word_lists(harbour())), comparison] {
        let drawn = drawn(&browser, &page);
        assert!(drawn > 60_000, "an empty page takes few bytes, this one {drawn}");
    }
}
