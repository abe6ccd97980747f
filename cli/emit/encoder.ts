import { cardText } from '../../core/encoder/card.js';
import { onnxModel } from '../../core/engine/onnx-model.js';
import type { Emitter } from './types.js';

/** The encoder for other runtimes. */
export const onnxEmitter: Emitter = {
  describe: 'the encoder as ONNX (input x: preprocessed spectra, output y: latents), with its card',
  places: ['encoder/'],
  async emit(_, { encoder, sink }) {
    const { card, encode } = await encoder();
    await sink.write('encoder/encoder.onnx', onnxModel(encode, card.name));
    await sink.write('encoder/encoder.json', cardText(card));
  },
};
