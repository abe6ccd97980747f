import { useSheet } from '../sheet.js';

const text = `
.cloisonne-registration { padding: 14px; border: 1px solid var(--rule); border-radius: 10px; display: flex; flex-direction: column; gap: 10px; overflow: auto; min-width: 260px }
.cloisonne-registration h2 { margin: 0; font-size: 15px; font-weight: 650 }
.cloisonne-registration p { margin: 0; font-size: 12px; color: var(--soft) } .cloisonne-registration p:empty { display: none }
.cloisonne-registration p[data-step] { color: var(--ink); padding: 7px 10px; border-left: 3px solid var(--accent); background: var(--tint) }
.cloisonne-registration :is(button, select) { font: inherit; font-size: 12px; color: inherit; background: var(--field); border: 1px solid var(--rule); border-radius: 6px; height: 26px; padding: 0 9px; cursor: pointer }
.cloisonne-registration button:hover:not(:disabled) { border-color: var(--soft) } .cloisonne-registration button:disabled { color: var(--soft); opacity: .55; cursor: default }
.cloisonne-registration button[aria-pressed=true] { background: var(--accent); color: var(--paper); border-color: var(--accent) }
.cloisonne-registration div { display: flex; flex-wrap: wrap; gap: 6px; align-items: center } .cloisonne-registration label { display: flex; gap: 7px; align-items: center; font-size: 12px; color: var(--soft) }
.cloisonne-registration table { border-collapse: collapse; width: 100%; font-size: 12px; font-variant-numeric: tabular-nums; table-layout: fixed }
.cloisonne-registration table[hidden] { display: none }
.cloisonne-registration :is(th, td) { padding: 2px 3px; text-align: right; font-weight: 400; border-bottom: 1px solid var(--rule); white-space: nowrap } .cloisonne-registration thead th { color: var(--soft); font-size: 11px }
.cloisonne-registration :is(th, td):first-child { width: 20px; text-align: left; font-weight: 600 } .cloisonne-registration :is(th, td):last-child { width: 30px }
.cloisonne-registration td button { width: 24px; padding: 0; border-color: transparent; background: none }
.cloisonne-registration input { width: 100%; min-width: 0; height: 24px; font: inherit; color: inherit; text-align: right; background: none; border: 1px solid transparent; border-radius: 5px; padding: 0 3px; appearance: textfield }
.cloisonne-registration input::-webkit-inner-spin-button { appearance: none } .cloisonne-registration input:hover { border-color: var(--rule) } .cloisonne-registration input:focus { background: var(--field); border-color: var(--soft) }
.cloisonne-points { position: absolute; inset: 0; overflow: hidden; pointer-events: none }
.cloisonne-points[hidden] { display: none }
.cloisonne-points svg { position: absolute; inset: 0; width: 100%; height: 100% } .cloisonne-points line { stroke: #ff2d95; stroke-width: 2 }
.cloisonne-points button { position: absolute; left: -11px; top: -11px; width: 22px; height: 22px; padding: 0; border-radius: 50%; border: 2px solid #fff; background: #c4006acc; color: #fff; font: 700 11px/1 system-ui, sans-serif; box-shadow: 0 0 0 1px #0009, 0 1px 5px #0008; cursor: move; pointer-events: auto; touch-action: none }
.cloisonne-points button:focus-visible { outline: 3px solid #7cc0ec; outline-offset: 2px }
.cloisonne-aim { position: absolute; left: 50%; top: 50%; width: 28px; height: 28px; margin: -14px; pointer-events: none; border: 2px solid #fff; border-radius: 50%; box-shadow: 0 0 0 1px #000a, inset 0 0 0 1px #000a }
.cloisonne-aim::before { content: ''; position: absolute; inset: 11px; border-radius: 50%; background: #c4006a; box-shadow: 0 0 0 1px #fff }
`;

/** Puts the style of the registration panel on the page; the returned function takes it off. */
export const useRegistrationStyle = (): (() => void) => useSheet(text);
