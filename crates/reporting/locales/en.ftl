# Messages of the gap report, English. Every key stands in all three catalogues.

## Page frame
report-title = From report to judgment: gap report
notice-restricted-without-names = Restricted. Record numbers, offices and dates, no names. Small numbers are shown as they are: not for publication.
particular-project = Project
particular-cohort = Reports handed over
particular-as-of = Position as of
particular-version = Software
period-from-to = { $from } – { $to }
frame-contents = Contents
frame-skip = Skip to the findings
frame-sheet = Sheet
frame-table = Table
frame-rows = Rows
frame-produced-by = Made by Sverka. Every number can be traced to the records behind it: sverka why FIGURE, sverka explain REPORT.
table-empty = None.
not-known = not known

## Sections
section-findings-first = Findings
section-ladder = How far the reports got
section-funnel = The way of the cases, stage by stage
section-drop-outs = Where cases dropped out, and on what ground
section-unregistered = Reports in no register
section-undetermined = Reports that somebody has to decide
section-otherwise = Reports that went another way
section-obstacles = Obstacles and recommended steps
section-strata = By oblast, organisation and year
section-discrepancies = Where the registers do not agree
section-sources = What was read
section-method = Method and limits
section-glossary = What the words mean

## Findings first
headline-unregistered = Of { $base } { $base ->
    [one] report
   *[other] reports
} handed over with proof whose fate could be established, { $count } { $count ->
    [one] is
   *[other] are
} in no register: { $share }.
headline-unregistered-none = No report of this cohort was handed over with proof, so nothing can be said about registration.
share-with-interval = { $share } ({ $level } interval { $range })
key-handed-over = handed over with proof
key-unregistered = in no register
key-trafficking = of those registered: as trafficking from the start
key-kept = of those: kept as trafficking
statement-unregistered = { $count ->
    [one] { $count } report is
   *[other] { $count } reports are
} in neither the intake journal nor the crime register although the hand-over is proven: { $share } of { $base }.
statement-unregistered-none = No report was handed over with proof.
statement-otherwise = { $other ->
    [0] None was
    [one] { $other } more was
   *[other] { $other } more were
} registered at first as another offence, { $journal } { $journal ->
    [one] is
   *[other] are
} in the intake journal only, and registration was refused for { $refused }.
statement-flow = Of { $entered } register { $entered ->
    [one] entry
   *[other] entries
} followed, { $exited } dropped out, { $pending } { $pending ->
    [one] is
   *[other] are
} still open and { $completed } reached a judgment in force. Most are lost at the stage “{ $stage }”: { $worst }.
statement-do = What would help most: { $step } It concerns { $count } { $count ->
    [one] case
   *[other] cases
} (obstacle: “{ $obstacle }”).
statement-sure = How sure: the least certain of these statements holds with a probability of { $probability }. { $undetermined ->
    [0] No report awaits
    [one] { $undetermined } report awaits
   *[other] { $undetermined } reports await
} a decision on a possible link, and reports without proof of hand-over ({ $unproven }) do not count against any office.
statement-sure-none = How sure: no report is said to be missing. { $undetermined ->
    [0] No report awaits
    [one] { $undetermined } report awaits
   *[other] { $undetermined } reports await
} a decision on a possible link, and reports without proof of hand-over ({ $unproven }) do not count against any office.
statement-discrepancies = { $count ->
    [one] In { $count } place the registers contradict
   *[other] In { $count } places the registers contradict
} one another in a way that changes what is said of a case.

## Ladder and findings
ladder-lead = Each rung is measured against the rung that comes before it. A report without proof of hand-over stands on no rung and never counts against an office.
findings-lead = Exactly one thing is said of each report.
chart-ladder = Registration ladder: reports that reached each rung
chart-ladder-message = How many of the reports that could have reached a rung did reach it
bar-of = { $count } of { $base }
key-reached = reached
key-not-reached = not reached
rung-r0 = Handed over with proof
rung-r1 = Entered in the intake journal (ЖУИ)
rung-r2 = Registered, under any article
rung-r3 = Registered as trafficking
rung-r4 = Kept as trafficking
finding-registered = Registered as trafficking
finding-registered-meaning = In the register, under a trafficking article from the start.
finding-registered_other_offence = Registered as another offence
finding-registered_other_offence-meaning = In the register, at first under an article outside the trafficking set.
finding-journal_only = In the intake journal only
finding-journal_only-meaning = Entered on receipt, never registered, no decision found.
finding-refused = Refused
finding-refused-meaning = Registration or initiation of a case was refused by decision.
finding-unregistered = In no register
finding-unregistered-meaning = Handed over with proof, inside what the extracts hold, and found in neither journal nor register.
finding-not_handed_over = Not handed over
finding-not_handed_over-meaning = No proof of hand-over. Never counts against an office.
finding-undetermined = Undetermined
finding-undetermined-meaning = A possible link awaits a decision by a person.
finding-not_assessable = Not assessable
finding-not_assessable-meaning = Outside what the extracts hold, or too few particulars to be found.

## Stages, exits, dispositions
stage-reported = Reported to an NGO
stage-handed_over = Handed over with proof
stage-journal = Intake journal
stage-registered = Registration
stage-investigation = Investigation
stage-suspect_identified = Suspect identified
stage-charged = Charge
stage-sent_to_court = Sent to court
stage-trial = Trial
stage-first_instance = First-instance decision
stage-appeal = Appeal
stage-in_force = Judgment in force
exit-refused = Refused
exit-requalified_down = Requalified to a lesser offence
exit-terminated = Terminated
exit-suspended = Suspended, not resumed
exit-merged = Merged into an entry not in the extract
exit-transferred = Transferred, not found again
exit-returned = Returned, not taken up again
exit-acquitted = Acquitted
exit-unknown = Ended, the source does not say how
disposition-continued = went on
disposition-completed = completed
disposition-pending = still open
disposition-refused = refused
disposition-requalified_down = requalified to a lesser offence
disposition-terminated = terminated
disposition-suspended = suspended, not resumed
disposition-merged = merged into an entry not in the extract
disposition-transferred = transferred, not found again
disposition-returned = returned, not taken up again
disposition-acquitted = acquitted
disposition-unknown = ended, the source does not say how
ground-not-stated = ground not stated
unit-reports = reports
unit-victims = victims
unit-suspects = suspects
unit-entries = register entries
funnel-lead = At every stage: entered = went on + completed + still open + dropped out. A case that is still open is not a drop-out.
period-lead = The tables by calendar year count events of that year, whatever year the case began. They are not to be compared with the cohort above.
chart-funnel = Stages reached by the cases followed, { $unit }
key-continued = went on
key-pending = still open
key-completed = completed
key-exited = dropped out
funnel-stage-told = { $stage }: { $entered } entered, { $exited } dropped out, { $pending } still open.
drop-outs-lead = Each way out with its ground as the register gives it, the obstacle behind it and the step recommended against it.

## Cases
unregistered-lead = Each of these reports was handed over with proof and would have to be in the registers. For each, the nearest entries are shown with what speaks for and against them, so that the receiving office can check the statement against its own records.
undetermined-lead = For these reports an entry is near but not near enough. Nothing is decided by the software: a person compares the files. What would settle the matter is named.
otherwise-lead = Reports that are known to the authorities but not as trafficking from the start, and reports about which nothing can be held against anyone.
unregistered-no-candidate = No entry of the register came near. Probability that the report is in no register: { $probability }.
unregistered-sure = Probability that the report is in no register: { $probability }.
unregistered-nearest = The nearest entry is { $record }. It is not taken because of: { $why }.
too-little-agrees = too little agrees
undetermined-qualification = The entry is found: { $record }. Undecided is under which article it was registered; the order that began the case would tell.
undetermined-best = The best candidate is { $record }: weight of evidence { $bits } bits, probability { $probability }.
undetermined-runner-up = The next one, { $record }, lies { $gap } bits behind.
undetermined-would-decide = Would decide: { $list }.
undetermined-read-files = Everything stated was compared; only reading both files can decide.
candidate-summary = { $record }: weight of evidence { $bits } bits, probability of being the same case { $probability }
candidate-missing = Could not be compared, so counts neither way: { $list }.
evidence-for = Speaks for the same case
evidence-against = Speaks against
strength-very-strong = very strong
strength-strong = strong
strength-moderately-strong = moderately strong
strength-moderate = moderate
strength-weak = weak
strength-negligible = negligible

## Lists
obstacles-lead = What held the cases up, most cases first, and what to do. Names and steps come from a list that the analyst can edit.
strata-lead = Share of the reports handed over with proof that are in the register under any article. Where the base is small the interval is wide: do not rank by it.
small-base = fewer than 10 reports: do not compare
dimension-oblast = Oblast
dimension-year = Year
dimension-family = Offence
discrepancies-lead = Contradictions between registers or within one. Each is a question to the office that keeps the record, not a reproach.
severity-high = changes the case
severity-medium = needs an answer
severity-low = for information

## Sources
sources-lead = Every row of every file became part of a record or stands among the refused rows with its place and remedy (quarantine.csv). Nothing is dropped silently.
source-ngo = NGO
source-register = crime register
source-court = court register
coverage-unrestricted = no limits declared
refusal-empty_row = empty row
refusal-wrong_width = more or fewer cells than the header
refusal-no_reference = own number missing
refusal-duplicate_reference = own number used twice
refusal-required_missing = required value missing
refusal-unreadable_date = date cannot be read
refusal-unknown_code = coded value not in the code map
refusal-unreadable_number = number cannot be read
refusal-orphan_row = row refers to a case the delivery does not hold
refusal-undecodable_text = text not in the declared encoding
refusal-bad_json = line is not one JSON object
refusal-cell_error = cell holds a spreadsheet error
remedy-empty_row = Nothing to do if the row is empty on purpose; else fill it in.
remedy-wrong_width = Compare the row with the header; look for a separator inside a value that is not quoted.
remedy-no_reference = Give the row the case's own number.
remedy-duplicate_reference = Give each case its own number, or remove the copy.
remedy-required_missing = Fill in the value, or map another column to this field.
remedy-unreadable_date = Write the date as day.month.year, or declare the placeholder in sverka.toml.
remedy-unknown_code = Add the value to the code map of the source in sverka.toml.
remedy-unreadable_number = Write the number in digits.
remedy-orphan_row = Deliver the case this row belongs to, or correct its number.
remedy-undecodable_text = Declare the right encoding in sverka.toml.
remedy-bad_json = Write one complete JSON object per line.
remedy-cell_error = Mend the formula in the workbook and export it again.

## Method and limits
method-cohort = Counted are reports handed over (else received, else opened) from { $from } to { $to }; { $outside ->
    [0] no report lies outside or is
    [one] { $outside } report lies outside or is
   *[other] { $outside } reports lie outside or are
} undated. The position is that of { $as_of }; every source speaks only up to the day of its own extract. A case counts as kept if it is still trafficking { $days } days after registration.
method-linking = Records of two registers are compared by numbers, persons, dates, places and offence. Each agreement or disagreement has a weight in bits: one bit doubles or halves the odds that both speak of the same case. What is missing on one side weighs nothing. The weights are added; the sum shown with each candidate is exactly the sum of the weights shown.
method-probability = The probability follows from the weight of every candidate and from the possibility that none is right. “In no register” with 97% means: among a hundred such reports we expect about three to be in the register after all, unrecognised.
method-finding = A report counts against an office only if the hand-over is proven by a number or a dated letter, the extract holds that period, region and offence, and the report states enough to be found.
method-interval = The interval behind a share shows how far chance alone could move it in so small a number (Wilson, 95%). It does not contain errors of linking.
method-pending = Cases still open on the day of the extract are shown as open and never as drop-outs. Two ways of counting, by cohort and by calendar year, are never mixed.
limits-lead = What this report does not know:
limit-coverage = Whether a case is registered outside the extracts delivered: in another register, another period, another country.
limit-linkage-error = How many links are wrong or missed in these data. The weights are starting values; a sample checked by people against the files would measure it.
limit-thresholds = Where exactly the line between link and possible link should lie. The thresholds used are listed below.
limit-small-numbers = Whether differences between small groups are more than chance. Rates over fewer than ten reports are marked.
limit-not-hidden = How many victims nobody reported. Nothing here estimates them.
limit-not-proof = Whether anyone is at fault. “In no register” says that no entry was found, not why.
link-kind-ngo_register = NGO report to crime register
link-kind-register_court = court case to crime register
link-kind-ngo_ngo = NGO report to NGO report
scope-run = whole run

## Glossary
term-ngo-report = NGO report
term-ngo-report-meaning = One case of trafficking as an organisation wrote it down.
term-crime-record = Register entry
term-crime-record-meaning = One entry of the crime register; merged, severed and transferred entries count as one case.
term-court-case = Court case
term-court-case-meaning = One case of a court register, in one instance.
term-hand-over = Hand-over with proof
term-hand-over-meaning = The report reached an authority and there is a number to show for it: talon, journal or register number, or a dated outgoing letter.
term-journal = Intake journal (ЖУИ)
term-journal-meaning = Where every report to the authorities has to be entered first.
term-register = Crime register (ЕРПП, ЕРП; books before 2019)
term-register-meaning = Where proceedings begin.
term-link = Link, possible link
term-link-meaning = Our decision that two records are the same case; or that a person has to decide.
term-probability = Probability
term-probability-meaning = How sure a statement is, given everything compared.
term-interval = Interval
term-interval-meaning = The range in which the share plausibly lies, given how few cases there are.
term-weight = Weight of evidence, bits
term-weight-meaning = +1 bit doubles the odds of the same case, −1 bit halves them; +10 bits multiply them by about a thousand.
term-drop-out = Drop-out
term-drop-out-meaning = A case that left the way to a judgment: refused, terminated, suspended, requalified to a lesser offence, acquitted.
term-pending = Still open
term-pending-meaning = Not ended by the day of the extract. Not a drop-out.
term-cohort = Cohort
term-cohort-meaning = The reports of a stated period, followed through all registers.

level-missing = not stated on one side

## Tables
table-ladder = Registration ladder
table-ladder-note = Reached, out of those on the rung before. “Not known” are reports outside coverage, awaiting a decision, or whose time is not over.
table-findings = Findings
table-findings-note = Every report of the cohort stands in exactly one row.
table-funnel = Stages, by cohort
table-funnel-note = Entered = went on + completed + still open + dropped out, in every row.
table-period = Cases that entered each stage, by calendar year
table-period-note = Events of the year, whatever cohort they belong to.
table-drop-outs = Drop-outs by stage and ground
table-drop-outs-note = Grounds are neutral codes with their names; “not stated” where the register gives none.
table-unregistered = Reports in no register
table-unregistered-note = One row per report. Probability is that of the statement “in no register”.
table-unregistered-evidence = Nearest entries for reports in no register
table-unregistered-evidence-note = One row per candidate and comparison. The bits of a candidate add up to its weight.
table-undetermined = Reports to be decided
table-undetermined-note = One row per report with a possible link.
table-undetermined-evidence = Candidates for reports to be decided
table-undetermined-evidence-note = One row per candidate and comparison. The bits of a candidate add up to its weight.
table-registered-other-offence = Registered as another offence
table-registered-other-offence-note = At first under an article outside the trafficking set.
table-journal-only = In the intake journal only
table-journal-only-note = Entered on receipt, not registered, no decision found.
table-refused = Refused
table-refused-note = Registration or initiation refused by decision.
table-not-handed-over = Without proof of hand-over
table-not-handed-over-note = Never counted against an office.
table-not-assessable = Not assessable
table-not-assessable-note = Outside what the extracts hold, or too few particulars.
table-obstacles = Obstacles
table-obstacles-note = Cases are reports and register entries held up.
table-strata = In the register, by group
table-strata-note = Base: reports of the group handed over with proof.
table-discrepancy-kinds = Discrepancies by kind
table-discrepancy-kinds-note = Gravest first.
table-discrepancies = Discrepancies
table-discrepancies-note = What one side says and what the other says.
table-sources = Sources
table-sources-note = Every source speaks up to its as-of date and within its declared coverage.
table-row-accounting = Accounting of rows
table-row-accounting-note = Rows read = rows in records + rows refused, for every source.
table-refused-rows = Refused rows
table-refused-rows-note = By source, reason and column. Place of each row: quarantine.csv.
table-files = Files
table-files-note = SHA-256 of each file, as sha256sum prints it.
table-linking = Linking
table-linking-note = Records on both sides, pairs compared, and what was decided for each record on the left.
table-parameters = Parameters
table-parameters-note = With the same files and these parameters the same report is made again.
table-unverified-reference = Reference data not yet confirmed
table-unverified-reference-note = Rows of the law and model tables that a lawyer has still to check against the source.

## Columns
column-rung = Rung
column-reached = Reached
column-base = Out of
column-share = Share
column-low = 95% interval from
column-high = 95% interval to
column-unknown = Not known
column-finding = Finding
column-meaning = Meaning
column-reports = Reports
column-stage = Stage
column-unit = Counted
column-entered = Entered
column-continued = Went on
column-completed = Completed
column-pending = Still open
column-exited = Dropped out
column-exit = Way out
column-ground = Ground
column-cases = Cases
column-obstacle = Obstacle
column-step = Recommended step
column-report = Report
column-ngo = Organisation
column-cohort-date = Handed over
column-addressee = To whom
column-oblast = Oblast
column-victims = Victims
column-probability = Probability
column-nearest = Nearest entry
column-nearest-bits = Its weight, bits
column-reasons = Reasons
column-rank = Rank
column-candidate = Candidate
column-candidate-probability = Probability of the candidate
column-comparison = Comparison
column-level = Result
column-bits = Bits
column-record = Register entry
column-state = Where it stands
column-code = Code
column-discrepancy = Discrepancy
column-severity = Gravity
column-discrepancies = Discrepancies
column-records = Records
column-left = One side says
column-right = The other says
column-source = Source
column-source-id = Id
column-source-kind = Kind
column-as-of = As of
column-coverage = Declared coverage
column-rows-in = Rows read
column-rows-in-records = Rows in records
column-rows-refused = Rows refused
column-records-made = Records
column-refusal = Reason
column-file-column = Column
column-remedy = What to do
column-file = File
column-bytes = Bytes
column-sha256 = SHA-256
column-link-kind = Link
column-left-records = Records, left
column-right-records = Records, right
column-candidate-pairs = Pairs compared
column-links = Links
column-possible-links = Possible links
column-non-links = No link
column-parameter = Parameter
column-scope = Applies to
column-value = Value
column-reference-file = File
column-rows-unverified = Not confirmed
column-rows-in-file = Rows
column-dimension = Grouped by
column-stratum = Group
column-handed-over = Handed over
column-in-register = In the register
column-unregistered = In no register
column-caution = Caution

## Dates
date-month = { $month } { $year }
date-season = { $season } { $year }
date-year = { $year }
date-placeholder = { $date } (stand-in date)
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
month-of-1 = January
month-of-2 = February
month-of-3 = March
month-of-4 = April
month-of-5 = May
month-of-6 = June
month-of-7 = July
month-of-8 = August
month-of-9 = September
month-of-10 = October
month-of-11 = November
month-of-12 = December
season-1 = spring
season-2 = summer
season-3 = autumn
season-4 = winter
discrepancy-sent_to_court_without_case = Sent to court, but no court case found

## Link evidence, reasons, figures
comparison-victims = victims
comparison-accused = suspects and defendants
comparison-person_name = name
comparison-person_birth_date = date of birth
comparison-person_sex = sex
comparison-person_pin = personal number
comparison-person_phone = telephone
comparison-person_document = document
comparison-person_citizenship = citizenship
comparison-reference_numbers = numbers of talon, journal, register or letter
comparison-cited_numbers = register number cited by the court
comparison-lag = time from hand-over to registration
comparison-court_lag = time from sending to court to receipt there
comparison-report_gap = time between the two reports
comparison-event_date = date of the events
comparison-place = place
comparison-office = body
comparison-region = region of court and body
comparison-offence = offence
comparison-charges = charges
comparison-narrative = description
comparison-source = organisation
comparison-decided_by_people = decided by people
comparison-held_back = held back for a person to decide
comparison-event_date_given_lag = { comparison-event_date }
comparison-event_date_given_gap = { comparison-event_date }
comparison-office_given_place = { comparison-office }
level-victims-none_aligned = nobody found again
level-victims-some_aligned = some found again
level-victims-all_aligned = all found again
level-person_name-full_exact = full name the same
level-person_name-given_surname_exact = given name and surname the same
level-person_name-full_close = full name the same in another spelling
level-person_name-given_father = given name and father’s name agree
level-person_name-given_surname_close = given name and surname the same in another spelling
level-person_name-given_patronymic_other_surname = given name and patronymic agree, surname differs
level-person_name-given_surname_weak = given name and surname are alike
level-person_name-initials_compatible = initials fit, surname agrees
level-person_name-surname_only_or_weak = only the surname agrees
level-person_name-given_only = only the given name agrees
level-person_name-initials_only = only initials agree
level-person_name-family_agrees_given_weak = surname and patronymic agree, given name is merely alike
level-person_name-sibling_like = as of a brother or sister: surname and patronymic agree, given name differs
level-person_name-namesake_conflict = as of a namesake: given name and surname agree, patronymic differs
level-person_name-different = another name
level-person_birth_date-exact = the same day
level-person_birth_date-compatible = compatible with what is stated
level-person_birth_date-day_month_swapped = day and month swapped
level-person_birth_date-one_digit = one digit differs
level-person_birth_date-year_only = the same year
level-person_birth_date-same_year_other_day = the same year, another day
level-person_birth_date-year_off_by_one = one year apart
level-person_birth_date-different = another date
level-person_sex-same = the same
level-person_sex-different = differs
level-person_pin-equal = the same
level-person_pin-one_edit = one digit differs
level-person_pin-conflict = another number
level-person_phone-equal = the same
level-person_phone-one_edit = one digit differs
level-person_phone-different = another number
level-person_document-same = the same
level-person_document-different = another document
level-person_citizenship-same = the same
level-person_citizenship-different = differs
level-reference_numbers-equal = a number agrees
level-reference_numbers-one_edit = a number differs in one character
level-reference_numbers-equal_unanchored = a number agrees, its body or date is not stated
level-reference_numbers-conflict = numbers differ
level-lag-before = registered before the hand-over
level-lag-same_day = the same day
level-lag-days_1_3 = 1–3 days later
level-lag-days_4_10 = 4–10 days later
level-lag-days_11_30 = 11–30 days later
level-lag-days_31_90 = one to three months later
level-lag-days_91_365 = three months to a year later
level-lag-over_year = more than a year later
level-event_date-same_days = the same days
level-event_date-overlap = the periods overlap
level-event_date-overlap_year = overlap, but one side states only a year
level-event_date-within_month = within a month of each other
level-event_date-within_year = within a year of each other
level-event_date-apart = more than a year apart
level-place-same_place = the same place
level-place-within = one place lies within the other
level-place-same_raion = the same raion
level-place-same_oblast = the same oblast
level-place-same_country = the same country
level-place-confusable = names that are easily confused
level-place-different_oblast = another oblast
level-place-different_country = another country
level-office-same_area = the same area
level-office-same_oblast = the same oblast
level-office-different = elsewhere
level-offence-same_article = the same article
level-offence-same_family = the same offence in another edition of the code
level-offence-known_downgrade = an offence to which trafficking is often downgraded
level-offence-both_trafficking_set = both in the trafficking set
level-offence-unrelated = an unrelated offence
level-narrative-high = much in common
level-narrative-medium = some in common
level-narrative-low = little in common
level-narrative-none = nothing in common
level-report_gap-within_week = within a week
level-report_gap-within_month = within a month
level-report_gap-within_quarter = within three months
level-report_gap-within_year = within a year
level-report_gap-apart = more than a year apart
level-source-other_source = different organisations
level-source-same_source = the same organisation
level-decided_by_people-must_link = the same case
level-decided_by_people-cannot_link = different cases
level-held_back-tie = two entries fit equally well
level-held_back-name_alone = little but a name agrees
level-accused-none_aligned = { level-victims-none_aligned }
level-accused-some_aligned = { level-victims-some_aligned }
level-accused-all_aligned = { level-victims-all_aligned }
level-cited_numbers-equal = { level-reference_numbers-equal }
level-cited_numbers-one_edit = { level-reference_numbers-one_edit }
level-cited_numbers-equal_unanchored = { level-reference_numbers-equal_unanchored }
level-cited_numbers-conflict = { level-reference_numbers-conflict }
level-court_lag-same_day = { level-lag-same_day }
level-court_lag-days_1_3 = { level-lag-days_1_3 }
level-court_lag-days_4_10 = { level-lag-days_4_10 }
level-court_lag-days_11_30 = { level-lag-days_11_30 }
level-court_lag-days_31_90 = { level-lag-days_31_90 }
level-court_lag-days_91_365 = { level-lag-days_91_365 }
level-court_lag-over_year = { level-lag-over_year }
level-court_lag-not_sent = the entry was never sent to court
level-court_lag-before = received before it was sent
level-event_date_given_lag-same_days = { level-event_date-same_days }
level-event_date_given_lag-overlap = { level-event_date-overlap }
level-event_date_given_lag-overlap_year = { level-event_date-overlap_year }
level-event_date_given_lag-within_month = { level-event_date-within_month }
level-event_date_given_lag-within_year = { level-event_date-within_year }
level-event_date_given_lag-apart = { level-event_date-apart }
level-event_date_given_gap-same_days = { level-event_date-same_days }
level-event_date_given_gap-overlap = { level-event_date-overlap }
level-event_date_given_gap-overlap_year = { level-event_date-overlap_year }
level-event_date_given_gap-within_month = { level-event_date-within_month }
level-event_date_given_gap-within_year = { level-event_date-within_year }
level-event_date_given_gap-apart = { level-event_date-apart }
level-office_given_place-same_area = { level-office-same_area }
level-office_given_place-same_oblast = { level-office-same_oblast }
level-office_given_place-different = { level-office-different }
level-region-same_area = { level-office-same_area }
level-region-same_oblast = { level-office-same_oblast }
level-region-different = { level-office-different }
level-charges-same_article = { level-offence-same_article }
level-charges-same_family = { level-offence-same_family }
level-charges-known_downgrade = { level-offence-known_downgrade }
level-charges-both_trafficking_set = { level-offence-both_trafficking_set }
level-charges-unrelated = { level-offence-unrelated }
level-particulars = { $level } ({ $particulars })
detail-days = days: { $value }
detail-kind = { $value }
detail-aligned = { $aligned } of { $left }, among { $right }
detail-person = person { $number }: { $levels }
number-register = register number
number-journal = journal number
number-talon = talon
number-letter = letter number
number-court = court number
number-book = book number
reason-linked = a register entry was found
reason-first_qualified_other_offence = first qualified under an article outside the trafficking set
reason-never_registered = stands in the intake journal and nowhere else
reason-refusal_decided = a refusal stands
reason-no_candidate = no entry shares enough with the report to be compared
reason-candidates_below_threshold = entries were compared, none is likely enough
reason-possible_link = a possible link awaits review
reason-same_case_linked = another report of the same case is linked to an entry, this one is not
reason-article_edition_unclear = the code editions the first article may belong to disagree on whether it is trafficking
reason-no_qualification = the entry gives no qualification at registration
reason-no_proof_of_hand_over = the hand-over cannot be shown
reason-consent_refused = the victim did not agree to a hand-over
reason-found_anyway = the case stands in the register although no hand-over is proven
reason-too_few_identifiers = the report says too little to be found
reason-outside_coverage_period = no extract covers the period in which it would have been registered
reason-outside_coverage_region = no extract covers the region of the body it was handed to
reason-outside_coverage_families = no extract holds every offence under which it may have been registered
reason-time_limit_not_over = the legal time for registration was not over when the extract was made
reason-known_after_as_of = the entry was made after the as-of date
reason-no_register = no extract of the register was delivered
reason-not_linked = the report was not compared
exit-not_handed_over = Not handed over with proof
exit-unregistered = In no register
disposition-not_handed_over = not handed over with proof
disposition-unregistered = in no register
dimension-source = Organisation
key-unknown = not known
status-link = link
status-possible_link = possible link
limit-t1 = entry in the journal
limit-t2 = registration
limit-t3 = end of the investigation
figure-ladder-r0 = { rung-r0 }
figure-ladder-r1 = { rung-r1 }
figure-ladder-r2 = { rung-r2 }
figure-ladder-r3 = { rung-r3 }
figure-ladder-r4 = { rung-r4 }
figure-ladder-r2-of-r1 = Registered, of those in the intake journal
figure-ladder-unknown = { $rung }: cannot be said
figure-finding = Finding: { $finding }
figure-unregistered-rate = In no register, of those handed over with proof and decided
figure-unregistered-expected = In no register, each report weighted with its probability
figure-unregistered-bounds = In no register, if the undetermined were all or none registered
figure-time-t1 = Entered in the journal in time
figure-time-t1-late = Entered in the journal late
figure-time-t2 = Registered in time
figure-time-t2-late = Registered late
figure-time-t3 = Investigation ended in time
figure-time-t3-late = Investigation ended late or overdue
figure-time-unknown = In time or not cannot be said: { $limit }
figure-funnel = { $stage }: reached, { $unit }
figure-pending = { $stage }: still open, { $unit }
figure-drop-out = { $stage }: { $exit } ({ $ground }), { $unit }
figure-period = { $stage }, { $year }: entered, { $unit }
figure-obstacle = { $obstacle }: { $unit } held up
figure-discrepancy = { $kind }
figure-links = { $kind }: { $status }
figure-same-case = Reports of a case that another report tells of too
table-headline = In no register, three ways
table-headline-note = As counted; as expected given how sure each link is; and between which bounds a decision on the undetermined could move it.
column-way = Way of counting
column-from = From
column-to = To
column-range = What the range is
range-wilson = 95% interval: chance alone (Wilson)
range-poisson_binomial = 95% interval: uncertain links alone (exact sum)
range-bounds = bounds: all or none of the undetermined
range-clopper_pearson = 95% interval: chance alone (Clopper–Pearson)
table-timeliness = In time
table-timeliness-note = Legal limits in force on the day. Out of: reports for which it can be said. Late is a question, not a reproach: a limit not yet confirmed by a lawyer is listed under method.
column-limit = Limit
column-in-time = In time
column-late = Late
figure-ladder-r0-in = { figure-ladder-r0 } – { $dimension }: { $value }
figure-ladder-r1-in = { figure-ladder-r1 } – { $dimension }: { $value }
figure-ladder-r2-in = { figure-ladder-r2 } – { $dimension }: { $value }
figure-ladder-r2-of-r1-in = { figure-ladder-r2-of-r1 } – { $dimension }: { $value }
figure-ladder-r3-in = { figure-ladder-r3 } – { $dimension }: { $value }
figure-ladder-r4-in = { figure-ladder-r4 } – { $dimension }: { $value }
figure-ladder-unknown-in = { $rung }: cannot be said – { $dimension }: { $value }
figure-finding-in = Finding: { $finding } – { $dimension }: { $value }
figure-unregistered-rate-in = { figure-unregistered-rate } – { $dimension }: { $value }
