import AuthCore

/// How all pages look, and the digest by which their policy knows it (CSP 3, 2.3.1).
enum PageStyle {
    static let digest = digest(of: source)

    /// As a policy names what stands in a page.
    static func digest(of source: String) -> String {
        let digits = Base64URL.encode(SecretDigest(hashing: source).bytes)
        return digits.map { $0 == "-" ? "+" : $0 == "_" ? "/" : String($0) }.joined() + "="
    }

    static let source = """

        :root {
          color-scheme: light dark;
          --ground: #eef1f6; --card: #fff; --ink: #1a1f2b; --soft: #535b6b; --line: #dfe3eb; --edge: #7c8596;
          --accent: #2b4bc9; --on-accent: #fff; --wash: #f5f7fb;
          --warn: #6a4300; --warn-ground: #fff5e0; --warn-line: #e0a83c;
          --bad: #95190f; --bad-ground: #fdeeec; --bad-line: #d9594c;
          --good: #0f5a32; --good-ground: #e9f7ef; --good-line: #4aa873;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #11141b; --card: #1a1e28; --ink: #e9ecf3; --soft: #a9b1c1; --line: #2d3442; --edge: #79839a;
            --accent: #a3b5ff; --on-accent: #10142a; --wash: #212633;
            --warn: #ffd591; --warn-ground: #33270f; --warn-line: #a97c24;
            --bad: #ffb3aa; --bad-ground: #3a1a17; --bad-line: #c05a4f;
            --good: #9fe0bb; --good-ground: #14301f; --good-line: #3d8a5f;
          }
        }
        * { box-sizing: border-box }
        html { background: var(--ground); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif }
        body { margin: 0; padding: clamp(1rem, 6vh, 4.5rem) 1rem }
        main {
          max-width: 32rem; margin: 0 auto; padding: clamp(1.25rem, 5vw, 2.5rem); background: var(--card);
          border: 1px solid var(--line); border-radius: 1rem; box-shadow: 0 .5rem 2rem rgb(15 25 60 / .08);
          overflow-wrap: anywhere
        }
        h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; letter-spacing: -.01em }
        h2 { font-size: 1.15rem; line-height: 1.35; margin: 2rem 0 .25rem }
        p { margin: 0 0 1rem }
        bdi { font-weight: 600 }
        a { color: var(--accent); text-underline-offset: .2em }
        .lead { color: var(--soft); margin-bottom: 1.5rem }
        .hint { color: var(--soft); font-size: .9375rem; margin: 0 0 1rem }
        .notice { padding: .875rem 1rem; background: var(--wash); border: 1px solid var(--edge); border-left-width: .3rem; border-radius: .5rem; margin: 0 0 1.5rem }
        .notice p:last-child, .notice p:has(+ ul) { margin: 0 }
        .notice a { display: inline-block; color: inherit }
        .notice ul { margin: 0; padding-left: 1.2rem }
        .notice p + ul { margin-top: .35rem }
        .notice.fault { color: var(--bad); background: var(--bad-ground); border-color: var(--bad-line) }
        .notice.warning { color: var(--warn); background: var(--warn-ground); border-color: var(--warn-line) }
        .field { margin: 0 0 1.25rem }
        .field > label { display: block; font-weight: 600; margin: 0 0 .35rem }
        .field .hint { margin: -.15rem 0 .4rem }
        .field .fault { color: var(--bad); margin: 0 0 .4rem }
        input:not([type]), input[type=text], input[type=email], input[type=password], select {
          display: block; width: 100%; min-height: 3rem; padding: .65rem .85rem; font: inherit; color: inherit;
          background: var(--card); border: 1px solid var(--edge); border-radius: .5rem
        }
        :is(input, select)[aria-invalid=true] { border-color: var(--bad-line); box-shadow: inset 0 0 0 1px var(--bad-line) }
        button {
          display: block; width: 100%; min-height: 3rem; padding: .65rem 1.25rem; font: inherit; font-weight: 600; cursor: pointer;
          color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: .5rem
        }
        button:hover { filter: brightness(1.08) }
        button.second { color: var(--ink); background: var(--card); border-color: var(--edge) }
        button.quiet {
          display: inline-block; width: auto; min-height: 2.75rem; padding: .4rem 0; border-width: 0; color: var(--accent); background: none;
          text-decoration: underline; text-underline-offset: .2em
        }
        :is(a, button, input, select):focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
        dl { margin: 0 0 1.5rem; padding: .35rem 1rem; background: var(--wash); border: 1px solid var(--line); border-radius: .75rem }
        dl > div { padding: .55rem 0 }
        dl > div + div { border-top: 1px solid var(--line) }
        dt { color: var(--soft); font-size: .875rem }
        dd { margin: 0 }
        dd form { margin: 0 0 -.5rem }
        fieldset { margin: 0 0 .9rem; padding: 0; border: 0; min-width: 0 }
        legend { padding: 0; margin: 0 0 .15rem; font-weight: 600 }
        .choice { display: flex; gap: .8rem; align-items: flex-start; min-height: 2.75rem; padding: .55rem .6rem; margin: 0 -.6rem; border-radius: .5rem; cursor: pointer }
        .choice:hover { background: var(--wash) }
        .choice input { flex: none; width: 1.25rem; height: 1.25rem; margin: .15rem 0 0; accent-color: var(--accent) }
        .badge { display: inline-block; padding: 0 .5rem; font-size: .8125rem; font-weight: 600; color: var(--soft); border: 1px solid var(--line); border-radius: 1rem; white-space: nowrap }
        .badge.new { color: var(--good); background: var(--good-ground); border-color: var(--good-line) }
        .badge.writes { color: var(--warn); background: var(--warn-ground); border-color: var(--warn-line) }
        .list { max-height: 16rem; overflow-y: auto; padding: .25rem .85rem; border: 1px solid var(--line); border-radius: .5rem }
        .reach fieldset { margin-top: .75rem }
        .reach:has(input[value=all]:checked) fieldset { display: none }
        .reach:has(input[value=all]:checked) .business { display: none }
        h2.part { margin-bottom: .75rem }
        .actions { display: grid; gap: .75rem; margin: 1.75rem 0 0 }
        .after a { display: inline-block; padding: .35rem 0 }
        .after { color: var(--soft); font-size: .9375rem; margin: 1.25rem 0 0 }
        .apps { list-style: none; margin: 0; padding: 0 }
        .apps > li { padding: 1.5rem 0; border-top: 1px solid var(--line) }
        .apps > li:last-child { padding-bottom: 0 }
        .apps h2 { margin: 0 0 .75rem }
        .apps dl { margin-bottom: 1rem }
        .apps dd ul { margin: .15rem 0 0; padding-left: 1.2rem }
        @media (min-width: 34rem) {
          dl > div { display: grid; grid-template-columns: 10.5rem 1fr; gap: 1rem }
          dt { padding-top: .1rem }
          .actions { grid-template-columns: 1fr 1fr }
          .actions > :only-child { grid-column: 1 / -1 }
        }
        @media (forced-colors: active) { main, .notice, dl, .badge { border-color: CanvasText } }

        """
}
