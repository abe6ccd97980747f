// One cube by shards: nextflow run main.nf --cube cube.fits --out out/cube --shards 10 -resume
nextflow.enable.dsl = 2

params.cube = 'cube.fits'
params.out = 'out/cube'
params.shards = 10
params.options = '--engine wasm'

// Shards meet in the folder beside the result, on a file system that all machines see; between processes only their numbers travel.
def phase(name, which = '') {
    return "cloisonne shard $name '${file(params.cube).toAbsolutePath()}' --out '${file(params.out).toAbsolutePath()}' --shards $params.shards $which $params.options"
}

process encode {
    errorStrategy 'retry'
    maxRetries 3
    input:
    val index
    output:
    val index
    script:
    phase('encode', "--shard-index $index")
}

process find_clusters {
    input:
    val encoded
    output:
    val true
    script:
    phase('cluster')
}

process label_rows {
    errorStrategy 'retry'
    maxRetries 3
    input:
    val index
    val clustered
    output:
    val index
    script:
    phase('label', "--shard-index $index")
}

process put_together {
    input:
    val labelled
    script:
    phase('merge')
}

workflow {
    indices = Channel.of(0..<(params.shards as int)).flatten()
    clustered = find_clusters(encode(indices).collect())
    put_together(label_rows(indices, clustered).collect())
}
