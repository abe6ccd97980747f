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
      "chooseK",
      "compileSteps",
      "createCube",
      "createRandom",
      "defaultSteps",
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
      "openEngine",
      "parseEncoder",
      "parseSteps",
      "sampleStatistics",
      "scanCube",
      "segment",
      "setWasmPath",
      "silhouettes",
      "sweepK",
      "trainEncoder",
      "withAxis",
    ]
  `);
});

test('cloisonne/labels', async () => {
  expect(await namesOf('cloisonne/labels')).toMatchInlineSnapshot(`
    [
      "IDENTITY",
      "apply",
      "approximateAffine",
      "canonicalIds",
      "celestialWcs",
      "clusterStyles",
      "colorTable",
      "compose",
      "countIds",
      "createEditLog",
      "createTransform",
      "fitRegistration",
      "fromControlPoints",
      "fromSimilarity",
      "hitTest",
      "idsByOverlap",
      "invert",
      "labelsToRgba",
      "levelFor",
      "majorityLevel",
      "mergeEdit",
      "palette",
      "parseColor",
      "parseEdits",
      "parseRegistration",
      "pushEdit",
      "redoEdit",
      "registerBySky",
      "relabel",
      "replayEdits",
      "sampleLabels",
      "skyTransform",
      "toLabelMap",
      "undoEdit",
    ]
  `);
});

test('cloisonne/formats', async () => {
  expect(await namesOf('cloisonne/formats')).toMatchInlineSnapshot(`
    [
      "FitsHeader",
      "axisToJson",
      "blobSource",
      "buildPyramid",
      "byteChunks",
      "channelAxis",
      "commentary",
      "detectFormat",
      "dziLayout",
      "edgesOf",
      "encodePngTile",
      "fitsjsCanRead",
      "formatCard",
      "gunzipToSpill",
      "hduLabel",
      "httpSource",
      "iiifLayout",
      "isGzip",
      "isMonotonic",
      "labelFits",
      "labelPng",
      "labelTiff",
      "labelTileEncoder",
      "levelSizes",
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
      "readPhotoPng",
      "rgbPng",
      "rgbaPng",
      "scanFits",
      "stackFits",
      "stackTiff",
      "textCard",
      "writeCsv",
      "writeFits",
    ]
  `);
});

test('cloisonne/plugin', async () => {
  expect(await namesOf('cloisonne/plugin')).toMatchInlineSnapshot(`
    [
      "createLabelTileSource",
      "createLegend",
      "createNotices",
      "createSegmentationOverlay",
      "installSegmentation",
      "loadSegmentation",
      "showSegmentation",
    ]
  `);
});
