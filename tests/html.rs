//! The page in a real browser: headless Chromium, where it is installed.

use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;

use parallax::annotate::summarise;
use parallax::labels::Annotated;
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

/// The page as it stands once the browser has run it, opened at a sentence.
fn opened(browser: &Path, document: &Annotated, sentence: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.html");
    std::fs::write(&file, html(document)).unwrap();
    let page = format!("file://{}#{sentence}", file.display());
    let output = run(browser, folder.path(), &page, &["--dump-dom".to_owned()]);
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
    let dom = opened(&browser, &harbour(), "s5");
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
    let dom = opened(&browser, &document, "s1");
    assert!(!dom.contains("<title>owned") && !dom.contains("<img"));
    assert_eq!(dom.matches("<script").count(), 1);
}

#[test]
fn the_page_is_drawn() {
    let Some(browser) = browser() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (file, picture) = (folder.path().join("page.html"), folder.path().join("page.png"));
    std::fs::write(&file, html(&harbour())).unwrap();
    let arguments =
        [format!("--screenshot={}", picture.display()), "--window-size=1280,1600".to_owned()];
    run(&browser, folder.path(), &format!("file://{}", file.display()), &arguments);
    let drawn = std::fs::metadata(&picture).unwrap().len();
    assert!(drawn > 100_000, "an empty page takes few bytes, this one {drawn}");
}
