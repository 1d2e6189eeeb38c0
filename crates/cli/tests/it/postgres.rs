//! A project on a PostgreSQL server: the same bytes as from a file, and two people who do not get in
//! each other's way unnoticed.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use store::PostgresStore;

use crate::common::{contents, fixture_copy, sverka};
use crate::postgres_server::{PASSWORD, server};

/// Points a project at a database of the scratch server.
fn use_database(project: &Path, url: &str) {
    let file = project.join("sverka.toml");
    let text = fs::read_to_string(&file).unwrap();
    let key =
        format!("[project]\ndatabase = \"{url}\"\ndatabase_password_file = \"database.password\"");
    fs::write(&file, text.replacen("[project]", &key, 1)).unwrap();
    let secret = project.join("database.password");
    fs::write(&secret, PASSWORD).unwrap();
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).unwrap();
}

#[tokio::test]
async fn the_outputs_are_the_same_bytes_as_from_a_file() {
    let server = server();
    let url = server.new_database().await;
    let (on_server, in_file) = (fixture_copy("demo"), fixture_copy("demo"));
    use_database(on_server.path(), &url);
    sverka().args(["run", "--quiet"]).arg(on_server.path()).assert().success();
    assert!(!on_server.path().join("sverka.sqlite").exists());
    sverka().args(["run", "--quiet"]).arg(in_file.path()).assert().success();
    let [here, there] = [&on_server, &in_file].map(|dir| contents(&dir.path().join("out")));
    assert_eq!(here.keys().collect::<Vec<_>>(), there.keys().collect::<Vec<_>>());
    for (name, bytes) in &here {
        assert!(bytes == &there[name], "{} differs", name.display());
    }
    for command in [&["audit", "verify"][..], &["audit", "log", "--json"]] {
        sverka().args(command).arg(on_server.path()).assert().success();
    }
}

#[tokio::test]
async fn a_second_analyst_is_told_who_works_and_can_read_meanwhile() {
    let server = server();
    let url = server.new_database().await;
    let (hers, his) = (fixture_copy("tiny"), fixture_copy("tiny"));
    use_database(hers.path(), &url);
    use_database(his.path(), &url);
    sverka().args(["run", "--quiet"]).arg(hers.path()).assert().success();
    let mut working = PostgresStore::open(&url, Some(PASSWORD)).await.unwrap();
    working.reserve().await.unwrap();
    let refused = sverka().args(["run", "--quiet"]).arg(his.path()).assert().code(6);
    let told = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(told.contains("the database is in use by sverka from this machine"), "{told}");
    assert!(!his.path().join("out").exists());
    sverka().args(["audit", "log"]).arg(his.path()).assert().success();
    working.close().await.unwrap();
    sverka().args(["run", "--quiet"]).arg(his.path()).assert().success();
    let out = |project: &Path| contents(&project.join("out"));
    assert!(out(hers.path()) == out(his.path()), "both see the same database");
}

#[test]
fn a_password_that_others_may_read_or_that_stands_in_the_address_is_refused() {
    let project = fixture_copy("tiny");
    use_database(project.path(), "postgres://ann@localhost/x");
    let secret = project.path().join("database.password");
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o644)).unwrap();
    let refused = sverka().arg("run").arg(project.path()).assert().code(3);
    let told = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(told.contains("chmod 600"), "{told}");
    assert!(!told.contains(PASSWORD), "{told}");

    let project = fixture_copy("tiny");
    use_database(project.path(), "postgres://ann:canary@localhost/x");
    let refused = sverka().arg("run").arg(project.path()).assert().code(3);
    let told = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(told.contains("database_password_file") && !told.contains("canary"), "{told}");
}
