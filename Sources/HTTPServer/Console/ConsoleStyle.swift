/// How the console looks: the colours and the controls of ``PageStyle``, laid out for work.
enum ConsoleStyle {
    static let digest = PageStyle.digest(of: source)

    static let source =
        PageStyle.source + """

            body { padding: 0; display: grid; grid-template-columns: minmax(0, 1fr); grid-template-rows: auto auto 1fr; min-height: 100vh; background: var(--card) }
            main { max-width: none; width: 100%; margin: 0; padding: 1.25rem 1rem 4rem; border: 0; border-radius: 0; box-shadow: none; background: var(--ground) }
            @media screen { main { container-type: inline-size } }
            main > * { max-width: 76rem }
            main:focus { outline: none }
            h1 { margin: 0; font-size: 1.5rem }
            h2 { margin: 2.25rem 0 .75rem; font-size: 1.1rem }
            .lead, main > p { max-width: 52rem }
            .lead { margin: -.5rem 0 1.5rem }
            h3 { font-size: 1rem; margin: 0 0 .35rem }
            .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
            .skip { position: absolute; left: .5rem; top: -4rem; padding: .75rem 1rem; background: var(--card); border-radius: .5rem; z-index: 2 }
            .skip:focus { top: .5rem }
            header { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: center; padding: .35rem 1rem; background: var(--card); border-bottom: 1px solid var(--line) }
            header .brand { font-weight: 800; font-size: 1.2rem; letter-spacing: -.02em; text-decoration: none; color: var(--ink); padding: .5rem 0 }
            header .business { flex: 1 1 8rem; min-width: 0; overflow-wrap: anywhere }
            header .business a { display: inline-block; padding: .5rem 0; color: inherit; text-decoration: none }
            header .business a:hover { text-decoration: underline }
            header .person { color: var(--soft); padding: .5rem 0; overflow-wrap: anywhere }
            header .person bdi { font-weight: 400 }
            header :is(.person, button.quiet) { color: var(--soft); font-weight: 400; text-decoration: none }
            header :is(.person, button.quiet):hover { color: var(--ink); text-decoration: underline }
            .menu { background: var(--card); border-bottom: 1px solid var(--line) }
            summary { cursor: pointer; min-height: 2.75rem; padding: .6rem 1rem; font-weight: 600; border-radius: .5rem }
            nav h2 { font-size: .8125rem; text-transform: uppercase; letter-spacing: .04em; color: var(--soft); margin: 1.25rem 0 .25rem; padding: 0 .75rem }
            nav ul { list-style: none; margin: 0; padding: 0 }
            nav li a { display: block; padding: .55rem .75rem; border-radius: .5rem; text-decoration: none; color: var(--ink) }
            nav li a:hover { background: var(--wash) }
            nav a[aria-current] { background: var(--wash); font-weight: 700; color: var(--accent) }
            .menu nav { padding: 0 .5rem 1rem }
            .side { display: none }
            .head { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: center; justify-content: space-between; margin: 0 0 1rem }
            .head .row { margin: 0 }
            .trail { display: inline-block; margin: 0 .25rem .25rem 0; color: var(--soft); font-size: .9375rem }
            .trail a { display: inline-block; padding: .2rem 0 }
            .tabs { display: flex; flex-wrap: wrap; gap: .25rem; border-bottom: 1px solid var(--line); margin: 0 0 1.5rem }
            .tabs a { padding: .6rem .9rem; margin: 0 0 -1px; text-decoration: none; color: var(--soft); border-bottom: 3px solid transparent }
            .tabs a:hover { color: var(--ink); border-color: var(--edge) }
            .tabs a[aria-current] { color: var(--accent); background: none; border-color: var(--accent) }
            .row { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; margin: 1rem 0 }
            button { width: auto; display: inline-block; min-height: 2.75rem; padding: .5rem 1.1rem }
            a.button { display: inline-block; min-height: 2.75rem; padding: .6rem 1.1rem; font-weight: 600; text-decoration: none; color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: .5rem }
            a.button.second { color: var(--ink); background: var(--card); border-color: var(--edge) }
            a.button.danger, button.danger { color: var(--bad); background: var(--card); border-color: var(--bad-line) }
            a.button:hover { filter: brightness(1.08) }
            a.link { display: inline-block; padding: .35rem 0 }
            dd a.link { padding: 0 }
            .notice.good { color: var(--good); background: var(--good-ground); border-color: var(--good-line) }
            .badge.good { color: var(--good); background: var(--good-ground); border-color: var(--good-line) }
            .badge.warning { color: var(--warn); background: var(--warn-ground); border-color: var(--warn-line) }
            .badge.bad { color: var(--bad); background: var(--bad-ground); border-color: var(--bad-line) }
            main form:not(.line), .facts, .table table, .empty, .cards > li, .steps > li, figure, .difference { background: var(--card); border: 1px solid var(--line); border-radius: .75rem }
            main form:not(.line) { padding: 1.25rem 1rem; margin: 0 0 1.5rem }
            .table form:not(.line) { padding: 0; border: 0; background: none; max-width: none }
            form fieldset { margin: 0 0 1.5rem }
            form fieldset > legend { font-size: 1.1rem; margin: 0 0 .5rem }
            form fieldset.choices > legend, .field > label { font-size: .9375rem }
            main form:not(.line) > fieldset:has(> legend) + fieldset:has(> legend) { margin-top: 2rem }
            .field { max-width: 32rem; margin: 0 0 1.25rem }
            .field.wide, fieldset.together { max-width: 46rem }
            fieldset.choices { max-width: 56rem }
            form p.fault { color: var(--bad); margin: 0 0 .4rem }
            input:not([type]), input[type=text], input[type=email], input[type=password], select, input[type=date], input[type=number], input[type=search], input[type=tel], input[type=url], input[type=datetime-local], textarea, input[type=file] {
              display: block; width: 100%; min-height: 2.75rem; padding: .55rem .85rem; font: inherit; color: inherit;
              background: var(--card); border: 1px solid var(--edge); border-radius: .5rem
            }
            textarea { line-height: 1.4 }
            input:not([type=file], [type=checkbox], [type=radio]), select { height: 2.75rem }
            :is(input, select, textarea)[aria-invalid=true] { border-color: var(--bad-line); box-shadow: inset 0 0 0 1px var(--bad-line) }
            :is(textarea, summary, pre):focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
            details.group { margin: 0 0 1.5rem }
            details.group > summary { padding-left: 0 }
            .choice small, td small { display: block; color: var(--soft); font-size: .875rem }
            fieldset.choices { display: grid; gap: 0 1.5rem }
            form fieldset[aria-invalid=true] { border-left: .25rem solid var(--bad-line); padding-left: .75rem }
            :is(fieldset, details) > .fault { color: var(--bad); margin: 0 0 .75rem }
            .presets { display: flex; flex-wrap: wrap; gap: 0 1.25rem; margin: 0 0 .5rem }
            div.boxes { display: none }
            form fieldset.boxes { margin: 0 0 .75rem }
            td a.link { white-space: nowrap; margin-right: .75rem }
            form.line { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; margin: 0 0 1rem }
            form.line fieldset { display: contents }
            form.line .field { margin: 0; flex: 1 1 8.5rem; min-width: 0; max-width: 12rem }
            form.line .field:has([type=datetime-local]) { flex-basis: 13rem; max-width: 13.5rem }
            form.line .field:first-child:has(input) { flex: 2 1 12rem; max-width: 32rem }
            form.line label { font-size: .875rem; color: var(--soft) }
            form.line .row { margin: 0 }
            .facts { padding: .35rem 1rem; margin: 0 0 1.5rem }
            .facts > div { align-items: baseline }
            .facts dt { padding: 0 }
            .facts .item { display: block; break-inside: avoid }
            .facts dd:has(> .item + .item) { columns: 18rem; column-gap: 2rem }
            .figures { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); padding-block: .75rem; gap: .75rem 1rem }
            @container (min-width: 36rem) { .figures { grid-template-columns: repeat(3, minmax(0, 1fr)) } }
            @container (min-width: 60rem) { .figures { grid-template-columns: repeat(6, minmax(0, 1fr)) } }
            .figures > div { display: block; padding: .25rem 0 }
            .figures > div + div { border-top: 0 }
            .figures dd { font-size: 1.25rem; font-weight: 600; font-variant-numeric: tabular-nums }
            .steps p:empty { display: none }
            :is(.facts, .steps) :is(bdi.typed, .typed bdi) { font-weight: 400; white-space: pre-line }
            dd form { margin: 0 }
            .letterhead { display: grid; gap: 1.5rem; margin: 0 0 1.5rem }
            .letterhead section { padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; min-width: 0; overflow-wrap: anywhere }
            .letterhead h2 { margin: 0 0 .35rem; font-size: .875rem; font-weight: 600; color: var(--soft) }
            .letterhead p { margin: 0 }
            .letterhead .lines { white-space: pre-line; margin: 0 0 .5rem }
            .letterhead p:not(:first-of-type) bdi { font-weight: 400 }
            .soft { color: var(--soft) }
            .print { display: none }
            @media (scripting: enabled) { a.print { display: inline-block } }
            .totals > div { display: flex; flex-wrap: wrap; gap: 0 1rem; justify-content: space-between }
            .totals dd { font-variant-numeric: tabular-nums }
            .totals > :last-child { font-weight: 700 }
            .totals > :last-child dt { color: inherit; font-size: 1rem }
            .table { margin: 0 0 1.5rem }
            table { width: 100%; border-collapse: separate; border-spacing: 0 }
            caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
            th, td { text-align: left; padding: .55rem .75rem; vertical-align: top; border-top: 1px solid var(--line); overflow-wrap: anywhere; font-size: .9375rem }
            td { line-height: 1.62 }
            :is(th, td):first-child:not(.pick) { padding-left: 1rem }
            :is(th, td):last-child { padding-right: 1rem }
            thead th { border-top: 0; padding-block: .3rem; color: var(--soft); background: var(--wash); font-size: .8125rem; font-weight: 600; vertical-align: middle; white-space: nowrap }
            thead th:first-child { border-top-left-radius: .7rem }
            thead th:last-child { border-top-right-radius: .7rem }
            tbody tr:last-child > :first-child { border-bottom-left-radius: .7rem }
            tbody tr:last-child > :last-child { border-bottom-right-radius: .7rem }
            tbody tr:hover > * { background: var(--wash) }
            thead a { color: inherit; display: inline-block; padding: .2rem 0 }
            th[aria-sort=ascending] a::after { content: " ↑" }
            th[aria-sort=descending] a::after { content: " ↓" }
            td a, dd a { display: inline-block }
            td bdi { font-weight: inherit; white-space: pre-line }
            td a:has(> bdi) { vertical-align: top }
            td a > bdi { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden }
            thead th, .number { overflow-wrap: normal }
            .short, .number { white-space: nowrap }
            .whole { overflow-wrap: break-word }
            .line { overflow-wrap: break-word }
            .line > span { display: inline-block; min-width: 6.5rem }
            :is(.short, .line) small { white-space: normal; max-width: 12rem }
            @container (min-width: 70rem) { table:not(:has(th:nth-child(8))) .line { white-space: nowrap } }
            .number { text-align: right; font-variant-numeric: tabular-nums }
            .none > span::after { content: "—" / ""; color: var(--soft) }
            .mark > span { display: block; max-width: 8rem }
            .mark, .way { font-family: ui-monospace, monospace; font-size: .875rem }
            .mark bdi { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
            .way { width: 36% }
            .way bdi { word-break: break-all }
            .way small { font-family: system-ui, sans-serif }
            .pick { width: 3rem; padding: 0 }
            .pick label { display: grid; place-items: center; min-width: 2.75rem; min-height: 2.75rem; cursor: pointer }
            .pick input { width: 1.25rem; height: 1.25rem; accent-color: var(--accent) }
            .pages { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; align-items: center; color: var(--soft); margin: .75rem 0 }
            .empty { padding: 2rem 1rem; text-align: center; color: var(--soft) }
            .empty p:last-child { margin: 0 }
            .spark { display: block; width: 5rem; height: 1.25rem; margin: .1rem 0 0 auto; border-bottom: 1px solid var(--line); fill: var(--accent) }
            figure { margin: 0 0 1.5rem; padding: 1rem }
            figcaption { font-weight: 600; margin: 0 0 .75rem }
            .plot { display: flex }
            .plot svg { display: block; flex: none }
            .plot svg + svg { flex: 1 1 0; min-width: 0 }
            .touch { fill: transparent }
            g:hover > .touch { fill: var(--wash) }
            .chart text { font-size: 12px; fill: var(--soft) }
            .grid { stroke: var(--line) }
            svg .good { fill: var(--good-line) } svg .warning { fill: var(--warn-line) } svg .bad { fill: var(--bad-line) } svg .plain { fill: var(--accent) }
            .legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .75rem 0 0; color: var(--soft); font-size: .875rem }
            .key::before { content: ""; display: inline-block; width: .8rem; height: .8rem; margin-right: .4rem; border-radius: .2rem; background: var(--accent) }
            .key.good::before { background: var(--good-line) } .key.warning::before { background: var(--warn-line) } .key.bad::before { background: var(--bad-line) }
            .chart summary { padding-left: 0 }
            pre { margin: 0 0 .75rem; padding: .75rem; background: var(--wash); border: 1px solid var(--line); border-radius: .5rem; white-space: pre-wrap; overflow-wrap: anywhere }
            .code { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .5rem .75rem; align-items: start }
            .code > figcaption { grid-column: 1 / -1; margin: 0 }
            .code > pre { grid-column: 1; margin: 0 }
            .code > .copy { justify-self: start }
            .code:has([hidden]) > pre { grid-column: 1 / -1 }
            code { font: .9375rem/1.5 ui-monospace, monospace }
            .cards, .steps { margin: 0 0 1.5rem; padding: 0; display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr)) }
            .cards { list-style: none }
            @container (min-width: 36rem) { .cards:has(> :nth-child(4):last-child) { grid-template-columns: repeat(2, minmax(0, 1fr)) } }
            @container (min-width: 60rem) { .cards:has(> :nth-child(4):last-child) { grid-template-columns: repeat(4, minmax(0, 1fr)) } }
            @container (max-width: 34rem) { .between { display: none } }
            .cards > li { display: flex; flex-direction: column }
            .cards p:last-child { margin-top: auto }
            .cards > li, .steps > li { padding: 1rem; min-width: 0 }
            .cards p:last-child, .steps p:last-child { margin-bottom: 0 }
            .steps { grid-template-columns: minmax(0, 1fr); counter-reset: step; list-style: none }
            .steps > li { counter-increment: step }
            .steps h3::before { content: counter(step) ". " }
            .steps figure { border: 0; padding: 0; margin: .75rem 0 }
            .steps > li > :last-child { margin-bottom: 0 }
            form > input[type=hidden] + .row { margin: 0 }
            .beside { display: flex; flex-wrap: wrap; gap: .5rem }
            .beside > :is(input, select) { flex: 1 1 10rem; width: auto; min-width: 0 }
            .combo { position: relative }
            .combo > div { position: absolute; inset: calc(100% + .25rem) 0 auto; z-index: 1; border-radius: .5rem }
            .combo > div:has(ul:not([hidden]), p:not(:empty)) { background: var(--card); border: 1px solid var(--edge); box-shadow: 0 .5rem 1.5rem #0003 }
            .combo ul { margin: 0; padding: .25rem; list-style: none }
            .combo li { min-height: 2.75rem; padding: .6rem; border-radius: .35rem; cursor: pointer; overflow-wrap: anywhere }
            .combo li:hover { background: var(--wash) }
            .combo li[aria-selected=true] { color: var(--on-accent); background: var(--accent); outline: 2px solid transparent }
            .combo p { margin: 0; padding: .5rem .85rem }
            .combo p:empty { padding: 0 }
            main:has(.combo ul:not([hidden])) { padding-bottom: 38rem }
            form.line details.group { flex: 1 0 100%; margin: 0 }
            form.line details.group .field { display: inline-block; width: 12rem; max-width: 100%; margin: .25rem .75rem .75rem 0; vertical-align: bottom }
            .fold > :is(.table, .cards) { margin: .5rem 0 0 }
            .outcome { display: flex; flex-direction: column }
            .outcome > .verdict { order: -1 }
            .outcome:has(> .verdict) > .waiting { display: none }
            .steps summary { padding-left: 0 }
            ins { text-decoration: none; color: var(--good) } del { color: var(--bad) }
            .difference th[scope=row] { font-weight: 600 }
            .field .check { margin: .6rem 0 0; white-space: pre-line; overflow-wrap: anywhere }
            .qr { max-width: 19rem }
            .qr svg { display: block; width: 100%; height: auto; border-radius: .5rem }
            .matrix-wide { display: none }
            .matrix-narrow details.group { margin: 0 0 .75rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem }
            .matrix-narrow details.group > summary { padding-left: 1rem }
            .matrix-narrow .facts { margin: 0; border: 0 }
            [aria-busy=true] { cursor: progress }
            fieldset.together { display: grid; gap: 0 1rem; grid-template-columns: repeat(auto-fill, minmax(min(8rem, 100%), 1fr)); align-items: end }
            fieldset.together .field { margin: 0 0 .75rem }
            fieldset.together > :is(legend, .hint, .wide) { grid-column: 1 / -1 }
            fieldset.days { display: grid; gap: .75rem .5rem; grid-template-columns: repeat(auto-fill, minmax(min(5.5rem, 100%), 1fr)) }
            fieldset.days .field { margin: 0; min-width: 0 }
            fieldset.days > :is(legend, .hint) { grid-column: 1 / -1 }
            .badge { white-space: normal; overflow-wrap: anywhere }
            @container (min-width: 60rem) { td .badge:not(.long) { white-space: nowrap } }
            td small { overflow-wrap: break-word }
            [hidden] { display: none !important }
            @media screen { @container (max-width: 69.99rem) {
              th, td { padding-inline: .5rem }
            } }
            @media screen { @container (max-width: 59.99rem) {
              .table > table, .table form > table, .difference, .difference :is(tbody, tr, td, th), .table :is(tbody, tr, td) { display: block }
              .table table, .difference { background: none; border: 0 }
              thead { display: block; position: relative }
              .table thead tr { display: flex; flex-wrap: wrap; gap: 0 1.25rem; padding: 0 .25rem .5rem }
              thead th:has(a) { display: block; padding: .2rem 0 !important; background: none; text-align: left }
              thead th:not(:has(a, label:not([hidden]))) { position: absolute; width: 1px; height: 1px; padding: 0; overflow: hidden; clip-path: inset(50%) }
              .table tbody tr, .difference tbody tr { position: relative; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: .6rem 1rem; margin: 0 0 .75rem }
              tbody tr:hover > * { background: none }
              td, .difference th[scope=row] { border-top: 0; padding: .2rem 0 !important }
              td[data-label] { display: grid !important; grid-template-columns: minmax(5.5rem, 30%) minmax(0, 1fr); gap: .5rem; align-items: start }
              td[data-label]::before { padding-top: .12rem }
              .table td[data-label]:first-child, .pick + td[data-label] { display: block !important; font-weight: 600 }
              .table td[data-label]:first-child::before, .pick + td[data-label]::before { content: none }
              td small { font-weight: 400 }
              .short, .line { white-space: normal }
              .whole { overflow-wrap: anywhere }
              :is(.short, .line) small { max-width: none }
              .line > span { min-width: 0 }
              .pick + td[data-label] { margin-right: 2.5rem }
              td a > bdi { display: inline }
              .mark > span { max-width: none }
              .mark bdi { white-space: normal }
              .way { width: auto }
              td[data-label]::before { content: attr(data-label); color: var(--soft); font-size: .8125rem; overflow-wrap: anywhere }
              td.number { text-align: left; white-space: normal }
              .spark { margin-left: 0 }
              td.none { display: none !important }
              .pick { position: absolute; right: .25rem; top: .1rem; width: auto }
              .pick label { place-items: center start }
              th.pick { position: static }
              th.pick label { display: flex; align-items: center; gap: .5rem }
              th.pick label .unseen { position: static; width: auto; height: auto; clip-path: none }
            } }
            @media screen { @container (min-width: 38rem) and (max-width: 59.99rem) {
              .table tbody tr { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0 2rem }
              .table td[data-label]:first-child, .pick + td[data-label] { grid-column: 1 / -1 }
            } }
            @media (max-width: 29.99rem) {
              header { column-gap: .75rem }
              header :is(.person, button.quiet) { font-size: .9375rem }
              .code > pre { grid-column: 1 / -1 }
              form.line .field { flex-basis: 8rem; max-width: none }
            }
            @media (min-width: 34rem) {
              .letterhead { grid-template-columns: 1fr 1fr }
              .totals { width: 24rem; max-width: 100%; margin-left: auto }
            }
            @media (min-width: 64rem) {
              .matrix-wide { display: block }
              .matrix-narrow { display: none }
              fieldset.choices { grid-template-columns: 1fr 1fr }
              div.boxes, fieldset.choices.boxes { display: grid; grid-template-columns: 11rem repeat(3, minmax(0, 1fr)); gap: 0 1rem; align-items: center; margin: 0; padding: .2rem 0 }
              div.boxes.two, fieldset.choices.boxes.two { grid-template-columns: 11rem repeat(2, minmax(0, 1fr)) }
              div.boxes { color: var(--soft); font-size: .875rem; font-weight: 600; padding: 0 0 .35rem }
              div.boxes { max-width: 56rem }
              fieldset.boxes { border-top: 1px solid var(--line) }
              fieldset.choices.boxes > legend { float: left; grid-column: 1; margin: 0 }
              .boxes > .at- { grid-column: 2 / -1 }
              .boxes > .at-read { grid-column: 2 }
              .boxes > .at-write { grid-column: 3 }
              .boxes > .at-delete { grid-column: 4 }
              .boxes > .choice { min-height: 2.25rem; margin: 0; padding: .35rem 0 }
              .boxes > :is(.at-read, .at-write, .at-delete) .said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: normal }
              .boxes small { overflow-wrap: anywhere }
              fieldset.days { grid-template-columns: repeat(7, minmax(0, 1fr)) }
              fieldset.from-2 > :nth-child(1 of .field) { grid-column-start: 2 }
              fieldset.from-3 > :nth-child(1 of .field) { grid-column-start: 3 }
              fieldset.from-4 > :nth-child(1 of .field) { grid-column-start: 4 }
              fieldset.from-5 > :nth-child(1 of .field) { grid-column-start: 5 }
              fieldset.from-6 > :nth-child(1 of .field) { grid-column-start: 6 }
              fieldset.from-7 > :nth-child(1 of .field) { grid-column-start: 7 }
              fieldset.choices > :is(legend, .hint, .fault) { grid-column: 1 / -1 }
              main { padding-inline: 1.5rem }
              main form:not(.line), .facts, figure { padding-inline: 1.25rem }
            }
            @media (min-width: 80rem) {
              body { grid-template-columns: 13rem minmax(0, 1fr); grid-template-rows: auto 1fr }
              header { grid-column: 1 / -1; padding: .35rem 1.5rem }
              .menu { display: none }
              .side { display: block; position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding: 1rem .75rem }
              main { padding: 1.75rem 1.5rem 4rem; border-left: 1px solid var(--line) }
            }
            @media (min-width: 90rem) {
              body { grid-template-columns: 15rem minmax(0, 1fr) }
              header { padding-right: 2rem }
              main { padding-inline: 2rem }
              main:has(.letterhead) { padding-right: max(2rem, 100% - 62rem) }
            }
            @page { size: A4; margin: 16mm }
            @media print {
              :root { color-scheme: light; --ground: #fff; --card: #fff; --wash: #fff; --ink: #000; --soft: #444; --line: #bbb }
              html { font-size: 10.5pt }
              header, .menu, .side, .skip, .trail, .tabs, .row, form { display: none }
              body { display: block; background: #fff }
              main, main:has(.letterhead) { padding: 0; max-width: none; background: #fff }
              h1 { font-size: 1.5rem }
              h2 { margin: 1.25rem 0 .5rem; break-after: avoid }
              .facts, .table table, .letterhead section { padding: 0; border: 0; border-radius: 0 }
              .facts { max-width: none }
              .facts > div { padding: .3rem 0 }
              :is(th, td):first-child { padding-left: 0 }
              :is(th, td):last-child { padding-right: 0 }
              .table tbody tr:last-child td { border-bottom: 1px solid var(--line) }
              .table tr, .facts > div, .letterhead { break-inside: avoid }
              thead { display: table-header-group }
            }

            """
}
