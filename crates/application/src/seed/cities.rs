//! Brazilian cities where they really are, in degrees.

/// A city.
pub(super) struct Place {
    pub name: &'static str,
    pub time_zone: &'static str,
    pub latitude: f64,
    pub longitude: f64,
}

const fn place(name: &'static str, time_zone: &'static str, latitude: f64, longitude: f64) -> Place {
    Place { name, time_zone, latitude, longitude }
}

const BRASILIA: &str = "America/Sao_Paulo";
const RECIFE: &str = "America/Recife";
const FORTALEZA: &str = "America/Fortaleza";

pub(super) const CITIES: &[Place] = &[
    place("São Paulo", BRASILIA, -23.5505, -46.6333),
    place("Rio de Janeiro", BRASILIA, -22.9068, -43.1729),
    place("Belo Horizonte", BRASILIA, -19.9167, -43.9345),
    place("Brasília", BRASILIA, -15.7939, -47.8828),
    place("Curitiba", BRASILIA, -25.4284, -49.2733),
    place("Porto Alegre", BRASILIA, -30.0346, -51.2177),
    place("Florianópolis", BRASILIA, -27.5954, -48.5480),
    place("Goiânia", BRASILIA, -16.6869, -49.2648),
    place("Vitória", BRASILIA, -20.3155, -40.3128),
    place("Campinas", BRASILIA, -22.9099, -47.0626),
    place("Santos", BRASILIA, -23.9608, -46.3336),
    place("Ribeirão Preto", BRASILIA, -21.1775, -47.8103),
    place("Uberlândia", BRASILIA, -18.9186, -48.2772),
    place("Londrina", BRASILIA, -23.3045, -51.1696),
    place("Maringá", BRASILIA, -23.4210, -51.9331),
    place("Joinville", BRASILIA, -26.3045, -48.8487),
    place("Blumenau", BRASILIA, -26.9194, -49.0661),
    place("Niterói", BRASILIA, -22.8832, -43.1034),
    place("Juiz de Fora", BRASILIA, -21.7642, -43.3503),
    place("Ouro Preto", BRASILIA, -20.3856, -43.5035),
    place("Recife", RECIFE, -8.0476, -34.8770),
    place("Olinda", RECIFE, -8.0089, -34.8553),
    place("Jaboatão dos Guararapes", RECIFE, -8.1130, -35.0149),
    place("Caruaru", RECIFE, -8.2846, -35.9699),
    place("Petrolina", RECIFE, -9.3891, -40.5027),
    place("Garanhuns", RECIFE, -8.8829, -36.4964),
    place("Salvador", "America/Bahia", -12.9777, -38.5016),
    place("Feira de Santana", "America/Bahia", -12.2664, -38.9663),
    place("Ilhéus", "America/Bahia", -14.7936, -39.0464),
    place("Maceió", "America/Maceio", -9.6658, -35.7353),
    place("Aracaju", "America/Maceio", -10.9472, -37.0731),
    place("Fortaleza", FORTALEZA, -3.7319, -38.5267),
    place("Natal", FORTALEZA, -5.7945, -35.2110),
    place("João Pessoa", FORTALEZA, -7.1195, -34.8450),
    place("Campina Grande", FORTALEZA, -7.2290, -35.8808),
    place("São Luís", FORTALEZA, -2.5307, -44.3068),
    place("Teresina", FORTALEZA, -5.0892, -42.8019),
    place("Belém", "America/Belem", -1.4558, -48.4902),
    place("Manaus", "America/Manaus", -3.1190, -60.0217),
    place("Cuiabá", "America/Cuiaba", -15.6014, -56.0979),
    place("Campo Grande", "America/Campo_Grande", -20.4697, -54.6201),
    place("Palmas", "America/Araguaina", -10.2491, -48.3243),
    place("Porto Velho", "America/Porto_Velho", -8.7612, -63.9004),
    place("Rio Branco", "America/Rio_Branco", -9.9740, -67.8076),
    place("Boa Vista", "America/Boa_Vista", 2.8235, -60.6758),
    place("Macapá", "America/Belem", 0.0349, -51.0694),
];
