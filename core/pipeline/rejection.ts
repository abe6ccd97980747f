import { UsageError } from '../cube/errors.js';
import { cholesky, mahalanobis } from '../encoder/index.js';
import type { EncoderCard } from '../encoder/types.js';
import type { RejectionLimits } from '../segmentation.js';
import type { Encoded } from './encode.js';

/** Bits of why a spaxel is unclassified. */
export const REASONS = { reconstruction: 1, distance: 2, margin: 4, clusters: 8, odd: 16 } as const;

/** Validation spectra exceed the 0.999 quantile by their nature; what was never seen exceeds it by more. */
const SLACK = { deviations: 6, distance: 1.5 };
/** Standard deviation of a normal distribution over its median absolute deviation. */
const MAD = 1.4826;

/**
 * The limits of a run. `auto` takes those on the card: reconstruction above the larger of the 0.999 quantile and median + 6 deviations (1.4826
 * MAD), or latents 1.5 times as far as the 0.999 quantile; none for a card without limits, and none for an encoder fitted on this very cube, to which
 * nothing in it is new. Throws UsageError for a distance without limits on the card, and for a
 * reconstruction without a decoder.
 */
export function rejectionLimits(
  option: 'off' | 'auto' | RejectionLimits,
  card: EncoderCard,
  origin: 'given' | 'shipped' | 'fitted',
): RejectionLimits {
  if (option === 'off') return {};
  if (option !== 'auto') {
    if (option.distance !== undefined && !card.limits) {
      throw new UsageError('no limit of latent distance can be applied', {
        where: card.name,
        why: 'its card does not say where the latents of its training data lie',
        remedy: 'Train the encoder again, or limit the reconstruction error.',
      });
    }
    if (option.reconstruction !== undefined && card.layers.decoder.length === 0) {
      throw new UsageError('no limit of the reconstruction error can be applied', {
        where: card.name,
        why: 'this encoder has no decoder',
        remedy: 'Import its decoder too (`models import --decoder`), or limit the margin.',
      });
    }
    return option;
  }
  if (!card.limits || origin === 'fitted') return {};
  const { reconstruction, latent } = card.limits;
  return {
    reconstruction: Math.max(reconstruction.q999, reconstruction.median + SLACK.deviations * MAD * reconstruction.mad),
    distance: SLACK.distance * latent.q999,
  };
}

/** Why each of the n encoded spaxels is strange to the encoder, as bits of REASONS; 0 for those that are not. */
export function strangers({ latents, n, errors }: Encoded, card: EncoderCard, limits: RejectionLimits): Uint8Array {
  const reasons = new Uint8Array(n);
  if (limits.reconstruction !== undefined && errors)
    for (let i = 0; i < n; i++) if (errors[i] > limits.reconstruction) reasons[i] |= REASONS.reconstruction;
  if (limits.distance !== undefined && card.limits) {
    const { mean, covariance } = card.limits.latent;
    const lower = cholesky(covariance, card.latent);
    for (let i = 0; i < n; i++)
      if (mahalanobis(latents, i * card.latent, mean, lower) > limits.distance) reasons[i] |= REASONS.distance;
  }
  return reasons;
}
