//! The few rows of reference data that the hand-built sample needs.

use jiff::civil::date;
use records::Reference;
use records::reference::{
    Citation, Ground, GroundKind, IctipVariable, Obstacle, ObstacleRule, Place, PlaceLevel,
    PublishedCount, RereviewRule, ReviewCondition, Trilingual,
};

pub(super) fn trilingual(en: &str, ru: &str, ky: &str) -> Trilingual {
    Trilingual { en: en.into(), ru: ru.into(), ky: ky.into() }
}

fn cited(verified: bool) -> Citation {
    Citation { source: "hand-built sample".into(), verified }
}

pub(super) fn reference() -> Reference {
    Reference {
        content_hash: "0".repeat(64),
        office_requests: ingest::reference::embedded().unwrap().office_requests,
        grounds: vec![
            Ground {
                code: "T02".into(),
                kind: GroundKind::Termination,
                name: trilingual(
                    "No elements of a crime",
                    "Отсутствие состава преступления",
                    "Кылмыш курамынын жоктугу",
                ),
                citation: cited(true),
            },
            Ground {
                code: "S01".into(),
                kind: GroundKind::Suspension,
                name: trilingual(
                    "Suspect not identified",
                    "Лицо не установлено",
                    "Адам аныкталган жок",
                ),
                citation: cited(false),
            },
        ],
        obstacles: vec![
            Obstacle {
                code: "Q1".into(),
                stage: "registered".into(),
                name: trilingual(
                    "Report answered as a citizen's appeal, not entered as a crime report",
                    "Сообщение рассмотрено как обращение граждан и не внесено как сообщение о преступлении",
                    "Билдирүү жарандын кайрылуусу катары каралып, кылмыш жөнүндө билдирүү катары катталган эмес",
                ),
                step: trilingual(
                    "Ask the receiving body for the journal number and, where there is none, for registration of the report.",
                    "Запросить у принявшего органа номер ЖУИ, а при его отсутствии – регистрацию сообщения.",
                    "Кабыл алган органдан журналдагы номерди, ал жок болсо билдирүүнү каттоону талап кылуу.",
                ),
                citation: cited(true),
            },
            Obstacle {
                code: "Q2".into(),
                stage: "investigation".into(),
                name: trilingual(
                    "Terminated for lack of elements of a crime without questioning abroad",
                    "Прекращено за отсутствием состава без допроса за рубежом",
                    "Чет өлкөдө суракка алынбай туруп, кылмыш курамы жок деп кыскартылган",
                ),
                step: trilingual(
                    "Have the prosecutor re-examine the termination.",
                    "Прокурору проверить законность прекращения.",
                    "Прокурор кыскартуунун мыйзамдуулугун текшерсин.",
                ),
                citation: cited(false),
            },
        ],
        obstacle_rules: vec![ObstacleRule {
            outcome: "terminated".into(),
            ground: Some("T02".into()),
            obstacle: "Q2".into(),
            citation: cited(true),
        }],
        ictip_variables: vec![IctipVariable {
            object: "victim".into(),
            variable: "sex".into(),
            name: trilingual("Sex of the victim", "Пол потерпевшего", "Жабырлануучунун жынысы"),
            citation: cited(false),
        }],
        published_counts: vec![PublishedCount {
            id: "bk-2021-registered".into(),
            from: date(2021, 1, 1),
            to: date(2021, 12, 31),
            scope: vec!["bride_kidnapping".into()],
            measure: "registered".into(),
            unit: "entries".into(),
            area: "KG06000000000".into(),
            count: 7,
            citation: cited(true),
        }],
        rereview_rules: vec![RereviewRule {
            id: "dismissed_no_elements".into(),
            outcome: "terminated".into(),
            ground: Some("T02".into()),
            condition: ReviewCondition::Any,
            prior_share: 0.0867,
            prior_cases: 20.0,
            name: trilingual(
                "Terminated for want of elements of a crime",
                "Прекращено за отсутствием состава",
                "Курамдын жоктугунан кыскартылган",
            ),
            citation: cited(false),
        }],
        places: vec![place("KG06000000000", "Osh oblast", "Ошская область", "Ош облусу")],
        ..Reference::default()
    }
}

fn place(code: &str, en: &str, ru: &str, ky: &str) -> Place {
    Place {
        code: code.into(),
        soate: None,
        level: PlaceLevel::Oblast,
        parent: None,
        name: trilingual(en, ru, ky),
        citation: cited(true),
    }
}
