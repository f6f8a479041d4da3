/// How a form is written.
extension Form {
    private static let option = """
        <label class="choice at-{{place}}"><input{{#.id}} id="{{id}}"{{/.id}} type="{{type}}" name="{{name}}" value="{{value}}"{{#.isChosen}} checked{{/.isChosen}}{{#.isFirst}} autofocus{{/.isFirst}}>\
        <span><span class="said">{{label}}{{#.badge}} \(Badge.template){{/.badge}}</span>{{#.hint}}<small>{{hint}}</small>{{/.hint}}</span></label>
        """

    private static let head = """
        {{#.hasPresets}}<p class="presets">{{#.presets}}<a class="link" href="{{address}}" data-tick="{{ending}}">{{label}}</a> {{/.presets}}</p>{{/.hasPresets}}\
        <div class="{{look}}" aria-hidden="true">{{#.columns}}<span class="at-{{place}}">{{title}}{{#.badge}} \(Badge.template){{/.badge}}</span>{{/.columns}}</div>
        """

    private static let help = """
        {{#.hint}}<p class="hint" id="{{name}}-hint">{{hint}}</p>{{/.hint}}\
        {{#.fault}}<p class="fault" id="{{name}}-fault">{{fault}}</p>{{/.fault}}
        """

    /// Of a control, which is on top of its field.
    private static let described = """
        {{#hasHelp}} aria-describedby="{{helpers}}"{{/hasHelp}}{{#isFaulty}} aria-invalid="true"{{/isFaulty}}{{#isRequired}} required{{/isRequired}}{{#isFirst}} autofocus{{/isFirst}}
        """

    private static let field = """
        {{#.isLabelled}}<div class="field{{#.area}} wide{{/.area}}"><label for="{{name}}">{{label}}</label>\(help)\
        {{#.button}}<div class="beside">{{/.button}}\
        {{#.input}}<input id="{{name}}" name="{{name}}" type="{{type}}" value="{{value}}" autocomplete="{{autocomplete}}"\
        {{#.step}} step="{{step}}"{{/.step}}{{#.low}} min="{{low}}"{{/.low}}{{#.high}} max="{{high}}"{{/.high}}\
        {{#.longest}} maxlength="{{longest}}"{{/.longest}}{{#.keyboard}} inputmode="{{keyboard}}"{{/.keyboard}}{{#.isCode}} autocapitalize="none" spellcheck="false"{{/.isCode}}\
        {{#.check}} data-check="{{check}}"{{/.check}}\
        {{#.pick}} data-pick="{{list}}" data-from="{{address}}" data-none="{{none}}" data-some="{{some}}" data-more="{{more}}"{{/.pick}}{{#.accept}} accept="{{accept}}"{{/.accept}}{{#.isMultiple}} multiple{{/.isMultiple}}\(described)>{{/.input}}\
        {{#.area}}<textarea id="{{name}}" name="{{name}}" rows="{{rows}}"\
        {{#.isCode}} autocapitalize="none" spellcheck="false"{{/.isCode}}{{#.check}} data-check="{{check}}"{{/.check}}\(described)>
        {{value}}</textarea>{{/.area}}\
        {{#.select}}<select id="{{name}}" name="{{name}}"\(described)>{{#.options}}\
        <option value="{{value}}"{{#.isChosen}} selected{{/.isChosen}}>{{label}}</option>{{/.options}}</select>{{/.select}}\
        {{#.button}}\(Button.template)</div>{{/.button}}</div>{{/.isLabelled}}\
        {{#.head}}\(head){{/.head}}\
        {{#.choices}}<fieldset class="choices{{#.look}} {{look}}{{/.look}}"{{#isFaulty}} aria-invalid="true"{{/isFaulty}}><legend>{{label}}</legend>{{#help}}\(help){{/help}}\
        {{#.options}}\(option){{/.options}}</fieldset>{{/.choices}}\
        {{#.box}}{{#help}}{{#.fault}}<p class="fault">{{fault}}</p>{{/.fault}}{{/help}}\(option){{/.box}}
        """

    static let template = """
        {{#.alert}}<div class="notice fault" role="alert"><p>{{text}}</p>{{#.fields}}<ul>{{#.faults}}\
        <li><a href="#{{name}}">{{label}}</a> – {{fault}}</li>{{/.faults}}</ul>{{/.fields}}</div>{{/.alert}}{{#.difference}}\(Difference.template){{/.difference}}
        <form method="{{method}}" action="{{action}}"{{#.takesFiles}} enctype="multipart/form-data"{{/.takesFiles}}{{#.isDownload}} data-download{{/.isDownload}}{{#.isLine}} class="line"{{/.isLine}}{{#.label}} role="search" aria-label="{{label}}"{{/.label}}>\(PageTemplate.hidden)\
        {{#.hasOwnButtons}}<button type="submit" hidden></button>{{/.hasOwnButtons}}
        {{#.groups}}{{#.isFolded}}<details class="group"><summary>{{legend}}</summary>{{/.isFolded}}\
        {{^.isFolded}}<fieldset{{#.layout}} class="{{layout}}"{{/.layout}}{{#.faultID}} aria-invalid="true" aria-describedby="{{faultID}}"{{/.faultID}}>{{#.legend}}<legend>{{legend}}</legend>{{/.legend}}{{/.isFolded}}{{#.hint}}<p class="hint">{{hint}}</p>{{/.hint}}{{#.fault}}<p class="fault" id="{{faultID}}">{{fault}}</p>{{/.fault}}
        {{#.fields}}\(field){{/.fields}}
        {{^.isFolded}}</fieldset>{{/.isFolded}}{{#.isFolded}}</details>{{/.isFolded}}{{/.groups}}
        <p class="row">{{#.buttons}}\(Button.template) {{/.buttons}}{{#.cancel}}\(PageLink.template){{/.cancel}}</p>\
        {{#.below}}<details class="group"{{#.isOpen}} open{{/.isOpen}}><summary>{{legend}}</summary>{{#.fields}}\(field){{/.fields}}</details>{{/.below}}</form>
        """
}
