//! One connection, from the greeting to the end.

use std::{io, sync::Arc};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader},
    net::TcpStream,
};

use super::{Letter, Manner, Reaction, State};

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

struct Talk {
    stream: BufReader<Box<dyn Stream>>,
    state: Arc<State>,
    secret: bool,
    letter: Letter,
}

/// Ends without a word when the client goes away.
pub(super) async fn talk(client: TcpStream, state: Arc<State>) {
    let by_tls = state.manner == Manner::Tls;
    let stream: Box<dyn Stream> = if by_tls {
        let Ok(stream) = state.identity.acceptor.accept(client).await else { return };
        Box::new(stream)
    } else {
        Box::new(client)
    };
    let letter = Letter {
        signed_in: None,
        hello: String::new(),
        from: String::new(),
        to: String::new(),
        data: String::new(),
    };
    let mut talk = Talk { stream: BufReader::new(stream), state, secret: by_tls, letter };
    drop(talk.go_on().await);
}

impl Talk {
    async fn go_on(&mut self) -> io::Result<()> {
        self.say("CONNECT", "220 localhost ready").await?;
        loop {
            let line = self.line().await?;
            let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
            match verb {
                "EHLO" => {
                    self.letter.hello = rest.to_owned();
                    let starttls = self.state.manner == Manner::StartTls && !self.secret;
                    let offer = if starttls { "250-STARTTLS\r\n" } else { "" };
                    let extensions = format!("250-localhost\r\n{offer}250-8BITMIME\r\n250 AUTH PLAIN");
                    self.say("EHLO", &extensions).await?;
                }
                "STARTTLS" => self.go_secret().await?,
                "AUTH" => {
                    self.letter.signed_in = Some(rest.trim_start_matches("PLAIN ").to_owned());
                    self.say("AUTH", "235 welcome").await?;
                }
                "MAIL" => {
                    self.letter.from = between_brackets(rest);
                    self.say("MAIL", "250 ok").await?;
                }
                "RCPT" => {
                    self.letter.to = between_brackets(rest);
                    self.say("RCPT", "250 ok").await?;
                }
                "DATA" => {
                    if self.say("DATA", "354 go on").await? {
                        self.take().await?;
                    }
                }
                "NOOP" | "RSET" => self.say("NOOP", "250 ok").await.map(drop)?,
                "QUIT" => return self.say("QUIT", "221 bye").await.map(drop),
                _ => self.say("OTHER", "500 what?").await.map(drop)?,
            }
        }
    }

    /// Says what is to be said at this step; whether that is what it should say.
    async fn say(&mut self, step: &str, proper: &str) -> io::Result<bool> {
        let reaction = self.state.reactions.lock().unwrap().get(step).copied();
        let said = match reaction {
            None => proper,
            Some(Reaction::Say(said)) => said,
            Some(Reaction::Hang) => std::future::pending().await,
            Some(Reaction::Close) => return Err(io::ErrorKind::ConnectionAborted.into()),
        };
        self.stream.write_all(format!("{said}\r\n").as_bytes()).await?;
        self.stream.flush().await?;
        Ok(reaction.is_none())
    }

    async fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end_matches("\r\n").to_owned())
    }

    /// Takes a letter, up to a dot on a line of its own; a dot before others was doubled.
    async fn take(&mut self) -> io::Result<()> {
        let mut data = String::new();
        loop {
            let line = self.line().await?;
            if line == "." {
                break;
            }
            data += line.strip_prefix('.').unwrap_or(&line);
            data += "\r\n";
        }
        let refused = self.state.reactions.lock().unwrap().contains_key(".");
        if !refused {
            let letter = Letter { data, ..self.letter.clone() };
            self.state.letters.send_modify(|letters| letters.push(letter));
        }
        self.say(if refused { "." } else { "TAKEN" }, "250 taken").await.map(drop)
    }

    async fn go_secret(&mut self) -> io::Result<()> {
        self.say("STARTTLS", "220 go on").await?;
        let nothing: Box<dyn Stream> = Box::new(tokio::io::empty());
        let stream = std::mem::replace(&mut self.stream, BufReader::new(nothing)).into_inner();
        let secret = self.state.identity.acceptor.accept(stream).await?;
        self.stream = BufReader::new(Box::new(secret));
        self.secret = true;
        Ok(())
    }
}

fn between_brackets(raw: &str) -> String {
    let inside = raw.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map_or_else(String::new, |(inside, _)| inside.to_owned())
}
