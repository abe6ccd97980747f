// One cube by shards: nextflow run main.nf --cube cube.fits --out out/cube --shards 10 -resume
nextflow.enable.dsl = 2

params.cube = 'cube.fits'
params.out = 'out/cube'
params.shards = 10
params.options = '--engine wasm'

// Shards meet in the folder beside the result, on a file system that all machines see; between processes only their numbers travel.
cube = file(params.cube).toAbsolutePath()
out = file(params.out).toAbsolutePath()

process encode {
    errorStrategy 'retry'
    maxRetries 3
    input:
    val index
    output:
    val index
    script:
    "cloisonne shard encode '$cube' --out '$out' --shards $params.shards --shard-index $index $params.options"
}

process cluster {
    input:
    val encoded
    output:
    val true
    script:
    "cloisonne shard cluster '$cube' --out '$out' --shards $params.shards $params.options"
}

process label {
    errorStrategy 'retry'
    maxRetries 3
    input:
    val index
    val clustered
    output:
    val index
    script:
    "cloisonne shard label '$cube' --out '$out' --shards $params.shards --shard-index $index $params.options"
}

process merge {
    input:
    val labelled
    script:
    "cloisonne shard merge '$cube' --out '$out' --shards $params.shards $params.options"
}

workflow {
    indices = Channel.of(0..<(params.shards as int)).flatten()
    clustered = cluster(encode(indices).collect())
    merge(label(indices, clustered).collect())
}
