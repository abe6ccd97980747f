export type { CubeReference } from './cube.js';
export { createSpectrumPanel } from './panel.js';
export type { SpectrumPanel, SpectrumPanelOptions } from './types.js';
