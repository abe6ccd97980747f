import { readFileSync } from 'node:fs';
import { repo } from '../../../helpers/cli.js';

/** What PyTorch says of a model of tests/fixtures/onnx: five rows of inputs and their latents. */
export interface TorchModel {
  readonly output: string;
  readonly inputs: readonly number[];
  readonly latents: readonly number[];
}

/** Rows of each model's inputs. */
export const ROWS = 5;

/** Path of a model. */
export const onnxPath = (name: string): string => repo(`tests/fixtures/onnx/${name}.onnx`);

/** Bytes of a model. */
export const onnxBytes = (name: string): Uint8Array => new Uint8Array(readFileSync(onnxPath(name)));

/** PyTorch's numbers by model. */
export const torchModels = JSON.parse(readFileSync(repo('tests/fixtures/onnx/expected.json'), 'utf8')).models as Readonly<
  Record<string, TorchModel>
>;
