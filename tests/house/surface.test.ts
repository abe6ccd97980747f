import { expect, test } from 'vitest';

/** What the package promises by name; a change here is a change of the public interface and belongs in CHANGELOG.md. */
const namesOf = async (entry: string) => Object.keys(await import(entry)).sort();

test('cloisonne', async () => {
  expect(await namesOf('cloisonne')).toMatchInlineSnapshot(`
    [
      "CloisonneError",
      "EmptyError",
      "EncoderMismatchError",
      "EngineError",
      "InputError",
      "InterruptedError",
      "MemoryCapError",
      "OutputError",
      "OutputExistsError",
      "TrainingError",
      "UsageError",
      "addError",
      "chooseK",
      "compileSteps",
      "createCube",
      "createRandom",
      "criteria",
      "defaultSteps",
      "degradation",
      "degraded",
      "encoderFileNames",
      "encoderFiles",
      "engineNames",
      "engineReports",
      "evaluate",
      "fitPca",
      "fitSteps",
      "formatSteps",
      "isCloisonneError",
      "kmeans",
      "listSteps",
      "noError",
      "normalizedConfusion",
      "openEngine",
      "paintedCube",
      "paletteNames",
      "parseEncoder",
      "parseSteps",
      "psnr",
      "psnrLadder",
      "sampleStatistics",
      "scanCube",
      "segment",
      "setWasmPath",
      "silhouettes",
      "stability",
      "sweepK",
      "synthNebular",
      "synthXrf",
      "trainEncoder",
      "tversky",
      "withAxis",
    ]
  `);
});

test('cloisonne/labels', async () => {
  expect(await namesOf('cloisonne/labels')).toMatchInlineSnapshot(`
    [
      "IDENTITY",
      "apply",
      "canonicalIds",
      "clusterStyles",
      "colorTable",
      "compose",
      "countIds",
      "fromControlPoints",
      "fromSimilarity",
      "hitTest",
      "idsByOverlap",
      "invert",
      "labelsToRgba",
      "palette",
      "toLabelMap",
    ]
  `);
});

test('cloisonne/formats', async () => {
  expect(await namesOf('cloisonne/formats')).toMatchInlineSnapshot(`
    [
      "FitsHeader",
      "axisToJson",
      "blobSource",
      "byteChunks",
      "channelAxis",
      "commentary",
      "cubeWriter",
      "detectFormat",
      "edgesOf",
      "fitsjsCanRead",
      "formatCard",
      "gunzipToSpill",
      "hduLabel",
      "httpSource",
      "isGzip",
      "isMonotonic",
      "labelFits",
      "labelPng",
      "labelTiff",
      "maskPng",
      "memorySource",
      "openFits",
      "openSampleSource",
      "openTiff",
      "parseCard",
      "parseCsv",
      "parseCubeName",
      "planeByFitsjs",
      "quantityOf",
      "quantityOfTitle",
      "readAxisSidecar",
      "readFitsImage",
      "readLabelPng",
      "readRgbPng",
      "rgbPng",
      "rgbaPng",
      "scanFits",
      "stackFits",
      "stackTiff",
      "streamFits",
      "textCard",
      "writeCsv",
      "writeFits",
    ]
  `);
});

test('cloisonne/plugin', async () => {
  expect(await namesOf('cloisonne/plugin')).toMatchInlineSnapshot(`
    [
      "createSegmentationOverlay",
      "installSegmentation",
    ]
  `);
});
