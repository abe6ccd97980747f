import { createHash } from 'node:crypto';
import { InputError, UsageError } from '../../core/cube/errors.js';
import { basenameOf } from '../../core/cube/name.js';
import { encoderFiles, importEncoder, type OnnxFile } from '../../core/encoder/index.js';
import { openOutput } from '../output/index.js';
import { print } from '../print.js';
import { Progress } from '../progress.js';
import { readingFailure } from '../reason.js';
import { assetLimit, readRegular } from '../regular.js';
import { packageVersion } from '../version.js';
import { readGivenCard } from './card.js';

/** `models import encoder.onnx --card card.json`: an encoder folder out of an ONNX model, checked before it is written. */
export async function importModel(argv: Record<string, unknown>): Promise<void> {
  if (argv.name === undefined || argv.card === undefined)
    throw new UsageError(`models import needs ${argv.name === undefined ? 'a file' : '--card'}`, {
      remedy: 'Write `cloisonne models import encoder.onnx --card card.json`.',
    });
  const [path, cardPath] = [String(argv.name), String(argv.card)];
  const decoderPath = argv.decoder === undefined ? undefined : String(argv.decoder);
  const [model, cardFile, decoder] = await Promise.all([
    bytesAt(path),
    bytesAt(cardPath),
    decoderPath ? bytesAt(decoderPath) : undefined,
  ]);
  const given = readGivenCard(new TextDecoder().decode(cardFile.bytes), cardPath);
  const name = given.name ?? basenameOf(path).replace(/\.onnx$/i, '');
  const sha256 = (file: OnnxFile) => createHash('sha256').update(file.bytes).digest('hex');
  const hashes = {
    importedFrom: basenameOf(path),
    onnxSha256: sha256(model),
    ...(decoder && { decoderSha256: sha256(decoder) }),
  };
  const { encoder, deviations } = await importEncoder(
    model,
    { ...given, name, training: { ...given.training, recipe: hashes } },
    decoder,
  );
  const out = String(argv.out ?? name);
  const recipeHash = createHash('sha256')
    .update(JSON.stringify([packageVersion(), given, hashes]))
    .digest('hex');
  const output = await openOutput(out, {
    ...{ command: 'models import', overwrite: argv.overwrite === true, recipeHash },
    inputs: [path, cardPath, ...(decoderPath ? [decoderPath] : [])],
  });
  try {
    for (const [file, bytes] of Object.entries(encoderFiles(encoder))) await output.write(file, bytes);
    const { cardHtml } = await import('../card/index.js');
    await output.write('card.html', await cardHtml(encoder, packageVersion()));
    await output.commit();
  } finally {
    await output.release();
  }
  const { card } = encoder;
  const progress = new Progress(process.stderr, argv.quiet === true);
  if (deviations.onnxruntime === undefined)
    progress.line('warning: onnxruntime-node is not installed: the layers were not compared with the model');
  if (!encoder.decode) progress.line('no decoder: results will hold no reconstructions (--decoder adds one)');
  const facts = { out: output.dir, name, bands: card.input.bands, latent: card.latent, layers: card.layers, deviations };
  print(
    argv.json
      ? `${JSON.stringify(facts)}\n`
      : `${name}: ${card.input.bands} bands, ${[...card.layers.encoder, ...card.layers.decoder].join(', ')}\nEncoder: ${out}\n`,
  );
}

async function bytesAt(where: string): Promise<OnnxFile> {
  const bytes = await readRegular(where, assetLimit).catch(err => {
    throw new InputError('cannot read the file', { where, why: readingFailure(err), cause: err });
  });
  return { bytes, where };
}
