import { useSheet } from '../sheet.js';

const text = `
.cloisonne-segment { min-width: 260px }
.cloisonne-segment summary { cursor: pointer; width: max-content; border-radius: 3px; color: var(--soft); font-size: 12px }
.cloisonne-segment details > :is(form, div) { margin-top: 8px }
.cloisonne-segment label { display: grid; grid-template-columns: 92px minmax(0, 1fr); gap: 8px; align-items: center }
.cloisonne-segment label > span, .cloisonne-pair > span { color: var(--soft); font-size: 12px; line-height: 1.25 }
.cloisonne-segment label[hidden] { display: none }
.cloisonne-segment fieldset > details > div { display: flex; flex-direction: column; gap: 10px }
.cloisonne-segment .cloisonne-check { grid-template-columns: 15px 1fr; padding-left: 100px }
.cloisonne-pair { display: flex; gap: 8px; align-items: center } .cloisonne-pair > span { width: 92px; flex: none }
.cloisonne-segment :is(input[type=number], input[type=text], input[type=url]) { height: 26px; min-width: 0; width: 100%; padding: 0 7px; border: 1px solid var(--rule); border-radius: 6px; background: var(--field); color: var(--ink) }
.cloisonne-segment input[type=number] { width: 84px }
.cloisonne-segment input[type=file] { width: 100%; min-width: 0; font-size: 12px; color: var(--soft) }
.cloisonne-segment input[type=file]::file-selector-button { font: inherit; color: var(--ink); background: var(--field); border: 1px solid var(--rule); border-radius: 6px; height: 26px; padding: 0 9px; margin: 0 8px 0 0; cursor: pointer }
.cloisonne-segment fieldset:disabled { opacity: .6 }
.cloisonne-dropped { padding-left: 100px; overflow-wrap: anywhere } .cloisonne-dropped:empty { display: none }
.cloisonne-segment .cloisonne-bar button:first-child:not(:disabled) { background: var(--accent); border-color: var(--accent); color: var(--paper) }
.cloisonne-run progress { width: 100%; height: 8px; display: block } .cloisonne-run progress[hidden] { display: none }
.cloisonne-run:not(:has(progress:not([hidden]), :is(span, p.cloisonne-note):not(:empty))) { display: none }
.cloisonne-run p { margin: 4px 0 0; display: flex; justify-content: space-between; gap: 10px; font-variant-numeric: tabular-nums } .cloisonne-run p:has(> span:empty + span:empty) { display: none }
.cloisonne-run .cloisonne-note { display: block }
.cloisonne-detail { color: var(--soft); white-space: nowrap }
.cloisonne-outcome { margin-top: 12px }
.cloisonne-segment .cloisonne-note { margin: 0; font-size: 12px; color: var(--soft) } .cloisonne-segment .cloisonne-note:empty { display: none }
.cloisonne-problem { margin: 0; padding: 7px 10px; border-left: 4px solid light-dark(#b3261e, #ff8a80); background: var(--tint); overflow-wrap: anywhere } .cloisonne-problem:empty { display: none }
.cloisonne-warnings { margin: 0; padding: 0 0 0 16px; font-size: 12px; color: var(--soft); max-height: 120px; overflow: auto } .cloisonne-warnings:empty { display: none }
.cloisonne-outcome { display: flex; flex-direction: column; gap: 12px } .cloisonne-outcome > * { flex: none; max-height: none }
.cloisonne-results { display: flex; flex-wrap: wrap; gap: 6px } .cloisonne-results:empty { display: none }
`;

/** Puts the style of the segmentation panel on the page; the returned function takes it off. */
export const useSegmentationStyle = (): (() => void) => useSheet(text);
