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
headline-unregistered = { $base ->
    [one] Of { $base } report handed over with proof, { $count } is in no register: { $share }.
   *[other] Of { $base } reports handed over with proof, { $count } { $count ->
        [one] is
       *[other] are
    } in no register: { $share }.
}
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
} ({ $obstacle }).
statement-sure = How sure: the least certain of these statements holds with a probability of { $probability }. { $undetermined ->
    [0] No report awaits
    [one] { $undetermined } report awaits
   *[other] { $undetermined } reports await
} a decision on a possible link, and { $unproven } without proof of hand-over { $unproven ->
    [one] does
   *[other] do
} not count against any office.
statement-sure-none = How sure: no report is said to be missing. { $undetermined ->
    [0] No report awaits
    [one] { $undetermined } report awaits
   *[other] { $undetermined } reports await
} a decision on a possible link, and { $unproven } without proof of hand-over { $unproven ->
    [one] does
   *[other] do
} not count against any office.
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
key-not-reached = not reached or not known
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
dimension-ngo = Organisation
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

## Link evidence
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
