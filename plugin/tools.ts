import { type CompareControls, type CompareOptions, createCompareControls } from './compare/index.js';
import { element } from './legend/dom.js';
import { useStyle } from './legend/style.js';
import { createSpectrumPanel, type SpectrumPanel, type SpectrumPanelOptions } from './panel/index.js';
import { openRegistration } from './registration-ui/index.js';
import { createShare, type Share, type ShareOptions } from './share/index.js';
import { useSheet } from './sheet.js';
import type { ShownSegmentation } from './show.js';
import { openSplit } from './split/index.js';

/** Options of `createTools`. */
export interface ToolsOptions {
  readonly theme?: 'light' | 'dark';
  readonly spectra?: SpectrumPanelOptions;
  readonly compare?: CompareOptions;
  /** `link: true` gives the address of the page to the view. */
  readonly share?: ShareOptions;
}

/** All panels of a result that is shown. */
export interface Tools {
  /** Undefined where the result has no spectral axis. */
  readonly spectra: SpectrumPanel | undefined;
  readonly compare: CompareControls;
  readonly share: Share;
  destroy(): void;
}

const text = `
.cloisonne-fold { border: 1px solid var(--rule); border-radius: 10px }
.cloisonne-fold > summary { padding: 11px 14px; font-size: 15px; font-weight: 650; cursor: pointer; border-radius: 10px }
.cloisonne-fold > section { border: 0; padding-top: 2px; max-height: none } .cloisonne-fold > section > h2 { display: none }
.cloisonne-fold > p { margin: 0; padding: 0 14px 12px }
`;

/**
 * Puts everything but the legend into `mount`: spectra first, for they are what a click is for; at the end comparison, the picture of the view and, loaded when
 * they are opened, the splitting of clusters and the registration by points, whose Save button does what that of the legend does.
 */
export function createTools(shown: ShownSegmentation, mount: HTMLElement, options: ToolsOptions = {}): Tools {
  const { theme } = options;
  const free = [useStyle(), useSheet(text)];
  const fold = (title: string, open: (into: HTMLElement) => Promise<{ destroy(): void }>) => {
    const details = element('details', { class: 'cloisonne cloisonne-fold', 'data-theme': theme }, element('summary', {}, title));
    let last: Promise<{ destroy(): void } | undefined> = Promise.resolve(undefined);
    const follow = () => {
      last = last
        .then(panel => {
          panel?.destroy();
          return details.open ? open(details) : undefined;
        })
        .catch((err: Error) => void details.append(element('p', { role: 'alert' }, err.message)));
    };
    details.addEventListener('toggle', follow);
    mount.append(details);
    free.push(() => {
      details.open = false;
      details.remove();
      follow();
    });
  };
  let spectra: SpectrumPanel | undefined;
  try {
    spectra = createSpectrumPanel(shown, mount, { theme, ...options.spectra });
    mount.prepend(spectra.root);
  } catch (err) {
    shown.notices.show((err as Error).message);
  }
  const compare = createCompareControls(shown, mount, { theme, ...options.compare });
  const share = createShare(shown, mount, { theme, second: () => compare.comparison.overlay, ...options.share });
  fold('Split clusters', into => openSplit(shown, into, { theme }));
  fold('Register by points', into =>
    openRegistration(shown.overlay, into, { theme, layer: () => shown.layer, save: () => shown.store() }),
  );
  return {
    spectra,
    compare,
    share,
    destroy() {
      spectra?.destroy();
      compare.destroy();
      share.destroy();
      for (const end of free.splice(0)) end();
    },
  };
}
