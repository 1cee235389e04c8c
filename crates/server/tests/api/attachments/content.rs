use fasttrack_test_support::pictures::{a_pdf, a_png};
use reqwest::{Method, header::HeaderMap};

use super::{Scene, content_of, scene};
use crate::support::Answer;

impl Scene {
    async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> (u16, HeaderMap, Vec<u8>) {
        let request = self.owner.request(method, path);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        (status, headers, answer.bytes().await.unwrap().to_vec())
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn content_comes_as_it_was_sent_and_runs_nowhere() {
    let scene = scene().await;
    for (name, content, media_type, disposition) in [
        ("poster.png", a_png(500, 400), "image/png", r#"inline; filename="poster.png""#),
        (
            "São \"João\".pdf",
            a_pdf(),
            "application/pdf",
            r#"attachment; filename="S_o _Jo_o_.pdf"; filename*=UTF-8''S%C3%A3o%20%22Jo%C3%A3o%22.pdf"#,
        ),
    ] {
        let attachment = scene.attach(&name.replace('"', "\\\""), &content).await;
        let (path, tag) =
            (content_of(&attachment), format!("\"{}\"", attachment["sha256"].as_str().unwrap()));
        // Compressed, it would be another file than the tag names.
        let (status, headers, bytes) =
            scene.ask(Method::GET, &path, &[("accept-encoding", "gzip, br")]).await;
        assert_eq!((status, &bytes), (200, &content), "{headers:?}");
        for (name, value) in [
            ("content-type", media_type),
            ("content-length", &*content.len().to_string()),
            ("content-disposition", disposition),
            ("content-encoding", ""),
            ("etag", &tag),
            ("accept-ranges", "bytes"),
            ("cache-control", "private, no-cache"),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "sandbox; default-src 'none'"),
        ] {
            assert_eq!(header(&headers, name), value, "{name}");
        }
        let (status, headers, bytes) = scene.ask(Method::HEAD, &path, &[("range", "bytes=0-1")]).await;
        assert_eq!((status, bytes.len()), (200, 0));
        assert_eq!(header(&headers, "content-length"), content.len().to_string());
        for known in [&*tag, "*", &format!("\"x\", W/{tag}")] {
            let (status, headers, bytes) = scene.ask(Method::GET, &path, &[("if-none-match", known)]).await;
            assert_eq!((status, header(&headers, "etag"), bytes.len()), (304, &*tag, 0), "{known}");
        }
        let (status, ..) = scene.ask(Method::GET, &path, &[("accept", "text/html")]).await;
        assert_eq!(status, 406);
    }
}

#[tokio::test]
async fn a_part_is_what_was_asked_for() {
    let scene = scene().await;
    let content = [a_pdf(), (0..=255).cycle().take(300_000).collect()].concat();
    let attachment = scene.attach("a.pdf", &content).await;
    let (path, tag) = (content_of(&attachment), format!("\"{}\"", attachment["sha256"].as_str().unwrap()));
    let size = content.len();
    let end = format!("bytes={}-", size - 5);
    for (range, part) in [
        ("bytes=0-0", 0..1),
        ("bytes=100-199", 100..200),
        ("bytes=70000-280000", 70_000..280_001),
        ("bytes=-10", size - 10..size),
        ("bytes=200-99999999", 200..size),
        (&*end, size - 5..size),
    ] {
        for if_range in [None, Some(("if-range", &*tag))] {
            let headers: Vec<_> = [("range", range)].into_iter().chain(if_range).collect();
            let (status, headers, bytes) = scene.ask(Method::GET, &path, &headers).await;
            assert_eq!((status, &*bytes), (206, &content[part.clone()]), "{range}");
            let told = format!("bytes {}-{}/{size}", part.start, part.end - 1);
            assert_eq!(header(&headers, "content-range"), told, "{range}");
            assert_eq!(header(&headers, "content-length"), part.len().to_string(), "{range}");
            assert_eq!(
                (header(&headers, "etag"), header(&headers, "content-type")),
                (&*tag, "application/pdf")
            );
        }
    }
    // The whole, to who has a part of something else, and to what is no question or several.
    for headers in [
        &[("range", "bytes=0-0"), ("if-range", "\"other\"")][..],
        &[("range", "bytes=0-0"), ("if-range", "Sat, 01 Jan 2000 00:00:00 GMT")],
        &[("range", "bytes=0-0,5-6")],
        &[("range", "bytes=9-2")],
        &[("range", "lines=1-2")],
    ] {
        let (status, answered, bytes) = scene.ask(Method::GET, &path, headers).await;
        assert_eq!((status, header(&answered, "content-range"), bytes.len()), (200, "", size), "{headers:?}");
    }
    for range in [format!("bytes={size}-"), "bytes=-0".to_owned()] {
        let request = scene.owner.request(Method::GET, &path).header("range", &range);
        let answer = Answer::of(request).await;
        answer.assert_problem(&path, 416, "range_not_satisfiable");
        assert_eq!(answer.header("content-range"), format!("bytes */{size}"));
    }
    // What one knows already is known whatever part one asks for (RFC 9110 §13.2.2).
    let (status, ..) =
        scene.ask(Method::GET, &path, &[("range", "bytes=0-0"), ("if-none-match", &tag)]).await;
    assert_eq!(status, 304);
}
