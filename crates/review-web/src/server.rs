//! Requests to answers. Reach for [`router`]; every path but the empty page itself goes through the
//! gate first. Answers are never kept by the browser, and carry no script but the one of the page.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, Json, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use clerical_review::{Answer, EvidenceReference, UndecidedReason};
use records::{RecordId, Sensitive};
use reporting::Language;
use serde::Deserialize;
use tokio::sync::Mutex;

use crate::desk::{Desk, Given, Refused};
use crate::gate::{Gate, Refusal};
use crate::outside::Outside;
use crate::pages::{self, PageError};
use crate::texts::Texts;

/// No body of ours is longer: a note of a page or two, or the ids of a bulk decision.
const BODY_LIMIT: usize = 1 << 20;
/// Letters of a note. What a reviewer has to say fits; what does not belongs in a document.
const NOTE_LIMIT: usize = 4_000;

/// What every request may need.
pub(crate) struct Server {
    pub(crate) desk: Mutex<Desk>,
    pub(crate) gate: Gate,
    pub(crate) outside: Outside,
    pub(crate) texts: [Texts; 3],
    pub(crate) language: Language,
    pub(crate) idle_seconds: u64,
}

type Shared = Arc<Server>;

/// What ends a request early; the body is a code that the page has words for.
struct Stop(StatusCode, &'static str);

impl IntoResponse for Stop {
    fn into_response(self) -> Response {
        (self.0, self.1).into_response()
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self(refusal.status(), refusal.code())
    }
}

impl From<PageError> for Stop {
    fn from(error: PageError) -> Self {
        match error {
            PageError::NoCard => Self(StatusCode::NOT_FOUND, "refused"),
            PageError::Words(_) | PageError::Template(_) => {
                Self(StatusCode::INTERNAL_SERVER_ERROR, "refused")
            }
        }
    }
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Unknown => Self(StatusCode::UNPROCESSABLE_ENTITY, "refused"),
            Refused::Stale => Self(StatusCode::CONFLICT, "stale"),
            Refused::Store(_) => Self(StatusCode::INTERNAL_SERVER_ERROR, "gone"),
        }
    }
}

impl Server {
    /// Tells the person at the terminal when the store cannot keep an answer.
    fn stop(&self, refused: Refused) -> Stop {
        if let Refused::Store(error) = &refused {
            (self.outside.complain)(&error.to_string());
        }
        refused.into()
    }
}

impl From<JsonRejection> for Stop {
    fn from(rejection: JsonRejection) -> Self {
        Self(rejection.status(), "refused")
    }
}

impl From<QueryRejection> for Stop {
    fn from(rejection: QueryRejection) -> Self {
        Self(rejection.status(), "refused")
    }
}

type Html = Result<Response, Stop>;

fn html(text: String) -> Response {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response()
}

/// Every path there is.
pub(crate) fn router(server: Shared) -> Router {
    let desk = Router::new()
        .route("/next", get(next))
        .route("/card", get(card))
        .route("/queue", get(queue))
        .route("/history", get(history))
        .route("/agreement", get(agreement))
        .route("/decide", post(decide))
        .route("/bulk", get(bulk))
        .route("/apply", post(apply))
        .route("/undo", post(undo))
        .route("/redo", post(redo))
        .route("/lock", post(lock))
        .layer(middleware::from_fn_with_state(Arc::clone(&server), admitted));
    Router::new()
        .route("/", get(frame))
        .route("/style.css", get(style))
        .route("/page.js", get(script))
        .route("/session", post(session))
        .nest("/desk", desk)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(Arc::clone(&server), ours))
        .with_state(server)
}

/// Outermost: host and origin before anything else, and what every answer carries.
async fn ours(State(server): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = match server.gate.ours(request.method(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => Stop::from(refusal).into_response(),
    };
    let fixed = [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
    ];
    let headers = response.headers_mut();
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in [
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Before anything that knows a name.
async fn admitted(State(server): State<Shared>, request: Request, next: Next) -> Response {
    match server.gate.admit(request.headers(), &server.outside) {
        Ok(()) => next.run(request).await,
        Err(refusal) => {
            if refusal == Refusal::Idle {
                server.gate.announce(&server.outside);
            }
            Stop::from(refusal).into_response()
        }
    }
}

#[derive(Deserialize)]
struct Asked {
    lang: Option<String>,
    left: Option<String>,
    query: Option<String>,
    office: Option<String>,
}

type Parameters = Result<Query<Asked>, QueryRejection>;

impl Server {
    fn texts(&self, asked: Option<&str>) -> &Texts {
        let language = asked.and_then(Language::from_code).unwrap_or(self.language);
        self.texts.iter().find(|texts| texts.language == language).unwrap_or(&self.texts[0])
    }
}

#[derive(Template)]
#[template(path = "frame.html")]
struct Frame<'t> {
    t: &'t Texts,
    idle: u64,
}

/// The page without anything in it: it needs no secret, because it holds none.
async fn frame(State(server): State<Shared>, asked: Parameters) -> Html {
    let Query(asked) = asked?;
    let frame = Frame { t: server.texts(asked.lang.as_deref()), idle: server.idle_seconds };
    Ok(html(frame.render().map_err(PageError::from)?))
}

async fn style() -> Response {
    let text = include_str!("../assets/style.css");
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], text).into_response()
}

async fn script() -> Response {
    let text = include_str!("../assets/page.js");
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], text).into_response()
}

async fn session(State(server): State<Shared>, headers: HeaderMap) -> Html {
    let secret = server.gate.exchange(&headers, &server.outside)?;
    Ok(Response::new(Body::from(secret)))
}

async fn next(State(server): State<Shared>, asked: Parameters) -> Html {
    let Query(asked) = asked?;
    let desk = server.desk.lock().await;
    Ok(html(pages::card(&desk, server.texts(asked.lang.as_deref()), None)?))
}

async fn card(State(server): State<Shared>, asked: Parameters) -> Html {
    let Query(asked) = asked?;
    let left: Option<RecordId> = asked.left.as_deref().map(Into::into);
    let desk = server.desk.lock().await;
    Ok(html(pages::card(&desk, server.texts(asked.lang.as_deref()), left.as_ref())?))
}

async fn queue(State(server): State<Shared>, asked: Parameters) -> Html {
    let Query(asked) = asked?;
    let desk = server.desk.lock().await;
    let (query, office) = (asked.query.unwrap_or_default(), asked.office.unwrap_or_default());
    Ok(html(pages::queue(&desk, server.texts(asked.lang.as_deref()), &query, &office)?))
}

async fn history(State(server): State<Shared>, asked: Parameters) -> Html {
    let Query(asked) = asked?;
    let desk = server.desk.lock().await;
    Ok(html(pages::history(&desk, server.texts(asked.lang.as_deref()))?))
}

async fn agreement(State(server): State<Shared>, asked: Parameters) -> Html {
    let Query(asked) = asked?;
    let desk = server.desk.lock().await;
    Ok(html(pages::agreement(&desk, server.texts(asked.lang.as_deref()))?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EvidenceBody {
    file: String,
    page: String,
    sha256: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DecideBody {
    left: String,
    seen: usize,
    answer: String,
    target: Option<String>,
    reason: Option<String>,
    #[serde(default)]
    note: String,
    evidence: Option<EvidenceBody>,
}

/// The answer that these codes say, if they say one.
fn said(answer: &str, target: Option<&str>, reason: Option<&str>) -> Result<Answer, Stop> {
    let said = match (answer, target, reason) {
        ("link", Some(target), None) => Some(Answer::Link(target.into())),
        ("not_link", None, None) => Some(Answer::NotLink),
        ("cannot_decide", None, Some(code)) => {
            UndecidedReason::from_code(code).map(Answer::CannotDecide)
        }
        ("skip", None, None) => Some(Answer::Skip),
        _ => None,
    };
    said.ok_or(Stop(StatusCode::UNPROCESSABLE_ENTITY, "refused"))
}

impl DecideBody {
    fn given(self) -> Result<Given, Stop> {
        let refused = Stop(StatusCode::UNPROCESSABLE_ENTITY, "refused");
        let evidence = match self.evidence {
            None => None,
            Some(one) => {
                let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
                let sound = one.sha256.len() == 64 && one.sha256.chars().all(hex);
                if !sound || one.file.len() > 1_000 || one.page.len() > 200 {
                    return Err(refused);
                }
                let file = Sensitive::new(one.file);
                Some(EvidenceReference { file, page: one.page, sha256: one.sha256 })
            }
        };
        if self.note.chars().count() > NOTE_LIMIT {
            return Err(refused);
        }
        Ok(Given {
            answer: said(&self.answer, self.target.as_deref(), self.reason.as_deref())?,
            left: self.left.as_str().into(),
            note: Sensitive::new(self.note),
            evidence,
            seen: self.seen,
        })
    }
}

async fn decide(
    State(server): State<Shared>,
    asked: Parameters,
    body: Result<Json<DecideBody>, JsonRejection>,
) -> Html {
    let (Query(asked), Json(body)) = (asked?, body?);
    let given = body.given()?;
    let (left, skips) = (given.left.clone(), given.answer == Answer::Skip);
    let mut desk = server.desk.lock().await;
    desk.decide(given, &server.outside).await.map_err(|refused| server.stop(refused))?;
    let t = server.texts(asked.lang.as_deref());
    Ok(html(if skips { pages::card(&desk, t, None)? } else { pages::saved(&desk, t, &left)? }))
}

async fn bulk(State(server): State<Shared>, asked: Parameters) -> Html {
    let Query(asked) = asked?;
    let left: RecordId = asked.left.unwrap_or_default().as_str().into();
    let desk = server.desk.lock().await;
    if !desk.tasks().iter().any(|task| task.left == left) {
        return Err(Refused::Unknown.into());
    }
    Ok(html(pages::bulk(&desk, server.texts(asked.lang.as_deref()), &left)?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ApplyBody {
    ids: Vec<String>,
    answer: String,
    reason: Option<String>,
}

/// Applies exactly what was previewed: when the cards concerned are others by now, nothing.
async fn apply(
    State(server): State<Shared>,
    asked: Parameters,
    body: Result<Json<ApplyBody>, JsonRejection>,
) -> Html {
    let (Query(asked), Json(body)) = (asked?, body?);
    let answer = said(&body.answer, None, body.reason.as_deref())?;
    let ids: Vec<RecordId> = body.ids.iter().map(|id| id.as_str().into()).collect();
    let mut desk = server.desk.lock().await;
    let first = ids.first().ok_or(Stop::from(Refused::Unknown))?;
    if desk.identical(first) != ids {
        return Err(Refused::Stale.into());
    }
    let given = |left: RecordId| Given {
        left,
        answer: answer.clone(),
        note: Sensitive::default(),
        evidence: None,
        seen: desk.ledger.history().len(),
    };
    let all: Vec<Given> = ids.into_iter().map(given).collect();
    desk.decide_all(all, &server.outside).await.map_err(|refused| server.stop(refused))?;
    Ok(html(pages::card(&desk, server.texts(asked.lang.as_deref()), None)?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UndoBody {
    id: Option<String>,
}

async fn undo(
    State(server): State<Shared>,
    asked: Parameters,
    body: Result<Json<UndoBody>, JsonRejection>,
) -> Html {
    let (Query(asked), Json(body)) = (asked?, body?);
    let id = body.id.as_deref().map(Into::into);
    let mut desk = server.desk.lock().await;
    let left =
        desk.undo(id.as_ref(), &server.outside).await.map_err(|refused| server.stop(refused))?;
    back(&desk, server.texts(asked.lang.as_deref()), left)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RedoBody {}

async fn redo(
    State(server): State<Shared>,
    asked: Parameters,
    body: Result<Json<RedoBody>, JsonRejection>,
) -> Html {
    let (Query(asked), Json(RedoBody {})) = (asked?, body?);
    let mut desk = server.desk.lock().await;
    let left = desk.redo(&server.outside).await.map_err(|refused| server.stop(refused))?;
    back(&desk, server.texts(asked.lang.as_deref()), left)
}

/// The card that was undone or redone, or the next where it is no longer this reviewer's.
fn back(desk: &Desk, t: &Texts, left: Option<RecordId>) -> Html {
    let left = left.ok_or(Stop(StatusCode::CONFLICT, "nothing"))?;
    match pages::card(desk, t, Some(&left)) {
        Err(PageError::NoCard) => Ok(html(pages::card(desk, t, None)?)),
        page => Ok(html(page?)),
    }
}

async fn lock(State(server): State<Shared>) -> Response {
    server.gate.lock();
    server.gate.announce(&server.outside);
    StatusCode::NO_CONTENT.into_response()
}
