export type { CubeReference } from './cube.js';
export type { SpectrumPanel, SpectrumPanelOptions } from './panel.js';
export { createSpectrumPanel } from './panel.js';
