import { type FlagRule, flagTest } from '../../../core/cube/flags.js';
import { type Decoder, makeDecoder } from '../decode.js';
import { isSignFlip, type Scaling } from '../scaling.js';
import { makeViews } from '../views.js';

const swap32 = (v: number): number => (((v << 8) | (v >>> 24)) & 0x00ff00ff) | (((v << 24) | (v >>> 8)) & 0xff00ff00);

/** The bits that count as two words of 32. */
function words({ counts }: FlagRule): [low: number, high: number] {
  if (typeof counts === 'string') return [-1, -1];
  const word = (from: number) =>
    counts.reduce((sum, bit) => (bit >= from && bit < from + 32 ? sum | (1 << (bit - from)) : sum), 0);
  return [word(0), word(32)];
}

/**
 * Turns stored flags into 1 for those that count and 0 for the others, in integers: a float32 would lose bits from 24 on. BLANK counts as a flag,
 * unless none does. Floating-point and scaled flags are compared as numbers.
 */
export function flagDecoder(scaling: Scaling, rule: FlagRule): Decoder {
  const { bitpix, scale, zero } = scaling;
  const flip = isSignFlip(scaling);
  const plain = scale === 1 && (zero === 0 || flip);
  if (bitpix < 32 || !plain) return byValue(scaling, rule);
  const [lowMask, highMask] = words(rule);
  const [one, none] = rule.counts === 'zero' ? [0, 1] : [1, 0];
  const nothing = rule.counts === 'none';
  const sign = flip ? 0x80000000 | 0 : 0;
  const blank = scaling.blank;
  const [blankHigh, blankLow] = blank === undefined ? [Number.NaN, 0] : [Number(blank >> 32n), Number(BigInt.asIntN(32, blank))];
  if (bitpix === 32)
    return ({ i32 }, from, step, count, { f32: out }, to) => {
      for (let k = 0, i = from; k < count; k++, i += step) {
        const stored = swap32(i32[i]);
        const set = blank !== undefined && stored === blankLow ? true : ((stored ^ sign) & lowMask) !== 0;
        out[to + k] = nothing ? 0 : set ? one : none;
      }
    };
  return ({ i32 }, from, step, count, { f32: out }, to) => {
    for (let k = 0, i = from; k < count; k++, i += step) {
      const [high, low] = [swap32(i32[2 * i]), swap32(i32[2 * i + 1])];
      const isBlank = high === blankHigh && low === blankLow;
      const set = isBlank || (low & lowMask) !== 0 || ((high ^ sign) & highMask) !== 0;
      out[to + k] = nothing ? 0 : set ? one : none;
    }
  };
}

/** What a float32 holds exactly, or what is no integer. */
function byValue(scaling: Scaling, rule: FlagRule): Decoder {
  const decode = makeDecoder(scaling, () => undefined);
  const test = flagTest(rule);
  let apart = makeViews(0);
  return (raw, from, step, count, out, to) => {
    if (apart.f32.length < count) apart = makeViews(4 * count);
    decode(raw, from, step, count, apart, 0);
    for (let k = 0; k < count; k++) out.f32[to + k] = test(apart.f32[k]) ? 1 : 0;
  };
}
