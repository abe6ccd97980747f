import { useSheet } from '../sheet.js';

const text = `
.cloisonne-panel { overflow: auto; min-width: 260px; --darkest: 0; --lightest: .74 } .cloisonne-panel[data-theme=dark] { --darkest: .56; --lightest: 1 }
@media (prefers-color-scheme: dark) { .cloisonne-panel:not([data-theme=light]) { --darkest: .56; --lightest: 1 } }
.cloisonne-panel figure { margin: 0; min-width: 0 }
.cloisonne-chart { position: relative; min-height: 210px; border-radius: 6px; touch-action: pan-y }
.cloisonne-plot { display: block; width: 100%; height: auto; font: 11px system-ui, sans-serif; overflow: visible; --plot-background: var(--paper) }
.cloisonne-plot text { white-space: pre }
.cloisonne-empty { display: grid; place-items: center; min-height: 210px; margin: 0; padding: 0 24px; color: var(--soft); text-align: center; text-wrap: balance; border: 1px dashed var(--rule); border-radius: 8px }
.cloisonne-brush { position: absolute; top: 0; bottom: 38px; background: var(--accent); opacity: .16; pointer-events: none }
.cloisonne-spectra { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--rule) }
.cloisonne-spectra:empty { display: none }
.cloisonne-spectra li { display: grid; grid-template-columns: 20px minmax(0, 1fr) auto auto; gap: 6px; align-items: center; padding: 4px 2px; border-bottom: 1px solid var(--rule) }
.cloisonne-spectra b { font-weight: 550; overflow-wrap: anywhere } .cloisonne-spectra small { display: block; color: var(--soft); font-size: 12px }
.cloisonne-spectra i { width: 18px; height: 18px; border-radius: 9px; background: var(--swatch); display: grid; place-items: center }
.cloisonne-spectra i[data-kind=cluster] { border-radius: 4px }
.cloisonne-spectra i span, .cloisonne-marker b { font: 700 10.5px/1 system-ui, sans-serif; color: #fff; text-shadow: 0 0 2px #000, 0 0 2px #000 }
.cloisonne-set { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: center; font-size: 12px; color: var(--soft) }
.cloisonne-set label { display: inline-flex; gap: 6px; align-items: center; white-space: nowrap } .cloisonne-set [hidden] { display: none }
.cloisonne-box .cloisonne-set input[type=number] { width: 78px; height: 26px; padding: 0 6px; border: 1px solid var(--rule); border-radius: 6px; background: var(--field); color: var(--ink) }
.cloisonne-lines fieldset { position: relative; padding-top: 6px } .cloisonne-lines fieldset > div { display: flex; flex-wrap: wrap; gap: 4px; margin-bottom: 6px } .cloisonne-alike legend { padding: 0 0 5px; font-size: 12px; color: var(--soft) }
.cloisonne-box .cloisonne-lines div button { height: 24px; padding: 0 7px; min-width: 28px }
.cloisonne-alike input[type=range] { flex: 1 1 120px } .cloisonne-alike[hidden] { display: none }
.cloisonne-panel details { font-size: 12px } .cloisonne-panel summary { cursor: pointer; width: max-content; color: var(--soft) }
.cloisonne-table { max-height: 220px; overflow: auto; margin-top: 6px; border: 1px solid var(--rule); border-radius: 6px }
.cloisonne-table table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
.cloisonne-table :is(th, td) { padding: 2px 8px; text-align: right; border-bottom: 1px solid var(--rule); font-weight: 400 } .cloisonne-table thead th { position: sticky; top: 0; background: var(--paper); font-weight: 600 }
:is(.cloisonne-note, .cloisonne-told) { margin: 0; font-size: 12px; color: var(--soft) } :is(.cloisonne-note, .cloisonne-told):empty { display: none }
.cloisonne-markers { position: absolute; inset: 0; overflow: hidden; pointer-events: none }
.cloisonne-marker { position: absolute; left: 0; top: 0; width: 0; height: 0 }
.cloisonne-marker b { position: absolute; left: -10px; top: -10px; width: 20px; height: 20px; border-radius: 50%; background: var(--swatch); border: 2px solid #fff; box-shadow: 0 0 0 1px #0009, 0 2px 6px #0008; display: grid; place-items: center }
.cloisonne-marker b:empty { left: -6px; top: -6px; width: 12px; height: 12px; background: none }
`;

/** Puts the panel's style on the page; the returned function takes it off. */
export const usePanelStyle = (): (() => void) => useSheet(text);
