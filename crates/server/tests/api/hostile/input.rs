//! Far too much of everything. A real process, whose memory can be looked at.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use crate::support::{
    Client, TestApp,
    files::FORM,
    process::{Installation, LONGEST},
};

/// By how much the server may grow for all of it.
const MOST_KIB: u64 = 64 * 1024;
const MIB: usize = 1 << 20;
const GIB: usize = 1 << 30;

/// Sends the head, then so many bytes of `piece` in chunks, or as much as is taken before there is an
/// answer; its status.
async fn flood(server: SocketAddr, head: &str, piece: &[u8], bytes: usize) -> u16 {
    let mut stream = TcpStream::connect(server).await.unwrap();
    let (mut reader, mut writer) = stream.split();
    let send = async {
        writer.write_all(format!("{head}Transfer-Encoding: chunked\r\n\r\n").as_bytes()).await?;
        for _ in 0..bytes.checked_div(piece.len()).unwrap_or_default() {
            writer.write_all(format!("{:x}\r\n", piece.len()).as_bytes()).await?;
            writer.write_all(piece).await?;
            writer.write_all(b"\r\n").await?;
        }
        writer.write_all(b"0\r\n\r\n").await
    };
    let mut answer = [0; 12];
    let read = reader.read_exact(&mut answer);
    let talk = async {
        tokio::select! {
            read = read => drop(read.unwrap()),
            // Had enough before all was sent: what it says is what counts.
            _ = async { drop(send.await); std::future::pending::<()>().await } => {}
        }
    };
    timeout(LONGEST, talk).await.unwrap();
    std::str::from_utf8(&answer[9..]).unwrap().parse().unwrap()
}

#[tokio::test]
async fn far_too_much_is_refused_and_hardly_costs_memory() {
    let here = Installation::new()
        .with("ADMIN_PASSWORD", TestApp::PASSWORD)
        .with("IMPORT_MAX_BYTES", "16MiB")
        // A batch is in memory as a whole, so this is what it may cost.
        .with("HTTP_BATCH_BODY_LIMIT", "16MiB");
    let server = here.serve();
    let address = server.address;
    let admin = Client::new(format!("http://{address}")).sign_in("admin", TestApp::PASSWORD).await;
    let head = |line: &str, headers: &str| {
        let token = admin.access_secret();
        format!("{line} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\n{headers}")
    };
    let (json, form) = ("Content-Type: application/json\r\n", format!("Content-Type: {FORM}\r\n"));
    let spaces = vec![b' '; MIB];
    let deep = "[".repeat(20_000);
    let many: String = (0..1000).map(|n| format!("p{n}=1&")).collect();
    let file = "--a-line-that-no-file-has\r\nContent-Disposition: form-data; name=\"file\"; \
                filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\ntitle,starts_at,city\r\n";
    let upload = [file.as_bytes(), &spaces].concat();
    let before = server.memory_kib("VmRSS");

    for (name, head, piece, bytes, status) in [
        ("an event of 1 GiB", head("POST /api/v1/events", json), &*spaces, GIB, 413),
        ("a batch of 1 GiB", head("POST /api/v1/events/batch", json), &spaces, GIB, 413),
        ("an import of 1 GiB", head("POST /api/v1/imports", &form), &upload, GIB, 413),
        ("lists in lists", head("POST /api/v1/events", json), deep.as_bytes(), deep.len(), 400),
        ("a batch of them", head("POST /api/v1/events/batch", json), deep.as_bytes(), deep.len(), 400),
        (
            "what unpacks to more",
            head("POST /api/v1/events", &format!("{json}Content-Encoding: gzip\r\n")),
            &spaces,
            MIB,
            415,
        ),
        (
            "a header of 64 kB",
            head("GET /api/v1/events", &format!("X-A: {}\r\n", "a".repeat(64_000))),
            b"",
            0,
            431,
        ),
        ("1,000 parameters", head(&format!("GET /api/v1/events?{many}"), ""), b"", 0, 422),
        (
            "1,000 times one parameter",
            head(&format!("GET /api/v1/events?{}", "tag=a&".repeat(1000)), ""),
            b"",
            0,
            422,
        ),
        (
            "a form of 1,000 parameters",
            head("POST /api/v1/auth/token", "Content-Type: application/x-www-form-urlencoded\r\n"),
            many.as_bytes(),
            many.len(),
            400,
        ),
    ] {
        assert_eq!(flood(address, &head, piece, bytes).await, status, "{name}");
        assert_eq!(admin.get("/api/v1/events").await.status, 200, "after {name}");
    }
    let grown = server.memory_kib("VmHWM").saturating_sub(before);
    println!("hostile input: grown by {grown} KiB at the most");
    assert!(grown < MOST_KIB, "grown by {grown} KiB");
    server.terminate();
}
