import type { SegmentationOverlay } from '../types.js';
import type { RegistrationPanel, RegistrationPanelOptions } from './panel.js';

export type { RegistrationPanel, RegistrationPanelOptions } from './panel.js';

/**
 * Controls to register a layer by control points, at the end of `mount`: a place on the masks, then the same place on the image, by click or
 * keyboard; an affine, projective or thin-plate map is fitted at once and drawn, with the residual of each point. Numbers can be typed, markers
 * dragged, all of it undone. Its code is loaded by this call.
 */
export async function openRegistration(
  overlay: SegmentationOverlay,
  mount: HTMLElement,
  options?: RegistrationPanelOptions,
): Promise<RegistrationPanel> {
  const { createRegistrationPanel } = await import('./panel.js');
  return createRegistrationPanel(overlay, mount, options);
}
