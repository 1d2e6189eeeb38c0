//! The knowledge that lives in `reference/*.csv`, as typed rows. Reach for [`Reference`] wherever
//! law, places, codes, names or limits are needed; no such fact is written in code. Reading and
//! checking the files is `ingest::reference`'s work; here are the shapes and the look-ups.
//!
//! Every row carries a [`Citation`]. A row with `verified == false` is a plausible fact that a
//! lawyer has still to confirm.

mod codes;
mod law;
mod matching;
mod names;
mod offices;
mod places;
mod statistics;

pub use codes::{CodeEntry, Country, HeaderSynonym, MonthName, StopWord, ValueSynonym};
pub use law::{
    CodeEditionRow, FamilyRelation, Ground, GroundArticle, GroundKind, LimitUnit, Obstacle,
    ObstacleRule, Offence, OffenceFamily, RegisterScheme, TimeLimit,
};
pub use matching::{BlockingRuleRow, LevelRow, ListBlockingRuleRow, ListLevelRow, ModelParameter};
pub use names::{
    DiminutiveRow, EditCostRow, EditOperation, FoldRow, FoldScript, Formant, LexiconEntry,
    LexiconKind, MarkerKind, NameMarker, NameSuffix, SuffixKind,
};
pub use offices::{OfficeKind, OfficeRequest, OfficeRole, OfficeWord, RequestOutcome};
pub use places::{ConfusablePlaces, LevelWord, Place, PlaceLevel, PlaceName, PlaceNameKind};
pub use statistics::{IctipVariable, PublishedCount, RereviewRule, ReviewCondition};

/// Where a row comes from and whether that was checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Citation {
    /// Law, publication or note; never empty in a loaded row.
    pub source: String,
    /// Whether the fact was read in that source.
    pub verified: bool,
}

/// A text in the three languages of the reports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trilingual {
    /// English.
    pub en: String,
    /// Russian.
    pub ru: String,
    /// Kyrgyz.
    pub ky: String,
}

/// All reference data, each table in file order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reference {
    /// Lower-case hex SHA-256 over all files in name order.
    pub content_hash: String,
    /// `code_editions.csv`, oldest first.
    pub editions: Vec<CodeEditionRow>,
    /// `offence_families.csv`.
    pub families: Vec<OffenceFamily>,
    /// `family_relations.csv`: which family a trafficking case is downgraded to.
    pub family_relations: Vec<FamilyRelation>,
    /// `offences.csv`.
    pub offences: Vec<Offence>,
    /// `register_schemes.csv`.
    pub schemes: Vec<RegisterScheme>,
    /// `grounds.csv`.
    pub grounds: Vec<Ground>,
    /// `ground_articles.csv`.
    pub ground_articles: Vec<GroundArticle>,
    /// `obstacles.csv`.
    pub obstacles: Vec<Obstacle>,
    /// `obstacle_rules.csv`, first match wins.
    pub obstacle_rules: Vec<ObstacleRule>,
    /// `time_limits.csv`.
    pub time_limits: Vec<TimeLimit>,
    /// `rereview_rules.csv`, first match wins.
    pub rereview_rules: Vec<RereviewRule>,
    /// `published_counts.csv`.
    pub published_counts: Vec<PublishedCount>,
    /// `ictip_variables.csv`.
    pub ictip_variables: Vec<IctipVariable>,
    /// `office_words.csv`, first match wins.
    pub office_words: Vec<OfficeWord>,
    /// `office_requests.csv`.
    pub office_requests: Vec<OfficeRequest>,
    /// `places.csv`.
    pub places: Vec<Place>,
    /// `place_names.csv`: official names, variants and dated former names.
    pub place_names: Vec<PlaceName>,
    /// `place_confusables.csv`.
    pub confusables: Vec<ConfusablePlaces>,
    /// `place_level_words.csv`.
    pub level_words: Vec<LevelWord>,
    /// `countries.csv`.
    pub countries: Vec<Country>,
    /// `code_lists.csv`: IC-TIP and HTCDS lists.
    pub code_lists: Vec<CodeEntry>,
    /// `value_synonyms.csv`: words for coded values in ru, ky and en.
    pub value_synonyms: Vec<ValueSynonym>,
    /// `header_synonyms.csv`: words for columns in ru, ky and en.
    pub header_synonyms: Vec<HeaderSynonym>,
    /// `months.csv`.
    pub months: Vec<MonthName>,
    /// `stop_words.csv`.
    pub stop_words: Vec<StopWord>,
    /// `name_fold.csv`, in matching order.
    pub fold: Vec<FoldRow>,
    /// `name_edit_costs.csv`.
    pub edit_costs: Vec<EditCostRow>,
    /// `name_formants.csv`.
    pub formants: Vec<Formant>,
    /// `name_markers.csv`: uulu, kyzy, tegin and kin.
    pub name_markers: Vec<NameMarker>,
    /// `name_suffixes.csv`: surname and patronymic endings on K1, in matching order.
    pub name_suffixes: Vec<NameSuffix>,
    /// `name_lexicon.csv`.
    pub lexicon: Vec<LexiconEntry>,
    /// `name_diminutives.csv`.
    pub diminutives: Vec<DiminutiveRow>,
    /// `link_levels.csv`: comparison levels with m and u.
    pub link_levels: Vec<LevelRow>,
    /// `list_levels.csv`: levels of the columns of lists, with the m and u estimation starts from.
    pub list_levels: Vec<ListLevelRow>,
    /// `list_blocking_rules.csv`: which records of lists are compared, in order.
    pub list_blocking_rules: Vec<ListBlockingRuleRow>,
    /// `link_parameters.csv`: priors and thresholds.
    pub link_parameters: Vec<ModelParameter>,
    /// `blocking_rules.csv`.
    pub blocking_rules: Vec<BlockingRuleRow>,
}
