/** How the run was made: sizes, seeds, times, machine. */
import { html } from '../../../dist/cli/report/html.js';
import { whole } from '../../../dist/cli/report/words.js';

const time = seconds =>
  seconds < 90
    ? `${Math.round(seconds)} s`
    : seconds < 5400
      ? `${Math.round(seconds / 60)} min`
      : `${(seconds / 3600).toFixed(1)} h`;

/** Tables of the run. */
export function runBody({ studies }, { machine, generator, seconds, protocol, recipes, size }) {
  const groups = new Map();
  for (const [name, took] of Object.entries(seconds)) {
    const group = name.startsWith('gamma') ? 'comparison' : name.replace(/-ladder-.*/, '-ladder');
    groups.set(group, (groups.get(group) ?? 0) + took);
  }
  const total = Object.values(seconds).reduce((sum, v) => sum + v, 0);
  const row = (name, value) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`;
  const encoders = Object.entries(studies).flatMap(([study, { encoders }]) =>
    Object.entries(encoders).flatMap(([method, trained]) => {
      if (!trained) return [];
      const { card } = trained;
      const { epochs, bestEpoch } = card.training.result;
      const { encoder, decoder } = card.layers;
      const sizes = layers => layers.map(layer => layer.split(' ')[0]).join('-');
      return [
        html`<tr><th scope="row">${study}, ${method}</th><td>${card.input.bands}-${sizes(encoder)} and ${sizes(decoder)}</td><td class="n">${whole(card.training.spectra)}</td><td class="n">${bestEpoch} of ${epochs}</td><td><code>${card.weights.sha256.slice(0, 16)}</code></td></tr>`,
      ];
    }),
  );
  const lessons = Object.keys(studies).flatMap(study =>
    ['reference', 'ours'].map(method => {
      const { steps, damage, kBy, clustering, fitted, shipped, ...given } = recipes[study][method];
      if (shipped) {
        return html`<tr><th scope="row">${study}, ${method}</th><td colspan="3">the shipped encoder <code>${shipped}</code> (samples/recipes/${shipped}.json)</td><td>the default</td></tr>`;
      }
      if (fitted) {
        return html`<tr><th scope="row">${study}, ${method}</th><td><code>${fitted.steps.replaceAll(',', ', ')}</code></td><td>PCA to ${fitted.latent} dimensions, fitted on the cube itself</td><td>nothing is trained</td><td>${clustering}</td></tr>`;
      }
      const recipe = { ...given.recipe, ...(size === 'reduced' ? given.reduced : {}) };
      const words = (damage ?? []).map(({ sigma, keep }) => (keep === undefined ? `σ + ${sigma}` : `${keep} of the photons`));
      const loss = `β = ${recipe.beta ?? 0}, γ = ${recipe.gamma}, ${recipe.output} output`;
      const rule = kBy ?? (method === 'ours' ? 'the default' : 'mean silhouette over spaxels');
      return html`<tr><th scope="row">${study}, ${method}</th><td><code>${steps.replaceAll(',', ', ')}</code></td><td>${loss}</td><td>${words.join(', ') || 'as they are'}</td><td>${rule}</td></tr>`;
    }),
  );
  return html`<div class="table"><table class="wide"><thead><tr><th scope="col">Encoder</th><th scope="col">Layers</th><th scope="col" class="n">Spectra</th><th scope="col" class="n">Best epoch</th><th scope="col">SHA-256 of the weights</th></tr></thead><tbody>${encoders}</tbody></table></div>
<h3>Recipes</h3><div class="table"><table class="wide"><thead><tr><th scope="col">Encoder</th><th scope="col">Preprocessing</th><th scope="col">Loss</th><th scope="col">Noise of the training spectra</th><th scope="col">K by</th></tr></thead><tbody>${lessons}</tbody></table></div>
<div class="columns after"><div><h3>Time</h3><table class="plain"><tbody>${[...groups].map(([name, took]) => row(name, time(took)))}${row('together', time(total))}</tbody></table></div><div><h3>Machine and seeds</h3><table class="plain"><tbody>${row('Processor', `${machine.cpu}, ${machine.threads} threads`)}${row('Node.js', machine.node)}${row('Generator', html`<code>${generator}</code>`)}${row('Seeds', protocol.seeds)}${row('Test cubes', `nebulae ${protocol.astro.cube.seed}, miniature ${protocol.painting.cube.seed}`)}${row('Seeds of the comparison', protocol.comparison.seeds.join(', '))}</tbody></table></div></div>`;
}
