/// What a page can do better with a script, and does without. There is no other.
enum ConsoleScript {
    static let digest = PageStyle.digest(of: source)

    static let source = """

        'use strict'
        // Copies what stands in a box.
        for (const button of document.querySelectorAll('button.copy')) {
          if (!navigator.clipboard) break
          button.hidden = false
          const label = button.textContent
          button.addEventListener('click', async () => {
            try {
              await navigator.clipboard.writeText(button.parentElement.querySelector('code').textContent)
            } catch {
              // The browser does not let us; the text stands there to be marked.
              return
            }
            button.textContent = button.dataset.copied
            setTimeout(() => { button.textContent = label }, 2000)
          })
        }
        // Says that the answer is on its way, and does not send a form twice.
        for (const form of document.querySelectorAll('form[method=post]:not([data-download])')) {
          form.addEventListener('submit', event => {
            if (form.ariaBusy === 'true') return event.preventDefault()
            form.ariaBusy = 'true'
            const button = event.submitter
            if (button?.dataset.busy) button.textContent = button.dataset.busy
          })
        }
        addEventListener('pageshow', event => {
          if (event.persisted) for (const form of document.forms) form.ariaBusy = null
        })
        // Ticks what a link's page would have ticked, and keeps what is typed.
        for (const link of document.querySelectorAll('a[data-tick]')) {
          link.addEventListener('click', event => {
            event.preventDefault()
            const ending = link.dataset.tick
            for (const box of link.closest('form').querySelectorAll('fieldset.boxes input')) {
              box.checked = ending !== '' && box.value.endsWith(ending)
            }
          })
        }
        // Chooses all rows at once.
        for (const label of document.querySelectorAll('label[data-all]')) {
          const all = label.querySelector('input')
          const boxes = [...label.closest('table').querySelectorAll('td.pick input')]
          const show = () => {
            all.checked = boxes.every(it => it.checked)
            all.indeterminate = !all.checked && boxes.some(it => it.checked)
          }
          label.hidden = false
          show()
          all.addEventListener('change', () => { for (const box of boxes) box.checked = all.checked })
          for (const box of boxes) box.addEventListener('change', show)
        }
        // Says that the session is over: what is asked for in its name is answered with the login.
        const isOver = answer => {
          const ended = answer.status === 401 || answer.redirected && new URL(answer.url).pathname.startsWith('/login')
          const notice = document.getElementById('ended')
          if (ended && notice?.hidden) {
            notice.hidden = false
            notice.scrollIntoView({ block: 'nearest' })
          }
          return ended
        }
        // Has what is typed looked at; of several lines each by itself.
        const look = async (field, text) => {
          const answer = await fetch(field.dataset.check + encodeURIComponent(text))
          const said = await answer.text()
          return answer.ok && !isOver(answer) && !answer.redirected ? said : ''
        }
        for (const field of document.querySelectorAll('[data-check]')) {
          const note = document.createElement('p')
          note.className = 'hint check'
          note.setAttribute('role', 'status')
          field.after(note)
          let timer
          field.addEventListener('input', () => {
            clearTimeout(timer)
            timer = setTimeout(async () => {
              const asked = field.value
              const isLong = field.localName === 'textarea'
              const lines = isLong ? asked.split('\\n').map(it => it.trim()).filter(Boolean).slice(0, 20) : [asked]
              const said = await Promise.all(lines.map(it => look(field, it)))
              if (field.value !== asked) return
              note.textContent = isLong ? lines.map((it, at) => `${it}: ${said[at]}`).join('\\n') : said[0]
            }, 300)
          })
        }
        // Chooses among more rows than a list has: one field in the place of a name to find by and a list. Its keys are those
        // of an editable combobox (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). The list is there still, unseen:
        // the form sends it, and a name that was typed and not chosen is looked for by the server, as without a script.
        for (const input of document.querySelectorAll('[data-pick]')) {
          const { pick, from, none, some, more } = input.dataset
          const select = document.getElementById(pick)
          const field = select.closest('.field')
          const list = document.createElement('ul')
          const note = document.createElement('p')
          const box = document.createElement('div')
          const popup = document.createElement('div')
          const name = input.name
          let rows = []
          let at = -1
          let asked = 0
          let timer
          input.closest('.field').remove()
          input.type = 'text'
          input.role = 'combobox'
          input.autocapitalize = 'none'
          input.spellcheck = false
          input.removeAttribute('aria-describedby')
          for (const own of ['aria-describedby', 'aria-invalid', 'required']) {
            if (select.hasAttribute(own)) input.setAttribute(own, select.getAttribute(own))
          }
          select.required = false
          select.autocomplete = 'off'
          select.hidden = true
          select.id = ''
          input.id = pick
          list.id = `${pick}-rows`
          list.role = 'listbox'
          list.hidden = true
          list.ariaLabel = field.querySelector('label').textContent
          input.setAttribute('aria-autocomplete', 'list')
          input.setAttribute('aria-controls', list.id)
          input.ariaExpanded = 'false'
          note.className = 'hint'
          note.role = 'status'
          popup.append(list, note)
          box.className = 'combo'
          box.append(input, popup)
          select.after(box)
          // What is chosen needs no name; what is typed does.
          const sync = () => {
            if (select.value) input.value = select.selectedOptions[0].text
            input.name = select.value ? '' : name
          }
          const mark = place => {
            at = place
            rows.forEach((row, its) => { row.ariaSelected = String(its === at) })
            if (!rows[at]) return input.removeAttribute('aria-activedescendant')
            input.setAttribute('aria-activedescendant', rows[at].id)
            rows[at].scrollIntoView({ block: 'nearest' })
          }
          const open = isOpen => {
            list.hidden = !isOpen
            input.ariaExpanded = String(isOpen)
            mark(-1)
          }
          const close = () => {
            clearTimeout(timer)
            asked += 1
            open(false)
            note.textContent = ''
          }
          const choose = row => {
            const { value } = row.dataset
            if (![...select.options].some(it => it.value === value)) select.add(new Option(row.textContent, value))
            select.value = value
            sync()
            close()
          }
          const find = async place => {
            clearTimeout(timer)
            const turn = asked += 1
            let found
            try {
              const answer = await fetch(from + encodeURIComponent(select.value ? '' : input.value))
              if (isOver(answer) || !answer.ok || answer.redirected) return
              found = await answer.json()
            } catch {
              // The form's own way is still there.
              return
            }
            if (turn !== asked || document.activeElement !== input) return
            rows = found.rows.map((it, its) => {
              const row = document.createElement('li')
              row.id = `${pick}-row-${its}`
              row.role = 'option'
              row.dir = 'auto'
              row.dataset.value = it.value
              row.textContent = it.label
              return row
            })
            list.replaceChildren(...rows)
            open(rows.length > 0)
            if (place !== undefined) mark(place < 0 ? rows.length - 1 : place)
            note.textContent = (rows.length === 0 ? none : found.more ? more : some).replace('{}', rows.length)
          }
          const steps = { ArrowDown: 1, ArrowUp: -1 }
          input.addEventListener('keydown', event => {
            const step = steps[event.key]
            if (event.isComposing || event.ctrlKey || event.metaKey) return
            if (step) {
              event.preventDefault()
              if (event.altKey) return step > 0 ? find() : close()
              if (list.hidden) return find(step > 0 ? 0 : -1)
              mark(at < 0 && step < 0 ? rows.length - 1 : (at + step + rows.length) % rows.length)
            } else if (event.key === 'Enter' && rows[at]) {
              event.preventDefault()
              choose(rows[at])
            } else if (event.key === 'Tab' && rows[at]) {
              choose(rows[at])
            } else if (event.key === 'Escape') {
              event.preventDefault()
              if (list.hidden) {
                input.value = select.value = ''
                sync()
              }
              close()
            } else if (['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) {
              mark(-1)
            }
          })
          input.addEventListener('input', () => {
            select.value = ''
            sync()
            mark(-1)
            clearTimeout(timer)
            timer = setTimeout(() => find(), 250)
          })
          input.addEventListener('click', () => { if (list.hidden) find() })
          input.addEventListener('blur', close)
          // The keyboard stays in the field.
          popup.addEventListener('mousedown', event => event.preventDefault())
          list.addEventListener('click', event => {
            const row = event.target.closest('li')
            if (row) choose(row)
          })
          addEventListener('pageshow', sync)
          sync()
          if (select.autofocus) {
            input.focus()
            if (!select.value && input.value) find()
          }
        }
        // Prints what is seen.
        for (const link of document.querySelectorAll('a.print')) {
          link.addEventListener('click', event => {
            event.preventDefault()
            print()
          })
        }
        // What stands there only with a script, and only without.
        for (const it of document.querySelectorAll('[data-script]')) it.hidden = !it.hidden
        // Keeps a list up to date while somebody looks at it: asking on behalf of nobody would keep a session alive.
        const live = document.querySelector('[data-live]')
        if (live) {
          const patience = 5 * 60_000
          const stopped = document.querySelector('[data-stopped] > div')
          let touched = Date.now()
          let isAsking = false
          stopped.querySelector('button').addEventListener('click', () => {
            touched = Date.now()
            stopped.hidden = true
            document.querySelector('main').focus()
          })
          for (const sign of ['pointermove', 'keydown', 'scroll', 'touchstart']) {
            addEventListener(sign, () => { touched = Date.now() }, { passive: true })
          }
          const timer = setInterval(async () => {
            // Once it has stopped, somebody has to say that they want it again.
            if (Date.now() - touched > patience) stopped.hidden = false
            if (!stopped.hidden || isAsking || document.hidden || live.contains(document.activeElement)) return
            isAsking = true
            try {
              const answer = await fetch(location.href)
              const text = await answer.text()
              if (isOver(answer)) return clearInterval(timer)
              if (!answer.ok || answer.redirected) return
              const page = new DOMParser().parseFromString(text, 'text/html')
              const fresh = page.querySelector('[data-live]')
              // What has not changed stays, with what is marked in it.
              if (fresh && fresh.innerHTML !== live.innerHTML) live.replaceChildren(...fresh.childNodes)
            } catch {
              // The next time may reach it.
            } finally {
              isAsking = false
            }
          }, 2000)
        }

        """
}
