//! What events, venues and people are called.

use fasttrack_domain::venue::VenueKind;

/// A sort of event: what it is called before its subject, and its tags.
pub(super) struct Sort {
    pub name: &'static str,
    pub tags: &'static [&'static str],
    pub hours: u64,
}

pub(super) const SORTS: &[Sort] = &[
    Sort { name: "Festival de", tags: &["festival", "cultura"], hours: 8 },
    Sort { name: "Encontro de", tags: &["encontro", "comunidade"], hours: 3 },
    Sort { name: "Oficina de", tags: &["oficina", "educação"], hours: 4 },
    Sort { name: "Mostra de", tags: &["mostra", "arte"], hours: 6 },
    Sort { name: "Noite de", tags: &["noite"], hours: 4 },
    Sort { name: "Feira de", tags: &["feira", "família"], hours: 9 },
    Sort { name: "Semana de", tags: &["semana", "palestras"], hours: 72 },
    Sort { name: "Curso de", tags: &["curso", "educação"], hours: 6 },
    Sort { name: "Concurso de", tags: &["concurso"], hours: 5 },
    Sort { name: "Jornada de", tags: &["jornada", "palestras"], hours: 10 },
];

pub(super) const SUBJECTS: &[(&str, &str)] = &[
    ("Forró", "música"),
    ("Maracatu", "música"),
    ("Frevo", "dança"),
    ("Choro", "música"),
    ("Samba", "música"),
    ("Jazz", "música"),
    ("Quadrilha Junina", "são joão"),
    ("Cordel", "literatura"),
    ("Poesia", "literatura"),
    ("Cinema Brasileiro", "cinema"),
    ("Fotografia", "arte"),
    ("Xilogravura", "arte"),
    ("Cerâmica", "artesanato"),
    ("Renda e Bordado", "artesanato"),
    ("Gastronomia Nordestina", "gastronomia"),
    ("Café Especial", "gastronomia"),
    ("Rust", "tecnologia"),
    ("Dados Abertos", "tecnologia"),
    ("Segurança da Informação", "tecnologia"),
    ("Astronomia", "ciência"),
    ("Robótica", "ciência"),
    ("Corrida de Rua", "esporte"),
    ("Capoeira", "esporte"),
    ("Agroecologia", "meio ambiente"),
];

pub(super) const DESCRIPTIONS: &[&str] = &[
    "Aberto a todos, com ou sem experiência. Chegue cedo: os lugares são limitados.",
    "Programação completa na entrada. Crianças são bem-vindas acompanhadas dos responsáveis.",
    "Uma conversa com quem faz, seguida de prática e de um café.",
    "Organizado por voluntários. Traga um amigo e uma garrafa de água.",
    "Com intérprete de Libras e acesso sem degraus.",
];

/// The rooms that each city has: name before the city's, sort, capacity.
pub(super) const VENUES: &[(&str, VenueKind, i64)] = &[
    ("Teatro Municipal de", VenueKind::Theatre, 600),
    ("Auditório Central de", VenueKind::Auditorium, 220),
    ("Centro de Convenções de", VenueKind::Hall, 2_500),
    ("Biblioteca Pública de", VenueKind::Classroom, 40),
    ("Parque da Cidade de", VenueKind::Outdoor, 5_000),
    ("Ateliê Coletivo de", VenueKind::Other, 12),
];

pub(super) const STREETS: &[&str] = &[
    "Rua da Aurora",
    "Avenida Brasil",
    "Praça da República",
    "Rua do Sol",
    "Avenida Beira-Mar",
    "Rua XV de Novembro",
];

pub(super) const FIRST_NAMES: &[&str] = &[
    "Ana",
    "Beatriz",
    "Caio",
    "Davi",
    "Eduarda",
    "Fábio",
    "Gabriela",
    "Heitor",
    "Inês",
    "João",
    "Kauã",
    "Lívia",
    "Márcia",
    "Natália",
    "Otávio",
    "Patrícia",
    "Rafaela",
    "Sônia",
    "Thiago",
    "Vitória",
    "Zélia",
];

pub(super) const LAST_NAMES: &[&str] = &[
    "Almeida",
    "Araújo",
    "Barbosa",
    "Cavalcanti",
    "Conceição",
    "da Silva",
    "dos Santos",
    "Ferreira",
    "Gonçalves",
    "Lima",
    "Magalhães",
    "Nascimento",
    "Oliveira",
    "Pereira",
    "Queiroz",
    "Ribeiro",
    "Souza",
    "Tavares",
    "Vasconcelos",
];
