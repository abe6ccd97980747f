import { useSheet } from '../sheet.js';

const text = `
.cloisonne-split > div { display: flex; flex-wrap: wrap; gap: 8px; align-items: center }
.cloisonne-split label { display: flex; gap: 7px; align-items: center; font-size: 12px; color: var(--soft); min-width: 0 }
.cloisonne-split select { max-width: 180px }
.cloisonne-split input[type=number] { width: 52px; height: 26px; font-size: 12px; color: var(--ink); background: var(--field); border: 1px solid var(--rule); border-radius: 6px; padding: 0 6px }
.cloisonne-split p { margin: 0; font-size: 12px; color: var(--soft) } .cloisonne-split p:empty { display: none }
.cloisonne-split p[data-step] { color: var(--ink); padding: 7px 10px; border-left: 3px solid var(--accent); background: var(--tint) }
.cloisonne-region { position: absolute; inset: 0; overflow: hidden; pointer-events: none }
.cloisonne-region[hidden] { display: none }
.cloisonne-region svg { position: absolute; inset: 0; width: 100%; height: 100%; fill: none }
.cloisonne-region polygon { stroke: #000a; stroke-width: 4; stroke-linejoin: round } .cloisonne-region polygon + polygon { stroke: #fff; stroke-width: 2; stroke-dasharray: 7 5; fill: #fff2 }
.cloisonne-region circle { fill: #c4006a; stroke: #fff; stroke-width: 1.5 }
`;

/** Puts the style of the panel and of the region on the page; the returned function takes it off. */
export const useSplitStyle = (): (() => void) => useSheet(text);
