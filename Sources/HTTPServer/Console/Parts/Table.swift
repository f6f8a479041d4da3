import Mustache

/// Rows of a page. On a narrow screen every row is a card, whose cells say their column.
///
/// The library looks names up by reflection unless a type answers for itself: tables are what pages have most of, so
/// their parts do.
struct Table: Sendable, MustacheParent {
    struct Column: Sendable, MustacheParent {
        let title: String
        var isNumber = false
        /// Orders by it; nil where nothing can.
        var address: String?
        /// `ascending` or `descending`, where the rows are ordered by it.
        var order: String?

        init(_ title: String, isNumber: Bool = false, address: String? = nil, order: String? = nil) {
            self.title = title
            self.isNumber = isNumber
            self.address = address
            self.order = order
        }

        func child(named name: String) -> Any? {
            switch name {
            case "title": title
            case "isNumber": isNumber
            case "address": address
            case "order": order
            default: nil
            }
        }
    }

    struct Cell: Sendable, MustacheParent {
        fileprivate(set) var text: String
        /// Somebody else wrote it.
        fileprivate(set) var isForeign = false
        /// Leads to what it speaks of.
        fileprivate(set) var address: String?
        fileprivate(set) var badge: Badge?
        /// A second line.
        fileprivate(set) var hint: String?
        /// A drawing, made by us, beside the text that says the same.
        fileprivate(set) var drawing: String?
        /// What can be done with the row.
        fileprivate(set) var links: [PageLink] = []
        fileprivate(set) var label = ""
        fileprivate(set) var isNumber = false
        /// It is to be taken along or compared, not read: where there is little room only its beginning is seen.
        private(set) var isMark = false
        /// An address within a server.
        private(set) var isWay = false

        /// Texts of ours stand on one line up to here: a day, an address, an amount; and longer ones, such as moments,
        /// where there is room.
        private static let (short, line) = (14, 26)
        /// An email address up to here is not broken.
        private static let longestWhole = 32

        /// How it looks.
        fileprivate var style: String? {
            let isOurs = !isForeign && address == nil && !text.isEmpty
            let isShort = isOurs && text.count <= Self.short
            let isLine = isOurs && !isShort && text.count <= Self.line
            let isWhole = isForeign && text.count <= Self.longestWhole && text.contains("@") && !text.contains(" ")
            let isEmpty = text.isEmpty && badge == nil && hint == nil && drawing == nil && links.isEmpty
            let classes = [
                (isNumber, "number"), (isShort, "short"), (isLine, "line"), (isEmpty, "none"), (isMark, "mark"),
                (isWay, "way"), (isWhole, "whole"),
            ]
            let names = classes.compactMap { $0.0 ? $0.1 : nil }
            return names.isEmpty ? nil : names.joined(separator: " ")
        }

        /// The whole of what may be seen in part.
        fileprivate var whole: String? { isMark || (isForeign && address != nil && text.count > 40) ? text : nil }

        static func text(_ text: String, hint: String? = nil) -> Cell { Cell(text: text, hint: hint) }
        /// A text that somebody typed.
        static func foreign(_ text: String, to address: String? = nil, hint: String? = nil, badge: Badge? = nil) -> Cell
        {
            Cell(text: ForeignText(text).text, isForeign: true, address: address, badge: badge, hint: hint)
        }
        /// Foreign text with something of ours beside it, such as an amount, whose spaces must not break.
        static func foreign(_ text: ForeignText, and own: String, to address: String? = nil, hint: String? = nil)
            -> Cell
        {
            Cell(text: text.text + own, isForeign: true, address: address, hint: hint)
        }
        /// Several lines that somebody typed, whole.
        static func lines(_ text: String) -> Cell { Cell(text: ForeignText(lines: text).text, isForeign: true) }
        static func link(_ text: String, to address: String, hint: String? = nil) -> Cell {
            Cell(text: text, address: address, hint: hint)
        }
        /// What a program called itself or something else by.
        static func mark(_ text: String) -> Cell {
            var cell = foreign(text)
            cell.isMark = true
            return cell
        }
        /// What was asked of a server.
        static func way(_ text: String, hint: String? = nil) -> Cell {
            var cell = foreign(text, hint: hint)
            cell.isWay = true
            return cell
        }
        static func badge(_ badge: Badge, hint: String? = nil) -> Cell { Cell(text: "", badge: badge, hint: hint) }
        static func drawing(_ drawing: SVG, _ text: String) -> Cell { Cell(text: text, drawing: drawing.source) }
        static func links(_ links: [PageLink]) -> Cell { Cell(text: "", links: links) }

        func child(named name: String) -> Any? {
            switch name {
            case "text": text
            case "isForeign": isForeign
            case "address": address
            case "badge": badge
            case "hint": hint
            case "drawing": drawing
            case "links": links
            case "label": label
            case "style": style
            case "whole": whole
            default: nil
            }
        }
    }

    struct Row: Sendable, MustacheParent {
        fileprivate(set) var cells: [Cell]
        /// Comes back as the table's ``Bulk/name`` where the row is chosen.
        let value: String?
        /// Says which row is chosen.
        let about: String
        fileprivate(set) var bulkName = ""

        init(_ cells: [Cell], value: String? = nil, about: String = "") {
            self.cells = cells
            self.value = value
            self.about = about
        }

        func child(named name: String) -> Any? {
            switch name {
            case "cells": cells
            case "value": value
            case "about": about
            case "bulkName": bulkName
            default: nil
            }
        }
    }

    /// What is done with several rows at once.
    struct Bulk: Sendable {
        let name: String
        let action: String
        var hidden: [HiddenField] = []
        /// Says what the boxes are for.
        let choose: String
        /// Stands at the box with which the script chooses all; nil: there is none.
        var chooseAll: String?
        let buttons: [Form.Button]
    }

    /// A list that the script asks for anew every other second, as long as somebody is there.
    struct Live: Sendable {
        /// What the script does, where there is one.
        let said: String
        /// In its place.
        let refresh: PageLink
        /// What is said when it stops.
        let stopped: String
        let goOn: String
    }

    struct Empty: Sendable {
        let text: Phrase
        var link: PageLink?
    }

    let caption: String
    let columns: [Column]
    let rows: [Row]
    let empty: Empty?
    let bulk: Bulk?
    let next: PageLink?
    let first: PageLink?
    /// How many there are.
    let total: String?
    let live: Live?

    init(
        _ caption: String, _ columns: [Column], _ rows: [Row], empty: Empty, bulk: Bulk? = nil, next: PageLink? = nil,
        first: PageLink? = nil, total: String? = nil, live: Live? = nil
    ) {
        self.caption = caption
        self.columns = columns
        // A cell knows its column: on a narrow screen there is no head above it.
        self.rows = rows.map { row in
            var row = row
            row.bulkName = bulk?.name ?? ""
            for place in row.cells.indices where columns.indices.contains(place) {
                row.cells[place].label = columns[place].title
                row.cells[place].isNumber = columns[place].isNumber
            }
            return row
        }
        self.empty = rows.isEmpty ? empty : nil
        self.bulk = rows.isEmpty ? nil : bulk
        self.next = next
        self.first = first
        // Of an empty list it is said already.
        self.total = rows.isEmpty && first == nil ? nil : total
        self.live = live
    }

    func child(named name: String) -> Any? {
        switch name {
        case "caption": caption
        case "columns": columns
        case "rows": rows
        case "empty": empty
        case "bulk": bulk
        case "next": next
        case "first": first
        case "total": total
        case "live": live
        case "isFull": empty == nil
        case "hasPages": next != nil || first != nil || total != nil
        default: nil
        }
    }

    static let template = """
        {{#.live}}<p class="pages"><span data-script hidden>{{said}}</span>{{#.refresh}}<a class="link" href="{{address}}" data-script>{{label}}</a>{{/.refresh}}</p>\
        <div role="status" data-stopped><div class="notice info" hidden><p>{{stopped}}</p>\
        <p><button type="button" class="second">{{goOn}}</button></p></div></div>{{/.live}}
        <div class="table"{{#.live}} data-live{{/.live}}>
        {{#.empty}}<div class="empty"><p>\(PageTemplate.phrase(".text"))</p>{{#.link}}<p>\(PageLink.template)</p>{{/.link}}</div>{{/.empty}}
        {{#.bulk}}<form method="post" action="{{action}}">\(PageTemplate.hidden){{/.bulk}}
        {{#.isFull}}<table role="table"><caption>{{caption}}</caption><thead role="rowgroup"><tr role="row">\
        {{#.bulk}}<th scope="col" role="columnheader" class="pick">{{#.chooseAll}}<label data-all hidden><input type="checkbox"><span class="unseen">{{chooseAll}}</span></label>{{/.chooseAll}}\
        <span class="unseen">{{choose}}</span></th>{{/.bulk}}\
        {{#.columns}}<th scope="col" role="columnheader"{{#.isNumber}} class="number"{{/.isNumber}}{{#.order}} aria-sort="{{order}}"{{/.order}}>\
        {{#.address}}<a href="{{address}}">{{title}}</a>{{/.address}}{{^.address}}{{title}}{{/.address}}</th>{{/.columns}}</tr></thead>
        <tbody role="rowgroup">
        {{#.rows}}<tr role="row">{{#.value}}<td role="cell" class="pick"><label><input type="checkbox" name="{{bulkName}}" value="{{value}}">\
        <span class="unseen">{{about}}</span></label></td>{{/.value}}\
        {{#.cells}}<td role="cell" data-label="{{label}}"{{#.style}} class="{{style}}"{{/.style}}><span{{#.whole}} title="{{whole}}"{{/.whole}}>\
        {{#.address}}<a href="{{address}}">{{#isForeign}}<bdi>{{text}}</bdi>{{/isForeign}}{{^isForeign}}{{text}}{{/isForeign}}</a>{{/.address}}\
        {{^.address}}{{#.isForeign}}<bdi>{{text}}</bdi>{{/.isForeign}}{{^.isForeign}}{{text}}{{/.isForeign}}{{/.address}}\
        {{#.badge}} \(Badge.template){{/.badge}}{{#.drawing}} {{{drawing}}}{{/.drawing}}{{#.links}}\(PageLink.template) {{/.links}}{{#.hint}}<small>{{hint}}</small>{{/.hint}}</span></td>{{/.cells}}</tr>
        {{/.rows}}</tbody></table>{{/.isFull}}
        {{#.bulk}}<p class="row">{{#.buttons}}\(Form.Button.template) {{/.buttons}}</p></form>{{/.bulk}}
        {{#.hasPages}}<p class="pages">{{#.total}}<span>{{total}}</span>{{/.total}}{{#.first}}\(PageLink.template){{/.first}}{{#.next}}\(PageLink.template){{/.next}}</p>{{/.hasPages}}
        </div>
        """
}
