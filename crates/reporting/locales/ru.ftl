# Сообщения отчёта о расхождениях, русский язык. Каждый ключ есть во всех трёх каталогах.

## Страница
report-title = От сообщения до приговора: отчёт о расхождениях
notice-restricted-without-names = Для служебного пользования. Номера записей, органы и даты, без имён. Малые числа показаны как есть: не для публикации.
particular-project = Проект
particular-cohort = Сообщения, переданные в период
particular-as-of = По состоянию на
particular-version = Программа
period-from-to = { $from } – { $to }
frame-contents = Содержание
frame-skip = К выводам
frame-sheet = Лист
frame-table = Таблица
frame-rows = Строк
frame-produced-by = Составлено программой Sverka. За каждым числом стоит перечень записей: sverka why ПОКАЗАТЕЛЬ, sverka explain СООБЩЕНИЕ.
frame-checkpoint = Журнал аудита: { $checkpoint }. Сохраните эту строку: sverka audit verify --since КОНТРОЛЬНАЯ_ТОЧКА покажет позднее, изменён ли журнал.
table-empty = Нет.
not-known = не известно

## Разделы
section-findings-first = Выводы
section-ladder = Как далеко прошли сообщения
section-funnel = Движение дел по стадиям
section-drop-outs = Где и по каким основаниям дела выбыли
section-unregistered = Сообщения, которых нет ни в одном реестре
section-undetermined = Сообщения, по которым решение за человеком
section-otherwise = Сообщения с иной судьбой
section-obstacles = Препятствия и рекомендуемые меры
section-strata = По областям, организациям и годам
section-discrepancies = Где учёты противоречат друг другу
section-sources = Что было прочитано
section-method = Метод и ограничения
section-glossary = Что означают слова

## Первая страница
headline-unregistered = Из { $base } { $base ->
    [one] сообщения
   *[other] сообщений
}, переданных с подтверждением, судьбу которых удалось выяснить, { $count } нет ни в одном реестре: { $share }.
headline-unregistered-none = В этой когорте нет сообщений, переданных с подтверждением; о регистрации ничего сказать нельзя.
share-with-interval = { $share } ({ $level }-й интервал { $range })
key-handed-over = передано с подтверждением
key-unregistered = нет ни в одном реестре
key-trafficking = из зарегистрированных: сразу как торговля людьми
key-kept = из них: квалификация сохранена
statement-unregistered = { $count ->
    [one] { $count } сообщения
   *[other] { $count } сообщений
} нет ни в журнале учёта информации, ни в реестре преступлений, хотя передача подтверждена: { $share } из { $base }.
statement-unregistered-none = Ни одно сообщение не передано с подтверждением.
statement-otherwise = По иному составу первоначально { $other ->
    [one] зарегистрировано ещё { $other } сообщение
    [few] зарегистрировано ещё { $other } сообщения
   *[many] зарегистрировано ещё { $other } сообщений
}; только в журнале { $journal ->
    [one] находится { $journal }
   *[other] находятся { $journal }
}; по { $refused } отказано.
statement-flow = Из { $entered } { $entered ->
    [one] прослеженной записи
   *[other] прослеженных записей
} реестра { $exited ->
    [one] выбыла { $exited }
   *[other] выбыло { $exited }
}, { $pending } ещё в производстве, вступившим в силу актом { $completed ->
    [one] завершена { $completed }
   *[other] завершено { $completed }
}. Больше всего потерь на стадии «{ $stage }»: { $worst }.
statement-do = Что помогло бы больше всего: { $step }. Касается { $count } { $count ->
    [one] дела
   *[other] дел
} (препятствие: «{ $obstacle }»).
statement-sure = Насколько это надёжно: наименее надёжное из таких утверждений верно с вероятностью { $probability }. { $undetermined ->
    [one] { $undetermined } сообщение ждёт
    [few] { $undetermined } сообщения ждут
   *[many] { $undetermined } сообщений ждут
} решения о возможной связи; сообщения без подтверждения передачи ({ $unproven }) не ставятся в вину ни одному органу.
statement-sure-none = Насколько это надёжно: отсутствующих сообщений не выявлено. { $undetermined ->
    [one] { $undetermined } сообщение ждёт
    [few] { $undetermined } сообщения ждут
   *[many] { $undetermined } сообщений ждут
} решения о возможной связи; сообщения без подтверждения передачи ({ $unproven }) не ставятся в вину ни одному органу.
statement-discrepancies = { $count ->
    [one] В { $count } месте
   *[other] В { $count } местах
} учёты противоречат друг другу так, что это меняет сказанное о деле.

## Лестница и выводы
ladder-lead = Каждая ступень измеряется от предыдущей. Сообщение без подтверждения передачи не стоит ни на одной ступени и не ставится в вину ни одному органу.
findings-lead = О каждом сообщении сделан ровно один вывод.
chart-ladder = Лестница регистрации: сколько сообщений достигло каждой ступени
chart-ladder-message = Сколько сообщений, которые могли достичь ступени, достигли её
bar-of = { $count } из { $base }
key-reached = достигли
key-not-reached = не достигли
rung-r0 = Передано с подтверждением
rung-r1 = Внесено в журнал учёта информации (ЖУИ)
rung-r2 = Зарегистрировано по любой статье
rung-r3 = Зарегистрировано как торговля людьми
rung-r4 = Квалификация сохранена
finding-registered = Зарегистрировано как торговля людьми
finding-registered-meaning = В реестре, с самого начала по статье о торговле людьми.
finding-registered_other_offence = Зарегистрировано по иному составу
finding-registered_other_offence-meaning = В реестре, первоначально по статье вне перечня о торговле людьми.
finding-journal_only = Только в журнале
finding-journal_only-meaning = Внесено при поступлении, не зарегистрировано, решения нет.
finding-refused = Отказано
finding-refused-meaning = В регистрации или возбуждении дела отказано постановлением.
finding-unregistered = Нет ни в одном реестре
finding-unregistered-meaning = Передано с подтверждением, подпадает под выгрузки, но нет ни в журнале, ни в реестре.
finding-not_handed_over = Не передано
finding-not_handed_over-meaning = Нет подтверждения передачи. Не ставится в вину ни одному органу.
finding-undetermined = Не определено
finding-undetermined-meaning = Возможная связь ждёт решения человека.
finding-not_assessable = Оценить нельзя
finding-not_assessable-meaning = Вне пределов выгрузок, либо сведений слишком мало для поиска.

## Стадии, выбытие, исходы
stage-reported = Обращение в НПО
stage-handed_over = Передача с подтверждением
stage-journal = Журнал учёта информации
stage-registered = Регистрация
stage-investigation = Расследование
stage-suspect_identified = Установление подозреваемого
stage-charged = Обвинение
stage-sent_to_court = Направление в суд
stage-trial = Судебное разбирательство
stage-first_instance = Решение первой инстанции
stage-appeal = Апелляция
stage-in_force = Вступивший в силу акт
exit-refused = Отказ
exit-requalified_down = Переквалификация на менее тяжкий состав
exit-terminated = Прекращение
exit-suspended = Приостановление без возобновления
exit-merged = Соединение с записью вне выгрузки
exit-transferred = Передача, далее не найдено
exit-returned = Возвращение без дальнейшего движения
exit-acquitted = Оправдание
exit-unknown = Завершено, источник не указывает как
disposition-continued = прошло дальше
disposition-completed = завершено
disposition-pending = в производстве
disposition-refused = отказано
disposition-requalified_down = переквалифицировано на менее тяжкий состав
disposition-terminated = прекращено
disposition-suspended = приостановлено, не возобновлено
disposition-merged = соединено с записью вне выгрузки
disposition-transferred = передано, далее не найдено
disposition-returned = возвращено, без дальнейшего движения
disposition-acquitted = оправдание
disposition-unknown = завершено, источник не указывает как
ground-not-stated = основание не указано
unit-reports = сообщения
unit-victims = потерпевшие
unit-suspects = подозреваемые и обвиняемые
unit-entries = записи реестра
funnel-lead = На каждой стадии: поступило = прошло дальше + завершено + в производстве + выбыло. Дело в производстве выбывшим не считается.
period-lead = Таблицы по календарным годам считают события года, к какой бы когорте ни относилось дело. С когортой выше их не сопоставляют.
chart-funnel = Стадии, достигнутые прослеженными делами: { $unit }
key-continued = прошло дальше
key-completed = завершено
key-pending = в производстве
key-exited = выбыло
funnel-stage-told = { $stage }: поступило { $entered }, выбыло { $exited }, в производстве { $pending }.
drop-outs-lead = Каждый путь выбытия с основанием, как его указывает реестр, и препятствием за ним. Рекомендуемая мера по каждому препятствию – в разделе «Препятствия и рекомендуемые меры».

## Дела
unregistered-lead = Каждое из этих сообщений передано с подтверждением и должно быть в учётах. Для каждого показаны ближайшие записи и то, что говорит за и против них, чтобы принявший орган мог проверить вывод по своим учётам.
undetermined-lead = Для этих сообщений есть близкая запись, но недостаточно близкая. Программа ничего не решает: материалы сличает человек. Указано, что разрешило бы вопрос.
otherwise-lead = Сообщения, известные органам, но не с самого начала как торговля людьми, и сообщения, по которым никого нельзя упрекнуть.
unregistered-no-candidate = Ни одна запись реестра не оказалась близкой. Вероятность, что сообщения нет ни в одном реестре: { $probability }.
unregistered-sure = Вероятность, что сообщения нет ни в одном реестре: { $probability }.
unregistered-nearest = Ближайшая запись – { $record }. Она не принята, так как: { $why }.
too-little-agrees = совпадает слишком мало
undetermined-qualification = Запись найдена: { $record }. Не ясно, по какой статье она зарегистрирована; это покажет постановление, которым начато производство.
undetermined-best = Лучший кандидат – { $record }: вес признаков { $bits } бит, вероятность { $probability }.
undetermined-runner-up = Следующая запись, { $record }, отстаёт на { $gap } бит.
undetermined-would-decide = Вопрос решили бы: { $list }.
undetermined-read-files = Сличено всё, что указано; решить может только чтение обоих материалов.
candidate-summary = { $record }: вес признаков { $bits } бит, вероятность того же дела { $probability }
candidate-missing = Сличить нельзя, поэтому ни за, ни против: { $list }.
evidence-for = За то же дело
evidence-against = Против
strength-very-strong = очень сильно
strength-strong = сильно
strength-moderately-strong = довольно сильно
strength-moderate = умеренно
strength-weak = слабо
strength-negligible = незначительно

## Списки
obstacles-lead = Что остановило дела, начиная с самого частого, и что делать. Названия и меры берутся из перечня, который аналитик может править.
strata-lead = Доля сообщений, переданных с подтверждением, которые есть в реестре по любой статье. При малом числе интервал широк: места по нему не распределяют.
small-base = менее 10 сообщений: не сравнивать
dimension-oblast = Область
dimension-year = Год
dimension-family = Состав
discrepancies-lead = Противоречия между учётами или внутри одного. Каждое – вопрос к органу, который ведёт запись, а не упрёк.
severity-high = меняет сказанное о деле
severity-medium = требует ответа
severity-low = для сведения

## Источники
sources-lead = Каждая строка каждого файла вошла в запись либо стоит среди отклонённых с указанием места и способа исправить (quarantine.csv). Молча не отброшено ничего.
source-ngo = НПО
source-register = реестр преступлений
source-court = судебный учёт
coverage-unrestricted = ограничения не заявлены
refusal-empty_row = пустая строка
refusal-wrong_width = ячеек больше или меньше, чем в шапке
refusal-no_reference = нет собственного номера
refusal-duplicate_reference = собственный номер повторяется
refusal-required_missing = нет обязательного значения
refusal-unreadable_date = дата не читается
refusal-unknown_code = значения нет в карте кодов
refusal-unreadable_number = число не читается
refusal-orphan_row = строка ссылается на дело, которого нет в поставке
refusal-undecodable_text = текст не в заявленной кодировке
refusal-bad_json = строка не является одним объектом JSON
refusal-cell_error = в ячейке ошибка электронной таблицы
remedy-empty_row = Если строка пуста намеренно, делать нечего; иначе заполнить.
remedy-wrong_width = Сверить строку с шапкой; искать разделитель внутри значения без кавычек.
remedy-no_reference = Указать собственный номер дела.
remedy-duplicate_reference = Дать каждому делу свой номер или удалить копию.
remedy-required_missing = Заполнить значение или назначить полю другой столбец.
remedy-unreadable_date = Записать дату как день.месяц.год или объявить заполнитель в sverka.toml.
remedy-unknown_code = Добавить значение в карту кодов источника в sverka.toml.
remedy-unreadable_number = Записать число цифрами.
remedy-orphan_row = Передать дело, к которому относится строка, или исправить номер.
remedy-undecodable_text = Указать верную кодировку в sverka.toml.
remedy-bad_json = В каждой строке – один полный объект JSON.
remedy-cell_error = Исправить формулу в книге и выгрузить снова.

## Метод и ограничения
method-cohort = Учтены сообщения, переданные (иначе полученные, иначе открытые) с { $from } по { $to }; { $outside ->
    [one] { $outside } сообщение лежит вне этих пределов или не датировано
    [few] { $outside } сообщения лежат вне этих пределов или не датированы
   *[many] { $outside } сообщений лежат вне этих пределов или не датированы
}. Положение – на { $as_of }; каждый источник свидетельствует лишь до дня своей выгрузки. Квалификация считается сохранённой, если она не изменилась через { $days } { $days ->
    [one] день
    [few] дня
   *[many] дней
} после регистрации.
method-linking = Записи двух учётов сличаются по номерам, лицам, датам, местам и составу. Каждое совпадение или расхождение имеет вес в битах: один бит удваивает или вдвое уменьшает шансы, что речь об одном деле. То, что на одной стороне не указано, не весит ничего. Веса складываются; сумма у каждого кандидата точно равна сумме показанных весов.
method-probability = Вероятность следует из веса всех кандидатов и из возможности, что не подходит ни один. «Нет ни в одном реестре» с 97 % означает: из ста таких сообщений около трёх всё же есть в реестре, но не узнаны.
method-finding = Сообщение ставится в счёт органу, только если передача подтверждена номером или датированным письмом, выгрузка охватывает этот период, регион и состав, а сведений достаточно для поиска.
method-interval = Интервал у доли показывает, насколько её могла бы сдвинуть одна лишь случайность при столь малом числе (Уилсон, 95 %). Ошибки сличения в него не входят.
method-pending = Дела, не завершённые на день выгрузки, показаны как находящиеся в производстве и никогда как выбывшие. Два способа счёта, по когорте и по календарному году, не смешиваются.
limits-lead = Чего этот отчёт не знает:
limit-coverage = Зарегистрировано ли дело за пределами выгрузок: в другом учёте, периоде, государстве.
limit-linkage-error = Сколько связей в этих данных ошибочны или пропущены. Веса – начальные; измерить это может выборка, проверенная людьми по материалам.
limit-thresholds = Где именно проходит граница между связью и возможной связью. Применённые пороги приведены ниже.
limit-small-numbers = Больше ли различия малых групп, чем случайность. Доли по менее чем десяти сообщениям отмечены.
limit-not-hidden = О скольких потерпевших никто не сообщил. Здесь это не оценивается.
limit-not-proof = Есть ли чья-то вина. «Нет ни в одном реестре» говорит, что запись не найдена, но не почему.
link-kind-ngo_register = сообщение НПО – реестр преступлений
link-kind-register_court = судебное дело – реестр преступлений
link-kind-ngo_ngo = сообщение НПО – сообщение НПО
scope-run = весь запуск

## Словарь
term-ngo-report = Сообщение НПО
term-ngo-report-meaning = Один случай торговли людьми, как его записала организация.
term-crime-record = Запись реестра
term-crime-record-meaning = Одна запись реестра преступлений; соединённые, выделенные и переданные считаются одним делом.
term-court-case = Судебное дело
term-court-case-meaning = Одно дело судебного учёта в одной инстанции.
term-hand-over = Передача с подтверждением
term-hand-over-meaning = Сообщение дошло до органа, и есть номер, который это показывает: талон, номер журнала или реестра, датированное исходящее письмо.
term-journal = Журнал учёта информации (ЖУИ)
term-journal-meaning = Куда каждое сообщение вносится в первую очередь.
term-register = Реестр преступлений (ЕРПП, ЕРП; до 2019 года – книги)
term-register-meaning = С записи в нём начинается производство.
term-link = Связь, возможная связь
term-link-meaning = Наше решение, что две записи – одно дело; либо что решить должен человек.
term-probability = Вероятность
term-probability-meaning = Насколько надёжно утверждение с учётом всего, что сличено.
term-interval = Интервал
term-interval-meaning = Пределы, в которых правдоподобно лежит доля при столь малом числе дел.
term-weight = Вес признаков, бит
term-weight-meaning = +1 бит удваивает шансы того же дела, −1 бит уменьшает их вдвое; +10 бит умножают их примерно на тысячу.
term-drop-out = Выбытие
term-drop-out-meaning = Дело сошло с пути к приговору: отказ, прекращение, приостановление, переквалификация на менее тяжкий состав, оправдание.
term-pending = В производстве
term-pending-meaning = Не завершено на день выгрузки. Выбытием не считается.
term-cohort = Когорта
term-cohort-meaning = Сообщения указанного периода, прослеженные по всем учётам.

level-missing = на одной из сторон не указано

## Таблицы
table-ladder = Лестница регистрации
table-ladder-note = Достигли ступени из числа стоящих на предыдущей. «Не известно» – вне охвата, ждут решения или срок ещё не истёк.
table-findings = Выводы
table-findings-note = Каждое сообщение когорты стоит ровно в одной строке.
table-funnel = Стадии, по когорте
table-funnel-note = Поступило = прошло дальше + завершено + в производстве + выбыло, в каждой строке.
table-period = Дела, поступившие на стадию, по календарным годам
table-period-note = События года, к какой бы когорте они ни относились.
table-drop-outs = Выбытие по стадиям и основаниям
table-drop-outs-note = Основания – нейтральные коды с названиями; «не указано», где реестр основания не даёт.
table-unregistered = Сообщения, которых нет ни в одном реестре
table-unregistered-note = Одна строка на сообщение. Вероятность относится к выводу «нет ни в одном реестре».
table-unregistered-evidence = Ближайшие записи к сообщениям, которых нет в реестрах
table-unregistered-evidence-note = Строка на каждого кандидата и признак. Биты кандидата в сумме дают его вес.
table-undetermined = Сообщения, по которым решение за человеком
table-undetermined-note = Одна строка на сообщение с возможной связью.
table-undetermined-evidence = Кандидаты для сообщений, по которым решение за человеком
table-undetermined-evidence-note = Строка на каждого кандидата и признак. Биты кандидата в сумме дают его вес.
table-registered-other-offence = Зарегистрировано по иному составу
table-registered-other-offence-note = Первоначально по статье вне перечня о торговле людьми.
table-journal-only = Только в журнале
table-journal-only-note = Внесено при поступлении, не зарегистрировано, решения нет.
table-refused = Отказано
table-refused-note = В регистрации или возбуждении отказано постановлением.
table-not-handed-over = Без подтверждения передачи
table-not-handed-over-note = Никогда не ставится в вину органу.
table-not-assessable = Оценить нельзя
table-not-assessable-note = Вне пределов выгрузок, либо сведений слишком мало.
table-obstacles = Препятствия
table-obstacles-note = Дела – сообщения и записи реестра, которые остановлены.
table-strata = Есть в реестре, по группам
table-strata-note = База: сообщения группы, переданные с подтверждением.
table-discrepancy-kinds = Противоречия по видам
table-discrepancy-kinds-note = Сначала самые серьёзные.
table-discrepancies = Противоречия
table-discrepancies-note = Что говорит одна сторона и что другая.
table-sources = Источники
table-sources-note = Каждый источник свидетельствует до даты выгрузки и в пределах заявленного охвата.
table-row-accounting = Учёт строк
table-row-accounting-note = Прочитано строк = вошло в записи + отклонено, по каждому источнику.
table-refused-rows = Отклонённые строки
table-refused-rows-note = По источнику, причине и столбцу. Место каждой строки: quarantine.csv.
table-files = Файлы
table-files-note = SHA-256 каждого файла, как его печатает sha256sum.
table-linking = Сличение
table-linking-note = Записей с обеих сторон, сличённых пар и решений по каждой записи слева.
table-parameters = Параметры
table-parameters-note = С теми же файлами и этими параметрами получится тот же отчёт.
table-unverified-reference = Справочные данные, ещё не подтверждённые
table-unverified-reference-note = Строки таблиц о праве и модели, которые юристу предстоит сверить с источником.

## Столбцы
column-rung = Ступень
column-reached = Достигли
column-base = Из
column-share = Доля
column-low = 95 % интервал, от
column-high = 95 % интервал, до
column-unknown = Не известно
column-finding = Вывод
column-meaning = Значение
column-reports = Сообщений
column-stage = Стадия
column-unit = Что считается
column-entered = Поступило
column-continued = Прошло дальше
column-completed = Завершено
column-pending = В производстве
column-exited = Выбыло
column-exit = Как выбыло
column-ground = Основание
column-cases = Дел
column-obstacle = Препятствие
column-step = Рекомендуемая мера
column-report = Сообщение
column-ngo = Организация
column-cohort-date = Передано
column-addressee = Кому
column-oblast = Область
column-victims = Потерпевших
column-probability = Вероятность
column-nearest = Ближайшая запись
column-nearest-bits = Её вес, бит
column-reasons = Почему
column-rank = Место
column-candidate = Кандидат
column-candidate-probability = Вероятность кандидата
column-comparison = Признак
column-level = Итог сличения
column-bits = Бит
column-record = Запись реестра
column-state = Где находится
column-code = Код
column-discrepancy = Противоречие
column-severity = Значимость
column-discrepancies = Противоречий
column-records = Записи
column-left = Одна сторона
column-right = Другая сторона
column-source = Источник
column-source-id = Обозначение
column-source-kind = Вид
column-as-of = По состоянию на
column-coverage = Заявленный охват
column-rows-in = Прочитано строк
column-rows-in-records = Вошло в записи
column-rows-refused = Отклонено
column-records-made = Записей
column-refusal = Причина
column-file-column = Столбец
column-remedy = Что сделать
column-file = Файл
column-bytes = Байт
column-sha256 = SHA-256
column-link-kind = Связь
column-left-records = Записей слева
column-right-records = Записей справа
column-candidate-pairs = Сличено пар
column-links = Связей
column-possible-links = Возможных связей
column-non-links = Без связи
column-parameter = Параметр
column-scope = К чему относится
column-value = Значение
column-reference-file = Файл
column-rows-unverified = Не подтверждено
column-rows-in-file = Строк
column-dimension = Разрез
column-stratum = Группа
column-handed-over = Передано
column-in-register = Есть в реестре
column-unregistered = Нет ни в одном реестре
column-caution = Осторожно

## Даты
date-month = { $month } { $year } г.
date-season = { $season } { $year } г.
date-year = { $year } г.
date-placeholder = { $date } (дата-заполнитель)
month-1 = январь
month-2 = февраль
month-3 = март
month-4 = апрель
month-5 = май
month-6 = июнь
month-7 = июль
month-8 = август
month-9 = сентябрь
month-10 = октябрь
month-11 = ноябрь
month-12 = декабрь
month-of-1 = января
month-of-2 = февраля
month-of-3 = марта
month-of-4 = апреля
month-of-5 = мая
month-of-6 = июня
month-of-7 = июля
month-of-8 = августа
month-of-9 = сентября
month-of-10 = октября
month-of-11 = ноября
month-of-12 = декабря
season-1 = весна
season-2 = лето
season-3 = осень
season-4 = зима

## Признаки, причины, показатели
comparison-victims = потерпевшие
comparison-accused = подозреваемые и обвиняемые
comparison-person_name = имя
comparison-person_birth_date = дата рождения
comparison-person_sex = пол
comparison-person_pin = персональный номер
comparison-person_phone = телефон
comparison-person_document = документ
comparison-person_citizenship = гражданство
comparison-reference_numbers = номера талона, журнала, реестра или письма
comparison-cited_numbers = номер реестра, указанный судом
comparison-lag = время от передачи до регистрации
comparison-court_lag = время от направления в суд до поступления
comparison-report_gap = время между двумя сообщениями
comparison-event_date = дата событий
comparison-place = место
comparison-office = орган
comparison-region = регион суда и органа
comparison-offence = состав преступления
comparison-charges = обвинение
comparison-narrative = описание
comparison-source = организация
comparison-decided_by_people = решено людьми
comparison-held_back = оставлено на решение человека
comparison-event_date_given_lag = { comparison-event_date }
comparison-event_date_given_gap = { comparison-event_date }
comparison-office_given_place = { comparison-office }
level-victims-none_aligned = никто не найден
level-victims-some_aligned = найдены некоторые
level-victims-all_aligned = найдены все
level-person_name-full_exact = полное имя совпадает
level-person_name-given_surname_exact = имя и фамилия совпадают
level-person_name-full_close = полное имя совпадает в ином написании
level-person_name-given_father = имя и имя отца согласуются
level-person_name-given_surname_close = имя и фамилия совпадают в ином написании
level-person_name-given_patronymic_other_surname = имя и отчество совпадают, фамилия иная
level-person_name-given_surname_weak = имя и фамилия похожи
level-person_name-initials_compatible = инициалы подходят, фамилия совпадает
level-person_name-surname_only_or_weak = совпадает только фамилия
level-person_name-given_only = совпадает только имя
level-person_name-initials_only = совпадают только инициалы
level-person_name-family_agrees_given_weak = фамилия и отчество совпадают, имя лишь похоже
level-person_name-sibling_like = как у брата или сестры: фамилия и отчество совпадают, имя иное
level-person_name-namesake_conflict = как у тёзки: имя и фамилия совпадают, отчество иное
level-person_name-different = имя иное
level-person_birth_date-exact = тот же день
level-person_birth_date-compatible = согласуется с указанным
level-person_birth_date-day_month_swapped = день и месяц переставлены
level-person_birth_date-one_digit = отличается одна цифра
level-person_birth_date-year_only = тот же год
level-person_birth_date-same_year_other_day = тот же год, другой день
level-person_birth_date-year_off_by_one = разница в один год
level-person_birth_date-different = другая дата
level-person_sex-same = совпадает
level-person_sex-different = не совпадает
level-person_pin-equal = совпадает
level-person_pin-one_edit = отличается одна цифра
level-person_pin-conflict = другой номер
level-person_phone-equal = совпадает
level-person_phone-one_edit = отличается одна цифра
level-person_phone-different = другой номер
level-person_document-same = совпадает
level-person_document-different = другой документ
level-person_citizenship-same = совпадает
level-person_citizenship-different = не совпадает
level-reference_numbers-equal = номер совпадает
level-reference_numbers-one_edit = номер отличается одним знаком
level-reference_numbers-equal_unanchored = номер совпадает, орган или дата не указаны
level-reference_numbers-conflict = номера различаются
level-lag-month_before = зарегистрировано не более чем за месяц до передачи
level-lag-before = зарегистрировано до передачи
level-lag-same_day = в тот же день
level-lag-days_1_3 = через 1–3 дня
level-lag-days_4_10 = через 4–10 дней
level-lag-days_11_30 = через 11–30 дней
level-lag-days_31_90 = через один–три месяца
level-lag-days_91_365 = от трёх месяцев до года спустя
level-lag-over_year = более чем через год
level-event_date-same_days = те же дни
level-event_date-overlap = периоды пересекаются
level-event_date-overlap_year = пересекаются, но одна сторона указывает лишь год
level-event_date-within_month = в пределах месяца
level-event_date-within_year = в пределах года
level-event_date-apart = разница более года
level-place-same_place = то же место
level-place-within = одно место внутри другого
level-place-same_raion = тот же район
level-place-same_oblast = та же область
level-place-same_country = та же страна
level-place-confusable = названия, которые легко спутать
level-place-different_oblast = другая область
level-place-different_country = другая страна
level-office-same_area = та же территория
level-office-same_oblast = та же область
level-office-different = другая территория
level-offence-same_article = та же статья
level-offence-same_family = тот же состав в другой редакции кодекса
level-offence-known_downgrade = состав, на который часто переквалифицируют торговлю людьми
level-offence-both_trafficking_set = оба из перечня о торговле людьми
level-offence-unrelated = не связанный состав
level-narrative-high = много общего
level-narrative-medium = есть общее
level-narrative-low = мало общего
level-narrative-none = ничего общего
level-report_gap-within_week = в пределах недели
level-report_gap-within_month = в пределах месяца
level-report_gap-within_quarter = в пределах трёх месяцев
level-report_gap-within_year = в пределах года
level-report_gap-apart = разница более года
level-source-other_source = разные организации
level-source-same_source = та же организация
level-decided_by_people-must_link = одно и то же дело
level-decided_by_people-cannot_link = разные дела
level-held_back-tie = две записи подходят одинаково
level-held_back-name_alone = кроме имени, почти ничего не совпадает
level-held_back-initials_alone = совпадают только инициалы, а время, место и состав подходят не все
level-held_back-circumstances_alone = время, место и состав подходят, но ни номер, ни лицо не указывают, что это то же дело
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
level-court_lag-not_sent = запись не направлялась в суд
level-court_lag-before = поступило до направления
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
detail-days = дней: { $value }
detail-kind = { $value }
detail-aligned = { $aligned } из { $left }, среди { $right }
detail-person = лицо { $number }: { $levels }
number-register = номер реестра
number-journal = номер журнала
number-talon = талон
number-letter = номер письма
number-court = судебный номер
number-book = номер по книге
reason-linked = запись реестра найдена
reason-first_qualified_other_offence = первоначальная квалификация – вне перечня о торговле людьми
reason-never_registered = есть только в журнале учёта информации
reason-refusal_decided = отказ остаётся в силе
reason-no_candidate = нет записи, с которой было бы что сличать
reason-candidates_below_threshold = записи сличены, ни одна не достаточно вероятна
reason-possible_link = возможная связь ждёт проверки
reason-same_case_linked = другое сообщение о том же деле связано с записью, это – нет
reason-article_edition_unclear = редакции кодекса, к которым может относиться первая статья, расходятся в том, торговля ли это людьми
reason-no_qualification = в записи нет квалификации при регистрации
reason-no_proof_of_hand_over = передача не подтверждена
reason-consent_refused = потерпевшая сторона не согласилась на передачу
reason-found_anyway = дело есть в реестре, хотя передача не подтверждена
reason-too_few_identifiers = в сообщении слишком мало сведений для поиска
reason-outside_coverage_period = ни одна выгрузка не охватывает период, когда оно было бы зарегистрировано
reason-outside_coverage_region = ни одна выгрузка не охватывает регион принявшего органа
reason-outside_coverage_families = ни одна выгрузка не содержит всех составов, по которым оно могло быть зарегистрировано
reason-time_limit_not_over = на день выгрузки срок регистрации ещё не истёк
reason-known_after_as_of = запись сделана после даты отчёта
reason-no_register = выгрузка реестра не передана
reason-not_linked = сообщение не сличалось
exit-not_handed_over = Не передано с подтверждением
exit-unregistered = Нет ни в одном реестре
disposition-not_handed_over = не передано с подтверждением
disposition-unregistered = нет ни в одном реестре
dimension-source = Организация
key-unknown = не известно
status-link = связь
status-possible_link = возможная связь
limit-t1 = внесение в журнал
limit-t2 = регистрация
limit-t3 = окончание расследования
figure-ladder-r0 = { rung-r0 }
figure-ladder-r1 = { rung-r1 }
figure-ladder-r2 = { rung-r2 }
figure-ladder-r3 = { rung-r3 }
figure-ladder-r4 = { rung-r4 }
figure-ladder-r2-of-r1 = Зарегистрировано из внесённых в журнал
figure-ladder-unknown = { $rung }: сказать нельзя
figure-finding = Вывод: { $finding }
figure-unregistered-rate = Нет ни в одном реестре, из переданных с подтверждением и выясненных
figure-unregistered-expected = Нет ни в одном реестре, каждое сообщение с весом его вероятности
figure-unregistered-bounds = Нет ни в одном реестре, если из невыясненных зарегистрированы все или ни одного
figure-time-t1 = Внесено в журнал в срок
figure-time-t1-late = Внесено в журнал с опозданием
figure-time-t2 = Зарегистрировано в срок
figure-time-t2-late = Зарегистрировано с опозданием
figure-time-t3 = Расследование окончено в срок
figure-time-t3-late = Расследование окончено с опозданием или просрочено
figure-time-unknown = В срок или нет, сказать нельзя: { $limit }
figure-funnel = { $stage }: достигли, { $unit }
figure-pending = { $stage }: в производстве, { $unit }
figure-drop-out = { $stage }: { $exit } ({ $ground }), { $unit }
figure-period = { $stage }, { $year }: поступило, { $unit }
figure-obstacle = { $obstacle }: остановлено, { $unit }
figure-discrepancy = { $kind }
figure-links = { $kind }: { $status }
figure-same-case = Сообщения о деле, о котором есть и другое сообщение
table-headline = Нет ни в одном реестре: три способа счёта
table-headline-note = Как подсчитано; как ожидается с учётом надёжности каждой связи; и в каких пределах её может сдвинуть решение по невыясненным.
column-way = Способ счёта
column-from = От
column-to = До
column-range = Что это за пределы
range-wilson = 95 %-й интервал: одна случайность (Уилсон)
range-poisson_binomial = 95 %-й интервал: только ненадёжность связей (точная сумма)
range-bounds = границы: все или ни одно из невыясненных
range-clopper_pearson = 95 %-й интервал: одна случайность (Клоппер – Пирсон)
table-timeliness = Соблюдение сроков
table-timeliness-note = Сроки по закону, действовавшему в тот день. Из: сообщения, о которых это можно сказать. Просрочка – вопрос, а не упрёк: сроки, ещё не подтверждённые юристом, указаны в разделе о методе.
column-limit = Срок
column-in-time = В срок
column-late = С опозданием
figure-ladder-r0-in = { figure-ladder-r0 } – { $dimension }: { $value }
figure-ladder-r1-in = { figure-ladder-r1 } – { $dimension }: { $value }
figure-ladder-r2-in = { figure-ladder-r2 } – { $dimension }: { $value }
figure-ladder-r2-of-r1-in = { figure-ladder-r2-of-r1 } – { $dimension }: { $value }
figure-ladder-r3-in = { figure-ladder-r3 } – { $dimension }: { $value }
figure-ladder-r4-in = { figure-ladder-r4 } – { $dimension }: { $value }
figure-ladder-unknown-in = { $rung }: сказать нельзя – { $dimension }: { $value }
figure-finding-in = Вывод: { $finding } – { $dimension }: { $value }
figure-unregistered-rate-in = { figure-unregistered-rate } – { $dimension }: { $value }

## Противоречия
discrepancy-sent_to_court_without_case = Направлено в суд, но судебного дела не найдено
discrepancy-court_case_without_sent_event = Дело есть в суде, но в реестре нет отметки о направлении
discrepancy-verdict_on_suspended_entry = Суд вынес решение, а по реестру дело приостановлено
discrepancy-verdict_on_terminated_entry = Суд вынес решение, а по реестру дело прекращено
discrepancy-verdict_on_refused_entry = Суд вынес решение, а по реестру в возбуждении отказано
discrepancy-dates_run_backwards = Дата раньше того, что должно предшествовать
discrepancy-articles_differ = Обвинение в суде и квалификация в реестре расходятся
discrepancy-register_number_cited_differs = Указанный номер реестра не относится к связанной записи
discrepancy-refused_but_registered_elsewhere = Здесь отказано, но зарегистрировано другой записью
discrepancy-victim_count_differs = В сообщении и записи разное число потерпевших
discrepancy-hand_over_after_registration = Передано после регистрации связанной записи
discrepancy-handed_over_without_consent = Передано, хотя потерпевшая сторона не согласилась
discrepancy-lineage_cycle = Записи соединены по кругу
discrepancy-lineage_ambiguous = Номер соединения подходит нескольким записям
discrepancy-lineage_target_missing = Записи, в которую перешло дело, нет в выгрузке
discrepancy-event_after_as_of = Датировано позже дня выгрузки
discrepancy-proceeded_without_resumption = Действия после приостановления, отказа или прекращения без возобновления
side-journal = журнал
side-registered = зарегистрировано
side-refused = отказано
side-requalified = переквалифицировано
side-victim_recognised = признание потерпевшим
side-suspect_identified = подозреваемый установлен
side-charged = предъявлено обвинение
side-suspended = приостановлено
side-resumed = возобновлено
side-terminated = прекращено
side-annulled = отменено
side-merged = соединено
side-severed = выделено
side-transferred = передано
side-sent_to_prosecutor = направлено прокурору
side-returned = возвращено
side-sent_to_court = направлено в суд
side-convicted = осуждение
side-acquitted = оправдание
side-medical_measures = принудительные меры медицинского характера
side-upheld = оставлено в силе
side-changed = изменено
side-reversed = отменено с новым решением
side-remanded = направлено на новое рассмотрение
side-merged_into = соединено с
side-merged_from = присоединено из
side-severed_into = выделено в
side-severed_from = выделено из
side-transferred_to = передано в
side-transferred_from = передано из
side-event = события
side-handed_over = передано
side-received = поступило в суд
side-act = судебный акт
side-closed = окончено судом
side-in_force = вступило в силу
side-as_of = выгрузка от
side-court_as_of = выгрузка суда от
side-next_step = следующее действие
side-victims = потерпевших:
side-entries = записи
side-consent = согласие
side-given = дано
