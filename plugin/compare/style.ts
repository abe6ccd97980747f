import { useSheet } from '../sheet.js';

const text = `
.cloisonne-compare fieldset { border: 0; margin: 0; padding: 0; min-width: 0 }
.cloisonne-box .cloisonne-modes { flex-flow: row wrap; gap: 4px }
.cloisonne-modes legend { padding: 0; margin-bottom: 8px; font-size: 15px; font-weight: 650 }
.cloisonne-modes label { position: relative; display: inline-grid; place-items: center; height: 28px; padding: 0 10px; border: 1px solid var(--rule); border-radius: 6px; background: var(--field); cursor: pointer; font-size: 12px }
.cloisonne-modes label:has(:checked) { background: var(--accent); border-color: var(--accent); color: var(--paper) }
.cloisonne-modes label:has(:focus-visible) { outline: 2px solid var(--accent); outline-offset: 1px }
.cloisonne-box .cloisonne-modes input { position: absolute; inset: 0; width: 100%; height: 100%; opacity: 0; cursor: pointer }
.cloisonne-compare .cloisonne-with { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center; font-size: 12px; color: var(--soft) }
.cloisonne-compare .cloisonne-with label { display: inline-flex; gap: 6px; align-items: center } .cloisonne-with input[type=range] { width: 110px }
.cloisonne-compare [hidden] { display: none }
.cloisonne-divider { position: absolute; top: 0; bottom: 0; width: 28px; margin-left: -14px; cursor: ew-resize; touch-action: none; background: none; z-index: 1 }
.cloisonne-divider::before { content: ''; position: absolute; left: 13px; top: 0; bottom: 0; width: 2px; background: #fff; box-shadow: 0 0 0 1px #0006, 0 0 10px #0006 }
.cloisonne-divider:focus-visible { outline: none } .cloisonne-divider:focus-visible .cloisonne-grip { outline: 3px solid var(--accent); outline-offset: 2px }
.cloisonne-grip { position: absolute; top: 50%; left: -4px; width: 36px; height: 36px; margin-top: -18px; border-radius: 50%; background: #fff; box-shadow: 0 1px 8px #0008; display: grid; place-items: center }
.cloisonne-grip::before { content: '‹ ›'; color: #333; font: 700 17px/1 system-ui, sans-serif; margin-top: -3px; letter-spacing: 1px }
.cloisonne-side { position: absolute; top: 10px; padding: 3px 10px; border-radius: 20px; font-size: 12px; font-weight: 600; pointer-events: none; z-index: 1; box-shadow: 0 1px 6px #0005 }
.cloisonne-side[data-side=left] { right: calc(100% - var(--at, 50%) + 24px) } .cloisonne-side[data-side=right] { left: calc(var(--at, 50%) + 24px) }
.cloisonne-side[data-side=middle] { left: 50%; transform: translateX(-50%) }
@media (max-width: 600px) { .cloisonne-side { top: 46px } }
.cloisonne-beside { position: absolute; left: 50%; top: 0; width: 50%; height: 100%; border-left: 2px solid #fff; box-sizing: border-box }
`;

/** Puts the style of the comparison on the page; the returned function takes it off. */
export const useCompareStyle = (): (() => void) => useSheet(text);
