//! Models from a hub, against a local server with the hub's file layout. Each run is a process of
//! its own, since the hub's settings are environment variables.

use std::path::Path;
use std::sync::Arc;
use std::thread;

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use tiny_http::{Header, Response, Server};

const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
const MODEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/models/parallax-minilm");

/// Serves the embedded model's folder as `harbour/parallax` at any revision; gives its address.
fn serve() -> String {
    let server = Arc::new(Server::http("127.0.0.1:0").expect("a free port"));
    let address = format!("http://{}", server.server_addr());
    thread::spawn(move || {
        for request in server.incoming_requests() {
            let name = request.url().rsplit('/').next().unwrap_or_default().to_owned();
            let path = Path::new(MODEL).join(&name);
            if !request.url().starts_with("/harbour/parallax/resolve/") || !path.is_file() {
                let _ = request.respond(Response::empty(404));
                continue;
            }
            let bytes = std::fs::read(path).expect("a file of the model");
            let ranged = request.headers().iter().find(|h| h.field.equiv("Range")).cloned();
            let total = bytes.len();
            let (body, status) = match ranged.as_ref().and_then(|h| range(h.value.as_str(), total))
            {
                Some(range) => (bytes[range].to_vec(), 206),
                None => (bytes, 200),
            };
            let mut response = Response::from_data(body).with_status_code(status);
            for (field, value) in [
                ("ETag", format!("\"{name}-1\"")),
                ("X-Repo-Commit", COMMIT.to_owned()),
                ("Accept-Ranges", "bytes".to_owned()),
                ("Content-Range", format!("bytes 0-0/{total}")),
            ] {
                response.add_header(Header::from_bytes(field, value).expect("a header"));
            }
            let _ = request.respond(response);
        }
    });
    address
}

fn range(value: &str, total: usize) -> Option<std::ops::Range<usize>> {
    let (from, to) = value.strip_prefix("bytes=")?.split_once('-')?;
    let to = to.parse().map_or(total, |last: usize| (last + 1).min(total));
    Some(from.parse().ok()?..to)
}

fn verify(model: &str, cache: &Path, endpoint: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
    command
        .args(["model", "verify", model])
        .env("HF_HOME", cache)
        .env("HF_ENDPOINT", endpoint)
        .env_remove("HF_HUB_OFFLINE");
    command
}

#[test]
fn a_model_is_fetched_once_and_then_found_offline() {
    let cache = tempfile::tempdir().expect("a folder");
    let address = serve();
    verify("hf:harbour/parallax@v1", cache.path(), &address)
        .assert()
        .success()
        .stdout(contains("files match the card"));
    verify("hf:harbour/parallax@v1", cache.path(), "http://127.0.0.1:1")
        .env("HF_HUB_OFFLINE", "1")
        .assert()
        .success();
}

#[test]
fn offline_without_a_copy_the_error_names_the_cache() {
    let cache = tempfile::tempdir().expect("a folder");
    verify("hf:harbour/parallax@v2", cache.path(), "http://127.0.0.1:1")
        .env("HF_HUB_OFFLINE", "1")
        .assert()
        .code(2)
        .stderr(contains("HF_HUB_OFFLINE").and(contains(cache.path().to_string_lossy().as_ref())));
}

#[test]
fn a_repository_that_is_not_there_is_an_error() {
    let cache = tempfile::tempdir().expect("a folder");
    verify("hf:harbour/nothing@v1", cache.path(), &serve())
        .assert()
        .code(2)
        .stderr(contains("hf:harbour/nothing@v1"));
}
