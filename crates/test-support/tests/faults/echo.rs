use std::{io, time::Duration};

use fasttrack_test_support::proxy::FaultProxy;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy},
    net::{TcpListener, TcpStream},
    time::timeout,
};

/// Long enough to see that nothing comes.
const SILENCE: Duration = Duration::from_millis(300);

/// When something should have come.
const DEADLINE: Duration = Duration::from_secs(5);

/// A proxy before a server that sends back whatever it gets.
pub async fn proxy() -> FaultProxy {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let (mut from, mut to) = stream.split();
                drop(copy(&mut from, &mut to).await);
                drop(to.shutdown().await);
            });
        }
    });
    FaultProxy::before(&address)
}

pub async fn connect(proxy: &FaultProxy) -> io::Result<TcpStream> {
    TcpStream::connect(proxy.url()).await
}

/// Says something, and reads the answer.
pub async fn echo(stream: &mut TcpStream, said: &[u8]) -> io::Result<Vec<u8>> {
    let (mut from, mut to) = stream.split();
    let mut answer = vec![0; said.len()];
    // At the same time: more may be on its way than a line holds.
    let both = async { tokio::try_join!(to.write_all(said), from.read_exact(&mut answer)) };
    timeout(DEADLINE, both).await.unwrap()?;
    Ok(answer)
}

/// All that comes before the end, and how that was.
pub async fn rest(stream: &mut TcpStream) -> (Vec<u8>, io::Result<()>) {
    let mut all = Vec::new();
    let end = timeout(DEADLINE, stream.read_to_end(&mut all)).await;
    (all, end.unwrap().map(drop))
}

/// Says something, and whether there is no answer, and no end.
pub async fn is_silent(stream: &mut TcpStream, said: &[u8]) -> bool {
    stream.write_all(said).await.unwrap();
    timeout(SILENCE, stream.read(&mut [0])).await.is_err()
}
