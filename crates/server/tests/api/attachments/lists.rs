use fasttrack_test_support::pictures::{a_jpeg, a_pdf, a_png, a_webp};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::{content_of, scene};
use crate::support::given::{EVENTS, an_event, with};

#[tokio::test]
async fn a_file_is_told_by_what_is_in_it() {
    let scene = scene().await;
    let mut expected = Vec::new();
    for (name, content, content_type) in [
        ("poster.png", a_png(30, 20), "image/png"),
        // Whatever it is called.
        ("São João 🎉.txt", a_jpeg(30, 20), "image/jpeg"),
        ("no extension", a_webp(30, 20), "image/webp"),
        ("programme.png", a_pdf(), "application/pdf"),
    ] {
        let made = scene.owner.attach(&scene.list, name, &content).await;
        assert_eq!((made.status, made.header("location")), (201, &*content_of(&made.json)), "{made:?}");
        let sha256: String = Sha256::digest(&content).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            made.json,
            json!({
                "id": made.json["id"], "file_name": name, "content_type": content_type,
                "size": content.len(), "sha256": sha256, "thumbnail_ready": false,
                "created_at": made.json["created_at"]
            })
        );
        expected.push(made.json);
    }
    let list = scene.app.viewer("rui").await.get(&format!("{}?total=true", scene.list)).await;
    assert_eq!(list.json, json!({"items": expected, "next_cursor": null, "total": 4}));
    let pages = scene.owner.pages(&format!("{}?limit=3", scene.list)).await;
    let paged: Vec<String> = pages.iter().flat_map(|page| page.each("id")).collect();
    assert_eq!(paged, expected.iter().map(|one| one["id"].as_str().unwrap()).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_draft_and_its_files_are_seen_by_its_owner_and_admins() {
    let scene = scene().await;
    let draft = scene.owner.make_event(&with(&an_event("Festa"), &json!({"status": "draft"}))).await;
    let list = format!("{}/attachments", draft.path);
    let made = scene.owner.attach(&list, "a.pdf", &a_pdf()).await;
    assert_eq!(made.status, 201, "{made:?}");
    let content = content_of(&made.json);
    for seen in [&scene.owner, &scene.app.admin().await] {
        assert_eq!((seen.get(&list).await.status, seen.get(&content).await.status), (200, 200));
    }
    let (viewer, other) = (scene.app.viewer("rui").await, scene.app.editor("eva").await);
    for hidden in [&viewer, &other] {
        hidden.get(&list).await.assert_problem(&list, 404, "not_found");
        hidden.get(&content).await.assert_problem(&content, 404, "not_found");
    }
    other.attach(&list, "b.pdf", &a_pdf()).await.assert_problem(&list, 404, "not_found");
    let attachment = content.strip_suffix("/content").unwrap();
    other.delete(attachment).await.assert_problem(attachment, 404, "not_found");
    other.attach(&scene.list, "b.pdf", &a_pdf()).await.assert_problem(&scene.list, 403, "not_owner");
    let nowhere = format!("{EVENTS}/0197a3c0-0000-7000-8000-000000000001/attachments");
    scene.owner.get(&nowhere).await.assert_problem(&nowhere, 404, "not_found");
    scene.owner.attach(&nowhere, "b.pdf", &a_pdf()).await.assert_problem(&nowhere, 404, "not_found");
    scene.app.until_blobs(1).await;
}

#[tokio::test]
async fn queries_that_do_not_fit_are_refused() {
    let scene = scene().await;
    for (query, pointer) in [
        ("limit=0", "limit"),
        ("limit=x", "limit"),
        ("cursor=x", "cursor"),
        ("total=2", "total"),
        ("a=b", "a"),
    ] {
        assert_eq!(
            scene.owner.get(&format!("{}?{query}", scene.list)).await.pointers(),
            [pointer],
            "{query}"
        );
    }
}
