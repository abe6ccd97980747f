import { useSheet } from '../sheet.js';

const text = `
.cloisonne {
  color-scheme: light dark;
  --paper: light-dark(#fbfaf7, #1b1c1f); --ink: light-dark(#24231f, #ecebe6); --soft: light-dark(#66635a, #a6a49b);
  --rule: light-dark(#dedbd1, #38393e); --field: light-dark(#fff, #26272b); --accent: light-dark(#1d5c87, #7cc0ec);
  --tint: light-dark(#eef3f6, #22303a);
  box-sizing: border-box; color: var(--ink); background: var(--paper); font: 13px/1.4 system-ui, sans-serif; accent-color: var(--accent);
}
.cloisonne[data-theme=light] { color-scheme: light } .cloisonne[data-theme=dark] { color-scheme: dark }
.cloisonne *, .cloisonne *::before { box-sizing: border-box }
.cloisonne :is(button, input, select, summary):focus-visible { outline: 2px solid var(--accent); outline-offset: 1px }
.cloisonne-box { padding: 14px; border: 1px solid var(--rule); border-radius: 10px; display: flex; flex-direction: column; gap: 12px; position: relative; min-width: 240px; max-height: 100%; overflow: auto }
:where(.cloisonne-box, .cloisonne-fold) + :where(.cloisonne-box, .cloisonne-fold) { margin-top: 12px }
.cloisonne-box header { display: flex; align-items: baseline; justify-content: space-between; gap: 12px }
.cloisonne-box h2 { margin: 0; font-size: 15px; font-weight: 650; overflow-wrap: anywhere }
.cloisonne-box fieldset { margin: 0; padding: 0; border: 0; min-width: 0; display: flex; flex-direction: column; gap: 10px }
.cloisonne-legend legend { float: left; width: 100%; padding: 0; font-weight: 600 }
.cloisonne-legend legend label { display: flex; gap: 8px; align-items: center }
.cloisonne-legend fieldset + fieldset { border-top: 1px solid var(--rule); padding-top: 12px }
.cloisonne-looks { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 6px 14px; color: var(--soft); font-size: 12px }
.cloisonne-looks label { display: grid; grid-template-columns: 52px minmax(0, 1fr); align-items: center; gap: 6px }
.cloisonne-legend ul { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--rule); max-height: max(372px, 56vh); overflow: auto }
.cloisonne-legend li { border-bottom: 1px solid var(--rule); padding: 3px 4px; border-radius: 3px }
.cloisonne-legend li:is(:hover, :focus-within), .cloisonne-legend li[aria-current] { background: var(--tint) }
.cloisonne-legend li[aria-current] { box-shadow: inset 3px 0 var(--accent) }
.cloisonne-legend li[data-off] .cloisonne-name, .cloisonne-legend li[data-off] .cloisonne-share { color: var(--soft); text-decoration: line-through; text-decoration-thickness: 1px }
.cloisonne-maybe { margin: -2px 0 3px 56px; color: var(--soft); font-size: 12px; overflow-wrap: anywhere } .cloisonne-more .cloisonne-maybe { grid-column: 1 / -1; margin: 0 }
.cloisonne-row { display: grid; grid-template-columns: 19px 24px minmax(50px, 1fr) auto 26px 26px; align-items: center; gap: 4px }
.cloisonne-row input[type=checkbox] { margin-right: 3px }
.cloisonne-more { display: grid; grid-template-columns: minmax(0, 1fr) auto; padding: 6px 0 8px 28px; gap: 8px 14px; align-items: center; font-size: 12px; color: var(--soft) }
.cloisonne-more :is(label, span) { display: flex; gap: 7px; align-items: center; min-width: 0; white-space: nowrap } .cloisonne-more select { flex: 1; width: 0 }
.cloisonne-more[hidden] { display: none }
.cloisonne-share { color: var(--soft); font-variant-numeric: tabular-nums; font-size: 12px; text-align: right; min-width: 44px }
.cloisonne-box input { margin: 0; font: inherit; color: inherit }
.cloisonne-box input[type=checkbox] { width: 15px; height: 15px }
.cloisonne-box input[type=range] { width: 100%; min-width: 0; height: 20px }
.cloisonne-box input[type=color] { width: 24px; height: 24px; padding: 0; border: 0; background: none; cursor: pointer }
.cloisonne-box input[type=color]::-webkit-color-swatch-wrapper { padding: 2px }
.cloisonne-box input[type=color]::-webkit-color-swatch { border: 1px solid color-mix(in srgb, var(--ink) 35%, transparent); border-radius: 5px }
.cloisonne-legend input.cloisonne-name { width: 100%; height: 26px; padding: 0 5px; border: 1px solid transparent; border-radius: 5px; background: none; text-overflow: ellipsis }
.cloisonne-legend input.cloisonne-name:hover { border-color: var(--rule) } .cloisonne-legend input.cloisonne-name:focus { background: var(--field); border-color: var(--soft) }
.cloisonne-box :is(button, select) { font: inherit; font-size: 12px; color: inherit; background: var(--field); border: 1px solid var(--rule); border-radius: 6px; height: 26px; padding: 0 9px; max-width: 100%; min-width: 0; text-overflow: ellipsis }
.cloisonne-box button { cursor: pointer; white-space: nowrap } .cloisonne-box button:hover:not(:disabled) { border-color: var(--soft) }
.cloisonne-box button:disabled { color: var(--soft); opacity: .55; cursor: default }
.cloisonne-box button:has(svg) { width: 26px; padding: 0; display: inline-grid; place-items: center }
.cloisonne-row button { border-color: transparent; background: none } .cloisonne-box .cloisonne-row [aria-expanded] > svg { stroke-width: 2.4 }
.cloisonne-box button[aria-pressed=true] { background: var(--accent); color: var(--paper); border-color: var(--accent) }
.cloisonne-box button > svg { width: 16px; height: 16px; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round }
.cloisonne-bar { display: flex; flex-wrap: wrap; gap: 6px }
.cloisonne-readout { min-height: 38px; font-variant-numeric: tabular-nums; overflow-wrap: anywhere } .cloisonne-readout div:has(> b:empty) { display: none }
.cloisonne-readout div + div { color: var(--soft); font-size: 12px; white-space: pre-line }
.cloisonne-readout b::before { content: ''; display: inline-block; width: 10px; height: 10px; margin-right: 7px; border-radius: 3px; background: var(--swatch, transparent) }
.cloisonne-readout b { font-weight: 600 }
.cloisonne-keys { font-size: 12px; color: var(--soft) } .cloisonne-keys summary { cursor: pointer; width: max-content; border-radius: 3px }
.cloisonne-keys dl { display: grid; grid-template-columns: max-content 1fr; gap: 3px 12px; margin: 8px 0 0 } .cloisonne-keys dd { margin: 0 }
.cloisonne-keys kbd { font: 11px ui-monospace, monospace; padding: 1px 5px; border: 1px solid var(--rule); border-radius: 4px; background: var(--field); color: var(--ink) }
.cloisonne-heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.openseadragon-canvas:focus { outline: none } .openseadragon-canvas:focus-visible:not([data-pointed])::after { content: ''; position: absolute; inset: 0; border: 3px solid #7cc0ec; box-shadow: inset 0 0 0 1px #000; pointer-events: none }
.cloisonne-notices { position: absolute; left: 10px; bottom: 10px; right: 10px; display: flex; flex-direction: column; gap: 6px; align-items: flex-start; pointer-events: none; background: none }
.cloisonne-notice { pointer-events: auto; max-width: 64ch; padding: 8px 8px 8px 12px; border-radius: 8px; border: 1px solid var(--rule); border-left: 4px solid var(--accent); background: var(--paper); box-shadow: 0 2px 12px #0003; display: flex; gap: 10px; align-items: start; overflow-wrap: anywhere }
.cloisonne-notice[role=alert] { border-left-color: light-dark(#b3261e, #ff8a80) }
.cloisonne-notice button { border: 0; background: none; color: var(--soft); font: 16px/1 system-ui; width: 24px; height: 24px; border-radius: 5px; cursor: pointer; flex: none }
@media (forced-colors: active) { .cloisonne-box button[aria-pressed=true] { outline: 2px solid Highlight } }
`;

/** Puts the style that all parts share on the page; the returned function takes it off. */
export const useStyle = (): (() => void) => useSheet(text);
